"""Counts that a draft takes of the wrong rows, of what is counted itself, or where somebody is asked for by name."""

from __future__ import annotations

from sqlglot import exp

from .canonical_tree import column, is_star
from .case import Case
from .cues import Cue
from .linking import Amount, Links
from .naming import naming_columns
from .phrases import Target

_SOMEBODY = Cue("anyone|anybody|someone|somebody|có ai|who|show them|show me|list them|which ones|những ai|là ai")
_NUMBER = Cue("how many|how much|number of|count*|total*|bao nhiêu|mấy|số|đếm|lượng")
_FIRST = Cue("*est first|*est ones first|*est to *est|first to last|nhất trước|nhất trước tiên|lowest to highest")
_DESCENDING = Cue(
    "desc|descending|revers*|backward*|z to a|z-a|latest|newest|most|high*|giảm|ngược|z đến a|cao|nhiều|mới"
)
_NEXT = 12  # letters between a number and what there are so many of


def per_meeting(case: Case) -> None:
    """Divide the lines by the orders where a draft divides the goods: each order has its own products."""
    query, schema = case.query, case.schema
    for quotient in query.find_all(exp.Div):
        counts = [quotient.this, quotient.expression]
        if all(isinstance(one, exp.Count) and is_star(one.this) for one in counts):
            names = {one.this.table for one in counts}
            lines = [one.name for one in schema.tables if names <= {key.table for key in one.foreign_keys}]
            if len(names) == 2 and len(lines) == 1:
                quotient.this.set("this", column(lines[0], "*"))


def not_of_each(case: Case) -> None:
    """Count buyers by band, and not by band and buyer, which is one each."""
    query, schema = case.query, case.schema
    group = query.args.get("group")
    counted = {one.this.table for one in query.find_all(exp.Count) if is_star(one.this)}
    keys = group.expressions if group else []
    own = [
        key
        for key in keys
        if isinstance(key, exp.Column)
        and {key.table} == counted
        and key.name in naming_columns(schema.table(key.table))
    ]
    kept = [item for item in query.expressions if item not in own]
    if not own or len(own) == len(keys) or not kept:
        return
    query.set("expressions", kept)
    query.set("group", exp.Group(expressions=[key for key in keys if key not in own]))


def so_many(case: Case) -> None:
    """Compare the number of what stands behind a number, and not an amount: "sold to fewer than 40 customers"."""
    query, links = case.query, case.links
    having = query.args.get("having")
    for test in having.find_all(exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ) if having else []:
        if not isinstance(test.this, exp.Sum | exp.Avg) or not isinstance(test.expression, exp.Literal):
            continue
        tables = _counted(test.expression.name, links)
        if len(tables) == 1:
            test.set("this", exp.Count(this=column(tables.pop(), "*")))


def _counted(number: str, links: Links) -> set[str]:
    """The table that is named right behind a number."""
    ends = [one.end for one in links.links if Amount(number) in one.meanings]
    return {
        one.meanings[0].table
        for one in links.links
        if len(one.meanings) == 1 and isinstance(one.meanings[0], Target) and one.meanings[0].column is None
        if any(0 <= one.start - end <= _NEXT for end in ends)
    }


def named_not_counted(case: Case) -> None:
    """Name them where it is asked whether there is anybody, and for no number."""
    query, links, schema = case.query, case.links, case.schema
    item, clauses = query.expressions[0], ("group", "having", "order", "limit")
    if not isinstance(item, exp.Count) or len(query.expressions) > 1 or any(map(query.args.get, clauses)):
        return
    if not is_star(item.this) or not _SOMEBODY.found(links.question) or _NUMBER.found(links.question):
        return
    names = naming_columns(schema.table(item.this.table))
    if not names:
        return
    query.set("expressions", [column(item.this.table, name) for name in names])


def sorted_as_said(case: Case) -> None:
    """Sort names from A to Z unless the contrary is said, and show all of them where some come first."""
    query, links = case.query, case.links
    order, limit = query.args.get("order"), query.args.get("limit")
    if order is None:
        return
    if limit and limit.expression.name == "1" and _FIRST.found(links.question):
        query.set("limit", None)
    elif not limit and not _DESCENDING.found(links.question):
        for key in [one for one in order.expressions if _is_text(one.this, case)]:
            key.set("desc", None)
            key.set("nulls_first", True)  # as the dialect has it, so that nothing is said of them


def _is_text(key: exp.Expr, case: Case) -> bool:
    return isinstance(key, exp.Column) and case.type(key) in ("text", "other")
