"""Runs of several models over the same questions, set side by side."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hoidap.chains.language import Language

from .errors import BadQuestions
from .evaluation import Example
from .significance import Comparison, compare

Run = Mapping[str, Any]  # what `evaluation.report` gives, with the "model"


def read_run(path: Path) -> Run:
    """What `hoidap eval --json` printed of one model; raises BadQuestions where it is nothing of the kind."""
    try:
        run = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadQuestions(f"{path} is not a run that hoidap eval --json printed: {error}.") from error
    records = run.get("records") if isinstance(run, dict) else None
    told = isinstance(records, list) and all(
        isinstance(r, dict) and {"question", "gold", "ok"} <= r.keys() for r in records
    )
    if not told:
        raise BadQuestions(f"{path} is not a run of one model that hoidap eval --json printed.")
    return {"model": path.stem, **run}


def check_asked(before: Run, examples: Iterable[Example]) -> None:
    """Raise BadQuestions where `before` was not asked all of these questions: there would be nothing to compare."""
    known = {_key(record) for record in before["records"]}
    if any((example.line, example.question, example.gold) not in known for example in examples):
        raise BadQuestions(f"{before['model']} was asked other questions: nothing to compare.")


def versus(before: Run, after: Run) -> Comparison:
    """Compare over the questions of `after`; raises BadQuestions where `before` was not asked all of them."""
    known: dict[tuple[Any, ...], bool] = {_key(record): record["ok"] for record in before["records"]}
    asked = [(_key(record), bool(record["ok"])) for record in after["records"]]
    if any(key not in known for key, _ in asked):
        raise BadQuestions(f"{before['model']} was asked other questions than {after['model']}: nothing to compare.")
    return compare([known[key] for key, _ in asked], [ok for _, ok in asked])


def comparisons(runs: Sequence[Run], against: Run | None = None) -> list[dict[str, Any]]:
    """Each run with the first of `runs` or, where there is one, with the run `against`; as plain JSON values."""
    first, rest = (against, runs) if against is not None else (runs[0], runs[1:])
    return [as_json(first, other) for other in rest]


def as_json(before: Run, after: Run) -> dict[str, Any]:
    """The comparison of two runs: what was won and lost, p, and a verdict that chance alone does not give."""
    found = versus(before, after)
    return {"before": before["model"], "after": after["model"], **asdict(found), "verdict": found.verdict}


_VERDICTS: dict[tuple[Language, str], str] = {
    ("en", "better"): "{after} is better than {before}: ",
    ("vi", "better"): "{after} tốt hơn {before}: ",
    ("en", "worse"): "{after} is worse than {before}: ",
    ("vi", "worse"): "{after} kém hơn {before}: ",
    ("en", "no difference"): "Not shown that {after} differs from {before}, chance explains it: ",
    ("vi", "no difference"): "Chưa thể nói {after} khác {before}, vì có thể chỉ do may rủi: ",
}
_FIGURES: dict[Language, str] = {
    "en": "{right_after} instead of {right_before} of {questions} right ({won} won, {lost} lost, {p}).",
    "vi": "đúng {right_after} thay vì {right_before} trên {questions} câu (thêm {won}, mất {lost}, {p}).",
}


def verdict(compared: Mapping[str, Any], language: Language) -> str:
    """One sentence on two runs; a model is called better only where chance does not explain it."""
    p = "p < 0.0001" if compared["p"] < 0.0001 else f"p = {compared['p']:.4f}"
    told = _VERDICTS[language, compared["verdict"]] + _FIGURES[language]
    return told.format(**{**compared, "p": p.replace(".", ",") if language == "vi" else p})


def _key(record: Mapping[str, Any]) -> tuple[Any, ...]:
    return record.get("line"), record["question"], record["gold"]
