"""A pair as the columns that people and other tools train on, and the names under which such columns arrive."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from hoidap.chains.parts import part_of
from hoidap.databases import Database, Schema

from .pair import Pair

COLUMNS = ("context", "question", "answer", "previous_question", "previous_answer", "schema_linking")
MOST_CONTEXT = 12_000  # characters of a schema that is told whole
# What other people call them.
NAMES = {
    "question": ("question", "câu hỏi", "cau hoi", "cauhoi", "input", "instruction", "utterance"),
    "answer": ("answer", "sql", "gold_sql", "query", "sql query", "câu trả lời", "trả lời", "output", "response"),
    "previous_question": ("previous_question", "previous question", "câu hỏi trước"),
    "previous_answer": ("previous_answer", "previous answer", "previous_sql", "previous sql", "câu trả lời trước"),
    "language": ("language", "lang", "ngôn ngữ"),
}


def columns_of(pair: Pair, db: Database) -> dict[str, str]:
    """The six columns; the context is the schema or, of a large one, the part that the pair is about."""
    last = pair.history[-1] if pair.history else None
    return {
        "context": context(pair, db),
        "question": pair.question,
        "answer": pair.sql,
        "previous_question": last["question"] if last else "",
        "previous_answer": last["sql"] if last else "",
        "schema_linking": pair.schema_linking,
    }


def context(pair: Pair, db: Database) -> str:
    """The schema as prompts tell it, one line a table."""
    whole = db.schema.render()
    if len(whole) <= MOST_CONTEXT:
        return whole
    needed = [name for sql in (pair.sql, *(turn["sql"] for turn in pair.history)) for name in _tables(sql, db.schema)]
    return part_of(db, pair.question, needed=needed).schema.render()


def named(header: Sequence[str]) -> dict[str, int]:
    """Where the columns that we know stand in a header, by our names for them; of two, the first."""
    told = [" ".join(name.casefold().split()) for name in header]
    places = {ours: [told.index(name) for name in names if name in told] for ours, names in NAMES.items()}
    return {ours: min(found) for ours, found in places.items() if found}


def texts_of(line: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a JSON object by our names for them; what is no text counts as none."""
    found = named(list(line))
    values = list(line.values())
    return {ours: value for ours, place in found.items() if isinstance(value := values[place], str)}


def _tables(sql: str, schema: Schema) -> list[str]:
    try:
        told = {table.name.casefold() for table in parse_one(sql, dialect=schema.dialect).find_all(exp.Table)}
    except SqlglotError:
        return []
    return [table.name for table in schema.tables if table.name.casefold() in told]
