"""How much of what gold SQL needs the linker finds by itself, how much of what it offers is right, and how fast.

    python -m benchmarks.linking --data ../shared/data            # a table
    python -m benchmarks.linking --data ../shared/data --misses chinook
    python -m benchmarks.linking --data ../shared/data --json

A table counts as found when a phrase is linked to it or to what stands in it, a column when its slot stands behind a
word of the question in the prompt: it is named, a value of it is, it names the rows of a table that is named, or it
holds the dates of one. Follow-ups are left out, as most of what they need stands in the turn before.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from hoidap.chains.linking import Amount, FreeText, Links, link
from hoidap.chains.periods import Period
from hoidap.chains.phrases import Target
from hoidap.chains.slots import Sheet
from hoidap.databases import Database, Schema, Value, demo_database
from hoidap.training.holdout import databases, split

from .gold_links import Gold, gold
from .measured import say

EVALS = Path(__file__).parent.parent / "tests" / "evals"
OURS = Path(__file__).parent.parent / "training" / "data"
_SLOT = re.compile(r"◊[tcvnd]\d+")
KINDS = ("tables", "columns", "values", "numbers")


@dataclass(frozen=True)
class Asked:
    """A question with its gold SQL; `database` is a file, or None for the demo database."""

    of: str
    question: str
    sql: str
    database: Path | None
    language: str


@dataclass
class Counted:
    """What of one question was needed, found and offered, by kind; `missed` in words."""

    asked: Asked
    needed: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    offered: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    shown: bool = False
    seconds: float = 0.0


def questions(data: Path, trained: bool) -> Iterator[Asked]:
    """The sets that nothing is trained on, or with `trained` those that one may learn from."""
    files = databases(data / "spider_train" / "databases")
    on, held_out = split(files)
    names = on if trained else held_out
    ours = sorted(OURS.glob("questions_*.jsonl")) if trained else [EVALS / "heldout_vi.jsonl"]
    for path in (data / "spider_train" / "questions.jsonl", *ours):
        for line in _lines(path):
            name = Path(line.get("db_path") or line["db"]).stem
            if name in names and not line.get("history"):
                yield _asked("trained" if trained else "held out", line, files[name])
    for name in () if trained else ("jidouka", "chinook", "northwind"):
        for line in _lines(EVALS / f"{name}.jsonl"):
            if not line.get("history"):
                yield _asked(name, line, data / "demo" / line["db_path"] if "db_path" in line else None)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _asked(of: str, line: dict[str, Any], database: Path | None) -> Asked:
    return Asked(of, line["question"], line.get("gold_sql") or line["sql"], database, line.get("language", "en"))


def count(asked: Iterable[Asked]) -> Iterator[Counted]:
    """Link each question and compare; databases are opened one after the other."""
    by_database: dict[Path | None, list[Asked]] = defaultdict(list)
    for one in asked:
        by_database[one.database].append(one)
    with TemporaryDirectory() as folder:
        for path, same in by_database.items():
            url = f"sqlite:///{path}" if path else demo_database(Path(folder))
            db = Database.connect(url, data_dir=Path(folder))
            link(same[0].question, db.schema, db.values)  # the schema's phrases are read once
            for one in same:
                begin = time.thread_time()
                links = link(one.question, db.schema, db.values)
                seconds = time.thread_time() - begin
                yield compare(one, links, gold(one.sql, db.schema), db.schema, seconds)
            db.close()


def compare(asked: Asked, links: Links, wanted: Gold, schema: Schema, seconds: float = 0.0) -> Counted:
    """Count what of `wanted` is in `links`."""
    named = {m for m in links.meanings() if isinstance(m, Target)}
    values = {m for m in links.meanings() if isinstance(m, Value)}
    texts = {m.text.casefold() for m in links.meanings() if isinstance(m, FreeText | Period)}
    tables = {m.table for m in named} | {m.table for m in values}
    columns = {m for m in named if m.column} | {Target(m.table, m.column) for m in values}
    sheet = Sheet.of(links, schema)
    marked = {sheet.slots[slot] for slot in _SLOT.findall(sheet.question()) if slot in sheet.slots}
    folded = {(m.table, m.column, m.text.casefold()) for m in values}
    shown = {m for m in sheet.slots.values() if isinstance(m, Target)}
    amounts = {m.text for m in links.meanings() if isinstance(m, Amount)}
    periods = [m for m in links.meanings() if isinstance(m, Period)]
    days = {text for m in periods for text in (m.text, m.start.isoformat(), m.end.isoformat(), m.end.isoformat()[:4])}

    misses: dict[str, set[Any]] = {
        "tables": {name for name in wanted.spoken if name not in tables},
        "columns": {target for target in wanted.columns if target not in columns | marked},
        "values": {
            value
            for value in wanted.texts
            if (value.table, value.column, value.text.casefold()) not in folded and value.text.casefold() not in texts
        },
        "numbers": (wanted.numbers - amounts - {p.text for p in periods})
        | {day for day in wanted.dates if not {day, day[:10]} & days},
    }
    result = Counted(asked, seconds=seconds)
    result.needed = dict(zip(KINDS, map(len, _sizes(wanted)), strict=True))
    result.found = {kind: result.needed[kind] - len(misses[kind]) for kind in KINDS}
    held = {(value.table, value.column, value.text.casefold()) for value in wanted.texts}
    spoken = {Target(value.table, value.column) for value in wanted.texts} | wanted.columns
    result.offered = {"tables": len(tables), "columns": len(columns), "values": len(folded)}
    result.right = {
        "tables": len(tables & wanted.tables),
        "columns": len(columns & spoken),
        "values": len(folded & held),
    }
    firsts = [next((m for m in one.meanings if isinstance(m, Value)), None) for one in links.links]
    result.offered["first value"] = sum(first is not None for first in firsts)
    result.right["first value"] = sum(
        (first.table, first.column, first.text.casefold()) in held for first in firsts if first is not None
    )
    result.missed = [f"{kind}: {_words(one)}" for kind in KINDS for one in sorted(misses[kind], key=str)]
    result.missed += [f"too much: {_words(m)}" for m in values if (m.table, m.column, m.text.casefold()) not in held]
    result.shown = wanted.columns <= shown and not misses["values"] and not misses["numbers"]
    return result


def _sizes(wanted: Gold) -> tuple[set[Any], ...]:
    return (set(wanted.spoken), set(wanted.columns), set(wanted.texts), wanted.numbers | wanted.dates)


def _words(meaning: Any) -> str:
    match meaning:
        case Value(table, column, text):
            return f"{table}.{column} = {text!r}"
        case Target(table, column):
            return f"{table}.{column}"
    return str(meaning)


def summary(counted: Iterable[Counted]) -> list[dict[str, Any]]:
    """A row for each set and language: recall and precision by kind as shares of 1, and processor time a question."""
    groups: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for one in counted:
        groups[one.asked.of, one.asked.language].append(one)
    return [{"set": of, "language": language, **_row(same)} for (of, language), same in groups.items()]


def _row(same: list[Counted]) -> dict[str, Any]:
    times = sorted(1000 * one.seconds for one in same)
    row: dict[str, Any] = {"questions": len(same)}
    for kind in KINDS:
        row[f"{kind} recall"] = _share(sum(c.found[kind] for c in same), sum(c.needed[kind] for c in same))
        if kind != "numbers":
            row[f"{kind} precision"] = _share(sum(c.right[kind] for c in same), sum(c.offered[kind] for c in same))
    row["first value right"] = _share(
        sum(c.right["first value"] for c in same), sum(c.offered["first value"] for c in same)
    )
    row["all found"] = _share(sum(c.found == c.needed for c in same), len(same))
    row["in the prompt"] = _share(sum(c.shown for c in same), len(same))
    return {**row, "ms": round(median(times), 2), "ms p99": round(times[int(0.99 * (len(times) - 1))], 2)}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a Markdown table, shares in percent."""
    heads = list(rows[0])
    shown = [[_cell(row[head], head) for head in heads] for row in rows]
    return "\n".join(" | ".join(line) for line in [heads, ["---"] * len(heads), *shown])


def _cell(value: Any, head: str) -> str:
    if isinstance(value, float) and not head.startswith("ms"):
        return f"{100 * value:.1f}"
    return "" if value is None else str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="holds spider_train/ and demo/")
    parser.add_argument("--trained", action="store_true", help="the questions that may be learnt from instead")
    parser.add_argument("--every", type=int, default=1, help="only every n-th question")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--misses", metavar="SET", help="list what was missed in a set instead")
    given = parser.parse_args()
    asked = [one for one in questions(given.data, given.trained) if given.misses in (None, one.of)][:: given.every]
    say(f"linking {len(asked)} questions")
    counted = list(count(asked))
    if given.misses:
        for one in counted:
            if one.missed:
                print(f"{one.asked.question}\n    {one.asked.sql}\n    " + "\n    ".join(one.missed))
    else:
        rows = summary(counted)
        print(json.dumps(rows, indent=2) if given.json else table(rows))


if __name__ == "__main__":
    main()
