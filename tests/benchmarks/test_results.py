"""What is measured comes back from the file as it was, and is judged against its goal."""

import json
from pathlib import Path

import pytest

from hoidap.benchmarks import results
from hoidap.benchmarks.learning_curve import last_training
from hoidap.benchmarks.measured import Found, Goal, Row, Series, at_least, split

FOUND: list[Found] = [
    Row("shop", "embedded", 50.0, "%", 40.0, at_least(45), "4 questions"),
    Row("shop: wait", "embedded", 0.9, other=1.0, goal=Goal(0.7, "ours")),
    *split("shop", "vi", [True, False, True]),
    Series("embedded", [1, 2], [1.0, 2.0], [1.0, 1.5]),
]


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "results.json"
    assert results.kept(file) == {}
    results.keep(file, {"shop": FOUND})
    assert results.kept(file) == {"shop": FOUND}


def test_groups_without_questions_are_left_out() -> None:
    assert not list(split("shop", "en", []))


def test_the_tables_tell_what_was_reached(capsys: pytest.CaptureFixture[str]) -> None:
    results.show(FOUND, "a machine", as_json=False, beside="the stock way")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("│")[-2].strip() for line in lines if "│ shop" in line] == ["yes", "no"]
    assert any("vi" in line and "66.7 (3)" in line for line in lines)
    assert not any("ratio" in line for line in lines)
    results.show(FOUND, "a machine", as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [row["met"] for row in told["rows"]] == [True, False]
    assert told["splits"][0]["right"] == 2


def test_the_curve_is_that_of_the_last_training(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_text("".join(f'{{"step": {step}, "loss": {loss}}}\n' for step, loss in [(100, 4), (900, 2), (80, 5)]))
    assert last_training(log) == [{"step": 80, "loss": 5}]
