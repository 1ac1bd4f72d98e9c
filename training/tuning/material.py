"""What a tuning learns from and is judged by: pairs of one database, held out by the template of their SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hoidap.chains import Turn
from hoidap.chains.canonicalize import canonicalize
from hoidap.chains.errors import ChainError
from hoidap.chains.naming import asked_tables
from hoidap.databases import Database
from hoidap.databases.errors import DatabaseError

from ..dataset import Observed, Pair, make_pairs, observe
from ..dataset.templates import template_of

JUDGED, CHOSEN_BY = 12, 6  # of 100 templates: to judge the result by, and to choose among candidates by
MOST_JUDGED, MOST_CHOSEN_BY = 300, 150
LEAST_JUDGED = 20

Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Split:
    """No template of `choose` or `judge` is in `train`, not even in the turns before a question."""

    train: tuple[Pair, ...]
    choose: tuple[Pair, ...]
    judge: tuple[Pair, ...]


def gathered(db: Database, file: Path, seed: int, most: int, tick: Tick) -> list[Pair]:
    """The pairs in `file`, made there first where a tuning has not done so before. Raises DatabaseError."""
    if not file.exists():
        unfinished = file.with_suffix(".unfinished")
        with unfinished.open("w", encoding="utf-8") as out:
            for pair in make_pairs(db, seed=seed, most=most, progress=tick, observed=linkable(db)):
                out.write(json.dumps(pair.line(), ensure_ascii=False) + "\n")
        unfinished.replace(file)
    with file.open(encoding="utf-8") as lines:
        return [Pair.of_line(json.loads(line)) for line in lines]


def linkable(db: Database) -> Observed:
    """What was seen of `db`, with questions only about tables that a question can be linked to: no view beside keys."""
    seen = observe(db)
    linked = {table.name for table in asked_tables(db.schema)}
    return replace(seen, asked=tuple(name for name in seen.asked if name in linked))


def approved(lines: Iterable[Mapping[str, Any]], db: Database) -> list[Pair]:
    """What people approved of, as `hoidap feedback` tells it, if its SQL still runs read-only on `db`."""
    kept = []
    for line in lines:
        pair = Pair.of_line({**line, "source": "verified"})
        try:
            for sql in (*(turn["sql"] for turn in pair.history), pair.sql):
                db.query(sql, max_rows=1)
        except DatabaseError:
            continue
        history = tuple(Turn(**turn, canonical=_canonical(turn["sql"], db)) for turn in pair.history)
        kept.append(replace(pair, history=history, canonical=_canonical(pair.sql, db)))
    return kept


def _canonical(sql: str, db: Database) -> str:
    """The SQL as the embedded model writes it; empty where that cannot be said so."""
    try:
        return canonicalize(sql, db.schema)
    except ChainError:
        return ""


def split(pairs: Sequence[Pair], verified: Sequence[Pair], dialect: str) -> Split:
    """Hold out by template; those of verified pairs are never held out, for people want them learned."""
    learned = {template_of(pair.sql, dialect) for pair in verified}

    def part_of(template: str) -> str:
        if template in learned:
            return "train"
        place = int(hashlib.sha256(template.encode()).hexdigest(), 16) % 100
        return "judge" if place < JUDGED else "choose" if place < JUDGED + CHOSEN_BY else "train"

    parts: dict[str, list[Pair]] = {"train": list(verified), "choose": [], "judge": []}
    for pair in pairs:
        part = part_of(pair.template)
        before = {part_of(template_of(turn["sql"], dialect)) for turn in pair.history}
        if part != "train" or before <= {"train"}:
            parts[part].append(pair)
    return Split(tuple(parts["train"]), tuple(parts["choose"][:MOST_CHOSEN_BY]), tuple(parts["judge"][:MOST_JUDGED]))
