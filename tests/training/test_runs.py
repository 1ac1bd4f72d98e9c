"""Runs are compared question by question, and only over the same questions."""

import json
from pathlib import Path
from typing import Any

import pytest

from hoidap.training.errors import BadQuestions
from hoidap.training.evaluation import Record, report
from hoidap.training.runs import comparisons, read_run, verdict


def run(model: str, *right: bool, question: str = "How many?") -> dict[str, Any]:
    records = [
        Record(line, question, "SELECT 1", "SELECT 2", ok, True, 0.5, "", "en", False)
        for line, ok in enumerate(right, 1)
    ]
    return {"model": model, **report(records)}


def test_each_model_is_compared_with_the_first_or_with_an_earlier_run() -> None:
    base, one, two = run("base", *[False] * 6), run("one", *[True] * 6), run("two", *[False] * 6)
    assert [(c["before"], c["after"]) for c in comparisons([base, one, two])] == [("base", "one"), ("base", "two")]
    assert [(c["before"], c["verdict"]) for c in comparisons([one], base)] == [("base", "better")]
    (won,) = comparisons([base, one])
    assert (won["won"], won["lost"], won["right_before"], won["right_after"], won["p"]) == (6, 0, 0, 6, 0.03125)
    assert json.loads(json.dumps(won)) == won


def test_the_verdict_is_a_sentence_in_both_languages() -> None:
    (better,) = comparisons([run("base", *[False] * 30), run("tuned", *[True] * 30)])
    assert (
        verdict(better, "en") == "tuned is better than base: 30 instead of 0 of 30 right (30 won, 0 lost, p < 0.0001)."
    )
    (worse,) = comparisons([run("base", *[True] * 8), run("tuned", *[False] * 8)])
    assert verdict(worse, "vi").startswith(
        "tuned kém hơn base: đúng 0 thay vì 8 trên 8 câu (thêm 0, mất 8, p = 0,0078)"
    )
    (same,) = comparisons([run("base", True, False), run("tuned", True, True)])
    assert "chance explains it" in verdict(same, "en") and "better" not in verdict(same, "en")


def test_fewer_questions_are_compared_with_the_same_of_a_longer_run() -> None:
    (found,) = comparisons([run("now", True, True)], run("before", False, True, False))
    assert (found["questions"], found["won"], found["lost"]) == (2, 1, 0)


def test_other_questions_cannot_be_compared() -> None:
    with pytest.raises(BadQuestions, match="before was asked other questions than now"):
        comparisons([run("now", True)], run("before", True, question="Who?"))


def test_a_run_is_read_as_it_was_printed(tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(json.dumps(run("base", True)), encoding="utf-8")
    assert read_run(file) == run("base", True)
    for text in ("", "[]", '{"models": []}', '{"records": [1]}', '{"records": [{"question": "?"}]}'):
        file.write_text(text)
        with pytest.raises(BadQuestions, match=r"before\.json is not a run"):
            read_run(file)
