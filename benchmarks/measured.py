"""What was measured beside what was to be reached, and how it travels from the process that measured it."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

Of = Literal["ratio", "ours"]


@dataclass(frozen=True)
class Goal:
    """What a ratio, or our own value, must not exceed; with `least`, what it must reach."""

    limit: float
    of: Of = "ratio"
    least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.limit if self.least else value <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.least else '<='} {self.limit:g}{' x' if self.of == 'ratio' else ''}"


@dataclass(frozen=True)
class Row:
    """One line of the table; `other` is what the stock way took, or whatever `note` says."""

    what: str
    model: str
    ours: float
    unit: str = "s"
    other: float | None = None
    goal: Goal | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.other if self.other else None

    @property
    def met(self) -> bool | None:
        """Whether the goal was reached; None where there is none."""
        if self.goal is None:
            return None
        value = self.ratio if self.goal.of == "ratio" else self.ours
        return value is not None and self.goal.met(value)


@dataclass(frozen=True)
class Series:
    """Requests a second by number of users, for the plot."""

    model: str
    users: list[int]
    ours: list[float]
    other: list[float]


@dataclass(frozen=True)
class Split:
    """How many of one group of a set's questions came out right."""

    asked: str
    group: str
    right: int
    questions: int


Found = Row | Series | Split


def at_least(limit: float) -> Goal:
    """The goal that our own value reaches `limit`."""
    return Goal(limit, "ours", least=True)


def per_cent(right: Iterable[bool]) -> float:
    """How many per cent are true."""
    those = list(right)
    return 100 * sum(those) / len(those)


def split(asked: str, group: str, right: Iterable[bool]) -> Iterator[Split]:
    """One group of a set, if it has any questions."""
    if those := list(right):
        yield Split(asked, group, sum(those), len(those))


def told(found: Found) -> dict[str, Any]:
    """A finding as plain JSON values."""
    return {"kind": type(found).__name__, **asdict(found)}


def heard(told: dict[str, Any]) -> Found:
    """The finding that was told."""
    told = dict(told)
    kind = told.pop("kind")
    if kind != "Row":
        return Series(**told) if kind == "Series" else Split(**told)
    goal = told.pop("goal")
    return Row(**told, goal=Goal(**goal) if goal else None)


def send(found: Iterable[Found]) -> None:
    """Print findings, a JSON object a line, as soon as each is there."""
    for one in found:
        print(json.dumps(told(one)), flush=True)


def say(progress: str) -> None:
    """Tell the person who waits what is being measured."""
    print(progress, file=sys.stderr, flush=True)
