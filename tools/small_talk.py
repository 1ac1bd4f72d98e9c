"""The tool that replies to a greeting, to thanks, and to "who are you?". No model is asked: it could only say less."""

from __future__ import annotations

import re

from langchain_core.tools import BaseTool, tool

from hoidap.chains.language import Language, detect_language
from hoidap.databases import fold

from .base import ToolContext
from .example_questions import MOST_QUOTED, example_questions

_THANKS = re.compile(r"\b(?:cam on|thanks?|thank you|thx|tks)\b")
_GOODBYE = re.compile(r"\b(?:tam biet|bye|goodbye|see you|hen gap lai)\b")
_GREETING = re.compile(r"\b(?:xin chao|chao|hello|hi|hey|alo|good (?:morning|afternoon|evening))\b")
_SAYS = {
    ("vi", "thanks"): "Không có gì ạ! Bạn cần hỏi thêm gì về dữ liệu thì cứ nhắn nhé.",
    ("en", "thanks"): "You're welcome! Just ask if there is anything else you want to know from the data.",
    ("vi", "goodbye"): "Tạm biệt bạn, hẹn gặp lại!",
    ("en", "goodbye"): "Goodbye, see you next time!",
    ("vi", "greeting"): "Xin chào! Mình trả lời câu hỏi từ cơ sở dữ liệu này. Bạn có thể hỏi, chẳng hạn: {examples}",
    ("en", "greeting"): "Hello! I answer questions from this database. You could ask, for example: {examples}",
    ("vi", "about"): (
        "Mình là hoidap, trợ lý đọc cơ sở dữ liệu này và trả lời bằng tiếng Việt hoặc tiếng Anh, "
        "kèm các dòng dữ liệu và câu SQL đã chạy. Mình chỉ đọc, không sửa gì. Bạn thử hỏi: {examples}"
    ),
    ("en", "about"): (
        "I'm hoidap, an assistant that reads this database and answers in English or Vietnamese, with the rows and the "
        "SQL that was run. I only read, I never change anything. Try asking: {examples}"
    ),
}


def make(context: ToolContext) -> BaseTool:
    """The tool; its examples come from the tables of the context's database."""

    @tool(parse_docstring=True)
    def small_talk(question: str, language: Language | None = None) -> str:
        """Reply to a greeting, thanks, a goodbye, or a question about who you are and how you can help.

        Args:
            question: What the user said.
            language: The language of the reply; the question's where it is not given.
        """
        language = language or detect_language(question)
        examples = " ".join(f"“{example}”" for example in example_questions(context.db, language)[:MOST_QUOTED])
        return _SAYS[language, _kind(question)].format(examples=examples)

    return small_talk


def _kind(question: str) -> str:
    said = fold(question)
    if _THANKS.search(said):
        return "thanks"
    if _GOODBYE.search(said):
        return "goodbye"
    # "xin chào, bạn là ai?" asks something; a bare greeting is short
    return "greeting" if _GREETING.search(said) and len(said.split()) <= 4 and "?" not in question else "about"
