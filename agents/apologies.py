"""What a user reads when something went wrong: one friendly sentence in their language. The reason is in the notes."""

from __future__ import annotations

from typing import Literal

from hoidap.chains.language import Language

Trouble = Literal["model", "database", "sql", "own", "tool", "memory", "long", "unexpected"]

_SAYS: dict[tuple[Language, Trouble], str] = {
    ("vi", "model"): "Mô hình ngôn ngữ đang bận hoặc gặp lỗi, bạn vui lòng hỏi lại sau ít phút nhé.",
    ("en", "model"): "The language model is busy or has a problem; please ask again in a few minutes.",
    ("vi", "database"): "Hiện không đọc được cơ sở dữ liệu, bạn vui lòng thử lại sau hoặc báo cho người quản trị nhé.",
    ("en", "database"): "The database cannot be read right now; please try again later or tell its administrator.",
    ("vi", "sql"): "Mình chưa tìm được cách trả lời câu này từ dữ liệu, bạn thử hỏi theo cách khác nhé.",
    ("en", "sql"): "I could not find a way to answer this from the data; please try to ask it differently.",
    ("vi", "own"): "Câu SQL của bạn chưa chạy được; bạn xem lý do bên dưới rồi sửa lại giúp mình nhé.",
    ("en", "own"): "Your SQL could not be run; please see the reason below and mend it.",
    ("vi", "tool"): "Công cụ dùng để trả lời câu này gặp lỗi, bạn vui lòng thử lại sau nhé.",
    ("en", "tool"): "The tool that answers this has a problem; please try again later.",
    ("vi", "memory"): "Không đọc được nội dung cuộc trò chuyện này, bạn vui lòng bắt đầu cuộc trò chuyện mới nhé.",
    ("en", "memory"): "This conversation could not be read; please start a new one.",
    ("vi", "long"): "Câu hỏi này dài quá so với mô hình đang dùng, bạn hỏi ngắn hơn giúp mình nhé.",
    ("en", "long"): "This question is too long for the model in use; please ask a shorter one.",
    ("vi", "unexpected"): "Có lỗi ngoài dự kiến nên mình chưa trả lời được, bạn vui lòng thử lại nhé.",
    ("en", "unexpected"): "Something unexpected went wrong, so I could not answer; please try again.",
}


def apology(trouble: Trouble, language: Language) -> str:
    """The sentence for `trouble` in `language`."""
    return _SAYS[language, trouble]


def repaired(reason: str, language: Language) -> str:
    """The note that SQL was written a second time, and why."""
    if language == "vi":
        return f"Câu SQL đầu tiên không chạy được nên đã được viết lại: {reason}"
    return f"The first SQL could not be run, so it was written again: {reason}"


def some_rows(language: Language) -> str:
    """The note that the answer rests on the rows which whoever asks may see, and that there may be others."""
    if language == "vi":
        return "Câu trả lời chỉ tính trên những dòng mà bạn được xem."
    return "The answer rests on the rows that you may see."
