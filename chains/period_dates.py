"""Which dates a period of a question may be about: those of what happens, before those that tell of a person.

"How many orders did Robert handle in 2017" is about the orders' dates, although his birth and hire dates stand nearer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from hoidap.databases import Column, Schema

from .joins import JoinGraph
from .links import Links, Meaning
from .naming import KEPT, asked_tables, words
from .phrases import CUE, Phrases, Target

MOST_DATES = 2  # named behind one period
_OF_A_LIFE = frozenset("birth born birthday birthdate dob hire hired hiredate death died sinh".split())
_TELLS_OF_A_LIFE = re.compile(
    r"\b(?:born|birth\w*|aged?|old|hire[sd]?|hiring|recruit\w*|employed|joined|start(?:ed)? work\w*|died|dead|deaths?"
    r"|sinh|tuổi|tuoi|tuyển|tuyen|vào làm|vao lam|nhận việc|nhan viec|gia nhập|gia nhap"
    r"|mất (?:năm|ngày|vào)|qua đời|qua doi)\b",
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
            people = Phrases.of(schema).people
            return sorted(dates, key=lambda target: target.table in people and not tells)[:MOST_DATES]
        lasting += found
    return lasting[:MOST_DATES]


def without_lives(meant: dict[Target, int], question: str) -> dict[Target, int]:
    """What a phrase means, without the dates of lives that "by month" or "which day" only points to beside others.

    That is, where the `question` does not tell of lives.
    """
    others = {target: weight for target, weight in meant.items() if weight > CUE or not _is_of_a_life(target)}
    return meant if not others or _TELLS_OF_A_LIFE.search(question) else others


def is_date(target: Target, schema: Schema) -> bool:
    """Whether a column holds dates or years."""
    return target.column is not None and _holds_dates(schema.table(target.table).column(target.column))


def _holds_dates(column: Column) -> bool:
    is_year = column.type in ("int", "text", "other") and bool({"year", "nam", "năm"} & set(words(column.name)))
    return is_year or column.type in ("date", "datetime")


def _named(links: Links, schema: Schema) -> list[Target]:
    """Dates that phrases name; "by month" may mean any of a table, and "not yet shipped" tells of none."""
    told = (link for link in links.links if not _DENIED.search(links.question[: link.start]))
    named = (_dates(link.meanings, schema) for link in told)
    return [target for dates in named for target in (dates if len(dates) == 1 else _main(dates))]


def _dates(meanings: Iterable[Meaning], schema: Schema) -> list[Target]:
    return [meaning for meaning in meanings if isinstance(meaning, Target) and is_date(meaning, schema)]


def _of(tables: Sequence[str], schema: Schema) -> list[Target]:
    return [date for table in tables for date in _main(_every(table, schema))]


def _every(table: str, schema: Schema) -> list[Target]:
    return _dates((Target(table, column.name) for column in schema.table(table).columns), schema)


def _main(dates: Iterable[Target]) -> list[Target]:
    """Of each table the date that its rows are of, the first or the one called like the table: an order's order date.

    Those of lives are all that people's tables have.
    """
    mains: dict[str, Target] = {}
    for date in sorted(dates, key=_is_aside):
        mains.setdefault(date.table, date)
    return [date for date in dates if _is_of_a_life(date) or mains[date.table] == date]


def _is_aside(date: Target) -> tuple[bool, ...]:
    """Whether a date is of a life, of keeping the row, or else not the one that is called like its table."""
    called = set(words(date.column or ""))
    own = {word.removesuffix("s") for word in words(date.table)}
    return (bool(_OF_A_LIFE & called), bool(KEPT & called), not own & called)


def _nearby(tables: Sequence[str], schema: Schema) -> list[Target]:
    """The dates of the nearest table that tells more than lives; where no table is spoken of, of the first one."""
    for table in _outwards(tables, schema) if tables else (table.name for table in asked_tables(schema)):
        dates = [date for date in _of([table], schema) if not _is_of_a_life(date)]
        if dates:
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
