"""How far the dates of the data reach, told where a question asks beyond them: sales of a year that is not there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from threading import Event
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hoidap.chains.cells import shown
from hoidap.chains.language import Language
from hoidap.chains.sql_words import SqlWords, bare
from hoidap.databases import Database, DatabaseError

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FROM, _UNTIL = (exp.GT, exp.GTE, exp.EQ), (exp.LT, exp.LTE, exp.EQ)


def is_nothing(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a result tells of nothing: no rows, or figures of none."""
    return len(rows) <= 1 and all(not cell and not isinstance(cell, str) for row in rows for cell in row)


def reach(sql: str, db: Database, language: Language, cancelled: Event | None = None) -> str:
    """From when to when a date of `db` goes that `sql` wants to be earlier or later; "" where there is none.

    One more query is run. Raises GenerationCancelled once `cancelled` is set.
    """
    with suppress(SqlglotError, DatabaseError):
        tree = sqlglot.parse_one(sql, read=db.schema.dialect)
        words = SqlWords(tree, db.schema, language)
        for column, tests in _by_column(tree).items():
            tables = [one for one in tree.find_all(exp.Table) if words.table_of(column) == words.known(one.name)]
            first, last = _ends(column, tables[0], db, cancelled) if tables else ("", "")
            if first and any(_is_beyond(test, first, last) for test in tests):
                name, (begin, end) = words.column(column), (shown(day, language) for day in (first, last))
                if language == "vi":
                    return f"Trong dữ liệu, {name} chỉ có từ {begin} đến {end}."
                return f"In the data, {name} goes from {begin} to {end}."
    return ""


def _by_column(tree: exp.Expr) -> dict[exp.Column, list[exp.Binary]]:
    """The columns that are compared with dates, and these comparisons."""
    found: dict[exp.Column, list[exp.Binary]] = {}
    for test in tree.find_all(*_FROM, *_UNTIL):
        held, day = bare(test.this), bare(test.expression)
        held = held.this if isinstance(held, exp.Date) else held
        if isinstance(held, exp.Column) and isinstance(day, exp.Literal) and _DATE.match(day.name):
            found.setdefault(held, []).append(test)
    return found


def _ends(column: exp.Column, table: exp.Table, db: Database, cancelled: Event | None) -> tuple[str, str]:
    """The first and the last day in a column."""
    held, read = exp.Column(this=column.this.copy()), table.copy()
    read.set("alias", None)
    query = exp.select(exp.Min(this=held), exp.Max(this=held.copy())).from_(read)
    ((first, last),) = db.query(query.sql(db.schema.dialect), cancelled).rows
    return str(first or "")[:10], str(last or "")[:10]


def _is_beyond(test: exp.Binary, first: str, last: str) -> bool:
    day = bare(test.expression).name[:10]
    is_before = day <= first if isinstance(test, exp.LT) else day < first
    return (isinstance(test, _FROM) and day > last) or (isinstance(test, _UNTIL) and is_before)
