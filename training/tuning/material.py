"""What a tuning learns from and is judged by: pairs of one database, held out by the template of their SQL."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hoidap.databases import Database

from ..dataset import Observed, Pair, make_pairs
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


def gathered(
    db: Database, file: Path, seed: int, most: int, tick: Tick, observed: Observed | None = None
) -> list[Pair]:
    """The pairs in `file`, made there first where a tuning has not done so before; `observed` spares looking into `db`.

    Raises DatabaseError.
    """
    if not file.exists():
        unfinished = file.with_suffix(".unfinished")
        with unfinished.open("w", encoding="utf-8") as out:
            for pair in make_pairs(db, seed=seed, most=most, progress=tick, observed=observed):
                out.write(json.dumps(pair.line(), ensure_ascii=False) + "\n")
        unfinished.replace(file)
    with file.open(encoding="utf-8") as lines:
        return [Pair.of_line(json.loads(line)) for line in lines]


def split(pairs: Sequence[Pair], own: Sequence[Pair], dialect: str) -> Split:
    """Hold out by template; what people approved of in the product is never held out, for they want it learned.

    Of what is to judge and to choose by, `own` pairs come first: they are nearest to what people will ask.
    """
    learned = {pair.template for pair in own if pair.source == "verified"}

    def part_of(template: str) -> str:
        if template in learned:
            return "train"
        place = int(hashlib.sha256(template.encode()).hexdigest(), 16) % 100
        return "judge" if place < JUDGED else "choose" if place < JUDGED + CHOSEN_BY else "train"

    parts: dict[str, list[Pair]] = {"train": [], "choose": [], "judge": []}
    for pair in (*own, *pairs):
        part = part_of(pair.template)
        before = {part_of(template_of(turn["sql"], dialect)) for turn in pair.history}
        if part != "train" or before <= {"train"}:
            parts[part].append(pair)
    return Split(tuple(parts["train"]), tuple(parts["choose"][:MOST_CHOSEN_BY]), tuple(parts["judge"][:MOST_JUDGED]))
