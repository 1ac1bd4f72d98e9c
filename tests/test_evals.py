"""The evaluation questions: their form, their number, and that every gold SQL gives one right answer."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlglot import parse_one

from hoidap.databases.demo import FILE_NAME, demo_database

EVALS = Path(__file__).with_name("evals")
SHARED = Path(__file__).parents[2] / "shared/data/demo"
LEAST = {"jidouka": 120, "chinook": 60, "northwind": 60}
LEAST_FOLLOW_UPS = 30  # of jidouka
KEYS = {"id", "language", "question", "gold_sql", "history", "db_path"}


@cache
def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVALS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module", params=LEAST)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A set's name and a connection to its database."""
    name = request.param
    path = SHARED / f"{name}.sqlite"
    if name == "jidouka":
        folder = tmp_path_factory.mktemp("evals")
        demo_database(folder)
        path = folder / FILE_NAME
    elif not path.exists():
        pytest.skip(f"{path} is absent: it stands beside the repository, not in it")
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        yield name, connection


@pytest.mark.parametrize("name", LEAST)
def test_lines_have_the_documented_form(name: str) -> None:
    for number, line in enumerate(lines(name), 1):
        assert line["id"] == f"{name}-{number:03}"
        assert set(line) <= KEYS
        assert line["language"] in ("vi", "en")
        assert line.get("db_path") == (None if name == "jidouka" else f"{name}.sqlite")
        for turn in [line, *line.get("history", [])]:
            assert turn["question"].strip() == turn["question"] != ""
            assert turn["gold_sql"].startswith("SELECT ")


@pytest.mark.parametrize("name", LEAST)
def test_there_are_enough_and_half_are_vietnamese(name: str) -> None:
    languages = Counter(line["language"] for line in lines(name))
    assert languages.total() >= LEAST[name]
    assert abs(languages["vi"] - languages["en"]) <= 2


def test_there_are_enough_follow_ups() -> None:
    follow_ups = [line for line in lines("jidouka") if line.get("history")]
    assert len(follow_ups) >= LEAST_FOLLOW_UPS
    assert {len(line["history"]) for line in follow_ups} == {1, 2, 3}


@pytest.mark.parametrize("name", LEAST)
def test_readme_counts_them(name: str) -> None:
    languages = Counter(line["language"] for line in lines(name))
    follow_ups = sum("history" in line for line in lines(name))
    row = next(row for row in (EVALS / "README.md").read_text("utf-8").splitlines() if f"`{name}.jsonl`" in row)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[2:] == [str(languages.total()), f"{languages['vi']} / {languages['en']}", str(follow_ups)]


@pytest.mark.parametrize("name", LEAST)
def test_no_question_is_asked_twice(name: str) -> None:
    asked = Counter(
        (*(turn["question"] for turn in line.get("history", [])), line["question"].casefold()) for line in lines(name)
    )
    assert [question for question, times in asked.items() if times > 1] == []


def test_every_gold_sql_has_an_answer(asked: tuple[str, sqlite3.Connection]) -> None:
    name, connection = asked
    for line in lines(name):
        for turn in [line, *line.get("history", [])]:
            rows = connection.execute(turn["gold_sql"]).fetchall()
            assert rows, turn
            assert all(value is not None for row in rows for value in row), turn


def test_the_order_decides_which_rows_are_right(asked: tuple[str, sqlite3.Connection]) -> None:
    """Where gold SQL orders its rows, no two that it gives stand equal, nor does the one just below the LIMIT."""
    name, connection = asked
    for line in lines(name):
        tree = parse_one(line["gold_sql"], read="sqlite")
        order, limit = tree.args.get("order"), tree.args.get("limit")
        if order is None:
            continue
        tree.set("limit", None)
        sort_keys = [key.this.copy() for key in order.expressions]
        tree.set("expressions", [*tree.expressions, *sort_keys])
        rows = connection.execute(tree.sql("sqlite"))
        keys = [tuple(_rounded(value) for value in row[-len(sort_keys) :]) for row in rows]
        if limit is not None:
            wanted = int(limit.expression.name)
            assert len(keys) >= wanted, line
            keys = keys[: wanted + 1]
        assert len(set(keys)) == len(keys), line


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value
