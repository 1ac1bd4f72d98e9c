"""Which dates a period of a question may be about: those of what happens, before those that tell of a person.

"How many orders did Robert handle in 2017" is about the orders' dates, although his birth and hire dates stand nearer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hoidap.databases import Column, Schema

from .joins import JoinGraph
from .links import Links
from .naming import asked_tables, words
from .phrases import Phrases, Target

MOST_DATES = 2  # named behind one period
_OF_A_LIFE = frozenset("birth born birthday birthdate dob hire hired hiredate death died sinh".split())
_TELLS_OF_A_LIFE = re.compile(
    r"\b(?:born|birth\w*|aged?|old|hire[sd]?|hiring|recruit\w*|employed|joined|start(?:ed)? work\w*|died|dead|deaths?"
    r"|sinh|tuổi|tuoi|tuyển|tuyen|vào làm|vao lam|nhận việc|nhan viec|gia nhập|gia nhap|mất|qua đời|qua doi)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:chưa|chua|không|khong|\bnot|n't|never|\byet to be)\s+(?:được |duoc |been |be )?$", re.IGNORECASE
)


def period_dates(links: Links, schema: Schema, before: Sequence[Target] = ()) -> list[Target]:
    """The date columns that the periods of a question may be about, the likeliest first; `before` is what the turn
    before spoke of.

    Those that the question names, or else those of its tables, or else of the nearest table to them that has any.
    """
    tells = bool(_TELLS_OF_A_LIFE.search(links.question))
    tables = list(dict.fromkeys(links.tables()))
    spoken = [target.table for target in before]
    lasting: list[Target] = []
    for found in (
        _named(links, schema),
        _of(tables, schema),
        [target for target in before if is_date(target, schema)],
        _nearby([*tables, *spoken], schema),
    ):
        dates = [target for target in dict.fromkeys(found) if tells or not _is_of_a_life(target)]
        if dates:
            return sorted(dates, key=lambda target: target.table in Phrases.of(schema).people and not tells)[
                :MOST_DATES
            ]
        lasting += found
    return lasting[:MOST_DATES]


def is_date(target: Target, schema: Schema) -> bool:
    """Whether a column holds dates or years."""
    return target.column is not None and _holds_dates(schema.table(target.table).column(target.column))


def _holds_dates(column: Column) -> bool:
    is_year = column.type in ("int", "text", "other") and bool({"year", "nam", "năm"} & set(words(column.name)))
    return is_year or column.type in ("date", "datetime")


def _named(links: Links, schema: Schema) -> list[Target]:
    """Dates that phrases name; "not yet shipped" tells of none."""
    return [
        meaning
        for link in links.links
        if not _DENIED.search(links.question[: link.start])
        for meaning in link.meanings
        if isinstance(meaning, Target) and is_date(meaning, schema)
    ]


def _of(tables: Sequence[str], schema: Schema) -> list[Target]:
    return [
        Target(table, column.name)
        for table in dict.fromkeys(tables)
        for column in schema.table(table).columns
        if _holds_dates(column)
    ]


def _nearby(tables: Sequence[str], schema: Schema) -> list[Target]:
    """The dates of the nearest table that tells more than lives; where no table is spoken of, of the first one."""
    for table in _outwards(tables, schema) if tables else (table.name for table in asked_tables(schema)):
        dates = _of([table], schema)
        if any(not _is_of_a_life(target) for target in dates):
            return dates
    return []


def _outwards(tables: Sequence[str], schema: Schema) -> Iterator[str]:
    """`tables`, then their neighbours by a key, then the neighbours of these."""
    graph, reached = JoinGraph(schema), list(dict.fromkeys(tables))
    for table in reached:  # grows
        yield table
        reached += [other for other in graph.neighbours(table) if other not in reached]


def _is_of_a_life(target: Target) -> bool:
    return bool(_OF_A_LIFE & set(words(target.column or "")))
