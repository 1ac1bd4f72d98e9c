"""Figures in the unit that a question wishes for: "how many hours is this playlist" of a column of milliseconds."""

from __future__ import annotations

from fractions import Fraction

from sqlglot import exp

from hoidap.databases import Schema

from .canonical import parse
from .canonical_tree import NUMBERS, is_star
from .linking import Links
from .naming import words
from .units import unit_of, wished

_FIGURES = (exp.Sum, exp.Avg, exp.Min, exp.Max)


def in_wished_unit(canonical: str, links: Links, schema: Schema) -> str:
    """What is shown of a column whose name says another unit of the same, divided or multiplied, under the unit's name.

    Raises NotCanonical where it cannot be read.
    """
    wish = wished(links.question)
    if wish is None:
        return canonical
    query, (unit, called) = parse(canonical), wish
    for item in list(query.expressions):
        held = item.this if isinstance(item, _FIGURES) else item
        if not isinstance(held, exp.Column) or is_star(held):
            continue
        own = unit_of(held.name)
        if own is None or own == unit or own.measures != unit.measures:
            continue
        if schema.table(held.table).column(held.name).type in NUMBERS:
            name = " ".join([*words(held.name)[:-1], called])
            item.replace(exp.alias_(_converted(item.copy(), Fraction(unit.size, own.size)), name, quoted=True))
    return query.sql("sqlite")


def _converted(figure: exp.Expr, ratio: Fraction) -> exp.Expr:
    """`figure` in a unit that is `ratio` times as large."""
    if ratio >= 1:
        return exp.Div(this=figure, expression=exp.Literal.number(float(ratio)), typed=True)
    return exp.Mul(this=figure, expression=exp.Literal.number(float(1 / ratio)))
