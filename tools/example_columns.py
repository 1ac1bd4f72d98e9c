"""What a column is good for in a question: to name a row, to say when it happened, to be measured or grouped by."""

from __future__ import annotations

from hoidap.chains.lexicon import lookup
from hoidap.chains.naming import naming_columns, words
from hoidap.chains.phrases import singular
from hoidap.databases import Column, Table

_ADDS_UP = frozenset("total amount quantity qty sum hour hours minutes saved sales revenue budget cost spent".split())
_PLAIN_DATE = frozenset(
    "date time datetime timestamp day at on of create created creation ngay ngày tao tạo lap lập".split()
)


def adds_up(column: Column, noun: str) -> bool:
    """Whether its sum means something, as that of prices does not; `noun` is what it is called."""
    return bool(_ADDS_UP & {*words(column.name), *noun.split()})


def own_name(table: Table) -> Column | None:
    """The one column that names a row, unless it is private."""
    names = naming_columns(table)
    column = table.column(names[0]) if len(names) == 1 else None
    return None if column is None or column.private else column


def dates(table: Table) -> list[Column]:
    return [column for column in table.columns if column.type in ("date", "datetime") and not column.private]


def is_when(column: Column, table: Table) -> bool:
    """Whether it says when a row happened at all, and not when its account was opened or its end was due."""
    own = {singular(word) for word in words(table.name)}
    return all(word in _PLAIN_DATE or word in own for word in words(column.name))


def is_measure(column: Column) -> bool:
    return any(concept.kind == "measure" for name in _names(column) for concept in lookup(name)[:1])


def is_category(column: Column) -> bool:
    kinds = {concept.kind for name in _names(column) for concept in lookup(name)[:1]}
    return bool(kinds & {"category", "place"}) and "address" not in words(column.name)


def _names(column: Column) -> tuple[str, ...]:
    own = words(column.name)
    return (*column.synonyms, " ".join(own), own[-1] if own else "")
