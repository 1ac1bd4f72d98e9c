"""Which chart suits the rows of an answer, and why; nothing where none does.

Only the shape of the rows, what the SQL says of their columns, and the question's own words count.
"""

import re
from collections.abc import Sequence
from typing import Any, Literal

from hoidap.chains.cells import shown
from hoidap.chains.headings import Heading

from .figures import figure
from .shapes import MOST_SERIES, Row, Rows, Shape, is_category, is_figure, over_categories, over_time, pairs
from .texts import Language, text
from .times import Times, read_times

Kind = Literal["line", "bar", "horizontal", "pie", "scatter", "number"]

FEW_PARTS = 6  # that a pie is chosen for by itself
MOST_NUMBERS = 4
LONG_LABEL = 14  # characters that no longer stand side by side below a bar
MANY_BARS = 12
PARTS_OF_NAMES = (("first name", "last name"), ("họ", "tên"))
SHARES = re.compile(
    r"tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|phần trăm|cơ cấu|chiếm bao nhiêu|\bty le\b|\bphan tram\b|\bco cau\b"
    r"|\bshares?\b|\bpercent|\bproportions?\b|\bbreakdown\b|\bcomposition\b|%",
    re.IGNORECASE,
)


def charts(headings: Sequence[Heading], rows: Rows, question: str, language: Language) -> dict[str, Any] | None:
    """`{kind, why, kinds}`: the chart that suits, and as `kinds` it and those that it may be changed for.

    Each of them is `{kind, name, alt, figure}`, or for one row of figures `{kind, name, alt, numbers, whose}`. `figure`
    is in Plotly's schema, without colours and fonts, which are the page's.
    """
    if not rows:
        return None
    headings, rows = _with_full_names(headings, rows, language)
    numbers = [at for at in range(len(headings)) if is_figure(headings[at], rows, at)]
    times = read_times(headings, rows)
    if len(rows) == 1:
        return _big_numbers(headings, rows[0], numbers, times, language)
    numbers = [at for at in numbers if not (times and at in times.columns)]
    if not numbers:
        return None
    used = {*numbers, *(times.columns if times else ())}
    texts = [at for at in range(len(headings)) if at not in used and is_category(headings[at], rows, at)]
    names = [shown(row[texts[0]], language) for row in rows] if texts else []
    scattered = None if times else pairs(headings, rows, numbers, names)
    shapes: dict[Kind, Shape] = {}
    if times:
        if shape := over_time(headings, rows, times, texts, numbers, language):
            shapes = {"line": shape, "bar": shape}
    elif texts and (shape := over_categories(headings, rows, texts, numbers, language)):
        shapes = dict.fromkeys(_kinds_of(shape, question), shape)
    if scattered and (shapes or not texts):
        shapes["scatter"] = scattered
    if not shapes:
        return None
    kinds = [
        {
            "kind": kind,
            "name": text(f"chart_{kind}", language),
            "alt": _alt(shape, kind, language),
            "figure": figure(kind, shape, language),
        }
        for kind, shape in shapes.items()
    ]
    chosen = next(iter(shapes))
    return {"kind": chosen, "why": _why(chosen, shapes[chosen], language), "kinds": kinds}


def _with_full_names(headings: Sequence[Heading], rows: Rows, language: Language) -> tuple[Sequence[Heading], Rows]:
    """A first and a last name as the one name that they are, in the order of the language."""
    places = {heading.name.casefold(): at for at, heading in enumerate(headings)}
    for parts in PARTS_OF_NAMES:
        if set(parts) <= set(places):
            at = [places[part] for part in parts]
            rest = [place for place in range(len(headings)) if place not in at]
            named = [
                [" ".join(str(row[place] or "") for place in at).strip(), *(row[place] for place in rest)]
                for row in rows
            ]
            return [Heading(text("full_name", language)), *(headings[place] for place in rest)], named
    return headings, rows


def _big_numbers(
    headings: Sequence[Heading], row: Row, numbers: list[int], times: Times | None, language: Language
) -> dict[str, Any] | None:
    """A row of figures, each said in full; what else stands in it says whose they are."""
    amounts = [at for at in numbers if not (times and at in times.columns)]
    figures = amounts or (numbers if len(row) == 1 else [])
    if not 0 < len(figures) <= MOST_NUMBERS:
        return None
    others = [at for at in range(len(row)) if at not in figures and headings[at].kind != "key"]
    numbered = [{"name": headings[at].name, "value": shown(row[at], language, headings[at].kind)} for at in figures]
    number = {
        "kind": "number",
        "name": text("chart_number", language),
        "alt": "; ".join(f"{one['name']}: {one['value']}" for one in numbered),
        "numbers": numbered,
        "whose": [shown(row[at], language, headings[at].kind) for at in others],
    }
    return {"kind": "number", "why": text("why_number", language), "kinds": [number]}


def _kinds_of(shape: Shape, question: str) -> list[Kind]:
    """The kind that suits categories, then those that it may be changed for."""
    long = max(map(len, shape.labels)) > LONG_LABEL or len(shape.labels) > MANY_BARS
    bars: list[Kind] = ["horizontal", "bar"] if long else ["bar", "horizontal"]
    is_whole = len(shape.series) == 1 and all(value is not None and value > 0 for value in shape.series[0].values)
    if not is_whole or shape.total > MOST_SERIES:
        return bars
    asked = shape.is_percent or SHARES.search(question)
    return ["pie", *bars] if asked and shape.total <= FEW_PARTS else [*bars, "pie"]


def _why(kind: Kind, shape: Shape, language: Language) -> str:
    """One sentence on the choice, and one on what was left out."""
    key = f"why_{kind}"
    if kind == "horizontal" and max(map(len, shape.labels)) <= LONG_LABEL:
        key = "why_horizontal_many"
    if kind == "line" and len(shape.series) > 1:
        key = "why_lines"
    said = text(key, language, dimension=shape.dimension, figure=shape.figure, count=shape.total)
    if shape.total == len(shape.labels):
        return said
    return f"{said} {text('rest', language, count=len(shape.labels), total=shape.total)}"


def _alt(shape: Shape, kind: Kind, language: Language) -> str:
    """The chart in words, for who cannot see it."""
    column = "percent" if shape.is_percent else ""
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
        most=shown(most, language, column) + (f" ({top})" if top else ""),
        least=shown(least, language, column) + (f" ({bottom})" if bottom else ""),
    )
