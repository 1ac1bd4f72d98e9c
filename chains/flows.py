"""What was earned, sold or spent is a sum, and of the lines that it is spoken of: "revenue by genre", "top spenders".

A small model ranks single rows by such an amount, takes the largest one of them, or sums the total of an order once for
each of its lines.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from hoidap.databases import Schema, Table

from .canonical_dates import DATES
from .canonical_tree import column, is_star, own, take_out
from .case import Case
from .cues import Cue
from .errors import CannotJoin
from .joins import JoinGraph
from .linking import Links
from .measures import amount_of, line_amount
from .naming import caption_columns, is_named, naming_columns
from .phrases import Target

_FLOW = Cue(
    "revenue*|sales|turnover|takings|earn*|spend*|spent|income|made|make*|brought in|bring* in|doanh thu|doanh số"
    "|chi tiêu|tiêu|chi|kiếm|thu về|thu được|đem về|mang về|bán*"
    "|take in|took in|taken in|takes in|bring* us|make us|cost us|bán chạy|chạy nhất|hết bao nhiêu"
    "|units sold|copies sold|items sold|quantity sold|sold the most|*sell*|sells|sold"
)
_MOVED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)


def summed(case: Case) -> None:
    """Sum what flows where a draft shows, compares or ranks single amounts of it, or takes the largest one."""
    query, links, schema = case.query, case.links, case.schema
    flows = _flows(query, links, schema)
    rows = {item.table for item in query.expressions if isinstance(item, exp.Column) and is_star(item)}
    if not flows or rows & {one.table for one in flows}:
        return
    for extreme in [node for node in query.find_all(exp.Max, exp.Min) if node.this in flows]:
        if not _rows_are_meant(extreme.this, links, schema):
            extreme.replace(exp.Sum(this=extreme.this.copy()))
    outer = [node for node in own(query) if isinstance(node, exp.Column)]
    plain = [node for node in outer if node in flows and not node.find_ancestor(exp.AggFunc)]
    if not plain or any(_rows_are_meant(one, links, schema) for one in plain):
        return
    shown = [key for item in query.expressions if item not in flows for key in _keys(item, schema)]
    if any(one in plain for one in query.expressions):  # a count beside the amount is of the same rows
        query.set("expressions", [item for item in query.expressions if not item.find(exp.Count)])
        shown = [item for item in shown if not item.find(exp.AggFunc)]
    if any(item.find(exp.AggFunc) for item in shown) or not _is_shown_or_moved(plain, query):
        return
    _in_groups(query, plain, shown)


def _in_groups(query: exp.Select, plain: list[exp.Column], shown: list[exp.Expr]) -> None:
    flow = plain[0]
    for test in [node.parent for node in plain if isinstance(node.parent, _MOVED) and node.find_ancestor(exp.Where)]:
        having = test.copy()
        having.set("this", exp.Sum(this=flow.copy()))
        take_out(test)
        query.set("having", exp.Having(this=having))
    items = [
        exp.Sum(this=item.copy()) if item in plain else key.copy()
        for item in query.expressions
        for key in ([item] if item in plain else [one for one in shown if _belongs(one, item)])
    ]
    for order in query.args["order"].expressions if query.args.get("order") else []:
        if order.this in plain:
            order.set("this", exp.Sum(this=order.this.copy()))
    query.set("expressions", items)
    query.set("distinct", None)
    if shown:
        query.set("group", exp.Group(expressions=[item.copy() for item in shown]))


def _belongs(key: exp.Expr, item: exp.Expr) -> bool:
    if key == item:
        return True
    return isinstance(item, exp.Column) and is_star(item) and isinstance(key, exp.Column) and key.table == item.table


def _keys(item: exp.Expr, schema: Schema) -> list[exp.Expr]:
    """What to group by for an item that is shown; a row is told by what names it."""
    if not (isinstance(item, exp.Column) and is_star(item)):
        return [item]
    table = schema.table(item.table)
    return [column(table.name, name) for name in (naming_columns(table) or table.primary_key or caption_columns(table))]


def _is_shown_or_moved(plain: list[exp.Column], query: exp.Select) -> bool:
    where = query.args.get("where")
    if where is None:
        return True
    tests = [node for node in plain if node.find_ancestor(exp.Where)]
    return all(isinstance(node.parent, _MOVED) and not where.find(exp.Or) for node in tests)


def _flows(query: exp.Select, links: Links, schema: Schema) -> list[exp.Column]:
    """The amounts in a draft that were earned or spent: those computed of lines, and those that such a word names."""
    named = {
        meaning
        for one in links.links
        if _FLOW.found(links.question[one.start : one.end])
        for meaning in one.meanings
        if isinstance(meaning, Target)
    }
    return [
        node
        for node in query.find_all(exp.Column)
        if not is_star(node)
        and (_is_computed(node, schema) or (Target(node.table, node.name) in named and _is_amount(node, schema)))
    ]


def _is_computed(node: exp.Column, schema: Schema) -> bool:
    table = schema.table(node.table)
    return bool(table.column(node.name).formula) and not is_named(table)


def _is_amount(node: exp.Column, schema: Schema) -> bool:
    """A number of an event or a line; that of what has a name of its own is a quality of it."""
    table = schema.table(node.table)
    return table.column(node.name).type in ("int", "float") and not is_named(table)


def _rows_are_meant(flow: exp.Column, links: Links, schema: Schema) -> bool:
    """Whether the rows that have an amount are spoken of, so that the largest one may well be one of them."""
    return not _is_computed(flow, schema) and Target(flow.table) in links.meanings()


def of_lines(case: Case) -> None:
    """Sum the lines where a draft sums the total of an order as often as a line of it is joined."""
    query, schema = case.query, case.schema
    totals = [node for node in query.find_all(exp.Sum) if isinstance(node.this, exp.Column)]
    for figure in totals:
        select = figure.parent_select
        if select is None:
            continue
        table = schema.table(figure.this.table)
        formula = _repeating(table, figure.this, select, schema)
        if formula:
            figure.set("this", sqlglot.parse_one(formula, read="sqlite"))


def _repeating(table: Table, amount: exp.Column, select: exp.Select, schema: Schema) -> str:
    """The formula of the lines that a query joins to `table`, whose amount it sums; or ""."""
    if amount.name != amount_of(table):
        return ""
    named = [schema.table(node.table).name for node in own(select) if isinstance(node, exp.Column)]
    try:
        tree = JoinGraph(schema).tree(list(dict.fromkeys([table.name, *named])))
    except CannotJoin:
        return ""
    joined = {table.name, *(edge.target for edge in tree.edges)}
    lines = [one for one in schema.tables if one.name in joined and table.name in {k.table for k in one.foreign_keys}]
    formulas = [formula for one in lines if (formula := line_amount(one, schema))]
    return formulas[0] if len(formulas) == 1 and tree.fans_out([table.name]) else ""


def per_order(case: Case) -> None:
    """The mean of what orders come to, where a draft takes that of their lines: "average order value"."""
    query, schema = case.query, case.schema
    for mean in [node for node in query.find_all(exp.Avg) if isinstance(node.this, exp.Column)]:
        if _is_computed(mean.this, schema) and (orders := _orders(schema.table(mean.this.table), schema)):
            rows = exp.Count(this=column(orders, "*"))
            mean.replace(exp.Div(this=exp.Sum(this=mean.this.copy()), expression=rows, typed=True))


def _orders(lines: Table, schema: Schema) -> str:
    """The one table with dates that the lines point to."""
    owners = {key.table for key in lines.foreign_keys}
    dated = [one.name for one in schema.tables if one.name in owners and any(c.type in DATES for c in one.columns)]
    return dated[0] if len(dated) == 1 else ""
