"""Figures that a draft takes of the wrong rows: who has the most of something, and how much of it there is.

The most of something is a sum or a number of rows, and not the largest row; and nothing has more than one of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from hoidap.databases import Schema

from .canonical_tree import NUMBERS, column, grouped_by, is_star
from .case import Case
from .joins import JoinGraph
from .linking import Links
from .naming import is_junction, naming_columns, words
from .phrases import Target

_NOT_AMOUNTS = frozenset("year nam năm month day id no number code rank level zip phone".split())

_MUCH_EN = re.compile(r"\b(?:most|least|fewest)\b", re.IGNORECASE)
_MUCH_VI = re.compile(
    r"\b(?:nhiều|nhieu|ít|it)\b.*\b(?:nhất|nhat)\b|\b(?:số|so|tổng|tong) .*\b(?:cao|lớn|lon|thấp|thap) (?:nhất|nhat)\b",
    re.IGNORECASE,
)
_AMOUNT_VI = re.compile(r"\b(?:số|so|tổng|tong)\b", re.IGNORECASE)
_EACH_VI = re.compile(
    r"\b(?:từng|tung|mỗi|moi|các|cac|những|nhung|liệt kê|liet ke|danh sách|danh sach)\b", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\b(?:how many|number of|count|counts|số lượng|so luong|bao nhiêu|bao nhieu|mấy|may|đếm|dem|lượt|luot)\b",
    re.IGNORECASE,
)
_MEAN = re.compile(r"\b(?:average|mean|avg|trung bình|trung binh|bình quân|binh quan)\b", re.IGNORECASE)
_DIFFERENT = re.compile(r"\b(?:distinct|different|unique|khác nhau|khac nhau|loại|loai|kinds?|types?)\b", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:new|newest|latest|recent|recently|old|oldest|early|earliest|late|first|last|young|youngest|mới|moi|cũ|cu|gần|gan"
    r"|sớm|som|muộn|muon|đầu tiên|dau tien|cuối|cuoi|trẻ|già|lâu)\b",
    re.IGNORECASE,
)
_NEAR = 16  # letters between "most" and what there is most of


def by_amounts(case: Case) -> None:
    """Rank by the sum, or the number of rows, where the question asks for most and the draft ranks single rows.

    "Which department saved the most hours" is about all of its hours, "who wrote the longest one" about one row; by a
    text, or a date where no time is spoken of, nobody ranks: "which department used Python the most".
    """
    query, links, schema = case.query, case.links, case.schema
    order = query.args.get("order")
    if not (order and query.args.get("limit")) or query.args.get("group"):
        return
    key = order.expressions[0].this
    measures = [item for item in query.expressions if item == key]
    items = [item for item in query.expressions if item != key]
    if not isinstance(key, exp.Column) or not items:
        return
    if not all(isinstance(item, exp.Column) and item.table != key.table for item in items):
        return
    shown = [schema.table(item.table).name for item in items]
    tree = JoinGraph(schema).tree(list(dict.fromkeys([*shown, *(found.table for found in query.find_all(exp.Column))])))
    kind = schema.table(key.table).column(key.name).type
    if not tree.fans_out(shown) or not _asks_for_much(links, key, kind in NUMBERS):
        return
    query.set("group", exp.Group(expressions=[item.copy() for item in items]))
    for measure in [*measures, key]:
        rows = column(key.table, "*")
        measure.replace(exp.Sum(this=measure.copy()) if kind in NUMBERS else exp.Count(this=rows))


def of_others(case: Case) -> None:
    """Count the rows of another table where a draft counts those that it groups by: "the tool that is used most".

    Which other is told by the question, or where it names none by the only table whose rows belong to them.
    """
    query, links, schema = case.query, case.links, case.schema
    name, keys = grouped_by(query)
    if not name:
        return
    table = schema.table(name)
    if not {key.name for key in keys} <= {*naming_columns(table), *table.primary_key}:
        return
    if any(Target(table.name, key.name) in links.meanings() for key in keys):  # its repetitions may be asked for
        return
    counts = [node for node in query.find_all(exp.Count) if is_star(node.this) and node.this.table == table.name]
    named = [name for name in links.tables() if name != table.name]
    owned = named or [name for name in _owned_by(table.name, schema) if name != table.name]
    if not counts or len(set(owned)) != 1:
        return
    for count in counts:
        count.replace(exp.Count(this=column(owned[0], "*")))


def amounts(case: Case) -> None:
    """Sum the amount that the question names where a draft counts the rows that have one: "invoice totals per year"."""
    query, links, schema = case.query, case.links, case.schema
    counts = [node for node in query.find_all(exp.Count) if is_star(node.this)]
    if not counts or _COUNTED.search(links.question):
        return
    table = schema.table(counts[0].this.table)
    keys = table.foreign_key_columns.union(table.primary_key)
    numbers = {name.name for name in table.columns if name.type in NUMBERS} - keys
    named = [{m.column for m in one.meanings if isinstance(m, Target) and m.table == table.name} for one in links.links]
    meant = [name for name in sorted(numbers) if {name} in named]
    if len(meant) != 1 or any(found.name == meant[0] for found in query.find_all(exp.Column)):
        return
    figure = exp.Avg if _MEAN.search(links.question) else exp.Sum
    for count in counts:
        count.replace(figure(this=column(table.name, meant[0])))


def totals(case: Case) -> None:
    """Sum amounts, or take their mean, where a draft counts how many different ones there are: "how many hours"."""
    query, links, schema = case.query, case.links, case.schema
    if _DIFFERENT.search(links.question):
        return
    for count in [node for node in query.find_all(exp.Count) if isinstance(node.this, exp.Distinct)]:
        counted = count.this.expressions[0]
        table = schema.table(counted.table)
        keys = table.foreign_key_columns.union(table.primary_key)
        if is_star(counted) or counted.name in keys or _NOT_AMOUNTS & set(words(counted.name)):
            continue
        if table.column(counted.name).type in NUMBERS:
            count.replace((exp.Avg if _MEAN.search(links.question) else exp.Sum)(this=counted.copy()))


def shares(case: Case) -> None:
    """Divide a sum by the same sum of all where a draft divides it by a number of rows, and asks for a percentage.

    Any other figure has no part of the rows as its share.
    """
    query = case.query
    for share in query.find_all(exp.Div):
        whole = share.expression.this if isinstance(share.expression, exp.Subquery) else None
        if isinstance(share.this, exp.Sum) and isinstance(whole, exp.Select) and whole.expressions[0] != share.this:
            whole.set("expressions", [share.this.copy()])


def _owned_by(table: str, schema: Schema) -> Iterator[str]:
    """The tables whose rows point to a row of `table`, or are joined to it by a junction."""
    for other in schema.tables:
        pointed = [key.table for key in other.foreign_keys]
        if table in pointed:
            yield from [name for name in pointed if name != table] if is_junction(other) else [other.name]


def in_total(case: Case) -> None:
    """Sum the amounts where Vietnamese asks for one: "số giờ tiết kiệm của DC5" is a number, and not a list.

    Of a single row the sum is its amount.
    """
    query, links, schema = case.query, case.links, case.schema
    clauses = ("group", "having", "order", "limit", "distinct")
    if links.language != "vi" or any(query.args.get(clause) for clause in clauses) or not query.args.get("where"):
        return
    item = query.expressions[0]
    if len(query.expressions) > 1 or not isinstance(item, exp.Column) or _EACH_VI.search(links.question):
        return
    table = schema.table(item.table)
    if item.name in ("*", *table.primary_key) or table.column(item.name).type not in NUMBERS:
        return
    named = [one for one in links.links if Target(item.table, item.name) in one.meanings]
    if not any(_AMOUNT_VI.search(links.question[max(0, one.start - 5) : one.end]) for one in named):
        return
    item.replace(exp.Sum(this=item.copy()))


def _asks_for_much(links: Links, key: exp.Column, is_number: bool) -> bool:
    if is_number and Target(key.table) in links.meanings():  # its rows are spoken of: the draft may well mean one
        return False
    if not is_number and _TIME.search(links.question):
        return False
    if _MUCH_VI.search(links.question):
        return True
    named = [one.start for one in links.links if Target(key.table, key.name) in one.meanings]
    much = [match.end() for match in _MUCH_EN.finditer(links.question)]
    return bool(much) if not is_number else any(0 < start - end <= _NEAR for start in named for end in much)
