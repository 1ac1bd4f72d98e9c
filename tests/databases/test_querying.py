import math
import sqlite3
import threading
import time
import uuid
from contextlib import closing
from datetime import date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from pathlib import Path

import pytest

from hoidap.databases import Database, QueryFailed, QueryTimeout, SqlRefused
from hoidap.databases import rows as rows_module
from hoidap.databases.rows import LONGEST_CELL, plain_rows, plain_value

ENDLESS = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r"


def test_a_result_is_plain(shop: Database) -> None:
    result = shop.query('select name, total from "spent" where total > 100 order by total desc')
    assert result.sql == 'SELECT name, total FROM "spent" WHERE total > 100 ORDER BY total DESC'
    assert result.columns == ["name", "total"]
    assert result.rows == [["O'Brien", 300], ["An", 200.5]]
    assert result.truncated is False


@pytest.mark.parametrize(("wanted", "truncated"), [(0, False), (2, False), (3, False), (4, True)])
def test_cutting_is_reported_exactly(shop: Database, wanted: int, truncated: bool) -> None:
    result = shop.query(f"SELECT id FROM customers ORDER BY id LIMIT {wanted}")
    assert result.rows == [[n + 1] for n in range(min(wanted, 3))]
    assert result.truncated is truncated


def test_much_text_is_cut_between_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "MOST_CHARACTERS", 10)
    assert plain_rows([["x" * 8], ["y" * 8], ["z"]], 5) == ([["x" * 8], ["y" * 8]], True)
    assert plain_rows([["x" * 8], ["y" * 8]], 5) == ([["x" * 8], ["y" * 8]], False)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None), (True, True), (3, 3), (2.5, 2.5), (math.nan, None), (-math.inf, None), ("ừ", "ừ"),
        (Decimal("120"), 120), (Decimal("120.50"), 120.5), (Decimal("1E+3"), 1000), (Decimal("NaN"), None),
        (date(2024, 2, 29), "2024-02-29"), (datetime(2024, 2, 29, 8, 5), "2024-02-29 08:05:00"),
        (clock(8, 5), "08:05:00"), (timedelta(hours=1), "1:00:00"), (b"\x00" * 12, "<12 bytes>"),
        (memoryview(b"ab"), "<2 bytes>"), ([Decimal("1.5"), None], [1.5, None]),
        ({"a": date(2024, 1, 1)}, {"a": "2024-01-01"}),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)  # fmt: skip
def test_cells_become_json(value: object, plain: object) -> None:
    found = plain_value(value)
    assert found == plain
    assert type(found) is type(plain)


def test_cells_of_sqlite_become_json(tmp_path: Path) -> None:
    path = tmp_path / "cells.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE t (big REAL, raw BLOB); INSERT INTO t VALUES (9e999, x'00ff');")
    assert Database.connect(f"sqlite:///{path}").query("SELECT * FROM t").rows == [[None, "<2 bytes>"]]


def test_names_of_columns_stay_whole(shop: Database) -> None:
    result = shop.query('SELECT name AS "Tên. đầy đủ", id, id, \'50%:x\' AS "100%" FROM customers WHERE id = 1')
    assert result.columns == ["Tên. đầy đủ", "id", "id", "100%"]
    assert result.rows == [["An", 1, 1, "50%:x"]]


def test_an_endless_query_is_stopped(shop: Database) -> None:
    start = time.monotonic()
    with pytest.raises(QueryTimeout, match="The query took longer than 1 seconds and was stopped"):
        shop.query(ENDLESS)
    assert time.monotonic() - start < 1.5


def test_a_query_with_heavy_rows_is_stopped_too(shop: Database) -> None:
    wide = "replace('" + "a" * 3000 + "', 'a', '" + "b" * 50 + "')"
    needle = "b" * 500 + "c"
    heavy = " + ".join(f"instr({wide}, '{needle}')" for _ in range(2))
    sql = f"WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT sum({heavy}) FROM r"
    start = time.monotonic()
    with pytest.raises(QueryTimeout):
        shop.query(sql)
    assert time.monotonic() - start < 3


def test_a_slow_query_does_not_hold_up_others(shop: Database) -> None:
    def ask_endlessly() -> None:
        with pytest.raises(QueryTimeout):
            shop.query(ENDLESS)

    slow = threading.Thread(target=ask_endlessly)
    slow.start()
    start = time.monotonic()
    assert shop.query("SELECT count(*) AS n FROM customers").rows == [[4]]
    assert time.monotonic() - start < 0.5
    slow.join()


def test_threads_do_not_mix(shop: Database) -> None:
    wrong: list[object] = []

    def ask(number: int) -> None:
        for turn in range(25):
            rows = shop.query(
                f"SELECT {number} AS n, {turn} AS t, name FROM customers WHERE id = {number % 4 + 1}"
            ).rows
            if rows[0][:2] != [number, turn]:
                wrong.append(rows)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_the_database_refuses_is_one_sentence(shop: Database) -> None:
    with pytest.raises(QueryFailed) as caught:
        shop.query("SELECT max(name, name) AS a, concat(name, 'x') AS b, name FROM customers GROUP BY 9")
    assert str(caught.value).startswith("The database answered: ")
    assert "\n" not in str(caught.value)
    assert "sqlalche.me" not in str(caught.value)
    with pytest.raises(QueryFailed, match="longer than a million bytes; leave its column out"):
        grown = "replace(replace('" + "a" * 900 + "', 'a', '" + "b" * 50 + "'), 'b', '" + "c" * 50 + "')"
        shop.query(f"SELECT {grown} AS x FROM customers")


def test_check_is_the_guard_alone(shop: Database) -> None:
    assert shop.check("select NAME from customers;") == "SELECT NAME FROM customers"
    with pytest.raises(SqlRefused):
        shop.check("DELETE FROM customers")


def test_a_closed_database_holds_no_file(shop: Database, shop_file: Path) -> None:
    shop.query("SELECT count(*) AS n FROM customers")
    shop.close()
    open_files = [link.readlink() for link in Path("/proc/self/fd").iterdir() if link.is_symlink() and link.exists()]
    assert shop_file not in open_files


def test_a_long_cell_is_cut_off_and_counts_as_it_was_read() -> None:
    rows, truncated = plain_rows([["x" * 900_000]] * 100, 200)
    assert truncated and len(rows) == 5
    assert [len(str(cell)) for (cell,) in rows] == [LONGEST_CELL] * 5
    assert str(rows[0][0]).endswith("x…")
    assert plain_rows([["x" * LONGEST_CELL]], 200) == ([["x" * LONGEST_CELL]], False)
