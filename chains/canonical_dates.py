"""Dates of canonical SQL: a period becomes the range that it spans, a part of a date what the dialect calls it."""

from __future__ import annotations

from sqlglot import exp

from .canonical_dialects import TypeOf, part_of_date
from .errors import NotCanonical
from .periods import Period

COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
DATE_PARTS = (exp.Year, exp.Month, exp.Quarter)
DATES = ("date", "datetime")


def write_ranges(node: exp.Expr, type_of: TypeOf) -> None:
    """A comparison with a period, in place: a range of dates, or a year where the column holds years."""
    if isinstance(node, COMPARISONS) and isinstance(node.expression, exp.Literal):
        period = Period.parse(node.expression.name)
        if period is None or isinstance(node.this, exp.Subquery):
            return
        if type_of(node.this) not in DATES:
            node.set("expression", _year(node.this, period, type_of))
        else:
            node.replace(_compare(node.this, type(node), period))
    elif isinstance(node, exp.Between) and isinstance(node.args["low"], exp.Literal):
        first, last = Period.parse(node.args["low"].name), Period.parse(node.args["high"].name)
        if first is None or last is None:
            return
        if type_of(node.this) in DATES:
            node.replace(exp.and_(_from_start(node.this, first), _before_end(node.this, last)))
        else:
            node.set("low", _year(node.this, first, type_of))
            node.set("high", _year(node.this, last, type_of))


def date_part(node: exp.Expr, one_year: bool, dialect: str, type_of: TypeOf) -> exp.Expr:
    """Year, quarter or month of a date as the dialect spells it.

    A month is 3 within one year, and 2024-03 where several years may stand beside each other.
    """
    operand: exp.Expr = node.this
    if type_of(operand) == "int":
        return operand
    name = type(node).__name__
    return part_of_date(operand, f"{name} of one year" if one_year and name != "Year" else name, dialect)


def is_within_a_year(query: exp.Select) -> bool:
    where = query.args.get("where")
    tests = where.find_all(exp.EQ) if where else ()
    periods = (Period.parse(test.expression.name) for test in tests if isinstance(test.expression, exp.Literal))
    return any(period is not None and (period.end - period.start).days <= 366 for period in periods)


def _year(operand: exp.Expr, period: Period, type_of: TypeOf) -> exp.Expr:
    """A year compared with a number, or with a text that holds years."""
    if isinstance(operand, exp.Column) and type_of(operand) == "text":
        return exp.Literal.string(period.text)
    if not period.text.isdigit():
        raise NotCanonical(f"{operand.sql()} is not a date")
    return exp.Literal.number(period.text)


def _compare(operand: exp.Expr, comparison: type[exp.Expr], period: Period) -> exp.Expr:
    match comparison:
        case exp.GTE:
            return _from_start(operand, period)
        case exp.LT:
            return exp.LT(this=operand.copy(), expression=exp.Literal.string(period.start.isoformat()))
        case exp.GT:
            return exp.GTE(this=operand.copy(), expression=exp.Literal.string(period.end.isoformat()))
        case exp.LTE:
            return _before_end(operand, period)
        case exp.NEQ:
            return exp.paren(exp.not_(exp.and_(_from_start(operand, period), _before_end(operand, period))))
    return exp.and_(_from_start(operand, period), _before_end(operand, period))


def _from_start(operand: exp.Expr, period: Period) -> exp.Expr:
    return exp.GTE(this=operand.copy(), expression=exp.Literal.string(period.start.isoformat()))


def _before_end(operand: exp.Expr, period: Period) -> exp.Expr:
    return exp.LT(this=operand.copy(), expression=exp.Literal.string(period.end.isoformat()))
