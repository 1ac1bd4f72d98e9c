"""Hold a model's sentence to the rows: every number and every name in it must stand in them or in the question."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .cells import has_markup, shown
from .function_words import ALL
from .language import Language
from .naming import words
from .numbers import numbers

_NUMBER = re.compile(r"\d+(?:[.,  ]?\d+)*")
_BETWEEN = r"(?:\s*[(:=–-]\s*|\s+(?:với|có|là|được|đạt|with|has|have|had|is|saved)\s+)"
_WORD = re.compile(r"[^\W_]+(?:['’._&/-][^\W_]+)*")
_DIGITS = re.compile(r"\d+")
# Words that may open a sentence with a capital letter and are no names.
_OPENERS_WORDS = """
    cột hàng dòng bảng bộ các có con cùng của danh dưới đã đây đó được gồm hai hiện hơn kết không mỗi một năm ngày
    người nhiều những ít phòng số sau tác tên tất theo thấp cao thời tổng trong trung từ và vào về với dữ giá lần
    tháng quý toàn bạn cả chỉ còn nhất tiếp đứng hạng thứ hầu phần lớn tuy ngoài khoảng gần chưa a all among an and
    another as at average by each five for four from here however i in it most no none of on one only other others
    over result results so ten that the their there these they this those three together total two under we with you
    your yes
