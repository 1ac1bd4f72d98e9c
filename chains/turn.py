"""One turn of a conversation, as the conversation memory keeps it and the prompts are given it."""

from typing import NotRequired, TypedDict


class LinkedValue(TypedDict):
    """A cell value that the question named, and the column it stands in."""

    table: str
    column: str
    text: str


class Turn(TypedDict):
    """A question that was answered and what the answer stood on: plain JSON values only.

    `sql` is empty where the turn read no data (a greeting, a failure); such turns tell a follow-up nothing.
    """

    question: str
    sql: str
    canonical: NotRequired[str]
    tables: NotRequired[list[str]]
    columns: NotRequired[list[str]]
    values: NotRequired[list[LinkedValue]]
    row_count: NotRequired[int]
    language: NotRequired[str]
    tool: NotRequired[str]
