"""Why something was refused or failed, as a reader is told: errors speak English, their readers maybe Vietnamese."""

from __future__ import annotations

from functools import cache
from importlib import resources

from langchain_core.tools import ToolException

from hoidap.databases import DatabaseError
from hoidap.models.errors import GrammarError, ModelClosed, ModelError, ModelFailed, OutOfMemory, PromptTooLong

from .errors import ChainError
from .language import Language

_NO_QUERY: dict[Language, str] = {
    "vi": "Mô hình chưa viết được câu truy vấn nào hợp với cơ sở dữ liệu này.",
    "en": "The model wrote no query that fits this database.",
}
_OF_MODELS: tuple[tuple[type[ModelError], str], ...] = (  # the first that fits
    (PromptTooLong, "Câu hỏi cùng với mô tả dữ liệu dài quá mức mô hình đọc được."),
    (OutOfMemory, "Máy không đủ bộ nhớ cho câu hỏi này."),
    (ModelClosed, "Mô hình đã được gỡ khỏi bộ nhớ."),
    (GrammarError, "Mô hình không theo được khuôn của câu trả lời."),
    (ModelFailed, "Mô hình ngôn ngữ gặp lỗi khi đang trả lời."),
    (ModelError, "Mô hình ngôn ngữ chưa dùng được lúc này."),
)
_OF_OTHERS: dict[Language, str] = {
    "vi": "Chi tiết cho người quản trị: {error}",
    "en": "For the administrator: {error}",
}


def reason(error: BaseException, language: Language) -> str:
    """One sentence in `language`; what we did not raise ourselves is quoted for the administrator."""
    while isinstance(error, ToolException) and error.__cause__ is not None:
        error = error.__cause__
    if isinstance(error, ChainError):
        return _NO_QUERY[language]
    if isinstance(error, DatabaseError):
        said = _vietnamese().get(error.sentence) if language == "vi" else None
        return said.format(**{name: _written(value) for name, value in error.values.items()}) if said else str(error)
    if isinstance(error, ModelError):
        return str(error) if language == "en" else next(said for kind, said in _OF_MODELS if isinstance(error, kind))
    if isinstance(error, ToolException):
        return str(error)  # a plug-in's own words for its user
    return _OF_OTHERS[language].format(error=f"{type(error).__name__}: {error}")


def _written(value: str | float) -> str:
    """A value as it is written in Vietnamese: 1.234.567 and 0,5."""
    return value if isinstance(value, str) else f"{value:,.10g}".translate(str.maketrans(",.", ".,"))


@cache
def _vietnamese() -> dict[str, str]:
    lines = (resources.files(__package__) / "reasons_vi.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if not line.startswith("#"))