"""
_OPENERS = ALL | frozenset(_OPENERS_WORDS.split())
_NAMELESS = frozenset(("i", "q1", "q2", "q3", "q4"))
_NEVER = re.compile(r"\b(?:không|chưa|no|none|not|any|nothing|empty)\b", re.IGNORECASE)


TOLD = frozenset(
    """
    result results group groups total average are is was were there and more none nothing found yes no
    kết quả gồm nhóm trong đó khoảng hơn tổng cộng giá trị trung bình tìm thấy đồng lần có là và những các
    """.split()
)


@dataclass(frozen=True)
class Facts:
    """What an answer may say: the question, the result's columns and rows, and how many rows there are."""

    question: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    language: Language
    truncated: bool = False

    @cached_property
    def cells(self) -> frozenset[str]:
        """Every cell as a sentence would say it, casefolded."""
        columns = [*self.columns, *[""] * (max(map(len, self.rows), default=0) - len(self.columns))]
        return frozenset(
            spelled
            for row in self.rows
            for column, cell in zip(columns, row, strict=False)
            if cell is not None
            for spelled in (_fold(shown(cell, self.language, column)), _fold(str(cell)))
        )

    @cached_property
    def values(self) -> tuple[float, ...]:
        """Every number of the rows, and how many rows there are."""
        cells = [cell for row in self.rows for cell in row]
        decimals = [cell for cell in cells if isinstance(cell, str) and re.fullmatch(r"-?\d+\.\d+", cell)]
        return (*(float(cell) for cell in (*cells, *decimals) if _is_number(cell)), float(len(self.rows)))

    @cached_property
    def mentioned(self) -> tuple[float, ...]:
        """Numbers that a sentence may repeat, but that answer nothing: the question's, and the parts of dates."""
        asked = {value for found in _NUMBER.findall(self.question) for value, _ in _readings(found)}
        asked |= {float(n.text) for vietnamese in (True, False) for n in numbers(self.question, vietnamese)}
        dates = [
            cell for row in self.rows for cell in row if isinstance(cell, str) and not re.search(r"[^\W\d_]{2}", cell)
        ]
        return (*asked, *(float(digits) for cell in dates for digits in _DIGITS.findall(cell)))

    @cached_property
    def nothing(self) -> bool:
        """Whether the result holds nothing but empty cells and zeros."""
        return not any(cell for row in self.rows for cell in row)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the cells, the columns and the question, casefolded."""
        said = {word for text in (*self.cells, _fold(self.question)) for word in _WORD.findall(text)}
        parts = {part for word in said for part in re.split(r"[._&/'’-]", word)}
        return frozenset(said | parts | {word for column in self.columns for word in (_fold(column), *words(column))})


def unsupported(sentence: str, facts: Facts) -> list[str]:
    """What `sentence` says that `facts` don't: numbers, names, links, markup; empty where it may be shown.

    A bracket without its other half is a sentence that broke off.
    """
    wrong = ["markup"] if has_markup(sentence) else []
    rest, said = _without_cells(sentence, facts)
    wrong += ["brackets"] if _uneven(rest) else []
    wrong += _mispaired(sentence, facts)
    for match in _NUMBER.finditer(rest):
        glued = (rest[match.start() - 1 : match.start()] + rest[match.end() : match.end() + 1]).strip()
        if glued[:1].isalpha() or glued[-1:].isalpha():
            continue  # part of a name such as DC5, which is looked at below
        if _stands_in(match[0], facts.values):
            said = True
        elif not _stands_in(match[0], facts.mentioned):
            wrong.append(match[0])
    wrong += [word for word in _names(rest) if word not in facts.vocabulary]
    if not (said or wrong or (facts.nothing and _NEVER.search(sentence))):
        wrong.append("nothing of the rows")
    return wrong


def strange_words(sentence: str, facts: Facts) -> list[str]:
    """Words that stand neither in the facts nor among those that any sentence needs.

    The embedded model may put a wrong word together from pieces ("bộ viện" for "bộ phận"); larger models may rephrase.
    """
    rest, _ = _without_cells(sentence, facts)
    known = facts.vocabulary | ALL | TOLD
    words_of_it = (_fold(word) for word in _WORD.findall(rest))
    return [word for word in words_of_it if not word[0].isdigit() and word not in known]


def answers(sentences: str, facts: Facts) -> bool:
    """Whether the text says the one value of a result that is a single value; True for every other result."""
    if len(facts.rows) != 1 or len(facts.rows[0]) != 1 or facts.rows[0][0] is None:
        return True
    cell = facts.rows[0][0]
    if not cell and _NEVER.search(sentences):
        return True
    if _is_number(cell) and not isinstance(cell, bool):
        return any(_stands_in(match[0], (float(cell),)) for match in _NUMBER.finditer(sentences))
    return _without_cells(sentences, facts)[1]


def _without_cells(sentence: str, facts: Facts) -> tuple[str, bool]:
    """The sentence with the cells that it quotes blanked out, and whether there was one."""
    folded, found = unicodedata.normalize("NFC", sentence), False
    for cell in sorted(facts.cells, key=len, reverse=True):
        if not cell or _DIGITS.fullmatch(cell):
            continue  # a bare number is compared as one, in whatever form
        pattern = rf"(?<!\w){re.escape(cell)}(?!\w)"
        folded, count = re.subn(pattern, " ", folded, flags=re.IGNORECASE)
        found = found or count > 0
    return folded, found


def _mispaired(sentence: str, facts: Facts) -> Iterator[str]:
    """Figures told right behind the name of a row that does not have them: "DC2 (12)", "DC2 với 12 giờ"."""
    figures: dict[str, list[float]] = {}
    for row in facts.rows:
        for name in (_fold(cell) for cell in row if isinstance(cell, str) and re.search(r"[^\W\d_]", cell)):
            figures.setdefault(name, []).extend(float(cell) for cell in row if _is_number(cell))
    text = _fold(sentence)
    for name, told in sorted(figures.items(), key=lambda figure: -len(figure[0])):
        spelled = rf"(?<!\w){re.escape(name)}"
        for match in re.finditer(rf"{spelled}{_BETWEEN}({_NUMBER.pattern})(?!\w)", text):
            if told and not _stands_in(match[1], told):
                yield match[0]
        text = re.sub(rf"{spelled}(?!\w)", "_", text)  # a shorter name may be a part of it


def _uneven(text: str) -> bool:
    """Whether a bracket is opened and not closed, or closed and not opened."""
    depth = 0
    for sign in text:
        depth += (sign in "([“") - (sign in ")]”")
        if depth < 0:
            return True
    return depth > 0


def _names(rest: str) -> Iterator[str]:
    for position, match in enumerate(_WORD.finditer(rest)):
        word = match[0]
        opens = position == 0 and not rest[: match.start()].strip(" \"'“‘(")
        folded = _fold(word)
        name_like = word[0].isupper() or (any(c.isdigit() for c in word) and any(c.isalpha() for c in word))
        if name_like and not (opens and folded in _OPENERS) and folded not in _NAMELESS:
            yield folded


def _stands_in(written: str, values: Iterable[float]) -> bool:
    """Whether some value reads as `written` in either locale, rounded to as many decimals as are written."""
    readings = _readings(written)
    return any(abs(abs(value) - read) <= _slack(value, digits) for value in values for read, digits in readings)


def _slack(value: float, digits: int) -> float:
    return 1e-9 if digits == 0 and value.is_integer() else 0.5 * 10**-digits + 1e-9


def _readings(written: str) -> set[tuple[float, int]]:
    """What the digits may mean in either locale, each with its number of decimals."""
    readings = set()
    for thousands, point in ((".", ","), (",", "."), (" ", ","), (" ", "."), (" ", ",")):
        whole, _, decimals = written.partition(point)
        groups = whole.split(thousands)
        grouped = all(map(str.isdigit, groups)) and all(len(group) == 3 for group in groups[1:])
        if grouped and (decimals.isdigit() or not decimals):
            readings.add((float(f"{''.join(groups)}.{decimals or 0}"), len(decimals)))
    return readings


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.replace(".", "", 1).lstrip("-").isdigit())


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
