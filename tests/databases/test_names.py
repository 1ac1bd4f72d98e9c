"""How tables and columns are named in what runs: in their schema, in their case."""

import pytest
from sqlglot import parse_one

from hoidap.databases import Column, Schema, SqlRefused, Table
from hoidap.databases.guard import Guard

TABLES = (
    Table("Author", (Column("AuthorId", "int", primary_key=True), Column("AuthorName", "text"))),
    Table("Đơn hàng", (Column("Mã", "int"), Column("AuthorId", "int"))),
    Table("invoices", (Column("id", "int"), Column("total", "float")), schema="sales"),
    Table("hr_Author", (Column("AuthorId", "int"), Column("Salary", "float")), schema="hr", stored="Author"),
)


def ran(sql: str, dialect: str = "postgres", home: str = "public") -> str:
    return Guard(Schema(TABLES, dialect), home=home).check(sql).sql


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("SELECT AuthorName FROM Author", 'SELECT "AuthorName" FROM "Author" AS Author'),
        ("SELECT Author.AuthorName FROM Author", 'SELECT Author."AuthorName" FROM "Author" AS Author'),
        ('SELECT "AuthorName" FROM "Author"', 'SELECT "AuthorName" FROM "Author"'),
        ('SELECT a.authorname FROM "author" a', 'SELECT a."AuthorName" FROM "Author" AS a'),
        ("SELECT x.AuthorName FROM (SELECT AuthorName FROM Author) x",
         'SELECT x."AuthorName" FROM (SELECT "AuthorName" FROM "Author" AS Author) AS x'),
        ("SELECT COUNT(*) AS AuthorName FROM Author ORDER BY AuthorName",
         'SELECT COUNT(*) AS "AuthorName" FROM "Author" AS Author ORDER BY "AuthorName"'),
        ("SELECT total FROM invoices", 'SELECT total FROM "sales".invoices'),
        ("SELECT i.total FROM sales.invoices i", "SELECT i.total FROM sales.invoices AS i"),
        ("SELECT invoices.total FROM invoices", 'SELECT invoices.total FROM "sales".invoices'),
        ("SELECT Salary FROM hr_Author", 'SELECT "Salary" FROM "hr"."Author" AS hr_Author'),
        ("SELECT a.Salary FROM hr.Author a", 'SELECT a."Salary" FROM hr."Author" AS a'),
        ("SELECT AuthorName FROM public.Author", 'SELECT "AuthorName" FROM public."Author" AS Author'),
        ("WITH invoices AS (SELECT 1 AS n) SELECT n FROM invoices",
         "WITH invoices AS (SELECT 1 AS n) SELECT n FROM invoices"),
    ],
)  # fmt: skip
def test_names_are_those_of_the_database(given: str, expected: str) -> None:
    assert ran(given) == expected
    assert ran(expected) == expected, "what was written once is written so again"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM public.invoices",
        "SELECT 1 FROM sales.Author",
        "SELECT 1 FROM other.invoices",
        "SELECT 1 FROM pg_catalog.Author",
        "SELECT Salary FROM Author",
        "SELECT AuthorName FROM hr.Author",
        "SELECT other.invoices.total FROM invoices",
    ],
)
def test_a_table_stands_in_its_own_schema_only(sql: str) -> None:
    with pytest.raises(SqlRefused, match=r"There is no (table|column)"):
        ran(sql)


def test_the_default_schema_has_the_name_that_the_database_gives_it() -> None:
    assert ran("SELECT 1 FROM shop.Author", "mysql", "shop") == "SELECT 1 FROM shop.Author"
    with pytest.raises(SqlRefused, match="There is no table"):
        ran("SELECT 1 FROM mysql.Author", "mysql", "shop")
    with pytest.raises(SqlRefused, match="There is no table"):
        ran("SELECT 1 FROM public.Author", "postgres", "app")


def test_the_case_of_a_table_counts_in_mysql() -> None:
    assert ran("SELECT AuthorName FROM author", "mysql", "shop") == "SELECT AuthorName FROM `Author` AS author"
    assert ran("SELECT authorname FROM Author", "mysql", "shop") == "SELECT authorname FROM Author"


def test_sql_server_reads_the_same_tables() -> None:
    assert ran("SELECT TOP 3 total FROM invoices", "tsql", "dbo") == "SELECT TOP 3 [total] FROM [sales].[invoices]"
    sql = ran("SELECT Salary FROM hr_Author", "tsql", "dbo")
    assert sql == "SELECT [Salary] FROM [hr].[Author] AS [hr_Author]"
    assert parse_one(sql, dialect="tsql").sql("tsql") == sql
