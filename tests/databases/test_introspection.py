import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hoidap.databases import Database, ForeignKey, NoTables

SHARED = Path(__file__).parents[3] / "shared" / "data"
DEMO = sorted((SHARED / "demo").glob("*.sqlite"))
SPIDER = [
    SHARED / "spider_train" / "databases" / f"{name}.sqlite"
    for name in ("activity_1", "baseball_1", "college_2", "cinema", "formula_1", "store_1", "wine_1")
]
needs_shared = pytest.mark.skipif(not DEMO, reason="the databases of ../shared/data are not here")


def made(path: Path, script: str) -> Database:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    return Database.connect(f"sqlite:///{path}")


def types(database: Database, table: str) -> dict[str, str]:
    return {column.name: column.type for column in database.schema.table(table).columns}


def test_tables_views_keys_and_what_is_left_out(shop: Database) -> None:
    assert [table.name for table in shop.schema.tables] == ["customers", "orders", "spent", "Đơn hàng"]
    assert shop.schema.table("orders").foreign_keys == (ForeignKey(("customer_id",), "customers", ("id",)),)
    odd = shop.schema.table("Đơn hàng")
    assert odd.foreign_keys == (ForeignKey(("customer",), "customers", ("id",)),)
    assert odd.primary_key == ("mã số",)
    assert [(table.name, table.rows, table.is_view) for table in shop.schema.tables] == [
        ("customers", 4, False), ("orders", 4, False), ("spent", None, True), ("Đơn hàng", 1, False)
    ]  # fmt: skip


def test_types_are_what_the_cells_hold(tmp_path: Path) -> None:
    database = made(
        tmp_path / "types.sqlite",
        """
        CREATE TABLE t (
            i INTEGER, lying_int INTEGER, r REAL, price DECIMAL(10, 2), year YEAR, loose NUMERIC, flag BOOLEAN,
            letter BOOLEAN, day TEXT, moment TEXT, numeric_day NUMERIC, epoch DATETIME, spoken DATE, mostly TEXT,
            untyped, picture BLOB, word VARCHAR(9), midnight DATETIME, empty DATE, digits TEXT
        );
        """
        + """INSERT INTO t VALUES (
            1, 'n/a', 1.5, 20, 2006, 3, 1, 'T', '2024-02-29', '2024-02-29T10:00:00Z', '2024-01-01', 1700000000,
            'May 2nd', '2024-01-01', 'x', x'00ff', 'word', '2024-01-01 00:00:00', NULL, '0123'
        );"""
        * 10
        + "INSERT INTO t (mostly) VALUES ('unknown');",
    )
    assert types(database, "t") == {
        "i": "int", "lying_int": "text", "r": "float", "price": "float", "year": "int", "loose": "int", "flag": "bool",
        "letter": "text", "day": "date", "moment": "datetime", "numeric_day": "date", "epoch": "int", "spoken": "text",
        "mostly": "date", "untyped": "text", "picture": "other", "word": "text", "midnight": "datetime",
        "empty": "date", "digits": "text",
    }  # fmt: skip


def test_foreign_keys_that_lead_nowhere_are_dropped(tmp_path: Path) -> None:
    script = """
        CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER REFERENCES gone (id), y INTEGER REFERENCES B (ID),
            z INTEGER REFERENCES b (missing), w INTEGER REFERENCES hidden (id));
        CREATE TABLE b (id INTEGER PRIMARY KEY);
        CREATE TABLE hidden (id INTEGER PRIMARY KEY);
        CREATE TABLE pair (p INTEGER, q INTEGER, PRIMARY KEY (p, q));
        CREATE TABLE uses (p INTEGER, q INTEGER, FOREIGN KEY (p, q) REFERENCES pair);
    """
    path = tmp_path / "keys.sqlite"
    made(path, script)
    schema = Database.connect(f"sqlite:///{path}", hide_tables=["hidden"]).schema
    assert schema.table("a").foreign_keys == (ForeignKey(("y",), "b", ("id",)),)
    assert schema.table("uses").foreign_keys == (ForeignKey(("p", "q"), "pair", ("p", "q")),)


def test_text_that_is_not_utf8_is_shown_with_marks(tmp_path: Path) -> None:
    database = made(
        tmp_path / "bytes.sqlite", "CREATE TABLE t (x TEXT); INSERT INTO t VALUES (CAST(x'48ff69' AS TEXT));"
    )
    assert database.query("SELECT x FROM t").rows == [["H\ufffdi"]]
    assert database.schema.table("t").column("x").type == "text"


def test_names_of_any_kind_can_be_asked_for(tmp_path: Path) -> None:
    database = made(
        tmp_path / "names.sqlite",
        """CREATE TABLE "select" ("from" TEXT, "a""b" TEXT, "100%" INTEGER, "x.y" TEXT, [đơn giá] REAL, ":p" TEXT);
        INSERT INTO "select" VALUES ('f', 'ab', 100, 'xy', 2.5, 'p');""",
    )
    table = database.schema.table("select")
    quoted = ", ".join('"' + column.name.replace('"', '""') + '"' for column in table.columns)
    result = database.query(f'SELECT {quoted} FROM "select"')
    assert result.rows == [["f", "ab", 100, "xy", 2.5, "p"]]
    assert result.columns == ["from", 'a"b', "100%", "x.y", "đơn giá", ":p"]


def test_full_text_search_is_left_out_with_its_own_tables(tmp_path: Path) -> None:
    database = made(
        tmp_path / "search.sqlite",
        "CREATE TABLE plain (x TEXT); CREATE VIRTUAL TABLE notes USING fts5(body); INSERT INTO notes VALUES ('chào');",
    )
    assert [table.name for table in database.schema.tables] == ["plain"]


def test_a_database_without_tables_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoTables, match="The database empty has no tables that may be asked about"):
        made(tmp_path / "empty.sqlite", "")
    path = tmp_path / "hidden.sqlite"
    made(path, "CREATE TABLE a (x)")
    with pytest.raises(NoTables):
        Database.connect(f"sqlite:///{path}", hide_tables="A")


def test_hiding_what_is_not_there_is_said(shop_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        schema = Database.connect(f"sqlite:///{shop_file}", hide_tables=["main.orders", "secret_key"]).schema
    assert "secret_key is to be hidden" in caplog.text
    assert "orders" not in {table.name for table in schema.tables}


@needs_shared
@pytest.mark.parametrize("path", DEMO + SPIDER, ids=lambda path: path.stem)
def test_real_databases_are_read(path: Path, tmp_path: Path) -> None:
    database = Database.connect(f"sqlite:///{path}", data_dir=tmp_path, max_rows=1)
    for table in database.schema.tables:
        assert table.columns
        names = [f'"{table.name}"."{column.name}"' for column in table.columns]
        assert database.query(f'SELECT {", ".join(names)} FROM "{table.name}"').columns == [
            c.name for c in table.columns
        ]
        for key in table.foreign_keys:
            target = database.schema.table(key.table)
            assert all(target.column(name) for name in key.referred)
    assert len(database.schema.render().splitlines()) == len(database.schema.tables)
    assert len(database.values) > 0


@needs_shared
def test_dates_of_real_databases_are_dates() -> None:
    chinook, northwind, sakila = (Database.connect(f"sqlite:///{path}") for path in DEMO)
    assert types(chinook, "Invoice")["InvoiceDate"] == "datetime"
    assert types(northwind, "Orders")["OrderDate"] == "datetime"
    assert types(northwind, "Employees")["BirthDate"] == "date"
    assert types(sakila, "rental")["rental_date"] == "datetime"
    assert types(sakila, "payment")["amount"] == "float"
