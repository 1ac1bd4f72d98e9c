"""A shape as a figure in Plotly's schema: plain dicts that Chainlit's own Plotly draws, so that no package is needed.

Colours and fonts are left out: the page puts its own in, for the light and the dark theme.
"""

import html
from collections.abc import Sequence
from typing import Any, cast

from hoidap.chains.cells import shown

from .shapes import Shape
from .texts import Language
from .times import Point, axis

HEIGHT = 320  # pixels
BAR_HEIGHT = 26
SEPARATORS: dict[Language, str] = {"vi": ",.", "en": ".,"}  # of decimals, of thousands
LONGEST_LABEL = 24  # characters; hovering says the whole


def figure(kind: str, shape: Shape, language: Language) -> dict[str, Any]:
    """`{data, layout}` of one kind of chart."""
    traces = [_trace(kind, shape, at, language) for at in range(len(shape.series))]
    return {"data": traces, "layout": _layout(kind, shape, language)}


def _trace(kind: str, shape: Shape, at: int, language: Language) -> dict[str, Any]:
    series = shape.series[at]
    column = "percent" if shape.is_percent else ""
    said = ["" if value is None else shown(value, language, column) for value in series.values]
    told = list(zip(map(_plain, shape.labels), said, strict=True))
    several = len(shape.series) > 1
    common = {"name": _clipped(series.name), "customdata": [list(pair) for pair in told]}
    hover = "%{customdata[0]}: <b>%{customdata[1]}</b>" + ("" if several else "<extra></extra>")
    if kind == "pie":
        return {
            "type": "pie",
            "labels": [_clipped(label) for label in shape.labels],
            "values": series.values,
            "sort": False,
            "direction": "clockwise",
            "hole": 0.45,
            "textinfo": "percent",
            "customdata": common["customdata"],
            "hovertemplate": "%{customdata[0]}: <b>%{customdata[1]}</b> (%{percent})<extra></extra>",
        }
    if kind == "scatter":
        across = [shown(value, language) for value in shape.points]
        told = [(label, f"{x}; {y}") for label, x, y in zip(map(_plain, shape.labels), across, said, strict=True)]
        hover = (
            "%{customdata[0]}<br><b>%{customdata[1]}</b><extra></extra>"
            if any(shape.labels)
            else "<b>%{customdata[1]}</b><extra></extra>"
        )
        return {
            "type": "scatter",
            "mode": "markers",
            "x": list(shape.points),
            "y": series.values,
            "customdata": [list(pair) for pair in told],
            "marker": {"size": 9, "opacity": 0.8},
            "hovertemplate": hover,
        }
    places = list(shape.points) if shape.unit else list(range(len(shape.labels)))
    if kind == "line":
        mode = "lines+markers" if len(places) <= 40 else "lines"
        return common | {"type": "scatter", "mode": mode, "x": places, "y": series.values, "hovertemplate": hover,
                         "line": {"width": 2.5}, "marker": {"size": 7}, "connectgaps": False}  # fmt: skip
    x, y = (series.values, places) if kind == "horizontal" else (places, series.values)
    return common | {
        "type": "bar",
        "x": x,
        "y": y,
        "orientation": "h" if kind == "horizontal" else "v",
        "hovertemplate": hover,
    }


def _layout(kind: str, shape: Shape, language: Language) -> dict[str, Any]:
    several = len(shape.series) > 1
    layout: dict[str, Any] = {
        "height": HEIGHT,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "separators": SEPARATORS[language],
        "showlegend": several or kind == "pie",
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0},
        "dragmode": False,
        "hovermode": "closest",
        "bargap": 0.25,
    }
    if kind == "pie":
        return layout | {"legend": {"orientation": "v", "x": 1, "y": 0.5}}
    values = {
        "title": {"text": _plain(shape.figure)},
        "automargin": True,
        "separatethousands": True,
        "exponentformat": "none",
        "zeroline": False,
    }
    if shape.is_percent:
        values["ticksuffix"] = " %" if language == "vi" else "%"
    if kind == "scatter":
        return layout | {
            "xaxis": values | {"title": {"text": _plain(shape.dimension)}, "ticksuffix": ""},
            "yaxis": values,
        }
    if kind in ("bar", "horizontal"):
        values["rangemode"] = "tozero"
    over = {
        "automargin": True,
        "title": {"text": _plain(shape.dimension)},
        "showgrid": False,
        "fixedrange": True,
    } | _ticks(shape, language)
    values["fixedrange"] = True
    if kind == "horizontal":
        rows = len(shape.labels) * len(shape.series)
        over |= {"autorange": "reversed", "title": {"text": ""}}
        return layout | {"xaxis": values, "yaxis": over, "height": max(HEIGHT, 90 + BAR_HEIGHT * rows)}
    return layout | {"xaxis": over, "yaxis": values}


def _ticks(shape: Shape, language: Language) -> dict[str, Any]:
    if shape.unit:
        return axis(cast("Sequence[Point]", shape.points), shape.unit, language)
    places = list(range(len(shape.labels)))
    return {
        "type": "linear",
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [_clipped(label) for label in shape.labels],
    }


def _clipped(label: str) -> str:
    return _plain(label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1].rstrip() + "…")


def _plain(label: str) -> str:
    """What Plotly would read as markup, as the characters that they are."""
    return html.escape(label, quote=False)
