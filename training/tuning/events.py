"""What a tuning tells while it runs; whoever listens puts it into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Part = Literal["pairs", "lessons", "base", "training", "result"]


@dataclass(frozen=True)
class Resumed:
    """A tuning that was stopped goes on after so many minutes; `steps` were taken."""

    minutes: float
    steps: int


@dataclass(frozen=True)
class Gathered:
    """The pairs there are: to learn from, to choose by, to judge by.

    `own` of the first and `own_judged` of the last are pairs that people wrote or approved of.

    `left_out` are tables that no question asks, each with the reason: "empty", "unread".
    """

    train: int
    choose: int
    judge: int
    own: int
    own_judged: int
    templates: int
    alone: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Learned:
    """Words that people's own pairs taught, by the table or table.column that they mean."""

    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Unsaid:
    """So many of people's own pairs are left out, for the SQL of the embedded model cannot say theirs."""

    pairs: int


@dataclass(frozen=True)
class Fitted:
    """How large a batch will be, and the memory that is expected to be the most that is needed."""

    rows: int
    longest: int
    estimate: int
    available: int
    too_long: int = 0


@dataclass(frozen=True)
class Halved:
    """The memory did not suffice; it goes on with batches of half the size."""

    rows: int


@dataclass(frozen=True)
class Looked:
    """Execution accuracy on templates that are held out, and on another database, as shares of 1.

    `score` is what candidates are told apart by: the accuracy, less what is lost elsewhere beyond what may be.
    """

    accuracy: float
    elsewhere: float | None
    score: float
    minutes: float = 0.0
    best: bool = False


@dataclass(frozen=True)
class Merged:
    """Adapters were added to the weights; `changed` of so many questions got other SQL, in `dtype`."""

    asked: int
    changed: int
    dtype: str


@dataclass(frozen=True)
class Went:
    """How much of a part is done, of how much."""

    part: Part
    done: float
    total: float


Event = Resumed | Gathered | Learned | Unsaid | Fitted | Halved | Looked | Merged | Went
