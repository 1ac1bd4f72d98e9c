"""What a statement becomes behind its barriers, in each dialect, and that nothing passes without them."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp, parse_one

from hoidap.databases import Column, Schema, SqlRefused, Table
from hoidap.databases.access import Access
from hoidap.databases.barriers import Barriers
from hoidap.databases.glossary_file import Entry
from hoidap.databases.guard import Guard, written
from hoidap.databases.row_filter import read_filter

TABLES = (
    Table("Author", tuple(Column(name, "text") for name in ("Id", "Name", "Dept", "Salary"))),
    Table("orders", (Column("id", "int"), Column("dept", "int")), schema="sales"),
    Table("hr_orders", (Column("id", "int"), Column("dept", "int")), schema="hr", stored="orders"),
    Table("Job", (Column("Id", "int"),)),
    Table("Allowed", (Column("Dept", "int"),)),
)
HOMES = {"sqlite": "main", "postgres": "public", "mysql": "office", "tsql": "dbo"}
ACCESS = Access(
    tables=frozenset({"allowed"}),
    columns=frozenset({("author", "salary")}),
    filters=(("author", 'Dept IN (SELECT "Dept" FROM "Allowed")'), ("hr_orders", "dept = 3")),
)
FENCES = {
    "sqlite": ("", "LIMIT -1"),
    "postgres": ("", "OFFSET 0"),
    "mysql": ("", "LIMIT 18446744073709551615"),
    "tsql": ("TOP 9223372036854775807", ""),
}
SEEN = tuple(
    Table("Author", TABLES[0].columns[:3]) if table.name == "Author" else table
    for table in TABLES
    if table.name != "Allowed"
)


def barriers(dialect: str) -> Barriers:
    filters = tuple((table, sql.replace('"', "`") if dialect == "mysql" else sql) for table, sql in ACCESS.filters)
    access = Access(ACCESS.tables, ACCESS.columns, filters)
    return Barriers(Schema(TABLES, dialect), access, HOMES[dialect], partial(written, dialect=dialect))


def guard(dialect: str) -> Guard:
    return Guard(Schema(SEEN, dialect), barriers(dialect), HOMES[dialect])


@pytest.mark.parametrize("dialect", HOMES)
@pytest.mark.parametrize(
    ("sql", "cut"),
    [
        ("SELECT Name FROM Author", 1),
        ("SELECT COUNT(*) FROM Author", 1),
        ("SELECT a.Name FROM Author AS a JOIN Author AS b ON a.Id = b.Id", 2),
        ("SELECT Id FROM Job WHERE EXISTS (SELECT 1 FROM Author AS a WHERE a.Id = Job.Id)", 1),
        ("WITH x AS (SELECT Name FROM Author) SELECT Name FROM x UNION ALL SELECT Name FROM Author AS a", 2),
        ("SELECT Id FROM (SELECT Id FROM Author AS a) AS b", 1),
        ("WITH Allowed AS (SELECT 4 AS Dept) SELECT a.Name FROM Author AS a, Allowed", 1),
    ],
)
def test_each_reference_is_cut(dialect: str, sql: str, cut: int) -> None:
    checked = guard(dialect).check(sql)
    before, behind = FENCES[dialect]
    tree = parse_one(checked.sql, dialect=dialect)
    subqueries = [
        node for node in tree.find_all(exp.Subquery) if "Salary" not in node.sql() and "Allowed" in node.sql()
    ]
    assert len([node for node in subqueries if node.this.args["from_"].this.name == "Author"]) == cut
    assert checked.sql.count(f"SELECT {before}".strip()) >= cut and checked.sql.count(behind) >= cut
    assert "Salary" not in checked.sql and checked.filtered
    assert "Allowed" not in checked.shown.replace("Allowed", "", 2 if "WITH Allowed" in sql else 0)
    real = [node for node in tree.find_all(exp.Table) if node.name == "Allowed" and node.db == HOMES[dialect]]
    assert len(real) == cut  # the filter's own, whatever a WITH is called


@pytest.mark.parametrize("dialect", HOMES)
@pytest.mark.parametrize(
    "sql", ["SELECT id FROM hr_orders", "SELECT id FROM hr.orders", "SELECT o.id FROM HR.Orders AS o"]
)
def test_a_table_of_another_schema_is_cut_by_each_of_its_names(dialect: str, sql: str) -> None:
    with suppress(SqlRefused):  # of some dialects the guard knows no other schema
        ran = guard(dialect).check(sql).sql
        assert "dept = 3" in ran.translate(str.maketrans("", "", '"`[]'))


@pytest.mark.parametrize("dialect", HOMES)
def test_its_namesake_is_not(dialect: str) -> None:
    checked = guard(dialect).check("SELECT id FROM orders")
    assert checked.sql == checked.shown and not checked.filtered


@pytest.mark.parametrize("dialect", HOMES)
@pytest.mark.parametrize(
    "change",
    [
        lambda sql: "SELECT Name FROM Author",
        lambda sql: sql.replace("WHERE", "WHERE 1 = 1 OR"),
        lambda sql: sql.replace("Name", "Salary", 2),
        lambda sql: sql.replace("LIMIT", "LIMIT 1 + ").replace("OFFSET 0", "").replace("TOP 9223372036854775807", ""),
    ],
)
def test_a_subquery_that_is_not_ours_stands_for_nothing(dialect: str, change: Callable[[str], str]) -> None:
    """The second reading, alone: what it is handed is not what was meant."""
    ran = guard(dialect).check("SELECT Name FROM Author").sql
    tree = parse_one(change(ran), dialect=dialect)
    with pytest.raises(SqlRefused, match="There is no table"):
        barriers(dialect).removed(tree, [HOMES[dialect]])


@pytest.mark.parametrize("dialect", HOMES)
@given(value=st.text(st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="\\")))
def test_a_value_is_a_literal(dialect: str, value: str) -> None:
    condition = read_filter(Entry(Path(), "", "Name = :user_name"), TABLES[0], Schema(TABLES, dialect))
    tree = parse_one(condition.bound({"name": (value,)}), dialect=dialect, into=exp.Condition)
    assert isinstance(tree.this, exp.EQ) and isinstance(tree.this.expression, exp.Literal | exp.National)
    assert tree.this.expression.name == value
