"""A query that waits: the person sees it or hears what it costs first, and it runs once they have said yes."""

from __future__ import annotations

import re

from hoidap.chains.language import Language
from hoidap.databases import fold

# Folded: without accents, in lower case.
_YES = frozenset(
    "co u uh uhm vang da duoc dong ok oke okay okie yes yep yeah sure do go run chay lam tiep agree agreed continue "
    "proceed".split()
)
_BESIDE = frozenset("y it ahead di cu giup luon tuc nhe a ban minh nha roi i please anyway".split())
_WORD = re.compile(r"[^\s,.!]+")
_ASKS: dict[Language, str] = {
    "vi": "Câu này phải đọc khoảng {rows} dòng dữ liệu nên có thể chạy lâu và làm chậm máy chủ. Bạn có muốn chạy "
    "không? Trả lời “có” để chạy.",
    "en": "This question has to read about {rows} rows, which may take long and slow the server down. Shall I run it? "
    "Answer “yes” to run it.",
}
_SHOWN: dict[Language, str] = {
    "vi": "Mình đã viết câu truy vấn nhưng chưa chạy, chờ bạn xem qua. Bạn có thể chạy, sửa hoặc hủy.",
    "en": "The query is written and has not run yet: look it over, then run it, edit it or cancel it.",
}
_CANCELLED: dict[Language, str] = {
    "vi": "Vâng, mình không chạy câu truy vấn này. Bạn cứ hỏi tiếp câu khác nhé.",
    "en": "All right, the query was not run. Just ask if there is anything else.",
}
_SIZES: dict[Language, tuple[tuple[float, str], ...]] = {
    "vi": ((1e12, " nghìn tỷ"), (1e9, " tỷ"), (1e6, " triệu"), (1e3, " nghìn")),
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"), (1e3, " thousand")),
}


def agrees(message: str) -> bool:
    """Whether the message says yes, and nothing else."""
    words = set(_WORD.findall(fold(message)))
    return bool(words & _YES) and words <= _YES | _BESIDE


def asked_first(rows: float, language: Language) -> str:
    """What is asked before a query runs that would read so many rows."""
    return _ASKS[language].format(rows=_about(rows, language))


def shown_first(language: Language) -> str:
    """What is said beside SQL that somebody wanted to see before it runs."""
    return _SHOWN[language]


def cancelled(language: Language) -> str:
    """What is said when nothing was run, as somebody wished."""
    return _CANCELLED[language]


def _about(rows: float, language: Language) -> str:
    """A number with two digits that count: 1.2 billion, 350 triệu."""
    rows = float(f"{rows:.2g}")
    size, word = next(((size, word) for size, word in _SIZES[language] if rows >= size), (1.0, ""))
    text = f"{rows / size:,.1f}".removesuffix(".0")
    return (text.translate(str.maketrans(",.", ".,")) if language == "vi" else text) + word
