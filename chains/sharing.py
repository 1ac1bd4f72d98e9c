"""What two tables hold in common, or the one without the other: "cities where we have both pupils and teachers".

No key says that two cities are the same, and a small model joins the tables by the keys that there are.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from hoidap.databases import Schema, Value

from .canonical_tree import column, is_star, rewrite
from .case import Case
from .cues import Cue
from .linking import Link, Links
from .naming import caption_columns, words
from .phrases import Target

_SHARED = Cue("the same|both|share|shares|sharing|shared|in common|cùng|chung|trùng|vừa|giống|lẫn")
_ONE_ONLY = Cue(
    "but have no|but no|but has no|but not|but there is no|but we have no|but don't have|but nowhere"
    "|nhưng không|nhưng chưa|nhưng chẳng|mà không|mà chưa|mà chẳng|chứ không"
)
_HOW_MANY = Cue("bao nhiêu|mấy|how many|number of|đếm|count")


def shared(case: Case) -> None:
    """Ask for the rows, or the values, of one table whose value is among those of another, or is not."""
    query, links, schema = case.query, case.links, case.schema
    denied = _ONE_ONLY.found(links.question)
    if not (denied or _SHARED.found(links.question)) or _is_of_two(query):
        return
    if any(isinstance(meaning, Value) for meaning in links.meanings()):  # shared with a row that is named
        return
    pairs = list(dict.fromkeys(_pairs(links, schema)))
    if len(pairs) != 1:
        return
    first, second, said_first = pairs[0]
    here, there = (column(one.table, one.column or "") for one in (first, second))
    among: exp.Expr = exp.In(this=here.copy(), query=exp.Subquery(this=exp.Select(expressions=[there])))
    names = caption_columns(schema.table(first.table))
    shown: list[exp.Expr] = [here] if said_first or not names else [column(first.table, name) for name in names]
    if _HOW_MANY.found(links.question):
        shown = [exp.Count(this=exp.Distinct(expressions=shown) if said_first else column(first.table, "*"))]
    written = exp.Select(expressions=shown).where(exp.Not(this=among) if denied else among)
    if said_first and not written.find(exp.Count):
        written.set("distinct", exp.Distinct())
    rewrite(query, written)


def _is_of_two(query: exp.Select) -> bool:
    """Whether a column of one table is sought already among those of another."""
    inner = (
        (test.this, test.args["query"].this.expressions[0]) for test in query.find_all(exp.In) if test.args.get("query")
    )
    return any(_are_alike(held, item) for held, item in inner)


def _are_alike(held: exp.Expr, item: exp.Expr) -> bool:
    if not isinstance(held, exp.Column) or not isinstance(item, exp.Column) or is_star(held) or is_star(item):
        return False
    return held.table != item.table and words(held.name)[-1] == words(item.name)[-1]


def _pairs(links: Links, schema: Schema) -> Iterator[tuple[Target, Target, bool]]:
    """The columns that one phrase names in each of two tables that are spoken of, and whether that phrase comes first.

    Only these two may be spoken of: in the order of the question.
    """
    for one in links.links:
        columns = [m for m in one.meanings if isinstance(m, Target) and m.column and _is_text(m, schema)]
        spoken = list(dict.fromkeys(_spoken(one, columns, links)))
        of_tables = [[held for held in columns if held.table == table] for table in spoken]
        if len(spoken) == 2 and all(len(found) == 1 for found in of_tables):
            others = [other.start for other in links.links if other is not one]
            yield of_tables[0][0], of_tables[1][0], one.start < min(others)


def _spoken(shared: Link, columns: list[Target], links: Links) -> Iterator[str]:
    """The tables that are named, or a column of which is named beside: "countries we ship to"."""
    for one in links.links:
        targets = [meaning for meaning in one.meanings if isinstance(meaning, Target)]
        if one is not shared and len(targets) == 1 and (targets[0].column is None or targets[0] in columns):
            yield targets[0].table


def _is_text(target: Target, schema: Schema) -> bool:
    return schema.table(target.table).column(target.column or "").type in ("text", "other")
