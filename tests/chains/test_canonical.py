"""Canonical SQL becomes runnable SQL: joins, duplicates, periods and keys are software's business."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlglot
from office import OFFICE

from hoidap.chains import CannotJoin, NotCanonical
from hoidap.chains.canonical import expand
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
        ('SELECT COUNT("Jidouka".*) / (SELECT COUNT("Jidouka".*)) WHERE "Department"."DepartmentName" = \'DC5\'', [(75.0,)]),
        ('SELECT COUNT("Jidouka".*) / COUNT("Author".*)', [(4 / 3,)]),
        ('SELECT COUNT("Jidouka".*) WHERE "Jidouka".* IN (SELECT "Jidouka".* HAVING COUNT("Tool".*) > 1)', [(2,)]),
        ('SELECT "Jidouka"."ImprovementName" WHERE "Author".* IN (SELECT "Author".* ORDER BY COUNT("Jidouka".*) DESC LIMIT 1)', [("B",), ("C",)]),
        ('SELECT "Jidouka"."ImprovementName" WHERE "Jidouka".* IN (SELECT "Author".* ORDER BY "Author"."AuthorId" DESC LIMIT 3)', [("B",), ("C",), ("D",)]),
        ('SELECT "Author"."AuthorName" WHERE "Author"."AuthorName" NOT IN (SELECT "Author"."AuthorName" HAVING COUNT("Author".*) > 1)', [("Bình",), ("Chi",)]),
        ('SELECT MAX("Jidouka"."DateCreate" - "Jidouka"."DateCreate")', [(0,)]),
        ('SELECT "Jidouka"."ImprovementName" WHERE "Jidouka"."DateCreate" = (SELECT MAX("Jidouka"."DateCreate"))', [("D",)]),
        ('SELECT COUNT("Jidouka".*) WHERE "Jidouka"."TotalTimeSaved" > "Jidouka"."JidoukaId"', [(3,)]),
        ('SELECT "Jidouka"."ImprovementName", COUNT("Jidouka".*) WHERE "Jidouka"."TotalTimeSaved" > 10 GROUP BY "Jidouka"."ImprovementName" LIMIT 1', [("B", 1)]),
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
        "SELECT ImprovementName FROM Jidouka WHERE AuthorId IS NULL",
        "SELECT ImprovementName FROM Jidouka WHERE AuthorId IS NOT NULL LIMIT 2",
        "SELECT COUNT(DISTINCT AuthorId) FROM Jidouka",
        "SELECT AuthorName FROM Author EXCEPT SELECT AuthorName FROM Author a, Jidouka j WHERE a.AuthorId = j.AuthorId",
        "SELECT DepartmentId FROM Author WHERE AuthorName = 'An' INTERSECT SELECT DepartmentId FROM Author WHERE AuthorName = 'Chi'",
        "SELECT ImprovementName FROM Jidouka WHERE TotalTimeSaved > 20 UNION SELECT ImprovementName FROM Jidouka WHERE Video = 'v'",
        "SELECT COUNT(*) FROM (SELECT JidoukaId FROM JidoukaTool GROUP BY JidoukaId HAVING COUNT(*) > 1)",
        "SELECT ImprovementName FROM Jidouka WHERE AuthorId = (SELECT AuthorId FROM Jidouka GROUP BY AuthorId ORDER BY COUNT(*) DESC LIMIT 1)",
        "SELECT ImprovementName FROM Jidouka WHERE TotalTimeSaved = (SELECT TotalTimeSaved FROM Jidouka WHERE ImprovementName = 'B')",
        "SELECT 100.0 * SUM(CASE WHEN Video = 'v' THEN 1 ELSE 0 END) / COUNT(*) FROM Jidouka WHERE TotalTimeSaved > 3",
        "SELECT AuthorName FROM Author a WHERE NOT EXISTS (SELECT 1 FROM Jidouka j WHERE j.AuthorId = a.AuthorId AND j.TotalTimeSaved > 20)",
        "SELECT COUNT(*) FROM Department d WHERE EXISTS (SELECT * FROM Author a JOIN Jidouka j ON j.AuthorId = a.AuthorId WHERE d.DepartmentId = a.DepartmentId AND j.Video = 'v')",
        "SELECT a.AuthorName FROM Author a LEFT JOIN Jidouka j ON j.AuthorId = a.AuthorId WHERE j.JidoukaId IS NULL AND a.AuthorName <> 'An'",
        "SELECT MAX(JULIANDAY(DateCreate) - JULIANDAY(DateCreate)) FROM Jidouka",
        "SELECT CAST(COUNT(*) AS REAL) / COUNT(DISTINCT AuthorId) FROM Jidouka",
        "SELECT strftime('%Y', DateCreate) || '-Q' || ((CAST(strftime('%m', DateCreate) AS INTEGER) + 2) / 3), COUNT(*) FROM Jidouka GROUP BY 1",
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
        "SELECT a.AuthorName, COUNT(j.Video) FROM Author a LEFT JOIN Jidouka j ON j.AuthorId = a.AuthorId GROUP BY 1",
        "SELECT AuthorName FROM Author a WHERE EXISTS (SELECT 1 FROM Jidouka)",
    ):
        with pytest.raises(NotCanonical):
            canonicalize(sql, OFFICE)


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


CARGO = Schema(
    (
        Table("Port", (Column("Id", "int", primary_key=True), Column("Name", "text"))),
        Table(
            "Trip",
            (Column("Id", "int", primary_key=True), Column("Origin", "int"), Column("Destination", "int"), Column("Before", "int")),
            (
                ForeignKey(("Origin",), "Port", ("Id",)),
                ForeignKey(("Destination",), "Port", ("Id",)),
                ForeignKey(("Before",), "Trip", ("Id",)),
            ),
        ),
    ),
    "sqlite",
)  # fmt: skip
TRIPS = """
CREATE TABLE Port (Id INTEGER PRIMARY KEY, Name TEXT);
CREATE TABLE Trip (Id INTEGER PRIMARY KEY, Origin INTEGER, Destination INTEGER, Before INTEGER);
INSERT INTO Port VALUES (1, 'Huế'), (2, 'Vinh'), (3, 'Hội An');
INSERT INTO Trip VALUES (1, 1, 2, NULL), (2, 1, 3, 1), (3, 2, 1, NULL), (4, NULL, 2, 3);
"""


@pytest.mark.parametrize(
    ("sql", "canonical", "rows"),
    [
        (
            "SELECT t.Id FROM Trip t JOIN Port p ON t.Destination = p.Id WHERE p.Name = 'Vinh'",
            'SELECT "Trip"."Id" WHERE "Port"."Name" = \'Vinh\' AND "Trip"."Destination" = "Port".*',
            [(1,), (4,)],
        ),
        (
            "SELECT COUNT(*) FROM Trip WHERE Origin IN (SELECT Id FROM Port WHERE Name = 'Huế') "
            "AND Destination IN (SELECT Id FROM Port WHERE Name = 'Vinh')",
            'SELECT COUNT("Trip".*) WHERE "Trip"."Origin" IN (SELECT "Port".* WHERE "Port"."Name" = \'Huế\') '
            'AND "Trip"."Destination" IN (SELECT "Port".* WHERE "Port"."Name" = \'Vinh\')',
            [(1,)],
        ),
        (
            "SELECT Name FROM Port WHERE Id NOT IN (SELECT Origin FROM Trip WHERE Origin IS NOT NULL)",
            None,
            [("Hội An",)],
        ),
        ("SELECT Id FROM Trip WHERE Before IS NULL", 'SELECT "Trip"."Id" WHERE "Trip"."Before" IS NULL', [(1,), (3,)]),
        (
            "SELECT Id FROM Trip WHERE Id IN (SELECT Before FROM Trip WHERE Id = 4)",
            'SELECT "Trip"."Id" WHERE "Trip".* IN (SELECT "Trip"."Before" WHERE "Trip"."Id" = 4)',
            [(3,)],
        ),
    ],
)
def test_keys_that_lead_to_one_table_twice_are_told_apart(
    sql: str, canonical: str | None, rows: list[tuple[object, ...]]
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(TRIPS)
    made = canonicalize(sql, CARGO)
    assert canonical is None or made == canonical
    assert sorted(connection.execute(expand(made, CARGO)).fetchall()) == rows
    connection.close()


def test_a_key_without_a_role_tells_no_way() -> None:
    with pytest.raises(NotCanonical, match="leads to no other"):
        expand('SELECT "Author"."AuthorName" WHERE "Author"."DepartmentId" = "Department".*', OFFICE)


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "mysql", "tsql"])
def test_a_part_of_a_date_has_a_heading_that_says_what_it_is(dialect: str) -> None:
    month = 'MONTH("Jidouka"."DateCreate")'
    sql = expand(f'SELECT {month}, COUNT("Jidouka".*) GROUP BY {month}', replace(OFFICE, dialect=dialect))
    names = [item.alias for item in sqlglot.parse_one(sql, read=dialect).expressions]
    assert names == ["month", ""]
