"""What the generator hands to training: one question with its canonical SQL, one routed message, one told answer."""

from dataclasses import dataclass
from typing import Literal

from hoidap.databases import Schema, Value

Language = Literal["vi", "en"]
Json = str | int | float | bool | None


@dataclass(frozen=True)
class Past:
    """An earlier turn of the conversation; `sql` is canonical."""

    question: str
    sql: str


@dataclass(frozen=True)
class Example:
    """A question over a schema and the canonical SQL that answers it."""

    schema: Schema
    values: tuple[Value, ...]
    question: str
    language: Language
    sql: str
    kind: str
    history: tuple[Past, ...] = ()


@dataclass(frozen=True)
class RouteExample:
    """A message, the tools on offer as (name, description), and the name of the one that takes it."""

    schema: Schema
    values: tuple[Value, ...]
    question: str
    language: Language
    history: tuple[Past, ...]
    tools: tuple[tuple[str, str], ...]
    tool: str


@dataclass(frozen=True)
class AnswerExample:
    """A question, the rows that came back, and the sentence that tells them."""

    question: str
    language: Language
    columns: tuple[str, ...]
    rows: tuple[tuple[Json, ...], ...]
    truncated: bool
    answer: str
