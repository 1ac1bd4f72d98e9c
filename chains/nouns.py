"""What people call a table's rows and a column: the glossary's word, else the lexicon's, else the words of the name."""

from __future__ import annotations

from hoidap.databases import Schema, Table

from .language import Language
from .naming import words
from .phrases import gloss

# What says nothing without what it is of: the name of a genre, the total of an invoice.
_OF_SOMETHING = frozenset("name title total amount description code type status label".split())


def table_noun(table: Table, language: Language) -> str:
    """One row of the table: "cải tiến", "improvement"."""
    return _noun(table.name, table.synonyms, language)


def column_noun(schema: Schema, table: Table, name: str, language: Language) -> str:
    """A column: "giờ tiết kiệm", "time saved"; a key is a number of what it points to: "mã tác giả", "author ID".

    KeyError where the table has no such column.
    """
    column = table.column(name)
    if owner := key_target(schema, table, column.name):
        noun = table_noun(owner, language)
        return f"mã {noun}" if language == "vi" else f"{noun} ID"
    noun = _noun(column.name, column.synonyms, language)
    if column.synonyms or " ".join(words(column.name)) not in _OF_SOMETHING:
        return noun
    of = table_noun(table, language)
    return f"{noun} {of}" if language == "vi" else f"{of} {noun}"


def key_target(schema: Schema, table: Table, column: str) -> Table | None:
    """The table whose rows the values of a column tell apart: another one, or its own where it alone is the key."""
    for key in table.foreign_keys:
        if key.columns == (column,):
            return schema.table(key.table)
    is_number = table.column(column).type == "int"
    return table if table.primary_key == (column,) and (is_number or words(column)[-1] in ("id", "code")) else None


def name_noun(name: str, language: Language) -> str:
    """What a name that stands in no schema says by its own words; one that is no identifier is said as it is."""
    return _noun(name, (), language) if name.isascii() and " " not in name else name


def plural(noun: str) -> str:
    """More than one of an English noun."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun if noun.endswith("s") else noun + ("es" if noun.endswith(("x", "ch", "sh")) else "s")


def _noun(name: str, synonyms: tuple[str, ...], language: Language) -> str:
    spelled = " ".join(words(name)) or name
    if language == "vi":
        return gloss(name, synonyms) or spelled
    return next((synonym for synonym in synonyms if synonym.isascii()), spelled)
