"""How a tuning ended: base and result on the same questions, and whether the result was promoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ..evaluation import Record
from ..significance import LEVEL, compare

MOST_LOST = 0.02  # of the right answers elsewhere


@dataclass(frozen=True)
class Compared:
    """Two models on the same questions: how many each got right, how many only one of them, and how likely by chance.

    `p` is of McNemar's exact test on the questions that only one of the two got right.
    """

    questions: int
    base: int
    result: int
    won: int
    lost: int
    p: float

    @classmethod
    def of(cls, base: Sequence[Record], result: Sequence[Record]) -> Compared:
        """Compare the records of the same questions in the same order."""
        before, after = [record.ok for record in base], [record.ok for record in result]
        told = compare(before, after)
        return cls(told.questions, sum(before), sum(after), told.won, told.lost, told.p)

    @property
    def better(self) -> bool:
        """Whether the result is better, and not by chance."""
        return self.result > self.base and self.p < LEVEL

    def lost_share(self) -> float:
        """The share of right answers that the result has less than the base; 0 where it has more."""
        return max(0.0, (self.base - self.result) / self.questions) if self.questions else 0.0


@dataclass(frozen=True)
class Outcome:
    """`here` is on held-out templates of the database, `own` on those questions of them that people wrote.

    `elsewhere` is on another database. `own` and `elsewhere` are None where there are no such questions. `glossary` is
    the file with the words that people's own questions taught; None where they taught none.
    """

    promoted: bool
    glossary: str | None
    method: str
    here: Compared
    own: Compared | None
    elsewhere: Compared | None
    minutes: float
    steps: int
    estimate: int
    peak: int

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)


def worth(here: Compared, elsewhere: Compared | None) -> bool:
    """Whether a result takes the place of its base: better here, and no more than MOST_LOST worse elsewhere."""
    return here.better and (elsewhere is None or elsewhere.lost_share() <= MOST_LOST)
