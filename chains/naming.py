"""Identifiers read as words, and the column that names a row to a person."""

from __future__ import annotations

import re
from functools import cache

from hoidap.databases import Schema, Table

_FIRST = ("first name", "firstname", "fname", "forename", "given name", "name first", "ten")
_LAST = ("last name", "lastname", "lname", "surname", "family name", "name last", "ho")
_NOT_OWN = ("middle", "contact", "father", "mother", "nick", "user name", "file")
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
    return (ranked[0][2],) if ranked and ranked[0][0] < 9 else ()


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
    if " ".join(word for word in key if word.removesuffix("s") not in own) in _NAMES:
        return 1
    if _is_part_of_a_name(key, _FIRST + _LAST) or any(part in text for part in _NOT_OWN):
        return 9
    return 3 if text.endswith((" name", " title")) or text.startswith("ten ") else 9


def _is_part_of_a_name(key: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether a column holds a person's first or last name: first_name, emp_fname, customer_first_name, name_first."""
    text = " ".join(key)
    whose = any(text.endswith(" " + part) for part in parts if len(part) > 3)
    return text in parts or (whose and not any(part in text for part in _NOT_OWN))
