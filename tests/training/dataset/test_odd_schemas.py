"""Databases that nobody would have drawn up: pairs are made where it can be, and what is left out is told."""

import sqlite3
from pathlib import Path

from shop import opened, shop_file

from hoidap.training.dataset import Pair, make_pairs, observe

VIETNAMESE = """
CREATE TABLE "Khách hàng" ("Mã khách hàng" INTEGER PRIMARY KEY, "Tên khách hàng" TEXT, "Tỉnh thành" TEXT);
CREATE TABLE "đơn_hàng" ("mã_đơn" INTEGER PRIMARY KEY, "mã_khách" INTEGER REFERENCES "Khách hàng"("Mã khách hàng"),
    "Thành tiền" REAL, "Ngày đặt" TEXT);
INSERT INTO "Khách hàng" VALUES (1, 'Nguyễn An', 'Huế'), (2, 'Trần Bình', 'Vinh'), (3, 'Lê Chi', 'Huế');
INSERT INTO "đơn_hàng" VALUES (1, 1, 500, '2023-01-05'), (2, 2, 700, '2023-07-09'), (3, 1, 90, '2024-02-01');
"""


def made(folder: Path, script: str, most: int = 60) -> tuple[list[Pair], tuple[str, ...]]:
    """Pairs over what the script builds, each run again, and the tables that stand alone."""
    file = folder / "odd.sqlite"
    connection = sqlite3.connect(file)
    connection.executescript(script)
    connection.close()
    db = opened(file)
    try:
        seen = observe(db)
        pairs = list(make_pairs(db, seed=5, most=most, observed=seen))
        assert all(db.query(pair.sql).rows for pair in pairs)
        return pairs, seen.alone
    finally:
        db.close()


def test_vietnamese_identifiers_with_marks_and_spaces(tmp_path: Path) -> None:
    pairs, _ = made(tmp_path, VIETNAMESE)
    assert len(pairs) == 60
    assert any("JOIN" in pair.sql for pair in pairs)
    english = " ".join(pair.question.casefold() for pair in pairs if pair.language == "en")
    assert "customers" in english and "orders" in english
    assert "hàngs" not in english  # a Vietnamese word has no English plural


def test_tables_without_foreign_keys_are_asked_about_one_by_one(tmp_path: Path) -> None:
    script = VIETNAMESE.replace('REFERENCES "Khách hàng"("Mã khách hàng")', "")
    pairs, alone = made(tmp_path, script)
    assert len(pairs) == 60 and not any("JOIN" in pair.sql for pair in pairs)
    assert alone == ("Khách hàng", "đơn_hàng")


def test_three_hundred_columns(tmp_path: Path) -> None:
    columns = [f"f{number}_{kind}" for number in range(75) for kind in ("amount", "status", "date", "note")]
    types = [f"{name} REAL" if name.endswith("amount") else f"{name} TEXT" for name in columns]
    rows = ", ".join(f"({', '.join([str(row), *(_cell(name, row) for name in columns)])})" for row in range(1, 30))
    pairs, _ = made(
        tmp_path, f"CREATE TABLE m (id INTEGER PRIMARY KEY, {', '.join(types)}); INSERT INTO m VALUES {rows};"
    )
    asked = {name for name in columns for pair in pairs if f'"{name}"' in pair.sql}
    assert len(pairs) == 60 and len(asked) > 40


def _cell(name: str, row: int) -> str:
    kinds = {
        "amount": str(row * 7),
        "status": f"'s{row % 3} x'",
        "date": f"'2023-05-{row:02}'",
        "note": f"'note {row}'",
    }
    return kinds[name.rpartition("_")[2]]


def test_a_database_without_rows_has_nothing_to_ask(tmp_path: Path) -> None:
    script = "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE b (x REAL);"
    assert made(tmp_path, script)[0] == []


def test_a_small_database_gives_what_it_has_and_ends(tmp_path: Path) -> None:
    pairs, _ = made(tmp_path, "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1), (2);", most=5000)
    assert 0 < len(pairs) < 5000


def test_what_is_hidden_is_never_asked_about_and_private_cells_are_never_read(tmp_path: Path) -> None:
    glossary = tmp_path / "glossary.yaml"
    glossary.write_text(
        "tables:\n  City: {hidden: true}\n  Orders:\n    columns:\n      Status: {hidden: true}\n      "
        "Total: {private: true}\n  Customer:\n    synonyms: [khách quen]\n    columns:\n"
        "      CustomerName: {private: true}\n",
        encoding="utf-8",
    )
    db = opened(shop_file(tmp_path), glossary=glossary)
    pairs = list(make_pairs(db, seed=5, most=120))
    told = " ".join(str(pair.line()) for pair in pairs)
    assert len(pairs) == 120
    assert not any(word in told for word in ('"City"', "Hà Nội", "Status", "paid", "An Bình", "700000"))
    assert "khách quen" in told.casefold()
    db.close()
