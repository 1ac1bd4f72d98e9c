"""Dates of ordinary SQL as canonical SQL has them: periods instead of ranges, parts of a date by their names."""

from __future__ import annotations

from sqlglot import exp

from .canonical_dialects import PARTS
from .errors import NotCanonical
from .periods import Period

_PARTS = {"%Y": exp.Year, "%Y-%m": exp.Month, "%m": exp.Month}
_QUARTERS = {PARTS["sqlite"][name].sql("sqlite") for name in ("Quarter", "Quarter of one year")}
_QUARTERS |= {form.replace(" + 2) / 3", " - 1) / 3 + 1") for form in _QUARTERS}


def name_quarters(query: exp.Select) -> None:
    """SQLite has no word for a quarter: its arithmetic on months, as expansion writes it, in place."""
    for node in [node for node in query.walk() if isinstance(node, exp.Div | exp.Add | exp.DPipe | exp.Paren)]:
        columns = {column.sql(): column for column in node.find_all(exp.Column)}
        if len(columns) == 1 and node.parent is not None:
            column = next(iter(columns.values()))
            form = node.transform(lambda part: exp.column("d") if isinstance(part, exp.Column) else part)
            if form.sql("sqlite") in _QUARTERS:
                node.replace(exp.Quarter(this=column.copy()))


def name_days(query: exp.Select) -> None:
    """The days between dates, in place: `JULIANDAY(a) - JULIANDAY(b)` and `DATEDIFF(day, b, a)` are `a - b`."""
    for node in [node for node in query.walk() if isinstance(node, exp.Sub)]:
        sides = [_day(node.this), _day(node.expression)]
        if all(sides):
            node.replace(exp.Sub(this=sides[0], expression=sides[1]))
    for days in [node for node in query.walk() if isinstance(node, exp.DateDiff)]:
        if days.args.get("unit") is None or days.args["unit"].name.upper() == "DAY":
            days.replace(exp.Sub(this=days.this.copy(), expression=days.expression.copy()))


def _day(node: exp.Expr) -> exp.Expr | None:
    is_day = isinstance(node, exp.Anonymous) and node.name.casefold() == "julianday" and len(node.expressions) == 1
    return node.expressions[0].copy() if is_day else None


def date_part(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Cast):
        inside: exp.Expr = node.this
        return inside
    if isinstance(node, exp.TimeToStr):
        part = _PARTS.get(node.args["format"].name)
        operand = node.this
        while isinstance(operand, exp.Func) and isinstance(operand.this, exp.Column):
            operand = operand.this
    elif isinstance(node, exp.Extract):
        part = {"YEAR": exp.Year, "MONTH": exp.Month, "QUARTER": exp.Quarter}.get(node.name.upper())
        operand = node.expression
    elif node.name.casefold() == "strftime" and len(node.expressions) == 2:
        part, operand = _PARTS.get(node.expressions[0].name), node.expressions[1]
    else:
        raise NotCanonical(f"the function {node.name}")
    if part is None:
        raise NotCanonical("a part of a date other than its year or month")
    return part(this=operand.copy())


def name_periods(query: exp.Select) -> None:
    """`YEAR(d) = '2024'` and `d >= '2024-01-01' AND d < '2025-01-01'` are `d = '2024'`."""
    for node in list(query.args["where"].find_all(exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NEQ)):
        if isinstance(node.this, exp.Year | exp.Month) and isinstance(node.expression, exp.Literal):
            node.set("expression", exp.Literal.string(node.expression.name))
            node.set("this", node.this.this.copy())
    for both in list(query.args["where"].find_all(exp.And)):
        low, high = both.this, both.expression
        if isinstance(low, exp.And):
            low = low.expression
        if isinstance(low, exp.GTE) and isinstance(high, exp.LT) and low.this == high.this:
            period = _span(low.expression.name, high.expression.name)
            kept: exp.Expr | None = None
            if period is not None:
                kept = exp.EQ(this=low.this.copy(), expression=exp.Literal.string(period))
            elif low.expression.name.endswith("-01-01") and high.expression.name.endswith("-01-01"):
                years = low.expression.name[:4], str(int(high.expression.name[:4]) - 1)
                first, last = map(exp.Literal.string, years)
                kept = exp.Between(this=low.this.copy(), low=first, high=last)
            if kept is not None:
                both.replace(exp.and_(both.this.this.copy(), kept) if isinstance(both.this, exp.And) else kept)
    for bound in query.args["where"].find_all(exp.GTE, exp.LT):
        if isinstance(bound.expression, exp.Literal) and bound.expression.name.endswith("-01-01"):
            bound.set("expression", exp.Literal.string(bound.expression.name[:4]))


def _span(start: str, end: str) -> str | None:
    year, month = start[:4], start[:7]
    quarter = f"{year}-Q{(int(month[5:7]) + 2) // 3}" if month[5:7].isdigit() else year
    for text in (year, quarter, month, start[:10]):
        period = Period.parse(text)
        if period and (period.start.isoformat(), period.end.isoformat()) == (start[:10], end[:10]):
            return text
    return None
