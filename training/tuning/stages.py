"""The stages of a tuning; what each has made lies in the work folder, so that one that was killed goes on there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hoidap.databases import Database

from ..dataset import observe
from ..evaluation import Record
from .errors import CannotTune
from .events import Event, Gathered, Learned, Looked, Part, Went
from .glossary import FILE as GLOSSARY
from .glossary import write_glossary
from .judging import Exam, Open, accuracy, loaded
from .material import LEAST_JUDGED, Split, gathered, split
from .order import Order
from .outcome import MOST_LOST
from .words import learned_words

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


ELSEWHERE = 1200  # pairs of the other database, of which those with held-out templates are asked
LOOKING = 0.2  # of the time goes into looking, about
LEAST_ASKED, MOST_ASKED = 40, 150  # questions of a look

Tell = Callable[[Event], None]
Tick = Callable[[int, int], None]


@dataclass(frozen=True)
class Exams:
    """Questions to choose candidates by and to judge the result by, here and, where there is one, elsewhere."""

    choose: Exam
    judge: Exam
    choose_elsewhere: Exam | None = None
    judge_elsewhere: Exam | None = None

    def over(self, here: Open) -> Exams:
        """The same questions, asked of the database as `here` opens it."""
        return replace(
            self, choose=replace(self.choose, open_database=here), judge=replace(self.judge, open_database=here)
        )


@dataclass(frozen=True)
class Material:
    """The pairs of the database by their use, the questions that models are asked, and what is told of it."""

    split: Split
    exams: Exams
    told: Gathered


@dataclass(frozen=True)
class Judged:
    """What a model got right of the questions to judge by, and how many seconds it took."""

    here: list[Record]
    elsewhere: list[Record]
    seconds: float


def ticking(tell: Tell, part: Part) -> Tick:
    """What tells how far a part has come."""
    return lambda done, total: tell(Went(part, done, total))


def material(order: Order, db: Database, here: Open, elsewhere: Open | None, tell: Tell) -> Material:
    """Gather and split the pairs. Raises CannotTune where there are too few, or DatabaseError."""
    tick = ticking(tell, "pairs")
    seen = observe(db)
    pairs = gathered(db, order.work / "pairs.jsonl", order.seed, order.pairs, tick, seen)
    parts = split(pairs, order.own, db.schema.dialect)
    if len(parts.judge) < LEAST_JUDGED or len(parts.choose) < LEAST_JUDGED // 2:
        raise CannotTune(
            f"Only {len(pairs)} questions could be made that this database answers with rows, "
            "too few to learn from and to judge by: most tables may be empty."
        )
    reasons = (("empty", seen.empty), ("unread", seen.unread))
    told = Gathered(
        train=len(parts.train),
        choose=len(parts.choose),
        judge=len(parts.judge),
        own=sum(pair.source != "made" for pair in parts.train),
        own_judged=sum(pair.source != "made" for pair in parts.judge),
        templates=len({pair.template for pair in parts.train}),
        alone=seen.alone,
        left_out=tuple((table, reason) for reason, tables in reasons for table in tables),
    )
    tell(told)
    exams = Exams(Exam(parts.choose, here), Exam(parts.judge, here))
    if elsewhere is not None:
        exams = _with_another(exams, order, elsewhere, tick)
    return Material(parts, exams, told)


def taught_words(order: Order, parts: Split, db: Database, tell: Tell) -> Path | None:
    """The glossary with what people's own pairs teach, made once; None where they teach no word."""
    own = [pair for pair in parts.train if pair.source != "made"]
    words = learned_words(own, db.schema, db.values)
    if not words:
        return None
    tell(Learned({f"{t.table}.{t.column}" if t.column else t.table: said for t, said in words.items()}))
    file = order.work / GLOSSARY
    write_glossary(words, order.glossary, file)
    return file


def _with_another(exams: Exams, order: Order, elsewhere: Open, tick: Tick) -> Exams:
    db = elsewhere()
    try:
        pairs = gathered(db, order.work / "elsewhere.jsonl", order.seed, min(ELSEWHERE, order.pairs), tick)
        parts = split(pairs, (), db.schema.dialect)
    finally:
        db.close()
    return Exams(exams.choose, exams.judge, Exam(parts.choose, elsewhere), Exam(parts.judge, elsewhere))


def judged(weights: str | Path, part: Part, exams: Exams, order: Order, tell: Tell) -> Judged:
    """Ask a model all questions to judge by, or read what it answered before the tuning was killed."""
    file = order.work / f"{part}.json"
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Judged(
            [Record(**one) for one in kept["here"]], [Record(**one) for one in kept["there"]], kept["seconds"]
        )
    begin = time.monotonic()
    tick = ticking(tell, part)
    with loaded(weights, order) as llm:
        here = exams.judge.take(llm, tick)
        there = exams.judge_elsewhere.take(llm, tick) if exams.judge_elsewhere else []
    result = Judged(here, there, time.monotonic() - begin)
    text = {"here": [asdict(one) for one in here], "there": [asdict(one) for one in there], "seconds": result.seconds}
    file.write_text(json.dumps(text, ensure_ascii=False), encoding="utf-8")
    return result


@dataclass(frozen=True)
class Looking:
    """Asks candidates the same few questions; `base` is what the base makes of them."""

    exams: Exams
    base: Looked | None = None

    def __call__(self, llm: BaseChatModel) -> Looked:
        right = accuracy(self.exams.choose.take(llm))
        there = accuracy(self.exams.choose_elsewhere.take(llm)) if self.exams.choose_elsewhere else None
        had = self.base.elsewhere if self.base else None
        lost = 0.0 if there is None or had is None else max(0.0, had - there - MOST_LOST)
        return Looked(right, there, right - lost)


def looking(base: str, exams: Exams, seconds: float, judged: Judged, looks: int, order: Order, tell: Tell) -> Looking:
    """As many questions as fit into the time that looking may take; and what the base makes of them, told too."""
    each = judged.seconds / (len(judged.here) + len(judged.elsewhere))
    asked = int(min(MOST_ASKED, max(LEAST_ASKED, LOOKING * seconds / (looks + 2) / each)))
    there = exams.choose_elsewhere
    few = Exams(exams.choose.first(asked * 2 // 3 if there else asked), exams.judge)
    if there:
        few = Exams(few.choose, few.judge, there.first(asked // 3), exams.judge_elsewhere)
    with loaded(base, order) as llm:
        seen = Looking(few)(llm)
    tell(seen)
    return Looking(few, seen)
