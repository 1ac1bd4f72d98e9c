"""Numbers and figures in another unit than the column's: "over 10 minutes", "how many hours" of milliseconds.

A column says its unit at the end of its name: Milliseconds, weight_kg, FileBytes, price_in_cents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hoidap.databases import Schema

from .links import Amount, Link
from .naming import asked_tables, words
from .phrases import Target, singular


@dataclass(frozen=True)
class Unit:
    """What is measured, and how many of the smallest unit of it this one holds."""

    measures: str
    size: int


def _named(measures: str, sizes: dict[str, int]) -> dict[str, Unit]:
    return {name: Unit(measures, size) for names, size in sizes.items() for name in names.split("|")}


_UNITS = {
    **_named(
        "time",
        {
            "millisecond|milli|msec|ms|mili giây|mili giay|mili": 1,
            "second|sec|giây|giay": 1000,
            "minute|min|phút|phut": 60_000,
            "hour|hr|tiếng|tieng|giờ đồng hồ|gio dong ho|giờ|gio": 3_600_000,
        },
    ),
    **_named(
        "weight",
        {
            "milligram|mg": 1,
            "gram|gam": 1000,
            "kilogram|kilo|kg|ký|cân": 1_000_000,
            "tonne|tấn|tan": 1_000_000_000,
        },
    ),
    **_named(
        "length",
        {
            "millimeter|millimetre|mm": 1,
            "centimeter|centimetre|cm|xen ti mét": 10,
            "meter|metre|mét": 1000,
            "kilometer|kilometre|km|cây số": 1_000_000,
        },
    ),
    **_named(
        "size",
        {"byte": 1, "kilobyte|kb": 1024, "megabyte|mb": 1024**2, "gigabyte|gb": 1024**3, "terabyte|tb": 1024**4},
    ),
    **_named("money", {"cent|xu": 1, "dollar|usd|đô la|đô": 100}),
}
_UNIT = "|".join(sorted((f"{name}s?" if name.isascii() else name for name in _UNITS), key=len, reverse=True))
_BEHIND = re.compile(
    rf"\s?-?\s?(?:(?:and|or|to|đến|den|tới|toi|và|va|hoặc|hoac|-|–)\s?[\d.,]+\s?-?\s?)?(?P<unit>{_UNIT})(?!\w)",
    re.IGNORECASE,
)
_ONE = re.compile(
    rf"(?<!\w)(?P<number>half an?|nửa|one|an|a|một|mot) (?P<unit>{_UNIT})(?!\w)(?! (?:nào|gì|nao|gi)\b)", re.IGNORECASE
)
_WISHED = re.compile(
    r"(?:\b(?:in|by|as|to|into|how many|number of"
    r"|bao nhiêu|bao nhieu|mấy|may|theo|bằng|bang|ra|sang|số|so|thành|thanh)\s|\()"
    rf"(?P<unit>{_UNIT})(?!\w)",
    re.IGNORECASE,
)


def unit_of(column: str) -> Unit | None:
    """The unit that a column's name ends in."""
    names = words(column)
    return _UNITS.get(singular(names[-1])) or _UNITS.get(names[-1]) if names else None


def converted(links: Sequence[Link], question: str, schema: Schema) -> tuple[Link, ...]:
    """The links with each number in the unit of the column that it tells of, which the name of a unit links to.

    The column is one that the question names, else the only one of such a unit in the tables that it speaks of.
    """
    found = list(links)
    for link in [*links, *_single_units(links, question)]:
        behind = _BEHIND.match(question, link.end) if _is_number(link) else None
        asked = _unit(behind["unit"]) if behind else None
        column = _column(asked, links, schema) if asked else None
        own = unit_of(column.column) if column and column.column else None
        if behind is None or asked is None or column is None or own is None or own == asked:
            continue
        changed = tuple(_in(own, asked, m) if isinstance(m, Amount) else m for m in link.meanings)
        start, end = behind.span("unit")
        found = [one for one in found if one != link and (one.end <= start or end <= one.start)]
        found.append(Link(link.start, link.end, changed))
        if all(column not in one.meanings for one in found):
            found.append(Link(start, end, (column,)))
    return tuple(sorted(found, key=lambda link: link.start))


def wished(question: str) -> tuple[Unit, str] | None:
    """The unit that figures are wished in, and what it is called: "in minutes", "bao nhiêu phút", "(giờ)"."""
    for match in _WISHED.finditer(question):
        if unit := _unit(match["unit"]):
            return unit, match["unit"]
    return None


def _single_units(links: Sequence[Link], question: str) -> Iterator[Link]:
    """ "An hour" and "nửa tiếng", whose numbers are no numbers elsewhere."""
    for match in _ONE.finditer(question):
        start, end = match.span("number")
        if all(end <= link.start or link.end <= start for link in links):
            half = match["number"].casefold().startswith(("half", "nửa"))
            yield Link(start, end, (Amount("0.5" if half else "1"),))


def _is_number(link: Link) -> bool:
    return any(isinstance(meaning, Amount) for meaning in link.meanings)


def _unit(said: str) -> Unit | None:
    said = said.casefold()
    return _UNITS.get(said) or _UNITS.get(singular(said)) or _UNITS.get(said.removesuffix("s"))


def _column(asked: Unit, links: Sequence[Link], schema: Schema) -> Target | None:
    """The column of such a unit that the question names; else the only one in its tables."""
    named = [m for link in links for m in link.meanings if isinstance(m, Target)]
    told = dict.fromkeys(m for m in named if m.column and _is_alike(asked, unit_of(m.column)))
    if told:
        return next(iter(told))
    speaks_of = {m.table for m in named}
    held = [
        Target(table.name, column.name)
        for table in asked_tables(schema)
        for column in table.columns
        if table.name in speaks_of and column.type in ("int", "float") and _is_alike(asked, unit_of(column.name))
    ]
    return held[0] if len(held) == 1 else None


def _is_alike(asked: Unit, own: Unit | None) -> bool:
    return own is not None and own.measures == asked.measures


def _in(own: Unit, asked: Unit, amount: Amount) -> Amount:
    value = Fraction(amount.text) * asked.size / own.size
    return Amount(str(value.numerator) if value.denominator == 1 else repr(float(value)))
