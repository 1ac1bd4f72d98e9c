"""Which chart suits the rows of an answer, and why; nothing where none does.

Only the shape of the rows, what the SQL says of their columns, and the question's own words count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hoidap.chains.cells import shown
from hoidap.chains.headings import Heading

from .figures import figure
from .texts import Language, text
from .times import Times, read_times, said_point

Kind = Literal["line", "bar", "horizontal", "pie", "scatter", "number"]

MOST_BARS = 30
MOST_PARTS = 8  # of a pie, and series of a chart
FEW_PARTS = 6  # that a pie is chosen for by itself
MOST_POINTS = 2000
MOST_NUMBERS = 4
LONG_LABEL = 14  # characters that no longer stand side by side below a bar
MANY_BARS = 12
SAME_SCALE = 20  # two figures may share an axis where the one is at most so many times the other
SHARES = re.compile(
    r"tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|phần trăm|cơ cấu|chiếm bao nhiêu|ty le|phan tram|co cau"
    r"|share|percent|proportion|breakdown|composition|%",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Series:
    """One line or one set of bars; `values` stand at the positions of the shape."""

    name: str
    values: list[float | None]


@dataclass(frozen=True)
class Shape:
    """Figures over one dimension: `labels` in the reader's words, `times` where the dimension is time.

    `total` is how many there were before the rest was left out.
    """

    dimension: str
    figure: str
    labels: list[str]
    series: list[Series]
    total: int
    unit: str = ""
    points: Sequence[Any] = ()
    is_percent: bool = False


def charts(
    headings: Sequence[Heading], rows: Sequence[Sequence[Any]], question: str, language: Language
) -> dict[str, Any] | None:
    """`{kind, why, kinds: [{kind, name, alt, figure or numbers}]}`: the chart that suits, and those to change it for.

    `figure` is in Plotly's schema, without colours and fonts, which are the page's. None where no chart suits.
    """
    numbers = [at for at in range(len(headings)) if _is_figure(headings[at], rows, at)]
    times = read_times(headings, rows)
    if len(rows) == 1:
        return _big_numbers(headings, rows[0], numbers, times, language)
    numbers = [at for at in numbers if not (times and at in times.columns)]
    if not rows or not numbers:
        return None
    used = {*numbers, *(times.columns if times else ())}
    texts = [at for at in range(len(headings)) if at not in used and _is_category(headings[at], rows, at)]
    if times:
        shape = _over_time(headings, rows, times, texts, numbers, language)
        kinds: list[Kind] = ["line", "bar"]
    elif texts:
        shape = _over_categories(headings, rows, texts, numbers, language)
        kinds = _kinds_of(shape, question) if shape else []
        if len(numbers) == 2 and shape and len(shape.series) == 1 and len(rows) > 2:
            kinds.append("scatter")
    else:
        shape, kinds = _pairs(headings, rows, numbers), ["scatter"]
    if shape is None:
        return None
    drawn = [
        {"kind": kind, "name": text(f"chart_{kind}", language), "alt": _alt(shape, kind, language)}
        | {
            "figure": figure(
                kind,
                _pairs(headings, rows, numbers, texts, language) or shape if kind == "scatter" else shape,
                language,
            )
        }
        for kind in kinds
    ]
    return {"kind": kinds[0], "why": _why(kinds[0], shape, language), "kinds": drawn}


def _is_figure(heading: Heading, rows: Sequence[Sequence[Any]], at: int) -> bool:
    values = [row[at] for row in rows if row[at] is not None]
    return (
        heading.kind in ("", "figure", "percent", "year", "month", "quarter")
        and bool(values)
        and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    )


def _is_category(heading: Heading, rows: Sequence[Sequence[Any]], at: int) -> bool:
    return heading.kind != "key" and all(isinstance(row[at], str | bool | None) for row in rows)


def _big_numbers(
    headings: Sequence[Heading], row: Sequence[Any], numbers: list[int], times: Times | None, language: Language
) -> dict[str, Any] | None:
    """A row of figures, each said in full; what else stands in it says whose they are."""
    figures = [at for at in numbers if headings[at].kind in ("", "figure", "percent")] or numbers
    if not figures or len(figures) > MOST_NUMBERS or (times and set(figures) <= set(times.columns) and len(row) > 1):
        return None
    whose = [
        shown(cell, language, heading.kind)
        for at, (cell, heading) in enumerate(zip(row, headings, strict=True))
        if at not in figures and heading.kind != "key"
    ]
    said = [{"name": headings[at].name, "value": shown(row[at], language, headings[at].kind)} for at in figures]
    alt = "; ".join(f"{number['name']}: {number['value']}" for number in said)
    number = {"kind": "number", "name": text("chart_number", language), "alt": alt, "numbers": said, "whose": whose}
    return {"kind": "number", "why": text("why_number", language), "kinds": [number]}


def _over_time(
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Any]],
    times: Times,
    texts: list[int],
    numbers: list[int],
    language: Language,
) -> Shape | None:
    """A line for each figure, or for each of a few categories."""
    points = sorted({point for point in times.points if point is not None}, key=lambda point: (str(type(point)), point))
    labels = [said_point(point, times.unit, language) for point in points]
    place = {point: at for at, point in enumerate(points)}
    at_time = [(place[point], row) for point, row in zip(times.points, rows, strict=True) if point is not None]
    if len(points) < 2:
        return None
    by = texts[0] if texts else None
    names = _by_size(at_time, by, numbers[0]) if by is not None else []
    if (
        len(texts) > 1
        or len(names) > MOST_PARTS
        or _collide((at, row[by] if by is not None else None) for at, row in at_time)
    ):
        return None
    if by is not None:
        series = [
            _series(
                shown(name, language), [(at, row) for at, row in at_time if row[by] == name], numbers[0], len(points)
            )
            for name in names
        ]
    else:
        series = [_series(headings[at].name, at_time, at, len(points)) for at in _comparable(rows, numbers)]
    figure_name = headings[numbers[0]].name if by is not None or len(series) == 1 else ""
    return Shape(times.name, figure_name, labels, series, len(points), times.unit, points, _percent(headings, numbers))


def _over_categories(
    headings: Sequence[Heading], rows: Sequence[Sequence[Any]], texts: list[int], numbers: list[int], language: Language
) -> Shape | None:
    """A bar for each category; side by side where each has few of a second one, or figures of one scale."""
    first = next((at for at in texts if not _collide(row[at] for row in rows)), None)
    if first is not None:
        figures = _comparable(rows, numbers)
        order = _ranked([row for row in rows if row[numbers[0]] is not None], numbers[0])
        kept = order[:MOST_BARS]
        series = [Series(headings[at].name, [row[at] for row in kept]) for at in figures]
        labels = [shown(row[first], language) for row in kept]
        name = headings[numbers[0]].name if len(series) == 1 else ""
        return (
            Shape(headings[first].name, name, labels, series, len(order), is_percent=_percent(headings, numbers))
            if len(kept) > 1
            else None
        )
    if len(texts) != 2 or _collide((row[texts[0]], row[texts[1]]) for row in rows):
        return None
    across, within = sorted(texts, key=lambda at: -len({row[at] for row in rows}))
    places = list(dict.fromkeys(row[across] for row in rows))
    names = _by_size([(0, row) for row in rows], within, numbers[0])
    if len(names) > MOST_PARTS:
        return None
    kept = places[:MOST_BARS]
    at_place = [(kept.index(row[across]), row) for row in rows if row[across] in kept]
    series = [
        _series(
            shown(name, language), [(at, row) for at, row in at_place if row[within] == name], numbers[0], len(kept)
        )
        for name in names
    ]
    return Shape(
        headings[across].name,
        headings[numbers[0]].name,
        [shown(place, language) for place in kept],
        series,
        len(places),
        is_percent=_percent(headings, numbers),
    )


def _pairs(
    headings: Sequence[Heading],
    rows: Sequence[Sequence[Any]],
    numbers: list[int],
    texts: list[int] | None = None,
    language: Language = "en",
) -> Shape | None:
    """Two figures of each row against each other; None with fewer rows than a pattern needs."""
    if len(numbers) != 2 or len(rows) < 3:
        return None
    across, up = numbers
    both = [row for row in rows if row[across] is not None and row[up] is not None][:MOST_POINTS]
    labels = [shown(row[texts[0]], language) if texts else "" for row in both]
    series = [Series(headings[up].name, [row[up] for row in both])]
    return Shape(
        headings[across].name, headings[up].name, labels, series, len(rows), points=[row[across] for row in both]
    )


def _kinds_of(shape: Shape, question: str) -> list[Kind]:
    """The kind that suits first, then those that it may be changed for."""
    values = shape.series[0].values
    parts = (
        len(shape.series) == 1
        and shape.total <= MOST_PARTS
        and all(value is not None and value > 0 for value in values)
    )
    long = max(map(len, shape.labels)) > LONG_LABEL or len(shape.labels) > MANY_BARS
    kinds: list[Kind] = ["horizontal", "bar"] if long else ["bar", "horizontal"]
    if parts and shape.total <= FEW_PARTS and (shape.is_percent or SHARES.search(question)):
        return ["pie", *kinds]
    return [*kinds, "pie"] if parts else kinds


def _comparable(rows: Sequence[Sequence[Any]], numbers: list[int]) -> list[int]:
    """The first figure, and with it those of its scale."""
    sizes = {at: max(abs(row[at]) for row in rows if row[at] is not None) for at in numbers}
    first = sizes[numbers[0]]
    alike = [at for at in numbers if first and sizes[at] and 1 / SAME_SCALE <= sizes[at] / first <= SAME_SCALE]
    return alike[:MOST_PARTS] or numbers[:1]


def _ranked(rows: list[Sequence[Any]], at: int) -> list[Sequence[Any]]:
    """The rows as they come where they are in an order already, else the largest first."""
    values = [row[at] for row in rows]
    return rows if values in (sorted(values), sorted(values, reverse=True)) else sorted(rows, key=lambda row: -row[at])


def _by_size(placed: Sequence[tuple[int, Sequence[Any]]], by: int, figure_at: int) -> list[Any]:
    sums: dict[Any, float] = {}
    for _, row in placed:
        sums[row[by]] = sums.get(row[by], 0) + (row[figure_at] or 0)
    return sorted(sums, key=lambda name: -sums[name])


def _series(name: str, placed: Sequence[tuple[int, Sequence[Any]]], column: int, length: int) -> Series:
    values: list[float | None] = [None] * length
    for at, row in placed:
        values[at] = row[column]
    return Series(name, values)


def _collide(keys: Any) -> bool:
    """Whether two rows would stand at one place."""
    seen = list(keys)
    return len(set(seen)) < len(seen)


def _percent(headings: Sequence[Heading], numbers: list[int]) -> bool:
    return headings[numbers[0]].kind == "percent"


def _why(kind: Kind, shape: Shape, language: Language) -> str:
    """One sentence on the choice, and one on what was left out."""
    key = f"why_{kind}"
    if kind == "horizontal" and max(map(len, shape.labels)) <= LONG_LABEL:
        key = "why_horizontal_many"
    if len(shape.series) > 1 and kind == "line":
        key = "why_lines"
    said = text(
        key, language, dimension=shape.dimension, figure=shape.figure or shape.series[0].name, count=shape.total
    )
    left_out = shape.total > len(shape.labels)
    return said + (" " + text("rest", language, count=len(shape.labels), total=shape.total) if left_out else "")


def _alt(shape: Shape, kind: Kind, language: Language) -> str:
    """The chart in words, for who cannot see it."""
    values = [
        (value, label)
        for one in shape.series
        for value, label in zip(one.values, shape.labels, strict=True)
        if value is not None
    ]
    (most, top), (least, bottom) = max(values, key=lambda pair: pair[0]), min(values, key=lambda pair: pair[0])
    return text(
        "chart_alt",
        language,
        kind=text(f"chart_{kind}", language),
        figure=shape.figure or ", ".join(one.name for one in shape.series),
        dimension=shape.dimension,
        count=len(values),
        most=" ".join(filter(None, [shown(most, language), f"({top})" if top else ""])),
        least=" ".join(filter(None, [shown(least, language), f"({bottom})" if bottom else ""])),
    )
