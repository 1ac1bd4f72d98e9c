"""Execution accuracy of a question set: as hoidap asks, and beside it the likeliest SQL of the model left to itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel

from hoidap.chains import draft_sql
from hoidap.databases import Database, demo_database
from hoidap.training.evaluation import MOST_ROWS, Example, Record, evaluate
from hoidap.training.sql_classes import SqlClass, sql_class

from .measured import Found, Goal, Row, Split, at_least, per_cent, say, split
from .sets import QuestionSet

if TYPE_CHECKING:
    from hoidap.training.evaluation import Drafting

GOALS = {
    QuestionSet.JIDOUKA: 92,
    QuestionSet.CHINOOK: 75,
    QuestionSet.NORTHWIND: 75,
    QuestionSet.FRESH_CHINOOK: 75,
    QuestionSet.FRESH_NORTHWIND: 75,
    QuestionSet.ENGLISH: 45,
    QuestionSet.VIETNAMESE: 40,
    QuestionSet.FOLLOW_UPS: 35,
}
SECONDS = 0.7
TOLD_EVERY = 50  # questions between two words on how it goes
WAYS: dict[str, "Drafting"] = {"": draft_sql, "bare": partial(draft_sql, grammar=False, samples=0)}

Note = Callable[[dict[str, Any]], None]


def measure(
    llm: BaseChatModel, name: str, asked: QuestionSet, examples: Sequence[Example], note: Note
) -> Iterator[Found]:
    """The rows of one set, then how its questions split up; `note` is given what became of each question."""
    ours, bare = (_records(llm, asked, examples, way, note) for way in WAYS)
    right, valid, wait = zip(_sums(ours), _sums(bare), strict=True)
    many = f"{len(examples)} questions"
    yield Row(asked, name, right[0], "%", right[1], at_least(GOALS[asked]), many)
    yield Row(f"{asked}: valid SQL", name, valid[0], "%", valid[1], at_least(100))
    yield Row(f"{asked}: question to SQL and rows, median", name, wait[0], "s", wait[1], Goal(SECONDS, "ours"))
    yield from splits(asked, ours)


def splits(asked: str, records: Sequence[Record]) -> Iterator[Split]:
    """By language, by first or later turn, and by SQL class."""
    for language in ("vi", "en"):
        yield from split(asked, language, (record.ok for record in records if record.language == language))
    for turn, follows in (("first turn", False), ("follow-up", True)):
        yield from split(asked, turn, (record.ok for record in records if record.follow_up is follows))
    for kind in SqlClass:
        yield from split(asked, kind, (record.ok for record in records if sql_class(record.gold) is kind))


def _sums(records: Sequence[Record]) -> tuple[float, float, float]:
    """Per cent right and valid, and the median of seconds."""
    right, valid = per_cent(record.ok for record in records), per_cent(record.valid for record in records)
    return right, valid, median(record.seconds for record in records)


def open_database(file: Path | None) -> Database:
    """A database of the sets; None is the demo database."""
    return Database.connect(f"sqlite:///{file}" if file else demo_database(), max_rows=MOST_ROWS)


def _records(llm: BaseChatModel, asked: QuestionSet, examples: Sequence[Example], way: str, note: Note) -> list[Record]:
    title = f"{asked}, {way}" if way else asked
    records: list[Record] = []
    for record in evaluate(llm, examples, open_database, WAYS[way]):
        records.append(record)
        note({"set": asked, "way": way, **asdict(record)})
        if len(records) % TOLD_EVERY == 0 or len(records) == len(examples):
            say(f"{title}: {len(records)} of {len(examples)}, {per_cent(r.ok for r in records):.1f} % right so far")
    return records
