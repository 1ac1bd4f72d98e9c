"""Words that a tuning learns from people's own pairs: what means which table or column, and where that is written."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from hoidap.chains import link
from hoidap.chains.phrases import Target
from hoidap.databases import Database
from hoidap.training.dataset import Pair, Row, check_rows
from hoidap.training.tuning.glossary import write_glossary
from hoidap.training.tuning.words import learned_words

SCHEMA = """
CREATE TABLE vat_tu (ma INTEGER PRIMARY KEY, ten TEXT, so_luong INTEGER, don_gia REAL);
CREATE TABLE kho (ma INTEGER PRIMARY KEY, ten TEXT);
INSERT INTO vat_tu VALUES (1, 'Bu lông', 4, 2.5), (2, 'Đai ốc', 9, 1.5), (3, 'Long đen', 0, 0.5);
INSERT INTO kho VALUES (1, 'Kho Hà Nội'), (2, 'Kho Huế');
"""
ASKED = {
    "Liệt kê linh kiện": "SELECT ten FROM vat_tu",
    "Có mấy linh kiện?": "SELECT COUNT(*) FROM vat_tu",
    "linh kiện trên 2 đồng": "SELECT ten FROM vat_tu WHERE don_gia > 2",
    "Linh kiện nào trượng nhất?": "SELECT ten FROM vat_tu ORDER BY so_luong DESC LIMIT 1",
    "trượng bình quân": "SELECT AVG(so_luong) FROM vat_tu",
    "trượng trên 5": "SELECT ten FROM vat_tu WHERE so_luong > 5",
    "Có mấy kho?": "SELECT COUNT(*) FROM kho",
    "Kho nào đây?": "SELECT ten FROM kho",
    "Cho tôi tên các kho nhé": "SELECT ten FROM kho ORDER BY ten",
    "Kể tên kho": "SELECT ten FROM kho WHERE ma > 0",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
    return path


@pytest.fixture
def db(file: Path) -> Iterator[Database]:
    found = Database.connect(f"sqlite:///{file}", data_dir=file.parent)
    yield found
    found.close()


@pytest.fixture
def pairs(db: Database) -> list[Pair]:
    rows = [Row(number, question, sql) for number, (question, sql) in enumerate(ASKED.items(), 1)]
    return [pair for pair in check_rows(rows, db) if isinstance(pair, Pair)]


def test_what_stands_where_a_table_or_column_is_needed_means_it(db: Database, pairs: list[Pair]) -> None:
    assert len(pairs) == len(ASKED)
    words = learned_words(pairs, db.schema, db.values)
    assert "linh kiện" in words[Target("vat_tu")]
    assert not any("kho" in phrase.split() for said in words.values() for phrase in said)


def test_nothing_is_learned_from_one_question(db: Database, pairs: list[Pair]) -> None:
    assert learned_words(pairs[:1], db.schema, db.values) == {}
    assert learned_words([], db.schema, db.values) == {}


def test_the_glossary_keeps_what_the_office_wrote(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("roles: [kế toán]\ntables:\n  VAT_TU: {synonyms: [đồ], columns: {Ten: {}}}\n", encoding="utf-8")
    words = {Target("vat_tu"): ("linh kiện",), Target("vat_tu", "so_luong"): ("trượng",)}
    write_glossary(words, own, tmp_path / "new.yaml")
    with_words = Database.connect(f"sqlite:///{file}", glossary=tmp_path / "new.yaml", data_dir=tmp_path)
    table = with_words.schema.table("vat_tu")
    assert table.synonyms == ("đồ", "linh kiện")
    assert table.column("so_luong").synonyms == ("trượng",)
    said = link("trượng của linh kiện", with_words.schema, with_words.values)
    assert {Target("vat_tu"), Target("vat_tu", "so_luong")} <= set(said.meanings())
    with_words.close()
    assert "kế toán" in (tmp_path / "new.yaml").read_text(encoding="utf-8")
