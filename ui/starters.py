"""Questions to begin with, made from the connected database as the reader sees it."""

from hoidap.databases import Database
from hoidap.tools.example_questions import example_questions

from .texts import Language


def starters(db: Database, language: Language) -> list[str]:
    """Questions in the reader's language, and one that shows that the other language works too."""
    other: Language = "en" if language == "vi" else "vi"
    own, others = example_questions(db, language), example_questions(db, other)
    return list(dict.fromkeys([*own, *others[-1:]]))
