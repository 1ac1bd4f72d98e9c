"""`hoidap tune` as it is typed: what it hands to the tuning, and how it ends."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hoidap import cli
from hoidap.settings import PREFIX, Settings
from hoidap.training.tuning import Order, Outcome
from hoidap.training.tuning.outcome import Compared

OURS = "question,answer\nHow many shops?,SELECT COUNT(*) FROM Shop\nWho?,DELETE FROM Shop\n"


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Order]:
    """What is asked of a tuning that at once ends with a better model."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    for name, value in (("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "C.UTF-8"), ("COLUMNS", "200")):
        monkeypatch.setenv(name, value)
    connection = sqlite3.connect(tmp_path / "shops.sqlite")
    connection.executescript("CREATE TABLE Shop (ShopId INTEGER PRIMARY KEY); INSERT INTO Shop VALUES (1);")
    connection.close()
    monkeypatch.setenv("HOIDAP_DATABASE_URL", f"sqlite:///{tmp_path / 'shops.sqlite'}")
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    asked: list[Order] = []

    def tuned(order: Order, *_: object) -> Outcome:
        asked.append(order)
        here, own = Compared(100, 80, 90, 12, 2, 0.013), Compared(10, 6, 9, 3, 0, 0.25)
        return Outcome(True, "shop/glossary.yaml", "full", here, own, None, 12.0, 900, 2 * 10**9, 10**9)

    monkeypatch.setattr("hoidap.training.tuning.tune", tuned)
    return asked


def tune(*arguments: str) -> Any:
    return CliRunner().invoke(cli.app, ["tune", *arguments])


def test_questions_of_ones_own_are_tried_and_learned(orders: list[Order]) -> None:
    Path("mine.csv").write_text(OURS, encoding="utf-8")
    done = tune("--add", "mine.csv", "--minutes", "5", "--out", "shop")
    assert done.exit_code == 0, done.stderr
    (order,) = orders
    assert order.minutes == 5
    assert [(pair.question, pair.source) for pair in order.own] == [("How many shops?", "imported")]
    assert "mine.csv:3: The SQL cannot be used: Only SELECT statements are allowed." in done.stderr
    assert "of these, yours" in done.stdout
    assert "Better. Use it: HOIDAP_MODEL=shop HOIDAP_GLOSSARY=shop/glossary.yaml" in done.stdout


def test_a_file_that_is_not_there_ends_it_before_anything_begins(orders: list[Order]) -> None:
    done = tune("--add", "gone.csv")
    assert done.exit_code == 1
    assert done.stderr.strip() == "gone.csv cannot be read: No such file or directory."
    assert not orders


def test_an_unknown_method_is_wrong_usage(orders: list[Order]) -> None:
    assert tune("--method", "magic").exit_code == 2
    assert not orders


def test_the_outcome_as_json(orders: list[Order]) -> None:
    told = json.loads(tune("--json").stdout)
    assert told["promoted"]
    assert told["own"]["result"] == 9
    assert told["out"] == str(orders[0].out)
