"""The turn before, said so that a question about what it found can go on with it.

"Which author saved the most hours?" groups and ranks; "which department is that person in?" is about the author that
came first. A small model cannot turn the one into the other, but it can keep a condition and change what is shown.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sqlglot import exp

from hoidap.databases import Schema

from .canonical import parse
from .canonical_tree import column, grouped_by
from .naming import caption_columns
from .slots import Past

_POINTS_BACK = re.compile(
    r"(?<!\w)(?:đó|này|ấy|nó|họ|chúng|nguoi do|nguoi nay|cai do|cai nay"
    r"|it|its|he|she|him|his|her|they|them|their|those|these|that one|that person"
    r"|(?:^|\b(?:of|in|by|for|from|with|to|about|uses?|used|is|are|does|do|did|has|have|and) )that)(?!\w)",
    re.IGNORECASE,
)


def points_back(question: str) -> bool:
    """Whether a question speaks of what the turn before found, and not only of what it asked."""
    return _POINTS_BACK.search(question) is not None


def restated(past: Past, question: str, schema: Schema) -> Past:
    """The turn before with its ranked groups as rows that are picked, where `question` points back to these."""
    if not points_back(question):
        return past
    query = parse(past.sql)
    name, keys = grouped_by(query)
    if not (name and query.args.get("order") and query.args.get("limit")) or query.args.get("having"):
        return past
    table = schema.table(name)
    if not {key.name for key in keys} <= {*caption_columns(table), *table.primary_key}:
        return past
    row = column(table.name, "*")
    picked = exp.Select(expressions=[row.copy()])
    for clause in ("where", "order", "limit"):
        picked.set(clause, query.args.get(clause))
    shown = [key.copy() for key in keys]
    told = exp.Select(expressions=shown).where(exp.In(this=row, query=exp.Subquery(this=picked)))
    return replace(past, sql=told.sql("sqlite"))
