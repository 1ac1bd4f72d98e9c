"""The shape of an answer's rows: figures over time, over categories, or in pairs; None where there is none of these."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hoidap.chains.cells import shown
from hoidap.chains.headings import Heading

from .texts import Language
from .times import Point, Times, Unit, said_point, sorted_points

MOST_BARS = 30
MOST_SERIES = 8
MOST_POINTS = 2000
SAME_SCALE = 20  # two figures may share an axis where the one is at most so many times the other
FIGURES = ("", "figure", "percent", "year", "month", "quarter")

Row = Sequence[Any]
Rows = Sequence[Row]


@dataclass(frozen=True)
class Series:
    """One line, or one set of bars; the values stand at the places of the shape."""

    name: str
    values: list[float | None]


@dataclass(frozen=True)
class Shape:
    """Figures over one dimension: `labels` are its places in the reader's words, `points` where an axis has them.

    `unit` is what the points are where they are time; `total` is how many places there were before the rest was left
    out; `figure` is empty where each series is another figure.
    """

    dimension: str
    figure: str
    labels: list[str]
    series: list[Series]
    total: int
    unit: Unit | Literal[""] = ""
    points: Sequence[Point | float] = ()
    is_percent: bool = False


def is_figure(heading: Heading, rows: Rows, at: int) -> bool:
    """Whether a column holds numbers that mean an amount."""
    values = [row[at] for row in rows if row[at] is not None]
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return heading.kind in FIGURES and bool(values) and numbers


def is_category(heading: Heading, rows: Rows, at: int) -> bool:
    """Whether a column names things."""
    return heading.kind != "key" and all(isinstance(row[at], str | bool | None) for row in rows)


def over_time(
    headings: Sequence[Heading],
    rows: Rows,
    times: Times,
    texts: Sequence[int],
    numbers: Sequence[int],
    language: Language,
) -> Shape | None:
    """Each figure over time, or the first figure of each of a few categories."""
    points = sorted_points(point for point in times.points if point is not None)
    place = {point: at for at, point in enumerate(points)}
    placed = [(place[point], row) for point, row in zip(times.points, rows, strict=True) if point is not None]
    if len(points) < 2 or len(texts) > 1:
        return None
    if not texts:
        if _collide(at for at, _ in placed):
            return None
        series = [_series(headings[at].name, placed, at, len(points)) for at in _comparable(rows, numbers)]
    else:
        series = _split(placed, texts[0], numbers[0], len(points), language)
    if not series:
        return None
    return Shape(
        dimension=times.name,
        figure=headings[numbers[0]].name if texts or len(series) == 1 else "",
        labels=[said_point(point, times.unit, language) for point in points],
        series=series,
        total=len(points),
        unit=times.unit,
        points=points,
        is_percent=headings[numbers[0]].kind == "percent",
    )


def over_categories(
    headings: Sequence[Heading], rows: Rows, texts: Sequence[int], numbers: Sequence[int], language: Language
) -> Shape | None:
    """Figures of each thing that a column names, or of each pair that two columns name."""
    for at in texts:
        if not _collide(row[at] for row in rows):
            return _of_each(headings, rows, at, numbers, language)
    return _of_pairs(headings, rows, texts, numbers[0], language) if len(texts) == 2 else None


def pairs(headings: Sequence[Heading], rows: Rows, numbers: Sequence[int], labels: Sequence[str] = ()) -> Shape | None:
    """Two figures of each row against each other; None with fewer rows than a pattern needs."""
    if len(numbers) != 2:
        return None
    across, up = numbers
    whole = [at for at, row in enumerate(rows) if row[across] is not None and row[up] is not None]
    if len(whole) < 3:
        return None
    both = whole[:MOST_POINTS]
    return Shape(
        dimension=headings[across].name,
        figure=headings[up].name,
        labels=[labels[at] if labels else "" for at in both],
        series=[Series(headings[up].name, [rows[at][up] for at in both])],
        total=len(whole),
        points=[rows[at][across] for at in both],
    )


def _of_each(
    headings: Sequence[Heading], rows: Rows, name: int, numbers: Sequence[int], language: Language
) -> Shape | None:
    ordered = _ranked([row for row in rows if row[numbers[0]] is not None], numbers[0])
    kept = ordered[:MOST_BARS]
    if len(kept) < 2:
        return None
    series = [Series(headings[at].name, [row[at] for row in kept]) for at in _comparable(rows, numbers)]
    return Shape(
        dimension=headings[name].name,
        figure=headings[numbers[0]].name if len(series) == 1 else "",
        labels=[shown(row[name], language) for row in kept],
        series=series,
        total=len(ordered),
        is_percent=headings[numbers[0]].kind == "percent",
    )


def _of_pairs(
    headings: Sequence[Heading], rows: Rows, texts: Sequence[int], number: int, language: Language
) -> Shape | None:
    if _collide((row[texts[0]], row[texts[1]]) for row in rows):
        return None
    across, within = sorted(texts, key=lambda at: -len({row[at] for row in rows}))
    places = list(dict.fromkeys(row[across] for row in rows))
    kept = {name: at for at, name in enumerate(places[:MOST_BARS])}
    placed = [(kept[row[across]], row) for row in rows if row[across] in kept]
    series = _split(placed, within, number, len(kept), language)
    if not series:
        return None
    return Shape(
        dimension=headings[across].name,
        figure=headings[number].name,
        labels=[shown(name, language) for name in kept],
        series=series,
        total=len(places),
        is_percent=headings[number].kind == "percent",
    )


def _split(placed: Sequence[tuple[int, Row]], by: int, number: int, length: int, language: Language) -> list[Series]:
    """A series for each thing that a column names, the largest first; none where they are many, or share a place."""
    sums: dict[Any, float] = {}
    for _, row in placed:
        sums[row[by]] = sums.get(row[by], 0) + (row[number] or 0)
    if len(sums) > MOST_SERIES or _collide((at, row[by]) for at, row in placed):
        return []
    names = sorted(sums, key=lambda name: -sums[name])
    return [
        _series(shown(name, language), [(at, row) for at, row in placed if row[by] == name], number, length)
        for name in names
    ]


def _series(name: str, placed: Iterable[tuple[int, Row]], column: int, length: int) -> Series:
    values: list[float | None] = [None] * length
    for at, row in placed:
        values[at] = row[column]
    return Series(name, values)


def _comparable(rows: Rows, numbers: Sequence[int]) -> Sequence[int]:
    """The first figure, and with it those of its scale."""
    sizes = {at: max(abs(row[at]) for row in rows if row[at] is not None) for at in numbers}
    first = sizes[numbers[0]]
    alike = [at for at in numbers if first and 1 / SAME_SCALE <= sizes[at] / first <= SAME_SCALE]
    return alike[:MOST_SERIES] or numbers[:1]


def _ranked(rows: list[Row], at: int) -> list[Row]:
    """The rows as they come where they are in an order already, else the largest first."""
    values = [row[at] for row in rows]
    in_order = values in (sorted(values), sorted(values, reverse=True))
    return rows if in_order else sorted(rows, key=lambda row: -row[at])


def _collide(keys: Iterable[Hashable]) -> bool:
    """Whether two rows would stand at one place."""
    seen = list(keys)
    return len(set(seen)) < len(seen)
