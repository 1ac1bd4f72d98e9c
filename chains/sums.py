"""Amounts that are sums without saying so: who has the most of something, and how much of it somebody has."""

from __future__ import annotations

import re

from sqlglot import exp

from hoidap.databases import Schema

from .canonical import parse
from .joins import JoinGraph
from .linking import Links
from .phrases import Target

_MUCH_EN = re.compile(r"\b(?:most|least|fewest)\b", re.IGNORECASE)
_MUCH_VI = re.compile(
    r"\b(?:nhiều|nhieu|ít|it)\b.*\b(?:nhất|nhat)\b|\b(?:số|so|tổng|tong) .*\b(?:cao|lớn|lon|thấp|thap) (?:nhất|nhat)\b",
    re.IGNORECASE,
)
_AMOUNT_VI = re.compile(r"\b(?:số|so|tổng|tong)\b", re.IGNORECASE)
_EACH_VI = re.compile(
    r"\b(?:từng|tung|mỗi|moi|các|cac|những|nhung|liệt kê|liet ke|danh sách|danh sach)\b", re.IGNORECASE
)
_NEAR = 16  # letters between "most" and what there is most of


def by_sums(canonical: str, links: Links, schema: Schema) -> str:
    """Rank by the sum where the question asks who has the most of it and the draft ranks single rows.

    "Which department saved the most hours" is about all of its hours, "who wrote the longest one" about one row.
    """
    query = parse(canonical)
    order = query.args.get("order")
    if not (order and query.args.get("limit")) or query.args.get("group"):
        return canonical
    key = order.expressions[0].this
    measures = [item for item in query.expressions if item == key]
    items = [item for item in query.expressions if item != key]
    if not isinstance(key, exp.Column) or not items:
        return canonical
    if not all(isinstance(item, exp.Column) and item.table != key.table for item in items):
        return canonical
    shown = [schema.table(item.table).name for item in items]
    tree = JoinGraph(schema).tree(list(dict.fromkeys([*shown, *(found.table for found in query.find_all(exp.Column))])))
    is_number = schema.table(key.table).column(key.name).type in ("int", "float")
    if not (is_number and tree.fans_out(shown) and _asks_for_much(links, key)):
        return canonical
    query.set("group", exp.Group(expressions=[item.copy() for item in items]))
    for measure in [*measures, key]:
        measure.replace(exp.Sum(this=measure.copy()))
    return query.sql("sqlite")


def in_total(canonical: str, links: Links, schema: Schema) -> str:
    """Sum the amounts where Vietnamese asks for one: "số giờ tiết kiệm của DC5" is a number, and not a list.

    Of a single row the sum is its amount.
    """
    query = parse(canonical)
    clauses = ("group", "having", "order", "limit", "distinct")
    if links.language != "vi" or any(query.args.get(clause) for clause in clauses) or not query.args.get("where"):
        return canonical
    item = query.expressions[0]
    if len(query.expressions) > 1 or not isinstance(item, exp.Column) or _EACH_VI.search(links.question):
        return canonical
    table = schema.table(item.table)
    if item.name in table.primary_key or table.column(item.name).type not in ("int", "float"):
        return canonical
    named = [one for one in links.links if Target(item.table, item.name) in one.meanings]
    if not any(_AMOUNT_VI.search(links.question[max(0, one.start - 5) : one.end]) for one in named):
        return canonical
    item.replace(exp.Sum(this=item.copy()))
    return query.sql("sqlite")


def _asks_for_much(links: Links, key: exp.Column) -> bool:
    if Target(key.table) in links.meanings():  # the rows are spoken of themselves: the draft may well mean one of them
        return False
    if _MUCH_VI.search(links.question):
        return True
    named = [one.start for one in links.links if Target(key.table, key.name) in one.meanings]
    much = [match.end() for match in _MUCH_EN.finditer(links.question)]
    return any(0 < start - end <= _NEAR for start in named for end in much)
