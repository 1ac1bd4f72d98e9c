"""The tool that says, kindly, what it can't do: change data, or know what does not stand in this database."""

from __future__ import annotations

import re

from langchain_core.tools import BaseTool, tool

from hoidap.chains.language import Language, detect_language
from hoidap.databases import fold

from .base import ToolContext
from .example_questions import MOST_QUOTED, example_questions

_CHANGES = re.compile(
    r"\b(?:xoa|sua|them moi|chen|cap nhat|doi gia|don dep|tao bang|delete|remove|drop|truncate|update|insert|alter"
    r"|erase|create table|set all|change|modify|wipe)\b"
)
_SAYS = {
    ("vi", True): "Mình chỉ đọc cơ sở dữ liệu này nên không xóa, sửa hay thêm dữ liệu được. Bạn có thể hỏi: {examples}",
    ("en", True): "I only read this database, so I can't delete, change or add data. You could ask: {examples}",
    ("vi", False): "Câu này nằm ngoài dữ liệu mà mình đọc được nên mình không trả lời được. Bạn có thể hỏi: {examples}",
    ("en", False): "I only know what stands in this database, so I can't answer that. You could ask: {examples}",
}


def make(context: ToolContext) -> BaseTool:
    """The tool; its examples come from the tables of the context's database."""

    @tool(parse_docstring=True)
    def out_of_scope(question: str, language: Language | None = None) -> str:
        """Decline a wish to change or delete data, and anything that this database does not know, such as the weather.

        Args:
            question: What the user said.
            language: The language of the reply; the question's where it is not given.
        """
        language = language or detect_language(question)
        examples = " ".join(f"“{example}”" for example in example_questions(context.db, language)[:MOST_QUOTED])
        return _SAYS[language, bool(_CHANGES.search(fold(question)))].format(examples=examples)

    return out_of_scope
