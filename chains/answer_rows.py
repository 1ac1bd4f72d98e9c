"""What of a result is put into words: the cells of its first rows, as a sentence has them."""

from __future__ import annotations

from collections.abc import Sequence

from .answer_check import Facts
from .cells import shown

SHOWN_ROWS, SHOWN_COLUMNS = 8, 8
LONGEST_QUESTION = 400


def shown_rows(facts: Facts) -> list[list[str]]:
    """The first rows and columns, each cell as text."""
    names: Sequence[str] = [*facts.columns, *[""] * SHOWN_COLUMNS]
    return [
        [shown(cell, facts.language, name) for cell, name in zip(row[:SHOWN_COLUMNS], names, strict=False)]
        for row in facts.rows[:SHOWN_ROWS]
    ]


def asked(facts: Facts) -> str:
    """The question on one line."""
    return " ".join(facts.question.split())[:LONGEST_QUESTION]
