"""What the columns of a result are called to a reader, and what kind of values they hold, as its SQL tells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hoidap.databases import Schema

from .language import Language
from .nouns import name_noun
from .sql_words import DATE_PARTS, DatePart, SqlWords, bare, date_part, selects

Kind = DatePart | Literal["", "key", "figure", "percent"]

# Names that canonical.py and people give to columns whose SQL says it already, or that say nothing by themselves.
_NO_NAME = re.compile(r"(?:n|x|cnt|count|total|sum|avg|average|value|result|num|min|max|so_luong|tong)\d*|[a-z]\d*")
_GIVEN: dict[str, tuple[Kind, str, str]] = {
    "percent": ("percent", "tỷ lệ (%)", "share (%)"),
    "days": ("figure", "số ngày", "days"),
    "revenue": ("figure", "doanh thu", "revenue"),
    "stockvalue": ("figure", "giá trị tồn kho", "stock value"),
}


@dataclass(frozen=True)
class Heading:
    """A column of a result: its name for a reader, and what its values are where the SQL tells."""

    name: str
    kind: Kind = ""


def headings(sql: str, columns: Sequence[str], schema: Schema, language: Language) -> list[Heading]:
    """A heading for each of `columns`; by its own name where the SQL cannot be read, or shows other columns."""
    try:
        tree = sqlglot.parse_one(sql, read=schema.dialect) if sql else exp.Select()
    except SqlglotError:
        tree = exp.Select()
    words, items = SqlWords(tree, schema, language), list(selects(tree))
    if len(items) != len(columns) or any(item.is_star for item in items):
        items = [exp.column(name) for name in columns]
    found = [_heading(item, name, words) for item, name in zip(items, columns, strict=True)]
    often = Counter(heading.name for heading in found)
    told_apart = [
        replace(heading, name=_told_apart(heading.name, item, words)) if often[heading.name] > 1 else heading
        for heading, item in zip(found, items, strict=True)
    ]
    return [replace(heading, name=_capital(heading.name)) for heading in told_apart]


def _heading(item: exp.Expr, name: str, words: SqlWords) -> Heading:
    inner = bare(item)
    if given := _GIVEN.get(name.lower()):
        return Heading(words.pick(given[1], given[2]), given[0])
    for part, called in DATE_PARTS.items():
        if name.lower() == part:
            return Heading(words.pick(*called), part)
    is_figure = inner.find(exp.AggFunc) is not None
    taken = date_part(inner)
    if isinstance(item, exp.Alias) and not _NO_NAME.fullmatch(name.lower()) and not isinstance(inner, exp.Column):
        return Heading(name_noun(name, words.language), taken[0] if taken else "figure" if is_figure else "")
    if taken:
        return Heading(words.pick(*DATE_PARTS[taken[0]]), taken[0])
    if isinstance(inner, exp.Column):
        return Heading(words.column(inner), "key" if words.owner(inner) else "")
    said = words.value(item)
    if said == inner.sql(words.schema.dialect) or len(said) > 60:
        said = words.pick("giá trị", "value")
    return Heading(said, "figure" if is_figure else "")


def _told_apart(name: str, item: exp.Expr, words: SqlWords) -> str:
    """A name that two columns have, with the table that this one is of."""
    column = item.find(exp.Column)
    table = words.table_of(column) if column else None
    return f"{name} ({words.noun(table)})" if table and words.noun(table) not in name else name


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
