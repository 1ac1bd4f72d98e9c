"""The names that a spoken question may hold: a hint for speech recognition, which has never heard of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from hoidap.databases import Database

from .language import Language
from .nouns import table_noun

_TABLES, _OF_A_COLUMN = 6, 6  # names of each kind: a few show how such names look
_MOST_VALUES = 60  # in a column whose values are names of a kind, not texts
_LONGEST = 24  # letters


def said_names(db: Database, language: Language | None) -> list[str]:
    """Short names of what this view of a database shows, the most telling first; in one language or in both.

    Tables as people call them, in turn with values, first of the columns that have few: departments, tools, places.
    """
    languages: tuple[Language, ...] = (language,) if language else ("vi", "en")
    tables = sorted(db.schema.tables, key=lambda table: len(table.foreign_keys), reverse=True)[:_TABLES]
    kinds = [table_noun(table, spoken) for table in tables for spoken in languages]
    names = [name for turn in zip_longest(kinds, _values(db)) for name in turn if name]
    return list(dict.fromkeys(name for name in names if len(name) <= _LONGEST))


def _values(db: Database) -> Iterator[str]:
    """Values of one column after the other, one of each at a time; numbers and dates need no hint."""
    columns = [
        [value.text for value in db.values.of(table.name, column.name)]
        for table in db.schema.tables
        for column in table.columns
        if not column.private
    ]
    few = sorted((texts for texts in columns if 0 < len(texts) <= _MOST_VALUES), key=len)
    short = [[text for text in texts if len(text) <= _LONGEST and any(map(str.isalpha, text))] for texts in few]
    for turn in zip_longest(*(texts[:_OF_A_COLUMN] for texts in short)):
        yield from filter(None, turn)
