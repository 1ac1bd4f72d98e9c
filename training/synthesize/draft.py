"""A question before its last touches: its meaning, its words, and what a follow-up may take hold of."""

from dataclasses import dataclass
from typing import Literal

from .asking import Asked
from .query import Query
from .words import ColumnWords

Shape = Literal["rows", "count", "number", "groups", "one", "other"]


@dataclass(frozen=True)
class Draft:
    query: Query
    text: str
    kind: str
    asked: Asked
    shape: Shape = "other"
    measure: ColumnWords | None = None
    told: str = ""  # what a ranking is after, as an answer would call it: "the department with the most orders"
