"""Every text of ours on the page, in Vietnamese and in English; a module for each part of the page."""

from typing import Literal

from . import answer, choices, explore, talk, voice

Language = Literal["vi", "en"]

TEXTS: dict[str, tuple[str, str]] = {**talk.TEXTS, **answer.TEXTS, **choices.TEXTS, **explore.TEXTS, **voice.TEXTS}


def text(key: str, language: Language, **values: object) -> str:
    """A text in a language, with its values filled in; KeyError for a key that does not exist."""
    return TEXTS[key][0 if language == "vi" else 1].format(**values)


def browser_language(tag: str | None) -> Language:
    """The one of our two languages for a browser's tag such as `vi-VN`."""
    return "vi" if (tag or "").lower().startswith("vi") else "en"
