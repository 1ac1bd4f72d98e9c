"""Identifiers read as words, and the column that names a row to a person."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice

from hoidap.databases import Column, Schema, Table

from .lexicon import lookup

_FIRST = ("first name", "firstname", "fname", "forename", "given name", "name first", "ten")
_LAST = ("last name", "lastname", "lname", "surname", "family name", "name last", "ho")
_NOT_OWN = ("middle", "contact", "father", "mother", "nick", "user name", "file")
_NUMBERS = ("number", "no", "num", "code", "ref", "reference", "so", "ma")
_TOLD = ("subject", "summary", "description", "topic", "content")
_SENT = frozenset("ship shipping shipped bill billing deliver delivery send sender payer recipient receiver".split())
KEPT = {"update", "updated", "modified", "created", "inserted", "last"}  # dates of keeping a row, not of what it tells
_NO_NAME = 9  # how well a column names the rows of its table, see `_rank`
_NAMES = ("name", "title", "ten", "tên", "label", "tieu de", "tiêu đề", "ho ten", "họ tên", "caption")


@cache
def words(identifier: str) -> tuple[str, ...]:
    """`TotalTimeSaved`, `total_time_saved` and `tbl_TotalTimeSaved` are (total, time, saved)."""
    spaced = "".join(
        f" {letter}" if _is_hump(before, letter, after) else letter
        for before, letter, after in zip(" " + identifier, identifier, identifier[1:] + " ", strict=False)
    )
    parts = [part.casefold() for part in re.split(r"[\W_]+", spaced) if part]
    if len(parts) > 1 and parts[0] in ("f", "l", "m") and parts[1] == "name":
        parts[:2] = [parts[0] + parts[1]]  # LName is written so for lname
    return tuple(parts[1:] if len(parts) > 1 and parts[0] in ("tbl", "t", "dim", "fact", "vw") else parts)


def _is_hump(before: str, letter: str, after: str) -> bool:
    """Whether a word begins at `letter`: a capital after a small letter, or the last capital before one."""
    return letter.isupper() and (before.islower() or before.isdigit() or (before.isupper() and after.islower()))


@cache
def naming_columns(table: Table) -> tuple[str, ...]:
    """The column or columns a person calls a row of `table` by: a name, a title, first and last name; or none."""
    keys = table.foreign_key_columns
    texts = [column for column in table.columns if column.type in ("text", "other") and column.name not in keys]
    by_words = {words(column.name): column.name for column in texts}
    ranked = sorted((_rank(key, table), position, name) for position, (key, name) in enumerate(by_words.items()))
    first = next((name for key, name in by_words.items() if _is_part_of_a_name(key, _FIRST)), None)
    last = next((name for key, name in by_words.items() if _is_part_of_a_name(key, _LAST)), None)
    if first and last:
        return (first, last)
    named = ranked[0][0] if ranked else _NO_NAME
    if is_event(table) and (named == _NO_NAME or _is_of_another(words(ranked[0][2]), table)):
        return _number_of(texts, table) or table.primary_key
    return (ranked[0][2],) if named < _NO_NAME else ()


def is_event(table: Table) -> bool:
    """Whether the rows of `table` are what happens to others on a date: orders, payments, shipments, visits.

    The texts of such a row tell where to and for whom, unless they tell what happened; people call it by its number.
    """
    keys = [column for column in table.columns if column.name in table.primary_key]
    dated = any(_is_dated(column) and not KEPT & set(words(column.name)) for column in table.columns)
    told = any(column.type == "text" and words(column.name)[-1] in _TOLD for column in table.columns)
    return dated and not told and bool(table.foreign_keys) and len(keys) == 1 and not _is_dated(keys[0])


def is_named(table: Table) -> bool:
    """Whether the rows of `table` have names of their own, as people, places and products have; events have none."""
    return bool(naming_columns(table)) and not is_event(table)


def _is_of_another(name: tuple[str, ...], table: Table) -> bool:
    """Whether a column names whom or where the row is for: ship name, guest name, the name of a table pointed to."""
    *whose, _ = name
    others = {word.removesuffix("s") for key in table.foreign_keys for word in words(key.table)}
    kinds = {concept.kind for concept in lookup(" ".join(whose))[:1]}
    return bool(_SENT & set(whose) or others & set(whose) or kinds & {"person", "place"})


def _is_dated(column: Column) -> bool:
    return column.type in ("date", "datetime")


def _number_of(texts: list[Column], table: Table) -> tuple[str, ...]:
    """The text that numbers the rows of `table` to people: an invoice number, beside the key of the invoices."""
    own = {word.removesuffix("s") for word in words(table.name)}
    numbers = (
        column.name
        for column in texts
        if words(column.name)[-1] in _NUMBERS and {word.removesuffix("s") for word in words(column.name)[:-1]} <= own
    )
    return tuple(islice(numbers, 1))


def caption_columns(table: Table) -> tuple[str, ...]:
    """`naming_columns`, or else the first text column, which a list of rows may show."""
    keys = table.foreign_key_columns | set(table.primary_key)
    texts = [column.name for column in table.columns if column.type in ("text", "other") and column.name not in keys]
    return naming_columns(table) or tuple(texts[:1])


def asked_tables(schema: Schema) -> tuple[Table, ...]:
    """The tables that a question is linked to: beside tables joined by keys, views only repeat them."""
    keyed = any(table.foreign_keys for table in schema.tables)
    return tuple(table for table in schema.tables if not (keyed and table.is_view))


def keys_of_others(table: Table) -> frozenset[str]:
    """Columns that only point to another table's rows; the key of its own rows may point to one too."""
    return table.foreign_key_columns - (set(table.primary_key) if len(table.primary_key) == 1 else set())


@cache
def is_junction(table: Table) -> bool:
    """Whether `table` only connects two others; joins find it by themselves, and nobody asks for its rows."""
    keys = table.foreign_key_columns
    return len(table.foreign_keys) > 1 and all(column.name in keys for column in table.columns)


def _rank(key: tuple[str, ...], table: Table) -> int:
    text = " ".join(key)
    if text in _NAMES or text in ("full name", "display name"):
        return 0
    own = {word.removesuffix("s") for word in words(table.name)}
    rest = [word for word in key if word.removesuffix("s") not in own]
    if not rest or " ".join(rest) in _NAMES:  # the city of a table of cities is its name
        return 1
    if _is_part_of_a_name(key, _FIRST + _LAST) or any(part in text for part in _NOT_OWN):
        return _NO_NAME
    return 3 if text.endswith((" name", " title")) or text.startswith("ten ") else _NO_NAME


def _is_part_of_a_name(key: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether a column holds a person's first or last name: first_name, emp_fname, customer_first_name, name_first."""
    text = " ".join(key)
    whose = any(text.endswith(" " + part) for part in parts if len(part) > 3)
    return text in parts or (whose and not any(part in text for part in _NOT_OWN))
