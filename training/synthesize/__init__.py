"""Bilingual training text made by rules: schemas, questions with canonical SQL, routed messages, told answers."""

from .answers import answers
from .example import AnswerExample, Example, Past, RouteExample
from .questions import questions
from .real import real_source, words_of
from .routes import routes
from .schemas import random_schema
from .words import SchemaWithWords

__all__ = [
    "AnswerExample",
    "Example",
    "Past",
    "RouteExample",
    "SchemaWithWords",
    "answers",
    "questions",
    "random_schema",
    "real_source",
    "routes",
    "words_of",
]
