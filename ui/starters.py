"""Questions to begin with: chosen by hand for the demo database, made from the schema for any other."""

from hoidap.databases import Schema
from hoidap.tools.example_questions import example_questions

from .texts import Language

DEMO_TABLES = {"jidouka", "jidoukatool", "author", "department", "groupdc"}
DEMO: dict[Language, list[str]] = {
    "vi": [
        "Có bao nhiêu cải tiến trong năm 2024?",
        "Bộ phận nào tiết kiệm được nhiều giờ nhất?",
        "5 công cụ được dùng nhiều nhất là gì?",
    ],
    "en": [
        "How many improvements were there in 2024?",
        "Which department saved the most hours?",
        "List the tools used by the authors of DC3",
    ],
}


def starters(schema: Schema, language: Language) -> list[str]:
    """Three questions in the reader's language, and one that shows that the other language works too."""
    other: Language = "en" if language == "vi" else "vi"
    return [*questions(schema, language), *questions(schema, other)[-1:]]


def questions(schema: Schema, language: Language) -> list[str]:
    """Up to three questions that this database can answer."""
    if {table.name.lower() for table in schema.tables} >= DEMO_TABLES:
        return DEMO[language]
    return example_questions(schema, language)
