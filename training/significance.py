"""Whether one model is better than another on the same questions, or was only lucky: the exact test of McNemar."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

LEVEL = 0.05  # a difference that chance would bring less often is called significant


def mcnemar(before: Sequence[bool], after: Sequence[bool]) -> float:
    """The two-sided p of the exact McNemar test over which questions were right before and after, in the same order.

    Only the questions count that one had right and the other wrong; of n such, each is a fair coin if the two are
    equally good (McNemar 1947, in its exact, binomial form). ValueError where the two are of different length.
    """
    pairs = list(zip(before, after, strict=True))
    won = sum(now and not then for then, now in pairs)
    lost = sum(then and not now for then, now in pairs)
    tail = sum(comb(won + lost, k) for k in range(min(won, lost) + 1))
    p: float = 2 * tail / 2 ** (won + lost)
    return min(1.0, p)


@dataclass(frozen=True)
class Comparison:
    """Two runs over the same questions: how many were right in each, what was won and lost, and p."""

    questions: int
    right_before: int
    right_after: int
    won: int
    lost: int
    p: float

    @property
    def significant(self) -> bool:
        return self.p < LEVEL

    @property
    def verdict(self) -> str:
        """`better`, `worse`, or `no difference` where chance may have done it."""
        if not self.significant:
            return "no difference"
        return "better" if self.won > self.lost else "worse"


def compare(before: Sequence[bool], after: Sequence[bool]) -> Comparison:
    """Set two runs side by side; ValueError where they are of different length."""
    pairs = list(zip(before, after, strict=True))
    won, lost = sum(b and not a for a, b in pairs), sum(a and not b for a, b in pairs)
    return Comparison(len(pairs), sum(before), sum(after), won, lost, mcnemar(before, after))
