"""Which columns of a result are time, and where each row stands on a time axis."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from hoidap.chains.cells import shown
from hoidap.chains.headings import Heading

from .texts import Language, text

Unit = Literal["year", "quarter", "month", "date", "months", "quarters", "hour", "day", "week"]
Point = str | int  # an ISO date, or a number on an axis of years, months of a year, ...

_RANGES: dict[str, range] = {
    "year": range(1000, 2201),
    "quarter": range(1, 5),
    "month": range(1, 13),
    "week": range(54),
    "day": range(1, 32),
    "hour": range(24),
}
_NAMED = {"year": re.compile(r"\b(?:year|năm|nam|yr)\b", re.I), "month": re.compile(r"\b(?:month|tháng|thang)\b", re.I)}
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_MONTHS = (re.compile(r"(?P<y>\d{4})-(?P<m>0[1-9]|1[0-2])"), re.compile(r"(?P<m>0?[1-9]|1[0-2])/(?P<y>\d{4})"))
_QUARTERS = (re.compile(r"(?P<y>\d{4})[- ]?Q(?P<q>[1-4])"), re.compile(r"Q(?P<q>[1-4])[-/ ](?P<y>\d{4})"))
_YEAR = re.compile(r"(?:19|20)\d{2}")
MOST_TICKS = 12  # so many points have a label each; of more, Plotly chooses


@dataclass(frozen=True)
class Times:
    """`points` are where the rows stand, None for a row without a time; `columns` are those that were read for it."""

    columns: tuple[int, ...]
    name: str
    unit: Unit
    points: list[Point | None]


def read_times(headings: Sequence[Heading], rows: Sequence[Sequence[Any]]) -> Times | None:
    """The time of each row: a column of dates, months, quarters or years, or a year and a month beside it."""
    found = {column: unit for column in range(len(headings)) if (unit := _unit(headings[column], rows, column))}
    by_unit = {unit: column for column, unit in reversed(found.items())}
    for within, joined in (("month", "months"), ("quarter", "quarters")):
        if "year" in by_unit and within in by_unit:
            year, part = by_unit["year"], by_unit[within]
            step = 1 if within == "month" else 3
            points: list[Point | None] = [
                None if row[year] is None or row[part] is None
                else f"{int(row[year]):04}-{(int(row[part]) - 1) * step + 1:02}-01"
                for row in rows
            ]  # fmt: skip
            name = f"{headings[part].name}/{headings[year].name.lower()}"
            return Times((year, part), name, joined, points)  # type: ignore[arg-type]
    if not found:
        return None
    column, unit = next(iter(found.items()))
    return Times((column,), headings[column].name, unit, [_point(row[column], unit) for row in rows])


def sorted_points(points: Iterable[Point]) -> list[Point]:
    """The points that there are, each once, from the first to the last; they are all dates, or all numbers."""
    return sorted(set(points), key=lambda point: (isinstance(point, str), point))


def said_point(point: Point, unit: Unit, language: Language) -> str:
    """A point of the axis in the reader's words: "Quý 2/2024", "Mar 2024"."""
    if unit in ("year", "hour", "day", "week"):
        return str(point)
    if unit in ("month", "quarter"):
        said = shown(int(point), language, unit)
        return said[:1].upper() + said[1:]
    day = str(point)
    if unit == "date":
        return shown(day[:10], language)
    year, month = day[:4], int(day[5:7])
    if unit == "quarters":
        return text("quarter_of", language, quarter=(month + 2) // 3, year=year)
    name = f"{month:02}" if language == "vi" else shown(month, "en", "month")[:3]
    return text("month_of", language, month=name, year=year)


def axis(points: Sequence[Point], unit: Unit, language: Language) -> dict[str, Any]:
    """Plotly's axis for these points, each of them labelled where they are few."""
    distinct = sorted_points(points)
    is_date = unit in ("date", "months", "quarters")
    layout: dict[str, Any] = {"type": "date" if is_date else "linear"}
    if len(distinct) <= MOST_TICKS:
        return layout | {
            "tickmode": "array",
            "tickvals": distinct,
            "ticktext": [said_point(point, unit, language) for point in distinct],
        }
    if is_date:
        forms = {"vi": ("%d/%m/%Y", "%m/%Y"), "en": ("%b %d, %Y", "%b %Y")}[language]
        return layout | {"tickformat": forms[unit != "date"]}
    return layout | {"tickformat": "d"}


def _unit(heading: Heading, rows: Sequence[Sequence[Any]], column: int) -> Unit | None:
    values = [row[column] for row in rows if row[column] is not None]
    if not values:
        return None
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        for unit, bounds in _RANGES.items():
            named = heading.kind == unit or (
                heading.kind == "" and unit in _NAMED and _NAMED[unit].search(heading.name)
            )
            if named and all(value in bounds for value in values):
                return unit  # type: ignore[return-value]
        return None
    if not all(isinstance(value, str) for value in values):
        return None
    tests: tuple[tuple[Unit, Callable[[str], object]], ...] = (
        ("date", _DATE.fullmatch),
        ("months", lambda value: any(form.fullmatch(value) for form in _MONTHS)),
        ("quarters", lambda value: any(form.fullmatch(value) for form in _QUARTERS)),
        ("year", _YEAR.fullmatch),
    )
    return next((unit for unit, fits in tests if all(fits(value) for value in values)), None)


def _point(value: Any, unit: Unit) -> Point | None:
    if value is None:
        return None
    if isinstance(value, int):
        return value
    if unit == "year":
        return int(value)
    if unit == "date":
        return str(value)
    forms = _MONTHS if unit == "months" else _QUARTERS
    read = next(match for form in forms if (match := form.fullmatch(str(value))))
    month = int(read["m"]) if unit == "months" else int(read["q"]) * 3 - 2
    return f"{read['y']}-{month:02}-01"
