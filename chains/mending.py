"""What is mended in a draft before it is expanded: how its rows are called, summed and repeated."""

from __future__ import annotations

from collections.abc import Collection

from sqlglot import exp

from hoidap.databases import Schema

from .canonical import parse
from .canonical_dates import DATE_PARTS
from .canonical_tree import column, is_star
from .counting import named_not_counted, not_of_each, per_meeting, so_many, sorted_as_said
from .errors import NotCanonical
from .flows import of_lines, per_order, summed
from .linking import Links
from .naming import caption_columns, naming_columns
from .phrases import Target
from .sharing import shared
from .sums import amounts, by_amounts, in_total, of_others, shares, totals
from .turning import numbered, of_another, turned, undenied, without_others

TURNS = (turned, undenied, without_others, of_another, numbered, shared)
COUNTS = (per_meeting, not_of_each, so_many, named_not_counted, sorted_as_said)


def mend(canonical: str, links: Links, schema: Schema) -> str:
    """Mend the canonical SQL of a draft by what people mean and a small model forgets.

    Raises NotCanonical where it cannot be read, as a draft that was cut short.
    """
    _check_names(canonical, schema)
    asked = {(meaning.table, meaning.column) for meaning in links.meanings() if isinstance(meaning, Target)}
    mended = whole_names(ordered(grouped(canonical)), schema, asked)
    for step in (
        summed,
        per_order,
        by_amounts,
        of_others,
        amounts,
        totals,
        in_total,
        shares,
        of_lines,
        *TURNS,
        *COUNTS,
    ):
        mended = step(mended, links, schema)
    return each_once(mended, schema)


def _check_names(canonical: str, schema: Schema) -> None:
    """Raise NotCanonical where a column is of no table, or of one that has none of its name."""
    for node in parse(canonical).find_all(exp.Column):
        try:
            table = schema.table(node.table)
            if not is_star(node):
                table.column(node.name)
        except KeyError as error:
            raise NotCanonical(f"no such column: {node.sql()}") from error


def grouped(canonical: str) -> str:
    """Group by what is shown where rows are ranked by a figure: without, no database runs it."""
    query = parse(canonical)
    order, items = query.args.get("order"), query.expressions
    if (
        query.args.get("group")
        or not (order and order.find(exp.AggFunc))
        or any(item.find(exp.AggFunc) for item in items)
    ):
        return canonical
    query.set("group", exp.Group(expressions=[item.copy() for item in items]))
    return query.sql("sqlite")


def ordered(canonical: str) -> str:
    """Take away an order of groups by a part of a date that is not theirs, and the rank by it: databases refuse it.

    A follow-up keeps it where it goes from "the latest year" to "by quarter".
    """
    query = parse(canonical)
    group, order = query.args.get("group"), query.args.get("order")
    keys = [key.this for key in order.expressions] if order else []
    if group is None or not any(isinstance(key, DATE_PARTS) and key not in group.expressions for key in keys):
        return canonical
    query.set("order", None)
    query.set("limit", None)
    return query.sql("sqlite")


def whole_names(canonical: str, schema: Schema, asked: Collection[tuple[str, str | None]]) -> str:
    """Show people by first and last name where one of both stands alone and the question `asked` for neither.

    What is shown twice is shown once.
    """
    query = parse(canonical)
    clauses = [query.expressions, *([query.args["group"].expressions] if query.args.get("group") else [])]
    changed = False
    for items in clauses:
        if len(once := list({item.sql(): item for item in items}.values())) < len(items):
            items[:] = once
            changed = True
        for item in [item for item in items if isinstance(item, exp.Column) and not is_star(item)]:
            names = naming_columns(schema.table(item.table))
            shown = [other.name for other in items if isinstance(other, exp.Column) and other.table == item.table]
            one_is_meant = 0 < sum((item.table, name) in asked for name in names) < len(names)
            if len(names) > 1 and item.name in names and not one_is_meant and not set(names) <= set(shown):
                items[items.index(item) : items.index(item) + 1] = [column(item.table, name) for name in names]
                changed = True
    return query.sql("sqlite") if changed else canonical


def each_once(canonical: str, schema: Schema) -> str:
    """List a column that does not name the rows of its table without repetitions: "the products of DC5"."""
    query = parse(canonical)
    clauses = ("group", "having", "order", "limit", "distinct")
    item = query.expressions[0]
    if len(query.expressions) > 1 or not isinstance(item, exp.Column) or any(map(query.args.get, clauses)):
        return canonical
    table = schema.table(item.table)
    if is_star(item) or item.name in (*caption_columns(table), *table.primary_key):
        return canonical
    if table.column(item.name).type not in ("text", "other", "bool"):
        return canonical
    query.set("distinct", exp.Distinct())
    return query.sql("sqlite")
