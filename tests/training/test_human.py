"""Questions of other people's data sets, in canonical form, kept only where that gives the same rows."""

import sqlite3
from pathlib import Path
from random import Random

import pytest

from hoidap.databases import Column, Database, Schema, Table
from hoidap.training import human
from hoidap.training.holdout import HELD_OUT, databases, split
from hoidap.training.render import route_lesson, sql_lesson

DATA = Path(__file__).parents[3] / "shared" / "data"
HEAD = Table("head", (Column("head_id", "int", primary_key=True), Column("name", "text"), Column("age", "int")))
SCHEMA = Schema((HEAD,), "sqlite")


def test_only_what_gives_the_same_rows_is_kept() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE TABLE head (head_id INTEGER PRIMARY KEY, name, age); INSERT INTO head VALUES (1, 'An', 60)"
    )
    kept = human.same_rows("SELECT count(*) FROM head WHERE age > 56", SCHEMA, connection)
    assert kept == 'SELECT COUNT("head".*) WHERE "head"."age" > 56'
    assert human.same_rows("SELECT nothing FROM head", SCHEMA, connection) is None
    assert human.same_rows("SELECT name FROM head UNION SELECT 'x'", SCHEMA, connection) is None
    connection.close()


def test_the_split_holds_out_whole_databases() -> None:
    names = [f"db_{number}" for number in range(139)] + ["chinook_1"]
    kept, held_out = split(names)
    assert len(held_out) == HELD_OUT
    assert not set(kept) & set(held_out)
    assert "chinook_1" not in kept
    assert split(reversed(names)) == (kept, held_out)


@pytest.mark.skipif(not DATA.exists(), reason="the data sets of ../shared/data are not here")
def test_spider_questions_become_lessons() -> None:
    held_out = set(split(databases(DATA / "spider_train" / "databases"))[1])
    examples = []
    for example in human.spider(DATA):
        examples.append(example)
        if len(examples) == 150:
            break
    lessons = [sql_lesson(example, Random(1)) for example in examples]
    assert sum(lesson is not None for lesson in lessons) > 120
    assert len(held_out) == HELD_OUT


@pytest.mark.skipif(not DATA.exists(), reason="the data sets of ../shared/data are not here")
def test_messages_are_over_databases_that_are_trained_on() -> None:
    files = databases(DATA / "spider_train" / "databases")
    kept, _ = split(files)
    tables = set()
    for name in kept:
        db = Database.connect(f"sqlite:///{files[name]}")
        tables.add(tuple(table.name for table in db.schema.tables))
        db.close()
    found = list(human.messages(DATA))
    assert all(tuple(table.name for table in one.schema.tables) in tables for one in found)
    assert all(one.tool in dict(one.tools) for one in found)
    assert {one.tool for one in found} > {"query_database", "small_talk", "out_of_scope"}
    assert all(route_lesson(one, Random(1)).reply == one.tool for one in found[:50])
