"""What a model of hoidap's own prompt form is tuned on: the pairs of one database, mixed with what it learned first."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hoidap.chains.language import Language
from hoidap.chains.measures import folded, measured
from hoidap.databases import Database, Schema, Value

from ..corpus import Material, lessons
from ..dataset import Pair
from ..render import Lesson, sql_lesson
from ..synthesize.example import Example, Past

REPLAYED = 0.5  # of the lessons, how many are of those that the embedded model was trained on at first
OWN_OFTEN = 8  # times as often as a pair that was made


@dataclass(frozen=True)
class Course:
    """The examples of one database, and the lessons without end that they are mixed into."""

    examples: tuple[Example, ...]
    replayed: float = REPLAYED

    def __call__(self, seed: int) -> Iterator[Lesson]:
        """Lessons without end, the same for the same seed."""
        rng = random.Random(seed)
        first = lessons(rng.randrange(2**32), Material((), {}))
        while True:
            if rng.random() < self.replayed:
                yield next(first)
            elif (lesson := sql_lesson(rng.choice(self.examples), rng)) is not None:
                yield lesson


def course(pairs: Sequence[Pair], db: Database, replayed: float = REPLAYED) -> Course:
    """The pairs that can be said in canonical SQL, those that people wrote or approved of oftener."""
    schema, values = measured(db.schema), tuple(db.values)
    examples = []
    for pair in pairs:
        if pair.canonical:
            examples += [_example(pair, schema, values)] * (1 if pair.source == "made" else OWN_OFTEN)
    return Course(tuple(examples), replayed)


def _example(pair: Pair, schema: Schema, values: tuple[Value, ...]) -> Example:
    """As the generator makes them; of the turns before, the last one that asked the database is what is read."""
    asked = [(turn["question"], turn["canonical"]) for turn in pair.history if turn.get("canonical")]
    history = tuple(Past(question, folded(canonical, schema)) for question, canonical in asked)
    language: Language = "vi" if pair.language == "vi" else "en"
    canonical = folded(pair.canonical, schema)
    return Example(schema, values, pair.question, language, canonical, pair.source, history)
