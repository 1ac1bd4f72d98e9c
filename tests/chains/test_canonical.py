"""Canonical SQL becomes runnable SQL: joins, duplicates, periods and keys are software's business."""

import sqlite3
from collections.abc import Iterator

import pytest
import sqlglot
from office import OFFICE

from hoidap.chains import CannotJoin, NotCanonical
from hoidap.chains.canonical import expand, whole_names
from hoidap.chains.canonicalize import canonicalize
from hoidap.databases import Column, ForeignKey, Schema, Table

ROWS = """
CREATE TABLE Department (DepartmentId INTEGER PRIMARY KEY, DepartmentName TEXT);
CREATE TABLE Author (AuthorId INTEGER PRIMARY KEY, AuthorName TEXT, DepartmentId INTEGER);
CREATE TABLE Tool (ToolId INTEGER PRIMARY KEY, ToolName TEXT);
CREATE TABLE Jidouka (JidoukaId INTEGER PRIMARY KEY, ImprovementName TEXT, TotalTimeSaved REAL, DateCreate DATE,
    Video TEXT, AuthorId INTEGER, DepartmentId INTEGER);
CREATE TABLE JidoukaTool (JidoukaId INTEGER, ToolId INTEGER, PRIMARY KEY (JidoukaId, ToolId));
INSERT INTO Department VALUES (1, 'DC3'), (2, 'DC5');
INSERT INTO Author VALUES (1, 'An', 1), (2, 'Bình', 2), (3, 'An', 2), (4, 'Chi', 2);
INSERT INTO Tool VALUES (1, 'Python'), (2, 'Excel VBA'), (3, 'Revit');
INSERT INTO Jidouka VALUES (1, 'A', 10, '2023-12-31', NULL, 1, 1), (2, 'B', 20, '2024-01-01', 'v', 2, 2),
    (3, 'C', 30, '2024-05-20', NULL, 2, 2), (4, 'D', NULL, '2025-01-01', NULL, 3, 2);
INSERT INTO JidoukaTool VALUES (1, 1), (1, 2), (2, 1), (3, 1), (3, 2);
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(ROWS)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("canonical", "rows"),
    [
        ('SELECT COUNT("Jidouka".*)', [(4,)]),
        ('SELECT COUNT("Jidouka".*) WHERE "Jidouka"."DateCreate" = \'2024\'', [(2,)]),
        ('SELECT COUNT("Jidouka".*) WHERE "Jidouka"."DateCreate" = \'2024-Q2\'', [(1,)]),
        ('SELECT COUNT("Jidouka".*) WHERE "Jidouka"."DateCreate" > \'2024\'', [(1,)]),
        ('SELECT COUNT("Jidouka".*) WHERE "Jidouka"."DateCreate" <= \'2024-01\'', [(2,)]),
        ('SELECT COUNT("Jidouka".*) WHERE "Jidouka"."DateCreate" <> \'2024\'', [(2,)]),
        ('SELECT COUNT("Jidouka".*) WHERE "Jidouka"."DateCreate" BETWEEN \'2023\' AND \'2024\'', [(3,)]),
        ('SELECT "Tool"."ToolName" WHERE "Department"."DepartmentName" = \'DC5\'', [("Excel VBA",), ("Python",)]),
        ('SELECT COUNT("Author".*) WHERE "Tool"."ToolName" = \'Python\'', [(2,)]),
        ('SELECT "Author"."AuthorName", COUNT("Jidouka".*) GROUP BY "Author"."AuthorName"', [("An", 1), ("An", 1), ("Bình", 2)]),
        (
            'SELECT "Department"."DepartmentName" GROUP BY "Department"."DepartmentName" '
            'ORDER BY SUM("Jidouka"."TotalTimeSaved") DESC LIMIT 1',
            [("DC5",)],
        ),
        ('SELECT "Author"."AuthorName" WHERE "Author".* NOT IN (SELECT "Jidouka".*)', [("Chi",)]),
        (
            'SELECT "Jidouka"."ImprovementName" WHERE "Jidouka".* IN (SELECT "Tool".* WHERE "Tool"."ToolName" = \'Python\') '
            'AND "Jidouka".* IN (SELECT "Tool".* WHERE "Tool"."ToolName" = \'Excel VBA\')',
            [("A",), ("C",)],
        ),
        (
            'SELECT "Jidouka"."ImprovementName" WHERE "Jidouka"."TotalTimeSaved" > (SELECT AVG("Jidouka"."TotalTimeSaved"))',
            [("C",)],
        ),
        ('SELECT "Jidouka"."ImprovementName" ORDER BY "Jidouka"."TotalTimeSaved" LIMIT 1', [("A",)]),
        ('SELECT "Author"."AuthorName" ORDER BY "Jidouka"."TotalTimeSaved" DESC LIMIT 1', [("Bình",)]),
        ('SELECT YEAR("Jidouka"."DateCreate"), COUNT("Jidouka".*) GROUP BY YEAR("Jidouka"."DateCreate")', [(2023, 1), (2024, 2), (2025, 1)]),
        ('SELECT QUARTER("Jidouka"."DateCreate") WHERE "Jidouka"."ImprovementName" = \'C\'', [("2024-Q2",)]),
        ('SELECT MONTH("Jidouka"."DateCreate") WHERE "Jidouka"."DateCreate" = \'2024-Q2\'', [(5,)]),
    ],
)  # fmt: skip
def test_rows(connection: sqlite3.Connection, canonical: str, rows: list[tuple[object, ...]]) -> None:
    assert sorted(connection.execute(expand(canonical, OFFICE)).fetchall()) == rows


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "tsql"])
def test_every_dialect_reads_its_own(dialect: str) -> None:
    schema = Schema(OFFICE.tables, dialect)
    sql = expand(
        'SELECT YEAR("Jidouka"."DateCreate"), COUNT("Author".*) WHERE "Jidouka"."DateCreate" = \'2024\' '
        'GROUP BY YEAR("Jidouka"."DateCreate") ORDER BY COUNT("Author".*) DESC LIMIT 3',
        schema,
    )
    assert sqlglot.parse_one(sql, read=dialect)
    assert ("TOP 3" in sql) == (dialect == "tsql")


def test_what_is_not_canonical_is_said_so() -> None:
    for text in ("DROP TABLE x", "SELECT", 'SELECT "Nowhere"."x"', "nonsense ("):
        with pytest.raises(NotCanonical):
            expand(text, OFFICE)
        if not text.startswith("SELECT"):
            with pytest.raises(NotCanonical):
                whole_names(text, OFFICE, set())


def test_unconnected_tables_cannot_be_joined() -> None:
    lonely = Schema((Table("A", (Column("x", "int"),)), Table("B", (Column("y", "int"),))), "sqlite")
    with pytest.raises(CannotJoin, match="no foreign key"):
        expand('SELECT "A"."x" WHERE "B"."y" = 1', lonely)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT COUNT(*) FROM Jidouka WHERE DateCreate >= '2024-01-01' AND DateCreate < '2025-01-01'",
        "SELECT a.AuthorName, COUNT(*) AS n FROM Jidouka j JOIN Author a ON a.AuthorId = j.AuthorId GROUP BY a.AuthorId ORDER BY n DESC LIMIT 2",
        "SELECT AuthorName FROM Author WHERE AuthorId NOT IN (SELECT AuthorId FROM Jidouka)",
        "SELECT CAST(strftime('%Y', DateCreate) AS INTEGER), SUM(TotalTimeSaved) FROM Jidouka GROUP BY 1",
        "SELECT ImprovementName FROM Jidouka WHERE TotalTimeSaved > (SELECT AVG(TotalTimeSaved) FROM Jidouka)",
        'SELECT DISTINCT d.DepartmentName FROM Department d JOIN Author a USING (DepartmentId) WHERE a.AuthorName = "An"',
        "SELECT Video FROM Jidouka WHERE Video IS NOT NULL",
    ],
)  # fmt: skip
def test_ordinary_sql_there_and_back_gives_the_same_rows(connection: sqlite3.Connection, sql: str) -> None:
    again = expand(canonicalize(sql, OFFICE), OFFICE)
    assert sorted(connection.execute(again).fetchall()) == sorted(connection.execute(sql).fetchall())


def test_what_canonical_sql_cannot_say_is_refused() -> None:
    for sql in (
        "SELECT * FROM (SELECT 1)",
        "DELETE FROM Author",
        "SELECT a.AuthorId FROM Author a LEFT JOIN Jidouka j",
    ):
        with pytest.raises(NotCanonical):
            canonicalize(sql, OFFICE)


PEOPLE = Schema(
    (Table("P", (Column("Id", "int", primary_key=True), Column("FirstName", "text"), Column("LastName", "text"))),),
    "sqlite",
)


def test_people_are_shown_by_both_their_names_unless_one_is_asked_for() -> None:
    one = 'SELECT "P"."LastName", COUNT("P".*) GROUP BY "P"."LastName"'
    both = 'SELECT "P"."FirstName", "P"."LastName", COUNT("P".*) GROUP BY "P"."FirstName", "P"."LastName"'
    assert whole_names(one, PEOPLE, set()) == both
    assert whole_names(both, PEOPLE, set()) == both
    assert whole_names(one, PEOPLE, {("P", "LastName")}) == one


def test_a_table_asked_for_lies_on_the_way() -> None:
    key = Column("id", "int", primary_key=True)

    def table(name: str, *referred: str) -> Table:
        columns = (key, *(Column(f"{other}_id", "int") for other in referred))
        keys = tuple(ForeignKey((f"{other}_id",), other, ("id",)) for other in referred)
        return Table(name, columns, keys)

    # A driver's races are reached by standings as well, which nobody asked for.
    schema = Schema(
        (
            table("drivers"),
            table("races"),
            table("standings", "drivers", "races"),
            table("results", "drivers", "races"),
        ),
        "sqlite",
    )
    sql = expand("SELECT races.id, COUNT(results.*) WHERE drivers.id = 1 GROUP BY races.id", schema)
    assert "standings" not in sql
