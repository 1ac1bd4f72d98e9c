"""Who has the most of something: the largest sum of their rows, not their largest row."""

from __future__ import annotations

import re

from sqlglot import exp

from hoidap.databases import Schema

from .canonical import parse
from .joins import JoinGraph
from .linking import Links
from .phrases import Target

_MUCH_EN = re.compile(r"\b(?:most|least|fewest)\b", re.IGNORECASE)
_MUCH_VI = re.compile(r"\b(?:nhiều|nhieu|ít|it)\b.*\b(?:nhất|nhat)\b", re.IGNORECASE)
_NEAR = 16  # letters between "most" and what there is most of


def by_sums(canonical: str, links: Links, schema: Schema) -> str:
    """Rank by the sum where the question asks who has the most of it and the draft ranks single rows.

    "Which department saved the most hours" is about all of its hours, "who wrote the longest one" about one row.
    """
    query = parse(canonical)
    order, items = query.args.get("order"), query.expressions
    if not (order and query.args.get("limit")) or query.args.get("group"):
        return canonical
    key = order.expressions[0].this
    if not all(isinstance(item, exp.Column) for item in [*items, key]) or any(
        item.table == key.table for item in items
    ):
        return canonical
    shown = [schema.table(item.table).name for item in items]
    tree = JoinGraph(schema).tree(list(dict.fromkeys([*shown, *(found.table for found in query.find_all(exp.Column))])))
    is_number = schema.table(key.table).column(key.name).type in ("int", "float")
    if not (is_number and tree.fans_out(shown) and _asks_for_much(links, key)):
        return canonical
    order.expressions[0].set("this", exp.Sum(this=key.copy()))
    query.set("group", exp.Group(expressions=[item.copy() for item in items]))
    return query.sql("sqlite")


def _asks_for_much(links: Links, key: exp.Column) -> bool:
    if Target(key.table) in links.meanings():  # the rows are spoken of themselves: the draft may well mean one of them
        return False
    if _MUCH_VI.search(links.question):
        return True
    named = [one.start for one in links.links if Target(key.table, key.name) in one.meanings]
    much = [match.end() for match in _MUCH_EN.finditer(links.question)]
    return any(0 < start - end <= _NEAR for start in named for end in much)
