"""Question-SQL pairs over one database: made by rules, each tried on it, balanced over the templates of their SQL."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from hoidap.chains import Turn, link
from hoidap.chains.canonical import expand
from hoidap.chains.errors import ChainError
from hoidap.databases import Database, DatabaseError, fold

from ..synthesize.draft import Draft
from ..synthesize.example import Example
from ..synthesize.kinds import draft
from ..synthesize.questions import IN_CONVERSATION, conversation, draw_language, written
from ..synthesize.speaker import Speaker
from .linking import linked, summary
from .observed import Observed, observe
from .pair import Pair
from .templates import template_of

AT_FIRST = 3  # questions of one template, each in other words and about other values
LOOKED_BACK = 200  # draws over which it is seen how many are new
FEW_NEW = 0.35  # of these; below it, every template may be asked for once more
AT_LAST = 25  # questions of one template
GIVEN_UP = 1000  # draws without a new pair: this database has no more to ask

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
        self.share = AT_FIRST
        self.lately: list[bool] = []
        self.asked: set[tuple[str, ...]] = set()
        self.statements: dict[str, str] = {}  # by their canonical SQL
        self.found: dict[str, bool | None] = {}  # None where it failed

    def next(self) -> Pair | None:
        """The next question drawn; None where it is nothing to learn from. What costs most is tried last."""
        example = self._drawn()
        if example is None:
            return None
        asked = (*(fold(past.question) for past in example.history), fold(example.question))
        if asked in self.asked:
            self.tally.again += 1
            self._see(False)
            return None
        try:
            statements = [self._written(sql) for sql in (*(past.sql for past in example.history), example.sql)]
        except ChainError:
            self.tally.failed += 1
            return None
        template = template_of(statements[-1], self.db.schema.dialect)
        new = self.tally.templates[template] < self.share
        self._see(new)
        if not new:
            self.tally.over += 1
            return None
        if not all(map(self._finds_something, statements)):
            return None
        self.asked.add(asked)
        self.tally.templates[template] += 1
        return self._pair(example, statements, template)

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
            if sum(self.lately) < FEW_NEW * LOOKED_BACK:
                self.share = min(AT_LAST, self.share + 1)
            self.lately.clear()

    def _written(self, canonical: str) -> str:
        if canonical not in self.statements:
            self.statements[canonical] = expand(canonical, self.db.schema)
        return self.statements[canonical]

    def _finds_something(self, sql: str) -> bool:
        if sql not in self.found:
            try:
                self.found[sql] = finds(self.db.query(sql, max_rows=2).rows)
            except DatabaseError:
                self.found[sql] = None
        found = self.found[sql]
        self.tally.failed += found is None
        self.tally.empty += found is False
        return found is True

    def _pair(self, example: Example, statements: Sequence[str], template: str) -> Pair:
        turns = tuple(
            Turn(question=past.question, sql=sql, canonical=past.sql)
            for past, sql in zip(example.history, statements, strict=False)
        )
        schema, values = self.db.schema, self.db.values
        last = linked(link(turns[-1]["question"], schema, values, language=example.language)) if turns else None
        return Pair(
            question=example.question,
            sql=statements[-1],
            language=example.language,
            template=template,
            history=turns,
            schema_linking=summary(last) if last else "",
            canonical=example.sql,
        )


def finds(rows: Sequence[Sequence[object]]) -> bool:
    """Whether rows say anything: none do not, nor does a single one of nothing but NULL and 0."""
    return bool(rows) and (len(rows) > 1 or any(cell not in (None, 0) for cell in rows[0]))
