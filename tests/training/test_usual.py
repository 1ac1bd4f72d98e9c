"""Several ways to write one thing become one."""

import pytest

from hoidap.databases import Column, Schema, Table
from hoidap.training.usual import usual

SCHEMA = Schema(
    (Table("t", (Column("id", "int", primary_key=True), Column("a", "text"), Column("n", "int"))),), "sqlite"
)


def same(sql: str) -> list[str]:
    return ["always the same rows"]


def told_apart(sql: str) -> list[str]:
    return [sql]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("""SELECT "t"."n" WHERE "t"."a" = 'x' OR "t"."a" = 'y'""", """SELECT "t"."n" WHERE "t"."a" IN ('x', 'y')"""),
        (
            """SELECT "t"."n" WHERE ("t"."a" = 'x' OR "t"."a" = 'y') AND "t"."n" > 1""",
            """SELECT "t"."n" WHERE "t"."a" IN ('x', 'y') AND "t"."n" > 1""",
        ),
        (
            """SELECT "t"."n" WHERE "t"."a" = 'x' OR "t"."a" = 'y' AND "t"."n" > 1""",
            """SELECT "t"."n" WHERE "t"."a" = 'x' OR "t"."a" = 'y' AND "t"."n" > 1""",
        ),
        (
            """SELECT "t"."n" WHERE "t"."a" <> 'x' AND "t"."a" <> 'y'""",
            """SELECT "t"."n" WHERE "t"."a" NOT IN ('x', 'y')""",
        ),
        ("""SELECT COUNT("t".*), "t"."a" GROUP BY "t"."a\"""", """SELECT "t"."a", COUNT("t".*) GROUP BY "t"."a\""""),
        ("""SELECT DISTINCT ("t"."a")""", """SELECT "t"."a\""""),
        ("""SELECT COUNT(DISTINCT "t"."id")""", """SELECT COUNT("t".*)"""),
    ],
)
def test_one_form(written: str, expected: str) -> None:
    assert usual(written, SCHEMA, same) == expected


def test_distinct_stays_where_it_changes_the_rows() -> None:
    for sql in ('SELECT DISTINCT "t"."a"', 'SELECT COUNT(DISTINCT "t"."id")'):
        assert usual(sql, SCHEMA, told_apart) == sql
