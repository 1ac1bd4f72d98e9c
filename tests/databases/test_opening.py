"""What cannot be opened is one plain sentence that says what to mend and gives nothing away."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import make_url

from hoidap.databases import CannotOpen, Database, QueryFailed, SqlRefused
from hoidap.databases.connection import shown


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("shop.db", "cannot be read; write it like"),
        ("", "cannot be read; write it like"),
        ("sqlite://", "Name the SQLite file by its path"),
        ("sqlite:///:memory:", "Name the SQLite file by its path"),
        ("sqlite:///file:shop.db?mode=rwc&uri=true", "Name the SQLite file by its path"),
        ("oracle://scott:tiger@host/x", "kind oracle are not supported"),
        ("sqlite:////nowhere/shop.db", "There is no file /nowhere/shop.db"),
        ("mysql+nosuchdriver://u:TIGER@host/x", "driver for mysql+nosuchdriver is not installed"),
    ],
)
def test_a_url_that_cannot_be_used(url: str, sentence: str) -> None:
    with pytest.raises(CannotOpen) as caught:
        Database.connect(url)
    assert sentence in str(caught.value)
    assert "tiger" not in str(caught.value).lower()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, and not a database\n" * 100)
    with pytest.raises(CannotOpen, match=r"notes\.txt cannot be opened: The file is not a SQLite database"):
        Database.connect(f"sqlite:///{path}")
    with pytest.raises(CannotOpen, match="is a folder"):
        Database.connect(f"sqlite:///{tmp_path}")
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_locked_database(shop_file: Path, shop: Database) -> None:
    with closing(sqlite3.connect(shop_file)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        with pytest.raises(QueryFailed, match="The database is locked by another program; try again in a moment"):
            shop.query("SELECT name FROM customers")
        with pytest.raises(CannotOpen, match="locked by another program"):
            Database.connect(f"sqlite:///{shop_file}")
    assert shop.query("SELECT name FROM customers WHERE id = 1").rows == [["An"]]


def test_a_database_that_vanishes(shop_file: Path, shop: Database) -> None:
    content = shop_file.read_bytes()
    shop_file.unlink()
    with pytest.raises(QueryFailed, match="can no longer be opened"):
        shop.query("SELECT name FROM customers")
    assert not shop_file.exists()
    shop_file.write_bytes(content[:5000])
    with pytest.raises(QueryFailed, match=r"^[^\n]+\.$"):
        shop.query("SELECT name FROM customers WHERE notes LIKE '%x%'")
    shop_file.write_bytes(b"not a database any more, " * 500)
    with pytest.raises(QueryFailed, match="not a SQLite database"):
        shop.query("SELECT name FROM customers")
    shop_file.write_bytes(b"")
    with pytest.raises(QueryFailed, match="no such table: customers"):
        shop.query("SELECT name FROM customers")
    shop_file.write_bytes(content)
    assert shop.query("SELECT name FROM customers WHERE id = 1").rows == [["An"]]


def test_a_write_ahead_log_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.executescript("CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('one');")
        database = Database.connect(f"sqlite:///{path}", data_dir=tmp_path / "data")
        assert database.values.exact("one")
        writer.execute("UPDATE t SET x = 'two'")
        writer.commit()
        assert database.query("SELECT x FROM t").rows == [["two"]]
        assert Database.connect(f"sqlite:///{path}", data_dir=tmp_path / "data").values.exact("two")


@pytest.mark.skipif(os.name != "posix", reason="needs a folder that cannot be written to")
def test_a_write_ahead_log_in_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.sqlite"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.executescript("CREATE TABLE t (x TEXT); INSERT INTO t VALUES ('one');")
    monkeypatch.setattr(os, "access", lambda *_: False)  # the tests may run as root, for whom every folder is writable
    assert Database.connect(f"sqlite:///{path}").query("SELECT x FROM t").rows == [["one"]]
    assert [file.name for file in tmp_path.iterdir()] == ["log.sqlite"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:SECRET@host/db",
        "postgresql://user:p@SECRET@host/db",
        "postgresql://user@host/db?password=SECRET",
        "mssql+pyodbc:///?odbc_connect=DRIVER%3D%7BX%7D%3BPWD%3DSECRET",
        "mysql+pymysql://user:SE%2FCRET@host/db?ssl_key=SECRET",
    ],
)
def test_no_url_shows_a_password(url: str) -> None:
    text = shown(make_url(url))
    assert "SECRET" not in text
    assert "CRET" not in text


def test_url_and_name_of_a_file(shop: Database, shop_file: Path) -> None:
    assert (shop.url, shop.name) == (f"sqlite:///{shop_file}", "shop")


def test_a_relative_path_keeps_its_meaning(shop_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(shop_file.parent)
    database = Database.connect("sqlite:///shop.sqlite", hide_tables=["secret_keys"])
    monkeypatch.chdir(tmp_path)
    assert database.query("SELECT count(*) AS n FROM customers").rows == [[4]]
    with pytest.raises(SqlRefused):
        database.query("SELECT k FROM secret_keys")
