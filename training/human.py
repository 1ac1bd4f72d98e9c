"""What people wrote: questions (our own, Spider, Spider-Syn, CoSQL, WikiSQL) with canonical SQL, and messages to route.

A gold query is made canonical, expanded again and run beside the original; only what gives the same rows is kept.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from hoidap.chains.canonical import expand
from hoidap.chains.canonicalize import canonicalize
from hoidap.chains.errors import ChainError
from hoidap.chains.language import detect_language
from hoidap.databases import Column, Schema, Table, Value

from .holdout import contents, databases, split
from .route_messages import OF_ITS_DATABASE, varied, written
from .synthesize.example import Example, Past, RouteExample
from .synthesize.routes import built_in
from .usual import usual

_COMPARED = re.compile(r"(\w+) (?:=|<|>) (?:'((?:[^']|'')*)'|(-?[\d.]+))")
_RANKED = re.compile(r"(?<=[\w)\"'])\s+LIMIT\s+\d+\s*;?\s*$", re.IGNORECASE)
MOST_ROWS = 2000
SECONDS_STEPS = 200_000  # SQLite virtual machine steps in thousands; a gold query that takes longer is left out


def office(data: Path) -> Iterator[Example]:
    """Our own questions over the same databases (training/data), mostly Vietnamese."""
    for file in sorted((Path(__file__).parent / "data").glob("questions_*.jsonl")):
        yield from _checked(_lines(file), data)


def messages(data: Path) -> Iterator[RouteExample]:
    """Our own messages, and others like them, over the databases that are trained on; questions over others are out."""
    files = databases(data / "spider_train" / "databases")
    kept, _ = split(files)
    rng = Random(7)
    ours = written()
    for message in (*ours, *(other for _, other in varied(ours))):
        name = message.database
        if name not in kept:
            if message.kind in OF_ITS_DATABASE:
                continue
            name = rng.choice(kept)
        tools = [*built_in(rng), *message.plug_ins]
        rng.shuffle(tools)
        past = tuple(Past(question, "") for question in message.history)
        yield RouteExample(
            *contents(files[name]), message.text, detect_language(message.text), past, tuple(tools), message.tool
        )


def spider(data: Path) -> Iterator[Example]:
    """Spider train and Spider-Syn questions over the databases that are trained on."""
    for name in ("questions.jsonl", "questions_synonyms.jsonl"):
        yield from _checked(_lines(data / "spider_train" / name), data)


def cosql(data: Path) -> Iterator[Example]:
    """CoSQL turns with the turns before them."""
    yield from _checked(_lines(data / "cosql_train" / "turns.jsonl"), data)


def wikisql(data: Path) -> Iterator[Example]:
    """WikiSQL questions over their one table; its only known values are those that the query itself compares with."""
    for line in _lines(data / "wikisql" / "train.jsonl"):
        compared = _COMPARED.findall(line["sql"])
        numeric = {column for column, _, number in compared if number}
        columns = tuple(Column(name, "float" if name in numeric else "text") for name in line["columns"])
        schema = Schema((Table("t", columns),), "sqlite")
        values = tuple(Value("t", column, text.replace("''", "'")) for column, text, number in compared if not number)
        try:
            yield Example(schema, values, line["question"], "en", canonicalize(line["sql"], schema), "wikisql")
        except ChainError:
            continue


def _checked(lines: Iterator[dict[str, Any]], data: Path) -> Iterator[Example]:
    files = databases(data / "spider_train" / "databases")
    kept, _ = split(files)
    by_database: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        if line["db"] in kept:
            by_database.setdefault(line["db"], []).append(line)
    for name, questions in by_database.items():
        schema, values = contents(files[name])
        with closing(_plain(files[name])) as connection:
            for line in questions:
                example = _example(line, schema, values, connection)
                if example is not None:
                    yield example


def _example(
    line: dict[str, Any], schema: Schema, values: tuple[Value, ...], connection: sqlite3.Connection
) -> Example | None:
    canonical = same_rows(line["sql"], schema, connection)
    if canonical is None:
        return None
    history: tuple[Past, ...] = ()
    asked = [
        (turn["question"], sql) for turn in line.get("history", []) if (sql := turn.get("gold_sql") or turn.get("sql"))
    ]
    if asked:
        question, sql = asked[-1]
        before = same_rows(sql, schema, connection)
        if before is None:
            return None
        history = (Past(question, before),)
    return Example(schema, values, line["question"], line.get("language", "en"), canonical, "human", history)


def same_rows(sql: str, schema: Schema, connection: sqlite3.Connection) -> str | None:
    """`sql` in canonical form, written the usual way; None where that gives other rows, duplicates aside.

    Of a ranking all rows are compared: which of those that stand equal comes first is chance.
    """
    try:
        canonical = canonicalize(sql, schema)
        pairs = [(sql, expand(canonical, schema))]
        pairs += [(_all(sql), _all(pairs[0][1]))] if _RANKED.search(sql) else []
        if not any(set(_rows(connection, gold)) == set(_rows(connection, ours)) for gold, ours in pairs):
            return None
        return usual(canonical, schema, lambda text: _rows(connection, expand(text, schema)))
    except (ChainError, KeyError, sqlite3.Error):
        return None


def _all(sql: str) -> str:
    return _RANKED.sub("", sql)


def _rows(connection: sqlite3.Connection, sql: str) -> list[str]:
    found = connection.execute(sql).fetchmany(MOST_ROWS)
    return sorted(repr(tuple(map(_cell, row))) for row in found)


def _cell(cell: str | float | None) -> str | float | None:
    """A year is the same year as a text or a number, and a sum the same in any order."""
    if isinstance(cell, str) and cell.isdigit():
        return int(cell)
    return round(cell, 6) if isinstance(cell, float) else cell


def _plain(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    steps = [0]

    def too_long() -> bool:
        steps[0] += 1
        return steps[0] % SECONDS_STEPS == 0

    connection.set_progress_handler(too_long, 1000)
    return connection


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
