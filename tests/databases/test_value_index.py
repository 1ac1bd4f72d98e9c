import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hoidap.databases import Column, Database, Table, Value, ValueIndex, fold, value_reader, value_store
from hoidap.databases.connection import Source
from hoidap.databases.perspectives import Perspective


def index(*texts: str) -> ValueIndex:
    return ValueIndex(Value("t", "c", text) for text in texts)


def texts(values: tuple[Value, ...]) -> list[str]:
    return [value.text for value in values]


def test_exact_values_are_found_in_any_spelling_and_every_column() -> None:
    places = ValueIndex(
        [Value("city", "name", "Hà Nội"), Value("office", "place", "HA NOI"), Value("city", "name", "Huế")]
    )
    assert places.exact(fold("hà nội ")) == (Value("city", "name", "Hà Nội"), Value("office", "place", "HA NOI"))
    assert places.exact("ha") == ()
    assert places.longest == 2
    assert len(places) == 3


def test_typos_are_forgiven_and_the_best_comes_first() -> None:
    tools = index("Excel VBA", "Excel", "Power BI", "AutoCAD", "Autodesk Revit")
    assert texts(tools.fuzzy("excel vab")) == ["Excel VBA"]
    assert texts(tools.fuzzy("autocad")) == ["AutoCAD"]
    assert texts(tools.fuzzy("power b")) == ["Power BI"]
    assert tools.fuzzy("python") == ()
    assert tools.fuzzy("") == ()
    assert len(index("abcdefgh1", "abcdefgi1", "abcdefgk1", "abcdefgl1").fuzzy("abcdefgx1", limit=2)) == 2


def test_a_wrong_digit_is_no_typo() -> None:
    departments = index("Department 12", "Department 21", "Project 2023", "DC5")
    assert texts(departments.fuzzy("departmnt 12")) == ["Department 12"]
    assert departments.fuzzy("project 2024") == ()
    assert departments.fuzzy("dc6") == ()


def test_an_empty_index_answers() -> None:
    assert (index().longest, index().exact("x"), index().fuzzy("x"), len(index("...", " "))) == (0, (), (), 0)


def test_text_cells_are_indexed_and_hidden_ones_are_not(shop: Database) -> None:
    assert shop.values.exact(fold("HÀ NỘI")) == (Value("customers", "city", "Hà Nội"),)
    assert shop.values.exact("giao nhanh") == (Value("Đơn hàng", "ghi chú", "giao nhanh"),)
    assert shop.values.exact("o'brien") == (Value("customers", "name", "O'Brien"),)  # not once more from the view
    assert shop.values.exact("topsecret") == ()
    assert shop.values.exact("2024-01-01") == ()


def test_progress_counts_columns(shop: Database) -> None:
    seen: list[tuple[int, int]] = []
    shop.build_values(lambda done, total: seen.append((done, total)))
    assert seen == [(done, seen[-1][1]) for done in range(seen[-1][1] + 1)]
    assert shop.build_values() is shop.values


def kept_file(folder: Path) -> Path:
    (path,) = (folder / "values").iterdir()
    return path


def test_the_index_is_kept_until_the_file_changes(shop_file: Path, tmp_path: Path) -> None:
    data = tmp_path / "kept"

    def opened() -> ValueIndex:
        return Database.connect(f"sqlite:///{shop_file}", hide_tables=["secret_keys"], data_dir=data).values

    assert opened().exact("hue")
    path = kept_file(data)
    assert path.stat().st_mode & 0o077 == 0
    marked = path.read_text(encoding="utf-8").replace("Huế", "Huế xưa")
    path.write_text(marked, encoding="utf-8")
    assert opened().exact("hue xua"), "read from disk"
    with closing(sqlite3.connect(shop_file)) as connection:
        connection.execute("UPDATE customers SET city = 'Vinh' WHERE id = 2")
        connection.commit()
    os.utime(shop_file, ns=(1, 1))  # a clock too coarse to tell would hide the change from this test
    assert opened().exact("vinh")
    assert not opened().exact("hue xua")


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"\xff\xfe", b'{"identity": []}', b"[1]", b'{"identity": null, "columns": 3}']
)
def test_a_damaged_file_is_built_again(shop_file: Path, tmp_path: Path, damage: bytes) -> None:
    url = f"sqlite:///{shop_file}"
    Database.connect(url, data_dir=tmp_path / "kept").build_values()
    path = kept_file(tmp_path / "kept")
    identity = json.loads(path.read_bytes())["identity"]
    path.write_bytes(damage.replace(b"null", json.dumps(identity).encode()))
    assert Database.connect(url, data_dir=tmp_path / "kept").values.exact("hue")
    assert json.loads(path.read_bytes())["identity"] == identity


