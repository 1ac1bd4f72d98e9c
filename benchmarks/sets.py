"""The question sets that the embedded model is never trained on, as training/evaluation.py takes them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from hoidap.chains import Turn
from hoidap.training.evaluation import Example
from hoidap.training.holdout import databases, split
from hoidap.training.question_files import read_examples

One = TypeVar("One")

EVALS = Path(__file__).parent.parent / "tests" / "evals"


class QuestionSet(StrEnum):
    """Sets whose questions have gold SQL."""

    JIDOUKA = "jidouka"
    CHINOOK = "chinook"
    NORTHWIND = "northwind"
    FRESH_CHINOOK = "fresh_chinook"
    FRESH_NORTHWIND = "fresh_northwind"
    ENGLISH = "english"
    VIETNAMESE = "vietnamese"
    FOLLOW_UPS = "follow-ups"


def read(asked: QuestionSet, data: Path) -> list[Example]:
    """The questions of one set; `data` holds demo/, spider_train/ and cosql_train/.

    Raises BadQuestions, and OSError where a file is missing.
    """
    spider = data / "spider_train" / "databases"
    match asked:
        case QuestionSet.JIDOUKA:
            return read_examples(EVALS / "jidouka.jsonl")
        case QuestionSet.CHINOOK | QuestionSet.NORTHWIND | QuestionSet.FRESH_CHINOOK | QuestionSet.FRESH_NORTHWIND:
            return read_examples(EVALS / f"{asked}.jsonl", data / "demo")
        case QuestionSet.ENGLISH:
            found = read_examples(data / "spider_train" / "questions.jsonl", spider)
            held_out = set(_held_out(spider).values())
            return [replace(example, language="en") for example in found if example.database in held_out]
        case QuestionSet.VIETNAMESE:
            return read_examples(EVALS / "heldout_vi.jsonl", spider)
        case QuestionSet.FOLLOW_UPS:
            return follow_ups(data / "cosql_train" / "turns.jsonl", _held_out(spider))


def follow_ups(turns: Path, files: dict[str, Path]) -> list[Example]:
    """CoSQL's turns over `files` that come right behind a turn with SQL, with the gold turns before them.

    What follows a question asked back ("Did you mean Lamberton?", "yes") is left out: hoidap asks nothing back.
    """
    found = []
    for number, line in enumerate(turns.read_text(encoding="utf-8").splitlines(), 1):
        turn = json.loads(line)
        if turn["db"] not in files or not turn["history"] or "gold_sql" not in turn["history"][-1]:
            continue
        history = [Turn(question=past["question"], sql=past.get("gold_sql", "")) for past in turn["history"]]
        found.append(Example(number, turn["question"], turn["sql"], files[turn["db"]], tuple(history), "en"))
    return found


def sample(examples: Sequence[One], most: int) -> list[One]:
    """At most `most` of them, spread evenly, so that every database has its share."""
    return [examples[index * len(examples) // most] for index in range(most)] if most < len(examples) else [*examples]


def _held_out(folder: Path) -> dict[str, Path]:
    files = {name: path.resolve() for name, path in databases(folder).items()}
    return {name: files[name] for name in split(files)[1]}
