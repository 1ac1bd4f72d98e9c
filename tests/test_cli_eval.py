"""`hoidap eval` as it is typed: several models, an earlier run, a report page, Spider's folders."""

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from typer.testing import CliRunner

from hoidap import cli
from hoidap.settings import PREFIX, Settings

COUNT = "SELECT COUNT(*) FROM customer"
# What each model answers to the same seven questions, which all want the number of customers.
REPLIES = {
    "knows": [COUNT],
    "guesses": ["SELECT 'many'"],
    "sometimes": ["SELECT 'many'", COUNT, COUNT, COUNT, COUNT, COUNT, COUNT],
}


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """English, models that answer from a list, and a Spider folder with seven questions."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path / "data"))
    for name, value in (("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "C.UTF-8"), ("COLUMNS", "200")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["hoidap"])
    monkeypatch.setattr(Settings, "load_model", lambda settings: FakeListChatModel(responses=REPLIES[settings.model]))
    monkeypatch.chdir(tmp_path)
    shop = tmp_path / "spider" / "database" / "shop"
    shop.mkdir(parents=True)
    connection = sqlite3.connect(shop / "shop.sqlite")
    connection.executescript(
        "CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customer VALUES (1, 'An');"
    )
    connection.close()
    asked = [{"db_id": "shop", "question": f"How many customers, {n}?", "query": COUNT} for n in range(7)]
    (tmp_path / "spider" / "dev.json").write_text(json.dumps(asked), encoding="utf-8")


def evaluated(*arguments: str) -> Any:
    return CliRunner().invoke(cli.app, ["eval", *arguments])


def test_one_model_prints_the_object_that_it_always_printed() -> None:
    done = evaluated("spider", "--model", "sometimes", "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["model"], told["questions"], told["accuracy"], told["valid"]) == ("sometimes", 7, 0.8571, 1.0)
    assert set(told["by_language"]["en"]) == {"questions", "accuracy", "valid", "seconds"}
    assert told["by_class"]["projection"]["questions"] == told["by_difficulty"]["easy"]["questions"] == 7
    assert told["records"][0]["gold_result"] == {"rows": [[1]], "count": 1}
    assert told["records"][0]["result"] == {"rows": [["many"]], "count": 1}
    assert "comparisons" not in told


def test_models_are_compared_and_better_is_proved() -> None:
    done = evaluated("spider", "--model", "guesses", "--model", "knows", "--model", "sometimes", "--json")
    told = json.loads(done.stdout)
    assert [run["model"] for run in told["models"]] == ["guesses", "knows", "sometimes"]
    assert [(c["after"], c["verdict"]) for c in told["comparisons"]] == [("knows", "better"), ("sometimes", "better")]
    shown = evaluated("spider", "--model", "guesses", "--model", "knows").stdout
    assert "knows is better than guesses: 7 instead of 0 of 7 right (7 won, 0 lost, p = 0.0156)." in shown
    assert "right, side by side" in shown


def test_against_an_earlier_run_a_lucky_one_is_not_called_better(tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(evaluated("spider", "--model", "sometimes", "--json").stdout, encoding="utf-8")
    done = evaluated("spider", "--model", "knows", "--against", str(before))
    assert "Not shown that knows differs from sometimes" in done.stdout and "better" not in done.stdout
    other = evaluated("spider", "--model", "knows", "--against", str(tmp_path / "spider" / "dev.json"))
    assert other.exit_code == 2 and "is not a run" in other.stderr
    before.write_text(before.read_text(encoding="utf-8").replace("How many", "How few"), encoding="utf-8")
    other = evaluated("spider", "--model", "knows", "--against", str(before))
    assert other.exit_code == 2 and "sometimes was asked other questions" in other.stderr


def test_errors_show_both_queries_and_both_results() -> None:
    shown = evaluated("spider", "--model", "sometimes", "--errors").stdout
    assert "1: How many customers, 0?" in shown and "How many customers, 1?" not in shown
    for told in (COUNT, "1 rows: (1)", "SELECT 'many'", "1 rows: (many)"):
        assert told in shown


def test_a_page_is_written(tmp_path: Path) -> None:
    done = evaluated("spider", "--model", "guesses", "--model", "knows", "--html", "report.html")
    assert done.exit_code == 0 and "report.html" in done.stderr
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "knows is better than guesses" in text and "How many customers, 6?" in text
    nowhere = evaluated("spider", "--model", "knows", "--html", "nowhere/report.html")
    assert nowhere.exit_code == 1 and "cannot be written" in nowhere.stderr


def test_what_is_asked_wrongly_is_one_sentence(tmp_path: Path) -> None:
    for arguments in (
        ("nowhere.jsonl",),
        (str(tmp_path),),
        ("spider", "--databases", "x", "--against", "nowhere.json"),
    ):
        done = evaluated(*arguments)
        assert (done.exit_code, done.stdout) == (2, "") and len(done.stderr.strip().splitlines()) == 1
