"""Statements that people need: all pass, and give the rows that they give without the guard."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hoidap.databases import Database, DatabaseError
from hoidap.databases.guard import Guard
from hoidap.databases.rows import JsonValue, plain_value

from ..measured import Row, at_least, per_cent, say
from .corpus import Statement, statements
from .hostile import opened, refused
from .places import DIALECTS, Place, open_place


def measure(quick: bool) -> Iterator[Row]:
    """Every required statement on the live database that it is written for; those of T-SQL at the guard alone."""
    required = [one for one in statements("benign_sql.jsonl") if one.required]
    for dialect in DIALECTS:
        own = [one for one in required if one.dialect == dialect]
        with open_place(dialect) as place, opened(place.reader_url) as db:
            yield from _measure_place(place, db, own)
            if dialect == "sqlite":
                guard = Guard(replace(db.schema, dialect="tsql"))
    tsql = [one.sql for one in required if one.dialect == "tsql"]
    passed = [not refused(guard, sql) for sql in tsql]
    yield Row("benign T-SQL that passes the guard", "no server", per_cent(passed), "%", None, at_least(100), of(tsql))


def _measure_place(place: Place, db: Database, own: Sequence[Statement]) -> Iterator[Row]:
    given = [_given(db, one.sql) for one in own]
    pairs = list(zip(own, given, strict=True))
    same = [rows is not None and are_same(one.sql, rows, place.rows(one.sql)) for one, rows in pairs]
    passed = [rows is not None for rows in given]
    yield Row("benign statements that pass", place.name, per_cent(passed), "%", None, at_least(100), of(own))
    yield Row("benign statements with the same rows", place.name, per_cent(same), "%", None, at_least(99), of(own))
    for one, equal in zip(own, same, strict=True):
        if not equal:
            say(f"  {one.name}: {one.sql}")


def are_same(sql: str, rows: Sequence[Sequence[JsonValue]], original: Sequence[Sequence[object]]) -> bool:
    """Whether the rows are equal as plain JSON values; in any order where the statement asks for none."""
    given, expected = [repr(row) for row in rows], [repr([plain_value(value) for value in row]) for row in original]
    return given == expected or ("order by" not in sql.lower() and sorted(given) == sorted(expected))


def of(tried: Sequence[object]) -> str:
    """How many there were."""
    return f"{len(tried)} statements"


def _given(db: Database, sql: str) -> list[list[JsonValue]] | None:
    try:
        return db.query(sql).rows
    except DatabaseError as error:
        say(f"  {error}")
        return None
