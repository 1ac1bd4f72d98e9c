"""What may be wrong with a line of a file of pairs, told in the reader's language."""

from dataclasses import dataclass
from enum import Enum

from hoidap.chains.language import Language
from hoidap.chains.reasons import reason
from hoidap.databases import DatabaseError


class Problem(Enum):
    """In English and in Vietnamese; `{detail}` is what the line itself has to do with it."""

    NOT_JSON = ("It is not a JSON object: {detail}.", "Dòng này không phải một đối tượng JSON: {detail}.")
    NOT_CSV = ("Its quotation marks do not pair up.", "Dấu nháy kép của dòng này không khớp nhau.")
    CELLS = (
        "It does not have the cells that the header names ({detail}): a cell with a separator in it belongs in "
        "quotation marks.",
        "Số ô không khớp với dòng tiêu đề ({detail}): ô có chứa dấu phân cách phải đặt trong dấu nháy kép.",
    )
    NO_QUESTION = ("The question is empty.", "Câu hỏi đang để trống.")
    NO_SQL = ("The SQL is empty.", "Câu SQL đang để trống.")
    HALF_A_TURN = (
        "Of the previous turn there must be both the question and the SQL, or neither.",
        "Lượt hỏi trước phải có đủ cả câu hỏi lẫn SQL, hoặc không có gì.",
    )
    SQL = ("The SQL cannot be used: {detail}", "Câu SQL không dùng được: {detail}")
    PREVIOUS_SQL = (
        "The SQL of the previous turn cannot be used: {detail}",
        "SQL của lượt trước không dùng được: {detail}",
    )
    FINDS_NOTHING = ("The SQL finds nothing in this database.", "Câu SQL không tìm thấy gì trong cơ sở dữ liệu này.")
    NO_VALUES = (
        "There are no values for {detail}: name a table and a column of texts in double brackets.",
        "Không có giá trị nào cho {detail}: hãy ghi bảng và một cột chữ trong hai dấu ngoặc vuông.",
    )
    AGAIN = ("It repeats line {detail}.", "Trùng với dòng {detail}.")
    CONTRADICTS = (
        "Line {detail} asks the same and answers with other SQL.",
        "Dòng {detail} hỏi y như vậy nhưng trả lời bằng SQL khác.",
    )


@dataclass(frozen=True)
class BadLine:
    """A line that is left out; `line` counts from 1 as an editor does."""

    line: int
    problem: Problem
    detail: str | DatabaseError = ""

    def told(self, language: Language) -> str:
        """Why, in one sentence."""
        english, vietnamese = self.problem.value
        detail = reason(self.detail, language) if isinstance(self.detail, DatabaseError) else self.detail
        return (vietnamese if language == "vi" else english).format(detail=detail)
