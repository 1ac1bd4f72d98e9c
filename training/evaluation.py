"""Execution accuracy over a file of questions: the engine of `hoidap eval`.

A question counts as right when the rows of the SQL that was written for it equal the rows of its gold SQL
(see comparing.py). What goes wrong with one question is written into its record and never ends the run.
"""

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

from hoidap.chains import Turn, draft_sql
from hoidap.chains.errors import ChainError
from hoidap.databases import Database
from hoidap.databases.engines.sqlite import open_file
from hoidap.databases.errors import DatabaseError
from hoidap.databases.rows import plain_rows
from hoidap.models.errors import ModelError

from .comparing import Cell, Rows, order_matters, same_rows
from .errors import BadQuestions
from .sql_classes import Hardness, SqlClass, hardness, sql_class

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from hoidap.chains.sql import Ask, Draft

    Drafting = Callable[[BaseChatModel, Database], Runnable[Ask, Draft]]

MOST_ROWS = 50_000  # rows read of a gold query and of a prediction
GOLD_SECONDS = 60.0
DIFFICULTIES = (*Hardness, "simple", "moderate", "challenging")  # Spider's, and BIRD's
SHOWN_ROWS, SHOWN_LETTERS = 5, 80  # of a result that is kept in its record


@dataclass(frozen=True)
class Example:
    """One line of the file; `database` is None where the configured one is meant.

    `difficulty` is what the makers of the questions call it, where they do.
    """

    line: int
    question: str
    gold: str
    database: Path | None
    history: tuple[Turn, ...]
    language: str
    difficulty: str = ""


@dataclass(frozen=True)
class Record:
    """What became of one question; plain JSON values.

    `gold_result` and `result` hold the first `rows` and the `count` of rows; `result` is empty where none came.
    """

    line: int
    question: str
    gold: str
    predicted: str
    ok: bool
    valid: bool
    seconds: float
    error: str
    language: str
    follow_up: bool
    doubts: list[str] = field(default_factory=list)
    history: list[dict[str, str]] = field(default_factory=list)
    database: str = ""
    sql_class: str = ""
    difficulty: str = ""
    gold_result: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)


def evaluate(
    llm: "BaseChatModel",
    examples: Iterable[Example],
    open_database: Callable[[Path | None], Database],
    draft: "Drafting" = draft_sql,
) -> Iterator[Record]:
    """Answer the questions one after another; yields a record for each.

    `open_database(None)` is the configured database; `draft` may be another way of writing SQL. All gold SQL runs
    before the first question is asked. Raises BadQuestions for gold SQL that cannot run, and DatabaseError where a
    database cannot be opened.
    """
    asked = list(examples)
    opened: dict[Path | None, Database] = {}
    try:
        for path in {example.database: None for example in asked}:
            opened[path] = open_database(path)
        golds = [_gold_rows(example, opened[example.database]) for example in asked]
        for example, gold in zip(asked, golds, strict=True):
            database = opened[example.database]
            yield _ask(draft(llm, database), example, database, gold)
    finally:
        for database in opened.values():
            database.close()


def _gold_rows(example: Example, database: Database) -> Rows:
    """Run the gold SQL, in SQLite without the guard: people write what the guard has no need to allow."""
    file = make_url(database.url).database
    try:
        if database.schema.dialect != "sqlite" or not file:
            result = database.query(example.gold)
            return _rows(result.columns, result.rows)
        with closing(open_file(Path(file).resolve())) as connection:
            until = time.monotonic() + GOLD_SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
            cursor = connection.execute(example.gold)
            return _rows(cursor.description or (), plain_rows(cursor, MOST_ROWS)[0])
    except (sqlite3.Error, DatabaseError) as error:
        raise BadQuestions(f"Line {example.line}: the gold SQL cannot run: {error}.") from error


def _rows(columns: Sequence[object], rows: Iterable[Sequence[object]]) -> Rows:
    return Rows(len(columns), [tuple(map(_cell, row)) for row in rows])


