"""The sets are read whole, and hold nothing of the databases that are trained on."""

import json
from pathlib import Path

import pytest

from hoidap.benchmarks import routing
from hoidap.benchmarks.sets import EVALS, QuestionSet, follow_ups, read, sample
from hoidap.training.holdout import databases, split

DATA = Path(__file__).parents[3] / "shared" / "data"
FIRST = {"question": "How many shops?", "gold_sql": "SELECT COUNT(*) FROM shop"}
ASKED_BACK = {"question": "In Huee?", "reply": "Did you mean Huế?"}


def test_follow_ups_come_right_behind_a_turn_with_sql(tmp_path: Path) -> None:
    turns = [
        {"db": "shop", "question": "opening", "sql": "SELECT 1", "history": []},
        {"db": "shop", "question": "behind a turn", "sql": "SELECT 2", "history": [FIRST]},
        {"db": "shop", "question": "behind a question", "sql": "SELECT 3", "history": [FIRST, ASKED_BACK]},
        {"db": "shop", "question": "later", "sql": "SELECT 4", "history": [ASKED_BACK, FIRST]},
        {"db": "trained_on", "question": "elsewhere", "sql": "SELECT 5", "history": [FIRST]},
    ]
    file = tmp_path / "turns.jsonl"
    file.write_text("\n".join(json.dumps(turn) for turn in turns), encoding="utf-8")
    behind, later = follow_ups(file, {"shop": tmp_path / "shop.sqlite"})
    assert (behind.line, behind.question, behind.gold) == (2, "behind a turn", "SELECT 2")
    assert behind.database == tmp_path / "shop.sqlite"
    assert behind.history == ({"question": "How many shops?", "sql": "SELECT COUNT(*) FROM shop"},)
    assert later.question == "later"
    assert [turn["sql"] for turn in later.history] == ["", "SELECT COUNT(*) FROM shop"]


def test_a_sample_is_spread_over_the_whole_set() -> None:
    assert sample(range(100), 4) == [0, 25, 50, 75]
    assert sample("abc", 5) == ["a", "b", "c"]


@pytest.mark.skipif(not DATA.exists(), reason="the data sets of ../shared/data are not here")
def test_only_databases_that_are_held_out_are_asked() -> None:
    _, held_out = split(databases(DATA / "spider_train" / "databases"))
    for asked in (QuestionSet.ENGLISH, QuestionSet.FOLLOW_UPS, QuestionSet.VIETNAMESE):
        names = {example.database.stem for example in read(asked, DATA) if example.database}
        assert names == set(held_out)
    assert {example.database for example in read(QuestionSet.JIDOUKA, DATA)} == {None}
    assert all(example.history for example in read(QuestionSet.FOLLOW_UPS, DATA))


def test_the_messages_to_route_name_a_tool_that_is_there() -> None:
    messages = routing.read(EVALS / "routes.jsonl", Path("demo"))
    ours = {"query_database", "small_talk", "out_of_scope"}
    assert all(message.route in ours | {name for name, _ in message.plug_ins} for message in messages)
    assert {message.database for message in messages} == {
        None,
        Path("demo/chinook.sqlite"),
        Path("demo/northwind.sqlite"),
    }
    assert any(message.history for message in messages)
