"""Tables that repeat another one: archives, logs, backups, staging tables, one table for each past year.

`Orders_2021`, `arc_Orders` and `tmp_orders` have the columns of `Orders` and its name with a mark. A question is about
them only where it says the mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hoidap.databases import Schema, Table, fold

from .lexicon import lookup
from .naming import words

ALIKE = 0.7  # share of all their columns that both tables have
_SHORT = {"arc": "archive", "arch": "archive", "bak": "backup", "bk": "backup", "hist": "history", "tmp": "temporary"}


@dataclass(frozen=True)
class Copy:
    """What a table repeats, and the folded terms that its mark may be called by."""

    of: str
    terms: frozenset[str]


def copies(schema: Schema) -> dict[str, Copy]:
    """The tables that repeat others, by their names."""
    by_words = {words(table.name): table for table in schema.tables}
    found = {}
    for table in schema.tables:
        for other, marks in _repeated(table, by_words):
            found[table.name] = Copy(other, frozenset(term for mark in marks for term in _terms(mark)))
    return found


def _repeated(table: Table, by_words: Mapping[tuple[str, ...], Table]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The table that `table` repeats, if any, and the words that it has around the name of that."""
    own = words(table.name)
    for size in range(len(own) - 1, 0, -1):
        for first in range(len(own) - size + 1):
            other = by_words.get(own[first : first + size])
            if other is not None and _alike(table, other) >= ALIKE:
                yield other.name, (*own[:first], *own[first + size :])
                return


def _alike(table: Table, other: Table) -> float:
    both = [{column.name.casefold() for column in one.columns} for one in (table, other)]
    return len(both[0] & both[1]) / max(1, len(both[0] | both[1]))


def _terms(mark: str) -> Iterator[str]:
    whole = _SHORT.get(mark, mark)
    yield fold(mark)
    yield fold(whole)
    for concept in lookup(whole):
        yield from map(fold, (*concept.english, *concept.vietnamese))
