"""Question-SQL pairs over one database: made by rules, each tried on it, balanced over the templates of their SQL."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from hoidap.chains import Turn, link
from hoidap.chains.canonical import expand
from hoidap.chains.errors import ChainError
from hoidap.databases import Database, DatabaseError, Schema, ValueIndex, fold

from ..synthesize.draft import Draft
from ..synthesize.example import Example
from ..synthesize.kinds import draft
from ..synthesize.questions import IN_CONVERSATION, conversation, draw_language, written
from ..synthesize.speaker import Speaker
from .linking import linked, summary
from .observed import Observed, observe
from .pair import Pair
from .templates import template_of

LOOKED_BACK = 200  # draws over which it is seen how many are new
FEW_NEW = 0.35  # of these; below it, every template may be asked for once more
GIVEN_UP = 4000  # draws without a new pair: this database has no more to ask

Progress = Callable[[int, int], None]


@dataclass
class Tally:
    """What became of the questions that were drawn."""

    kept: int = 0
    failed: int = 0  # their SQL was refused, or failed
    empty: int = 0  # their SQL finds nothing
    again: int = 0  # asked before
    over: int = 0  # of a template that has its share
    templates: Counter[str] = field(default_factory=Counter)


def make_pairs(
    db: Database,
    *,
    seed: int = 0,
    most: int = 2000,
    progress: Progress | None = None,
    observed: Observed | None = None,
    tally: Tally | None = None,
) -> Iterator[Pair]:
    """At most `most` pairs, the same for the same seed and data; `progress` is told how many of how many are made.

    Fewer where the database has no more to ask. `observed` spares looking into it again, `tally` counts what was left
    out. Raises DatabaseError where the values cannot be read.
    """
    observed = observed or observe(db)
    tally = tally or Tally()
    making = _Making(db, observed, Random(seed), tally)
    idle = 0
    while tally.kept < most and idle < GIVEN_UP and observed.asked:
        pair = making.next()
        idle = 0 if pair else idle + 1
        if pair:
            tally.kept += 1
            yield pair
            if progress is not None:
                progress(tally.kept, most)


class _Making:
    """One run: what was asked so far, how often each template may still be asked for, and what each SQL found."""

    def __init__(self, db: Database, observed: Observed, rng: Random, tally: Tally) -> None:
        self.db, self.rng, self.tally = db, rng, tally
        self.words = observed.words
        tables = [self.words.tables[name] for name in observed.asked]
        self.tables = [table for table in tables if table.sort != "link"] or tables
        self.weights = [2 + len(table.having("number", "date", "category", "bool")) for table in self.tables]
        self.values = db.values
        self.share = 1
        self.lately: list[bool] = []
        self.asked: set[tuple[str, ...]] = set()
        self.found: dict[str, str] = {}

    def next(self) -> Pair | None:
        """The next question drawn; None where it is nothing to learn from."""
        example = self._drawn()
        if example is None:
            return None
        pair = pair_of(example, self.db.schema, self.values)
        if pair is None:
            self.tally.failed += 1
            return None
        new = self.tally.templates[pair.template] < self.share
        self._see(new)
        if not new:
            self.tally.over += 1
            return None
        return pair if self._worth(pair) else None

    def _drawn(self) -> Example | None:
        speaker = Speaker(self.rng, draw_language(self.rng), self.words)
        made: Draft | None = draft(speaker, table=self.rng.choices(self.tables, self.weights)[0])
        if made is None:
            return None
        return (conversation if self.rng.random() < IN_CONVERSATION else written)(speaker, made)

    def _see(self, new: bool) -> None:
        """Let every template be asked for once more as soon as new ones have become rare."""
        self.lately.append(new)
        if len(self.lately) == LOOKED_BACK:
            self.share += sum(self.lately) < FEW_NEW * LOOKED_BACK
            self.lately.clear()

    def _worth(self, pair: Pair) -> bool:
        key = (*(fold(turn["question"]) for turn in pair.history), fold(pair.question))
        if key in self.asked:
            self.tally.again += 1
            return False
        for sql in (*(turn["sql"] for turn in pair.history), pair.sql):
            if sql not in self.found:
                self.found[sql] = self._tried(sql)
            if trouble := self.found[sql]:
                self.tally.empty += trouble == "empty"
                self.tally.failed += trouble == "failed"
                return False
        self.asked.add(key)
        self.tally.templates[pair.template] += 1
        return True

    def _tried(self, sql: str) -> str:
        try:
            rows = self.db.query(sql, max_rows=2).rows
        except DatabaseError:
            return "failed"
        return "" if finds(rows) else "empty"


def finds(rows: Sequence[Sequence[object]]) -> bool:
    """Whether rows say anything: none do not, nor does a single one of nothing but NULL and 0."""
    return bool(rows) and (len(rows) > 1 or any(cell not in (None, 0) for cell in rows[0]))


def pair_of(example: Example, schema: Schema, values: ValueIndex) -> Pair | None:
    """An example of the generator as a pair; None where its canonical SQL cannot be written out."""
    try:
        turns = tuple(
            Turn(question=past.question, sql=expand(past.sql, schema), canonical=past.sql) for past in example.history
        )
        sql = expand(example.sql, schema)
    except ChainError:
        return None
    last = linked(link(turns[-1]["question"], schema, values, language=example.language)) if turns else None
    return Pair(
        question=example.question,
        sql=sql,
        language=example.language,
        template=template_of(sql, schema.dialect),
        history=turns,
        schema_linking=summary(last) if last else "",
        canonical=example.sql,
    )
