"""Questions over a schema that exists: the demo-like tables below are ours, no evaluation question is touched."""

import sqlite3
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from hoidap.chains.canonical import expand
from hoidap.databases import Database
from hoidap.training.synthesize import Example, questions, real_source, words_of

_TABLES = """
CREATE TABLE Publisher (PublisherID INTEGER PRIMARY KEY, PublisherName TEXT, Country TEXT);
CREATE TABLE Book (BookID INTEGER PRIMARY KEY, Title TEXT, Price REAL, Pages INTEGER, ReleaseDate TEXT, Genre TEXT,
    PublisherID INTEGER REFERENCES Publisher(PublisherID));
CREATE TABLE Sale (SaleID INTEGER PRIMARY KEY, BookID INTEGER REFERENCES Book(BookID), Quantity INTEGER, SaleDate TEXT);
INSERT INTO Publisher VALUES (1, 'Kim Đồng', 'Vietnam'), (2, 'Trẻ', 'Vietnam'), (3, 'Gallimard', 'France');
INSERT INTO Book VALUES (1, 'Dế Mèn', 55.5, 120, '2019-03-01', 'children', 1),
    (2, 'Le Petit Prince', 80, 96, '2021-05-04', 'novel', 3);
INSERT INTO Sale VALUES (1, 1, 3, '2022-01-02'), (2, 2, 8, '2023-09-10'), (3, 1, 1, '2024-02-11');
"""


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, list[Example]]]:
    file = tmp_path / "books.sqlite"
    with sqlite3.connect(file) as connection:
        connection.executescript(_TABLES)
    db = Database.connect(f"sqlite:///{file}", data_dir=tmp_path)
    source = real_source([(db.schema, tuple(db.values))])
    yield connection, list(islice(questions(Random(2), source), 400))
    connection.close()
    db.close()


def test_every_query_runs(asked: tuple[sqlite3.Connection, list[Example]]) -> None:
    connection, examples = asked
    for example in examples:
        connection.execute(expand(example.sql, example.schema)).fetchall()


def test_questions_use_words_of_both_languages(asked: tuple[sqlite3.Connection, list[Example]]) -> None:
    _, examples = asked
    vietnamese = " ".join(e.question for e in examples if e.language == "vi").casefold()
    english = " ".join(e.question for e in examples if e.language == "en").casefold()
    assert "nhà xuất bản" in vietnamese and "sách" in vietnamese
    assert "publishers" in english and "books" in english


def test_words_know_what_columns_are(tmp_path: Path) -> None:
    file = tmp_path / "books.sqlite"
    with sqlite3.connect(file) as connection:
        connection.executescript(_TABLES)
    db = Database.connect(f"sqlite:///{file}", data_dir=tmp_path)
    book = words_of(db.schema, tuple(db.values)).tables["Book"]
    assert book.naming == ("Title",)
    assert {c.column.name: c.role for c in book.columns} == {
        **{"BookID": "key", "Title": "name", "Price": "number", "Pages": "number", "ReleaseDate": "date"},
        **{"Genre": "category", "PublisherID": "key"},
    }
    db.close()
