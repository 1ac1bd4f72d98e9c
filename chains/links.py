"""What linking finds: phrases of a question, each with what it may mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hoidap.databases import Value

from .language import Language
from .periods import Period
from .phrases import Target

MOST_TARGETS = 3  # a phrase that could mean more is left to the model


@dataclass(frozen=True)
class FreeText:
    """Words of the question that no table, column or value accounts for, and that a filter may want."""

    text: str


@dataclass(frozen=True)
class Amount:
    """A number of the question, as its SQL literal."""

    text: str


Meaning = Target | Value | FreeText | Amount | Period


@dataclass(frozen=True)
class Link:
    """What `question[start:end]` may mean, the likeliest first."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True)
class Links:
    """A question with its links in order; they never overlap."""

    question: str
    language: Language
    links: tuple[Link, ...]

    def meanings(self) -> Iterator[Meaning]:
        for link in self.links:
            yield from link.meanings

    def same_phrase(self, value: Value) -> Iterator[Value]:
        """The values that a phrase may mean which may mean this one, itself among them."""
        for link in self.links:
            if value in link.meanings:
                yield from (meaning for meaning in link.meanings if isinstance(meaning, Value))

    def tables(self) -> tuple[str, ...]:
        """The tables that the links touch, in the question's order."""
        touched = (meaning.table for meaning in self.meanings() if isinstance(meaning, Target | Value))
        return tuple(dict.fromkeys(touched))
