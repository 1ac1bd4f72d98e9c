"""The texts that stand in the database's cells, found again however a person writes them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile

from rapidfuzz import fuzz, process

from .text import fold

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Value:
    """A text as it stands in a column."""

    table: str
    column: str
    text: str


class ValueIndex:
    """Values by their folded text, exactly or with typos; immutable, so every thread may use it."""

    def __init__(self, values: Iterable[Value]) -> None:
        found: dict[str, list[Value]] = {}
        for value in values:
            key = fold(value.text)
            if key:
                found.setdefault(key, []).append(value)
        self._by_key = {key: tuple(dict.fromkeys(same)) for key, same in found.items()}
        self.longest = max((key.count(" ") + 1 for key in self._by_key), default=0)

    def __len__(self) -> int:
        return sum(map(len, self._by_key.values()))

    def __iter__(self) -> Iterator[Value]:
        for same in self._by_key.values():
            yield from same

    def exact(self, folded: str) -> tuple[Value, ...]:
        """Every value whose text folds to `folded`, one for each column and spelling."""
        return self._by_key.get(folded, ())

    def fuzzy(self, folded: str, cutoff: float = 88, limit: int = 3) -> tuple[Value, ...]:
        """The values of the `limit` texts most like `folded`, best first, that reach `cutoff` (0 to 100).

        A wrong digit is no typo: DC5 is never taken for DC6, nor 2023 for 2024.
        """
        bands = self._bands.get(_digits(folded))
        if not bands or not folded or cutoff <= 0:
            return ()
        # fuzz.ratio is 200 * common / (a + b), so texts of too different a length cannot reach the cutoff.
        stretch = (200 - cutoff) / cutoff
        shortest, longest = int(len(folded) / stretch), int(len(folded) * stretch) + 1
        near = [key for length, keys in bands.items() if shortest <= length <= longest for key in keys]
        best = process.extract(folded, near, scorer=fuzz.ratio, score_cutoff=cutoff, limit=limit, processor=None)
        return tuple(value for key, _, _ in best for value in self._by_key[key])

    def starting(self, folded: str) -> tuple[Value, ...]:
        """Every value whose folded text goes on after the words of `folded`."""
        first = bisect_left(self._sorted, folded + " ")
        keys = takewhile(lambda key: key.startswith(folded + " "), islice(self._sorted, first, None))
        return tuple(value for key in keys for value in self._by_key[key])

    def of(self, table: str, column: str) -> tuple[Value, ...]:
        """The values of one column, in the order in which they were read."""
        return self._by_column.get((table, column), ())

    @cached_property
    def _by_column(self) -> dict[tuple[str, str], tuple[Value, ...]]:
        columns: dict[tuple[str, str], list[Value]] = {}
        for value in self:
            columns.setdefault((value.table, value.column), []).append(value)
        return {column: tuple(values) for column, values in columns.items()}

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._by_key)

    @cached_property
    def _bands(self) -> dict[str, dict[int, list[str]]]:
        """Keys by their digits, then by their length."""
        bands: dict[str, dict[int, list[str]]] = {}
        for key in self._by_key:
            bands.setdefault(_digits(key), {}).setdefault(len(key), []).append(key)
        return bands


def _digits(text: str) -> str:
    return " ".join(_DIGITS.findall(text))
