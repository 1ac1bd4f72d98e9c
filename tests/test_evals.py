"""The evaluation questions: their form, their number, and that every gold SQL gives one right answer."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlglot import parse_one

from hoidap.chains.route import QUERY_DATABASE
from hoidap.databases.demo import FILE_NAME, demo_database
from hoidap.tools.registry import BUILTIN, REPLIES
from hoidap.training.holdout import databases, split
from hoidap.training.synthesize.messages import PLUG_INS

EVALS = Path(__file__).with_name("evals")
DATA = Path(__file__).parents[2] / "shared/data"
SPIDER = DATA / "spider_train/databases"
LEAST = {"jidouka": 120, "chinook": 60, "northwind": 60}
LEAST_FOLLOW_UPS = 30  # of jidouka
HELD_OUT, ROUTES = "heldout_vi", "routes"
FRESH = ("fresh_chinook", "fresh_northwind")
WITH_SQL = (*LEAST, *FRESH, HELD_OUT)
ALL = (*WITH_SQL, ROUTES)
KEYS = {"id", "language", "question", "gold_sql", "history", "db_path"}
ROUTE_KEYS = {"id", "language", "kind", "question", "route", "tools", "history", "db_path"}
OUR_ROUTE = {
    "data": QUERY_DATABASE,
    "follow_up": QUERY_DATABASE,
    "small_talk": "small_talk",
    "about": "small_talk",
    "off_topic": "out_of_scope",
    "change": "out_of_scope",
    "plug_in_absent": "out_of_scope",
}  # the kind "plug_in" alone goes to a tool of the line


@cache
def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EVALS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def queried(line: dict[str, Any]) -> list[dict[str, Any]]:
    """The turns of a line that have gold SQL: a message to route has it in its history alone."""
    return [turn for turn in [line, *line.get("history", [])] if "gold_sql" in turn]


@pytest.fixture(scope="module", params=ALL)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A set's name and the connections to its databases, by `db_path`."""
    name = request.param
    with ExitStack() as opened:
        connections = {}
        for db_path in {line.get("db_path") for line in lines(name)}:
            path = (SPIDER if name == HELD_OUT else DATA / "demo") / (db_path or "")
            if db_path is None:
                folder = tmp_path_factory.mktemp("evals")
                demo_database(folder)
                path = folder / FILE_NAME
            elif not path.exists():
                pytest.skip(f"{path} is absent: it stands beside the repository, not in it")
            connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
            connections[db_path] = opened.enter_context(closing(connection))
        yield name, connections


@pytest.mark.parametrize("name", WITH_SQL)
def test_lines_have_the_documented_form(name: str) -> None:
    for number, line in enumerate(lines(name), 1):
        assert line["id"] == f"{name}-{number:03}"
        assert set(line) <= KEYS
        assert line["language"] in ("vi", "en")
        if name == HELD_OUT:
            assert line["db_path"].endswith(".sqlite")
        else:
            assert line.get("db_path") == (None if name == "jidouka" else f"{name.removeprefix('fresh_')}.sqlite")
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


@pytest.mark.parametrize("name", ALL)
def test_readme_counts_them(name: str) -> None:
    languages = Counter(line["language"] for line in lines(name))
    follow_ups = sum("history" in line for line in lines(name))
    row = next(row for row in (EVALS / "README.md").read_text("utf-8").splitlines() if f"`{name}.jsonl`" in row)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[2:] == [str(languages.total()), f"{languages['vi']} / {languages['en']}", str(follow_ups)]


@pytest.mark.parametrize("name", ALL)
def test_no_question_is_asked_twice(name: str) -> None:
    asked = Counter(
        (line.get("db_path"), *(turn["question"] for turn in line.get("history", [])), line["question"].casefold())
        for line in lines(name)
    )
    assert [question for question, times in asked.items() if times > 1] == []


def test_every_gold_sql_has_an_answer(asked: tuple[str, dict[str | None, sqlite3.Connection]]) -> None:
    name, connections = asked
    for line in lines(name):
        for turn in queried(line):
            rows = connections[line.get("db_path")].execute(turn["gold_sql"]).fetchall()
            assert rows, turn
            assert all(value is not None for row in rows for value in row), turn


def test_the_order_decides_which_rows_are_right(asked: tuple[str, dict[str | None, sqlite3.Connection]]) -> None:
    """Where gold SQL orders its rows, no two that it gives stand equal, nor does the one just below the LIMIT."""
    name, connections = asked
    for line in lines(name):
        for turn in queried(line):
            tree = parse_one(turn["gold_sql"], read="sqlite")
            order, limit = tree.args.get("order"), tree.args.get("limit")
            if order is None:
                continue
            tree.set("limit", None)
            sort_keys = [key.this.copy() for key in order.expressions]
            tree.set("expressions", [*tree.expressions, *sort_keys])
            rows = connections[line.get("db_path")].execute(tree.sql("sqlite"))
            keys = [tuple(_rounded(value) for value in row[-len(sort_keys) :]) for row in rows]
            if limit is not None:
                wanted = int(limit.expression.name)
                assert len(keys) >= wanted, turn
                keys = keys[: wanted + 1]
            assert len(set(keys)) == len(keys), turn


def _rounded(value: Any) -> Any:
    return round(value, 6) if isinstance(value, float) else value


def test_held_out_questions_are_about_every_held_out_database_and_no_other() -> None:
    asked = Counter(line["db_path"].removesuffix(".sqlite") for line in lines(HELD_OUT))
    assert asked.total() == 150
    assert {line["language"] for line in lines(HELD_OUT)} == {"vi"}
    assert min(asked.values()) >= 7
    if not SPIDER.exists():
        pytest.skip(f"{SPIDER} is absent: it stands beside the repository, not in it")
    assert sorted(asked) == split(databases(SPIDER))[1]


def test_messages_to_route_have_the_documented_form() -> None:
    for number, line in enumerate(lines(ROUTES), 1):
        assert line["id"] == f"{ROUTES}-{number:03}"
        assert set(line) <= ROUTE_KEYS
        assert line.get("db_path") in (None, "chinook.sqlite", "northwind.sqlite")
        assert line["question"].strip() == line["question"] != ""
        for turn in line.get("history", []):
            assert turn["gold_sql"].startswith("SELECT ")


def test_routes_are_names_of_tools_that_are_there() -> None:
    for line in lines(ROUTES):
        plug_ins = {tool["name"] for tool in line.get("tools", [])}
        if line["kind"] == "plug_in":
            assert line["route"] in plug_ins, line
        else:
            assert line["route"] == OUR_ROUTE[line["kind"]], line
    assert set(OUR_ROUTE.values()) == {QUERY_DATABASE, *REPLIES}


def test_there_are_200_messages_to_route_and_half_of_each_kind_are_vietnamese() -> None:
    kinds = Counter((line["kind"], line["language"]) for line in lines(ROUTES))
    assert kinds.total() == 200
    for kind in (*OUR_ROUTE, "plug_in"):
        assert kinds[kind, "vi"] == kinds[kind, "en"] > 0


def test_plug_ins_are_not_among_those_of_the_training() -> None:
    known = {name for plug_in in PLUG_INS for name in plug_in.names} | {*BUILTIN, QUERY_DATABASE}
    for line in lines(ROUTES):
        names = [tool["name"] for tool in line.get("tools", [])]
        assert len(set(names)) == len(names)
        assert not known.intersection(names), line
        assert all(tool["description"].endswith(".") for tool in line.get("tools", []))
