"""How many questions a model gets right: the engine of `hoidap eval` over pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hoidap.databases import Database
from hoidap.models import load_chat_model
from hoidap.models.info import for_a_while
from hoidap.models.profiles import Quantize

from ..dataset import Pair
from ..evaluation import Example, Record, evaluate

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from .order import Order

CACHE_MB = 64  # of prompts: training needs the memory

Tick = Callable[[int, int], None]
Open = Callable[[], Database]
OpenWith = Callable[[Path | None], Database]


@dataclass(frozen=True)
class Exam:
    """Questions over one database, which is opened for each run anew."""

    pairs: tuple[Pair, ...]
    open_database: Open

    def first(self, count: int) -> Exam:
        """The same with fewer questions."""
        return Exam(self.pairs[:count], self.open_database)

    def take(self, llm: BaseChatModel, tick: Tick = lambda done, total: None) -> list[Record]:
        """A record for each question, in their order; `tick` is told how many are done. Raises DatabaseError."""
        examples = [
            Example(number, pair.question, pair.sql, None, pair.history, pair.language)
            for number, pair in enumerate(self.pairs, 1)
        ]
        records = []
        for record in evaluate(llm, examples, lambda _: self.open_database()):
            records.append(record)
            tick(len(records), len(examples))
        return records


def accuracy(records: Sequence[Record]) -> float:
    """The share of 1 that is right."""
    return sum(record.ok for record in records) / len(records) if records else 0.0


def loaded(weights: Path | str, order: Order) -> AbstractContextManager[BaseChatModel]:
    """The chat model of a folder or name, for as long as it is asked; raises ModelError."""
    bits: Quantize = "4bit" if order.four_bit else "none"
    return for_a_while(lambda: load_chat_model(str(weights), device=order.device, quantize=bits, cache_mb=CACHE_MB))