def test_hiding_a_table_takes_its_values_out_of_the_kept_file(shop_file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shop_file}"
    assert Database.connect(url, data_dir=tmp_path / "kept").values.exact("topsecret")
    assert not Database.connect(url, hide_tables=["secret_keys"], data_dir=tmp_path / "kept").values.exact("topsecret")
    assert "TOPSECRET" not in kept_file(tmp_path / "kept").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(shop_file: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be")
    assert Database.connect(f"sqlite:///{shop_file}", data_dir=tmp_path / "kept").values.exact("hue")


def test_what_is_indexed_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE a (x TEXT, y TEXT, z TEXT)")
        rows = [(f"x{n}", f"y{n}", "long " * 20) for n in range(6000)]
        connection.executemany("INSERT INTO a VALUES (?, ?, ?)", rows)
        connection.commit()
    assert len(Database.connect(f"sqlite:///{path}", data_dir=tmp_path / "one").values) == 10_000
    monkeypatch.setattr(value_reader, "MOST_IN_ALL", 7_000)
    assert len(Database.connect(f"sqlite:///{path}", data_dir=tmp_path / "two").values) == 7_000


def test_threads_that_ask_at_once_share_one_index(shop: Database) -> None:
    found: list[ValueIndex] = []
    threads = [threading.Thread(target=lambda: found.append(shop.values)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len({id(one) for one in found}) == 1


def test_what_has_changed_is_read_again_behind_the_scenes(
    shop: Database, shop_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(value_store, "SECONDS_A_LOOK", 0.0)
    before = shop.values
    with closing(sqlite3.connect(shop_file)) as connection:
        connection.execute("UPDATE customers SET city = 'Vinh' WHERE id = 2")
        connection.commit()
    os.utime(shop_file, ns=(1, 1))
    assert shop.values is before, "nobody waits for the new ones"
    wait_until(lambda: bool(shop.values.exact("vinh")))
    assert not shop.values.exact("hue")


def test_only_some_rows_of_a_long_table_are_looked_at(
    shop_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(value_reader, "ROWS_A_COLUMN", 2)
    database = Database.connect(f"sqlite:///{shop_file}", data_dir=tmp_path / "few")
    assert [value.text for value in database.values.of("customers", "name")] == ["An", "O'Brien"]


def wait_until(done: Callable[[], bool], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_column_that_cannot_be_read_is_the_only_one_left_out(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def query(source: Source, table: Table, column: Column, seen: Perspective, most: int) -> str:
        return "SELECT nothing" if column.name == "name" else original(source, table, column, seen, most)

    original = value_reader._query
    monkeypatch.setattr(value_reader, "_query", query)
    assert shop.values.exact("hue") and shop.values.exact("giao nhanh") and not shop.values.exact("an")


def test_values_that_go_on_after_some_words() -> None:
    index = ValueIndex([Value("Firm", "Name", text) for text in ("Acme Ltd.", "ACME Éclair", "Acmeology", "Acme")])
    assert [value.text for value in index.starting("acme")] == ["ACME Éclair", "Acme Ltd."]
    assert index.starting("ac") == ()
