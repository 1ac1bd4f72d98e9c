"""Which of the Spider databases are never trained on, in any form: chosen by the hash of their names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from hoidap.databases import Database, Schema, Value

HELD_OUT = 20
SAME_AS_EVALUATION = frozenset(
    {"chinook_1", "sakila_1", "northwind_1"}
)  # the databases of tests/evals under another name


def split(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Split database names into those to train on and the HELD_OUT ones to validate on."""
    ranked = sorted(set(names), key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    held_out = ranked[:HELD_OUT]
    return sorted(set(ranked) - set(held_out) - SAME_AS_EVALUATION), sorted(held_out)


def databases(folder: Path) -> dict[str, Path]:
    """The SQLite files under `folder` by the name of their database."""
    return {path.stem: path for path in sorted(folder.glob("*.sqlite"))}


@cache
def contents(file: Path) -> tuple[Schema, tuple[Value, ...]]:
    """The schema of a SQLite file and the values of its cells, read once: who indexes them does so by identity."""
    db = Database.connect(f"sqlite:///{file}")
    try:
        return db.schema, tuple(db.values)
    finally:
        db.close()
