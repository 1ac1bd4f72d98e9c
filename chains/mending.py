"""What is mended in a draft before it is expanded: how its rows are called, summed and repeated."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from hoidap.databases import Schema

from .canonical import parse
from .canonical_dates import DATE_PARTS
from .canonical_tree import column, is_star
from .case import Case
from .counting import named_not_counted, not_of_each, per_meeting, so_many, sorted_as_said
from .errors import NotCanonical
from .flows import of_lines, per_order, summed
from .linking import Links
from .naming import caption_columns, naming_columns
from .phrases import Target
from .sharing import shared
from .sums import amounts, by_amounts, in_total, of_others, shares, totals
from .turning import numbered, of_another, turned, undenied, without_others

SUMS = (summed, per_order, by_amounts, of_others, amounts, totals, in_total, shares, of_lines)
TURNS = (turned, undenied, without_others, of_another, numbered, shared)
COUNTS = (per_meeting, not_of_each, so_many, named_not_counted, sorted_as_said)


def mend(canonical: str, links: Links, schema: Schema) -> str:
    """Mend the canonical SQL of a draft by what people mean and a small model forgets.

    Raises NotCanonical where it cannot be read, as a draft that was cut short.
    """
    case = Case(parse(canonical), links, schema)
    _check_names(case)
    for step in (grouped, ordered, whole_names, *SUMS, *TURNS, *COUNTS, each_once):
        step(case)
    return case.query.sql("sqlite")


def _check_names(case: Case) -> None:
    """Raise NotCanonical where a column is of no table, or of one that has none of its name."""
    for node in case.query.find_all(exp.Column):
        try:
            table = case.table(node)
            if not is_star(node):
                table.column(node.name)
        except KeyError as error:
            raise NotCanonical(f"no such column: {node.sql()}") from error


def grouped(case: Case) -> None:
    """Group by what is shown where rows are ranked by a figure: without, no database runs it."""
    query = case.query
    order, items = query.args.get("order"), query.expressions
    figures = [item for item in items if item.find(exp.AggFunc)]
    if order and order.find(exp.AggFunc) and not figures and not query.args.get("group"):
        query.set("group", exp.Group(expressions=[item.copy() for item in items]))


def ordered(case: Case) -> None:
    """Take away an order of groups by a part of a date that is not theirs, and the rank by it: databases refuse it.

    A follow-up keeps it where it goes from "the latest year" to "by quarter".
    """
    query = case.query
    group, order = query.args.get("group"), query.args.get("order")
    keys = [key.this for key in order.expressions] if order else []
    if group and any(isinstance(key, DATE_PARTS) and key not in group.expressions for key in keys):
        query.set("order", None)
        query.set("limit", None)


def whole_names(case: Case) -> None:
    """Show people by first and last name where one of both stands alone and the question asks for neither.

    What is shown twice is shown once.
    """
    for clause in filter(None, [case.query, case.query.args.get("group")]):
        items = list({item.sql(): item for item in clause.expressions}.values())
        named = [one for item in items for one in _whole(item, items, case)]
        clause.set("expressions", list({item.sql(): item for item in named}.values()))


def _whole(item: exp.Expr, items: Sequence[exp.Expr], case: Case) -> list[exp.Expr]:
    """All columns that name a row for one of them that is shown without the others."""
    if not isinstance(item, exp.Column) or is_star(item):
        return [item]
    names = naming_columns(case.table(item))
    shown = {other.name for other in items if isinstance(other, exp.Column) and other.table == item.table}
    asked = [name for name in names if Target(item.table, name) in case.targets]
    if len(names) < 2 or item.name not in names or 0 < len(asked) < len(names) or set(names) <= shown:
        return [item]
    return [column(item.table, name) for name in names]


def each_once(case: Case) -> None:
    """List a column that does not name the rows of its table without repetitions: "the products of DC5"."""
    query, item = case.query, case.query.expressions[0]
    clauses = ("group", "having", "order", "limit", "distinct")
    if len(query.expressions) > 1 or not isinstance(item, exp.Column) or any(map(query.args.get, clauses)):
        return
    table = case.table(item)
    if case.type(item) in ("text", "other", "bool") and item.name not in (*caption_columns(table), *table.primary_key):
        query.set("distinct", exp.Distinct())
