"""Which names speech recognition is told: those of this user's view, the telling ones first."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hoidap.chains.said_names import said_names
from hoidap.databases import Database

GLOSSARY = """
roles: [boss]
users:
  lan: {roles: [boss]}
tables:
  Salary: {only_for: [boss]}
  Staff:
    synonyms: [nhân viên]
    columns:
      Nickname: {only_for: [boss]}
      Phone: {private: true}
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "office.sqlite"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            """CREATE TABLE Staff(Id INTEGER PRIMARY KEY, Place TEXT, Nickname TEXT, Phone TEXT, Note TEXT);
            CREATE TABLE Salary(Id INTEGER PRIMARY KEY, Grade TEXT);
            INSERT INTO Salary(Grade) VALUES ('Platinum'), ('Bronze');"""
        )
        for number in range(100):
            row = (f"Depot {'ABCDEFGHIJ'[number % 10]}", "Bướm đêm", "x0903" + "1" * 6, f"A note that is long {number}")
            connection.execute("INSERT INTO Staff(Place, Nickname, Phone, Note) VALUES (?, ?, ?, ?)", row)
        connection.commit()
    (tmp_path / "glossary.yaml").write_text(GLOSSARY, encoding="utf-8")
    with closing(
        Database.connect(f"sqlite:///{file}", glossary=tmp_path / "glossary.yaml", data_dir=tmp_path)
    ) as database:
        yield database


def test_words_for_tables_and_values_of_small_columns_take_turns(office: Database) -> None:
    names = said_names(office, "vi")
    assert names[0] == "nhân viên" and "Depot A" in names[:4]
    assert sum(name.startswith("Depot") for name in names) == 6
    assert len(names) == len(set(names)) and all(len(name) <= 24 for name in names)
    assert "staff" in " ".join(said_names(office, "en")).lower()
    assert set(said_names(office, None)) == set(names) | set(said_names(office, "en"))


def test_nobody_hears_of_what_they_may_not_see(office: Database) -> None:
    hidden, seen = said_names(office, None), said_names(office.for_user("lan"), None)
    told = {"Platinum", "Bronze", "Bướm đêm"}
    assert not told & set(hidden) and told <= set(seen)
    assert not any("0903" in name for name in (*hidden, *seen))
