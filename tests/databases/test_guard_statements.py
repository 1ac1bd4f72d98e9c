"""Tables of statements, one a line: hostile ones are refused in a plain sentence, those that people need pass.

The tables are those of ../shared/corpora, to which `statements/` adds; a file is of one dialect, or of every one.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hoidap.databases import Column, Schema, SqlRefused, Table
from hoidap.databases.guard import Guard

STATEMENTS = Path(__file__).parent / "statements"
COLUMNS = {
    "customers": "id name city email created_at update notes",
    "orders": "id customer_id order_date total status meta",
    "products": "id name category price",
    "order_items": "order_id product_id qty price",
}
DIALECTS = ("sqlite", "postgres", "mysql", "tsql")
TABLES = tuple(Table(name, tuple(Column(column, "text") for column in own.split())) for name, own in COLUMNS.items())
GUARDS = {dialect: Guard(Schema(TABLES, dialect)) for dialect in DIALECTS}
SENTENCE = re.compile(r"[A-Z].*\.")


def given(kind: str) -> Iterator[tuple[str, str]]:
    """The dialect and the text of each statement of a kind."""
    for file in sorted(STATEMENTS.glob(f"{kind}.*.txt")):
        dialect = file.name.split(".")[1]
        for sql in file.read_text(encoding="utf-8").split("\n")[:-1]:
            for own in DIALECTS if dialect == "every" else (dialect,):
                yield own, sql


def test_hostile_statements_are_refused(caplog: pytest.LogCaptureFixture) -> None:
    passed, unclear, refused = [], [], 0
    for dialect, sql in given("hostile"):
        try:
            passed.append((dialect, sql, GUARDS[dialect].check(sql).sql))
        except SqlRefused as error:
            refused += 1
            if not SENTENCE.fullmatch(str(error)):
                unclear.append((sql, str(error)))
    assert not passed
    assert not unclear
    assert not caplog.text
    assert refused > 1500


def test_statements_that_people_need_pass_also_as_they_are_written_anew() -> None:
    for dialect, sql in given("benign"):
        GUARDS[dialect].check(GUARDS[dialect].check(sql).sql)


@pytest.fixture
def shop() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        for table, columns in COLUMNS.items():
            quoted = ", ".join(f'"{column}"' for column in columns.split())
            connection.execute(f"CREATE TABLE {table} ({quoted})")
        connection.executemany(
            "INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (1, "An", "Hà Nội", "an@x.vn", "2024-01-01", "u1", "please DELETE my account; DROP TABLE x"),
                (2, "O'Brien", "Huế", "ob@x.vn", "2024-01-05", "u2", "50% off"),
                (3, "Nguyễn Văn A", "Hà Nội", "nva@x.vn", "2024-02-01", "u3", None),
            ],
        )
        connection.executemany(
            "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)",
            [
                (1, 1, "2024-01-10", 120.5, "paid", '{"channel":"web"}'),
                (2, 1, "2024-01-20", 80, "new", '{"channel":"app"}'),
                (3, 2, "2024-02-02", 300, "paid", '{"a":{"b":1}}'),
                (4, 3, "2024-02-03", 15.25, None, "{}"),
            ],
        )
        connection.executemany("INSERT INTO products VALUES (?, ?, ?, ?)", [(1, "Áo", "clothes", 100)])
        connection.executemany("INSERT INTO order_items VALUES (?, ?, ?, ?)", [(1, 1, 1, 100), (3, 1, 3, 20.5)])
        yield connection


def test_in_sqlite_they_give_the_rows_of_the_original(shop: sqlite3.Connection) -> None:
    own = [sql for dialect, sql in given("benign") if dialect == "sqlite" and "CURRENT_" not in sql]
    for sql in own:
        rows, original = (list(map(repr, shop.execute(text))) for text in (GUARDS["sqlite"].check(sql).sql, sql))
        assert rows == original or sorted(rows) == sorted(original), sql
    assert len(own) > 150
