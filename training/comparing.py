"""Decide whether two lists of rows say the same thing: the heart of execution accuracy.

Rows are a multiset unless the order is part of the question; columns may stand in another order, because
"name and hours" and "hours and name" answer one question; a number is the same number as an int or a float.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from math import isclose
from typing import NamedTuple

from sqlglot import parse_one
from sqlglot.errors import SqlglotError

Cell = str | int | float | None
Row = tuple[Cell, ...]
Equal = Callable[[list[Row], list[Row]], bool]

TOLERANCE = 1e-6  # relative: sums of floats depend on the order in which a database adds them
NOTHING = 1e-9  # absolute: what is left of a sum that should be zero
SEARCHED_ROWS = 500  # beyond this many rows that differ, only sorting pairs them


class Rows(NamedTuple):
    """What a query brought: the number of its columns (known even without rows) and the rows."""

    width: int
    rows: list[Row]


def order_matters(sql: str, dialect: str = "sqlite") -> bool:
    """Whether the outermost SELECT (or set operation) has an ORDER BY; one in a subquery or a window does not count."""
    try:
        return parse_one(sql, dialect=dialect).args.get("order") is not None
    except SqlglotError:
        return False


def same_rows(gold: Rows, predicted: Rows, *, ordered: bool) -> bool:
    """Whether some order of the predicted columns makes the rows equal."""
    if gold.width != predicted.width or len(gold.rows) != len(predicted.rows):
        return False
    left, right = _columns(gold), _columns(predicted)
    return _some_column_order_fits(left, right, [], _equal_in_order if ordered else _equal_as_multisets)


def _columns(side: Rows) -> list[Row]:
    return [tuple(row[index] for row in side.rows) for index in range(side.width)]


def _some_column_order_fits(gold: list[Row], predicted: list[Row], chosen: list[int], equal: Equal) -> bool:
    """Choose the predicted columns one by one, giving up as soon as the rows so far differ; their own order first."""
    done = len(chosen)
    if done == len(gold):
        return True
    tried: set[Row] = set()
    for index in sorted(set(range(len(gold))) - set(chosen), key=lambda index: index != done):
        if predicted[index] in tried:  # of columns with the same cells one is enough
            continue
        tried.add(predicted[index])
        order = [*chosen, index]
        left = list(zip(*gold[: done + 1], strict=True))
        right = list(zip(*(predicted[column] for column in order), strict=True))
        if equal(left, right) and _some_column_order_fits(gold, predicted, order, equal):
            return True
    return False


def _equal_in_order(left: list[Row], right: list[Row]) -> bool:
    return all(map(_close, left, right))


def _equal_as_multisets(left: list[Row], right: list[Row]) -> bool:
    """Take away what is exactly equal (3 == 3.0 in Python too), then pair the rest within its tolerance."""
    ours, theirs = Counter(left), Counter(right)
    groups: dict[Row, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((ours - theirs, theirs - ours)):
        for row in rows.elements():
            groups[_without_numbers(row)][side].append(row)
    return all(len(a) == len(b) and _pair_up(a, b) for a, b in groups.values())


def _without_numbers(row: Row) -> Row:
    return tuple(0 if isinstance(cell, int | float) else cell for cell in row)


def _pair_up(left: list[Row], right: list[Row]) -> bool:
    """Whether each row on the left has a close row of its own on the right; all rows differ in numbers alone."""
    if all(map(_close, sorted(left, key=_numbers), sorted(right, key=_numbers))):
        return True
    if len(left) > SEARCHED_ROWS:
        return False
    close = [[there for there, other in enumerate(right) if _close(row, other)] for row in left]
    taken: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        free = next((there for there in close[row] if there not in taken), None)
        for there in close[row] if free is None else [free]:
            if there not in tried:
                tried.add(there)
                if there not in taken or place(taken[there], tried):
                    taken[there] = row
                    return True
        return False

    return all(place(row, set()) for row in range(len(left)))


def _numbers(row: Row) -> tuple[float, ...]:
    return tuple(cell for cell in row if isinstance(cell, int | float))


def _close(left: Row, right: Row) -> bool:
    return all(map(_close_cells, left, right))


def _close_cells(left: Cell, right: Cell) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        if isinstance(left, float) or isinstance(right, float):
            return isclose(left, right, rel_tol=TOLERANCE, abs_tol=NOTHING)
        return left == right  # two ints are keys or counts as often as amounts: exactly, or not at all
    return left == right