def _cell(value: object) -> Cell:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 15:
        return int(value)  # strftime('%Y', ...) is a text, EXTRACT a number: both say 2024
    return value if isinstance(value, str | int | float | None) else json.dumps(value, sort_keys=True)


def _ask(writer: "Runnable[Ask, Draft]", example: Example, database: Database, gold: Rows) -> Record:
    predicted, error = "", ""
    doubts: list[str] = []
    rows: Rows | None = None
    begin = time.perf_counter()
    try:
        draft = writer.invoke({"question": example.question, "history": list(example.history)})
        predicted, doubts = draft["sql"], draft.get("doubts", [])  # other ways of writing have none
        result = database.query(predicted)
        rows = _rows(result.columns, result.rows)
    except (ChainError, ModelError, DatabaseError) as failure:
        error = f"{type(failure).__name__}: {failure}"
    seconds = time.perf_counter() - begin
    dialect = database.schema.dialect
    ordered = order_matters(example.gold, dialect)
    return Record(
        line=example.line,
        question=example.question,
        gold=example.gold,
        predicted=predicted,
        ok=rows is not None and same_rows(gold, rows, ordered=ordered),
        valid=rows is not None,
        seconds=round(seconds, 4),
        error=error,
        language=example.language,
        follow_up=bool(example.history),
        doubts=doubts,
        history=[{"question": turn["question"], "sql": turn["sql"]} for turn in example.history],
        database=example.database.stem if example.database else "",
        sql_class=sql_class(example.gold, dialect),
        difficulty=example.difficulty or hardness(example.gold, dialect),
        gold_result=_told(gold),
        result=_told(rows) if rows is not None else {},
    )


def _told(rows: Rows) -> dict[str, Any]:
    """The first rows, for whoever looks at what went wrong."""
    shown = [[_cut(cell) for cell in row] for row in rows.rows[:SHOWN_ROWS]]
    return {"rows": shown, "count": len(rows.rows)}


def _cut(cell: Cell) -> Cell:
    return f"{cell[:SHOWN_LETTERS]}…" if isinstance(cell, str) and len(cell) > SHOWN_LETTERS else cell


def report(records: Sequence[Record]) -> dict[str, Any]:
    """Sum up: in total, by several properties of the questions, and every record; plain JSON values.

    By language, first question or follow-up, doubts, class of the gold SQL, and difficulty, which is Spider's where the
    questions do not name one.
    """
    return {
        **_share(records),
        "by_language": _by(records, lambda r: r.language, sorted({r.language for r in records})),
        "by_turn": _by(records, lambda r: "follow_up" if r.follow_up else "first", ("first", "follow_up")),
        "by_doubt": _by(records, lambda r: "doubted" if r.doubts else "sure", ("doubted", "sure")),
        "by_class": _by(records, lambda r: r.sql_class, [*SqlClass]),
        "by_difficulty": _by(records, lambda r: r.difficulty, DIFFICULTIES),
        "records": [asdict(record) for record in records],
    }


def _by(records: Sequence[Record], key: "Callable[[Record], str]", order: Sequence[str]) -> dict[str, Any]:
    """The shares of the records of each key that there is, in that order."""
    groups: dict[str, list[Record]] = {str(name): [] for name in order}
    for record in records:
        groups.setdefault(str(key(record)), []).append(record)
    return {name: _share(same) for name, same in groups.items() if same and name}


def _share(records: Sequence[Record]) -> dict[str, float | int]:
    """Execution accuracy and valid SQL as shares of 1, seconds a question as the median."""
    count = len(records)
    return {
        "questions": count,
        "accuracy": round(sum(record.ok for record in records) / count, 4) if count else 0.0,
        "valid": round(sum(record.valid for record in records) / count, 4) if count else 0.0,
        "seconds": round(median(record.seconds for record in records), 3) if count else 0.0,
    }
