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

from hoidap.chains import Turn, detect_language, draft_sql
from hoidap.chains.errors import ChainError
from hoidap.databases import Database
from hoidap.databases.engines.sqlite import open_file
from hoidap.databases.errors import DatabaseError
from hoidap.databases.rows import plain_rows
from hoidap.models.errors import ModelError

from .comparing import Cell, Rows, order_matters, same_rows
from .errors import BadQuestions

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from hoidap.chains.sql import Ask, Draft

    Drafting = Callable[[BaseChatModel, Database], Runnable[Ask, Draft]]

MOST_ROWS = 50_000  # rows read of a gold query and of a prediction
GOLD_SECONDS = 60.0


@dataclass(frozen=True)
class Example:
    """One line of the file; `database` is None where the configured one is meant."""

    line: int
    question: str
    gold: str
    database: Path | None
    history: tuple[Turn, ...]
    language: str


@dataclass(frozen=True)
class Record:
    """What became of one question."""

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


def read_examples(path: Path, databases: Path | None = None) -> list[Example]:
    """Read a file of questions; raises BadQuestions, which names the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestions(f"{path} cannot be read: {error}.") from error
    folders = (path.parent, *([databases] if databases else []))
    examples = [_example(number, line, folders) for number, line in enumerate(lines, 1) if line.strip()]
    if not examples:
        raise BadQuestions(f"{path} has no questions.")
    return examples


def _example(number: int, line: str, folders: Sequence[Path]) -> Example:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadQuestions(f"Line {number} is not JSON: {error}.") from error
    if not isinstance(data, dict) or not isinstance(data.get("history", []), list):
        raise BadQuestions(f'Line {number} must be an object, and its "history" a list.')
    question, gold = _question_and_sql(number, data)
    turns = [_question_and_sql(number, turn) for turn in data.get("history", [])]
    name = data.get("db_path") or data.get("db") or ""
    return Example(
        line=number,
        question=question,
        gold=gold,
        database=_find(number, str(name), folders) if name else None,
        history=tuple(Turn(question=asked, sql=sql) for asked, sql in turns),
        language=str(data.get("language") or detect_language(question)),
    )


def _question_and_sql(number: int, data: Any) -> tuple[str, str]:
    data = data if isinstance(data, dict) else {}
    question, sql = data.get("question"), data.get("gold_sql", data.get("sql"))
    if not isinstance(question, str) or not question.strip():
        raise BadQuestions(f'Line {number} lacks a "question".')
    if not isinstance(sql, str) or not sql.strip():
        raise BadQuestions(f'Line {number} lacks "gold_sql" (or "sql").')
    return question, sql


def _find(number: int, name: str, folders: Sequence[Path]) -> Path:
    """A SQLite file by its path, or by its name alone as in Spider: NAME.sqlite or NAME/NAME.sqlite."""
    for folder in folders:
        for path in (folder / name, folder / f"{name}.sqlite", folder / name / f"{name}.sqlite"):
            if path.is_file():
                return path.resolve()
    raise BadQuestions(f"Line {number} names the database {name!r}, which is not in {' or '.join(map(str, folders))}.")


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
    ordered = order_matters(example.gold, database.schema.dialect)
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
    )


def report(records: Sequence[Record]) -> dict[str, Any]:
    """Sum up: in total, by language, by first question or follow-up, by doubts, and every record; plain JSON values."""
    languages = sorted({record.language for record in records})
    return {
        **_share(records),
        "by_language": {name: _share([r for r in records if r.language == name]) for name in languages},
        "by_turn": {
            name: _share(turns)
            for name, follow_up in (("first", False), ("follow_up", True))
            if (turns := [r for r in records if r.follow_up is follow_up])
        },
        "by_doubt": {
            name: _share(same)
            for name, doubted in (("doubted", True), ("sure", False))
            if (same := [r for r in records if bool(r.doubts) is doubted])
        },
        "records": [asdict(record) for record in records],
    }


def _share(records: Sequence[Record]) -> dict[str, float | int]:
    """Execution accuracy and valid SQL as shares of 1, seconds a question as the median."""
    count = len(records)
    return {
        "questions": count,
        "accuracy": round(sum(record.ok for record in records) / count, 4) if count else 0.0,
        "valid": round(sum(record.valid for record in records) / count, 4) if count else 0.0,
        "seconds": round(median(record.seconds for record in records), 3) if count else 0.0,
    }
