"""Drafts that say the contrary of what is asked, or what is known already, turned to what can be meant.

Each has a sign among the doubts; where no sample is free of it, the draft itself is turned.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from hoidap.databases import Schema, Value

from .canonical_tree import column, is_star
from .case import Case
from .cues import Cue
from .doubts import contrary_order, denied_twice, known_already
from .joins import JoinGraph
from .linking import Links
from .naming import caption_columns, naming_columns
from .phrases import Target

_ONE = Cue(
    "only one|only a single|just one|just a single|exactly one|a single|đúng một|chỉ một|chỉ có một|duy nhất một"
    "|chỉ có duy nhất|chỉ đúng một|chỉ 1|chỉ có 1|đúng 1|only 1|exactly 1|just 1"
)
_REPEATED = Cue("more than once|duplicate*|repeated|trùng tên|bị trùng|trùng nhau|lặp lại|nhiều hơn một lần|hơn 1 lần")


def turned(case: Case) -> None:
    """Rank the other way round where the question says so: the oldest has the first birth date."""
    key = contrary_order(case)
    if key is None:
        return
    key.set("desc", None if key.args.get("desc") else True)


def undenied(case: Case) -> None:
    """Ask for what is empty where the question says that there is none: "who doesn't report to anyone"."""
    if not denied_twice(case):
        return
    for test in list(case.query.find_all(exp.Is)):
        if isinstance(test.parent, exp.Not):
            test.parent.replace(test.copy())


def without_others(case: Case) -> None:
    """Ask for the rows that no other row points to, where a draft has those that are not among all of their own."""
    query, schema = case.query, case.schema
    for test in query.find_all(exp.In):
        inner = test.args.get("query")
        select = inner.this if inner else None
        if select is None or not isinstance(test.parent, exp.Not) or not is_star(test.this):
            continue
        if select.expressions == [test.this] and not any(map(select.args.get, ("where", "having", "limit"))):
            pointing = [one.name for one in schema.tables if test.this.table in {key.table for key in one.foreign_keys}]
            if len(pointing) == 1:
                select.set("expressions", [column(pointing[0], "*")])


def of_another(case: Case) -> None:
    """Take a value for what a joined table holds where a draft shows nothing but it: "which albums did U2 release"."""
    links, schema = case.links, case.schema
    tests = list(case.query.find_all(exp.EQ))
    if not known_already(case) or len(tests) != 1 or not isinstance(tests[0].this, exp.Column):
        return
    held = tests[0].this
    if Target(held.table) not in links.meanings():  # nothing but the value itself was named
        return
    others = list(_others(held, tests[0].expression.name, links, schema))
    if len(others) != 1:
        return
    tests[0].set("this", column(others[0].table, others[0].column))
    tests[0].set("expression", exp.Literal.string(others[0].text))


def _others(held: exp.Column, text: str, links: Links, schema: Schema) -> Iterator[Value]:
    """What the phrase of a value may mean in the name of a row that a key joins."""
    near = JoinGraph(schema).neighbours(held.table)
    for value in links.same_phrase(Value(held.table, held.name, text)):
        if value.table in near and value.column in naming_columns(schema.table(value.table)):
            yield value


def numbered(case: Case) -> None:
    """Keep the groups of one row, or of several, where a draft lists them all: "countries with a single customer"."""
    query, links, schema = case.query, case.links, case.schema
    items = query.expressions
    comparison = exp.EQ if _ONE.found(links.question) else exp.GT if _REPEATED.found(links.question) else None
    clauses = ("where", "group", "having", "order", "limit")
    if comparison is None or any(map(query.args.get, clauses)):
        return
    columns = [item for item in items if isinstance(item, exp.Column) and not is_star(item)]
    shown = {item.table for item in columns}
    if len(columns) < len(items) or len(shown) != 1:
        return
    (table,) = shown
    counted = _counted(table, [one.name for one in columns], comparison is exp.GT, links, schema)
    if not counted:
        return
    query.set("group", exp.Group(expressions=[item.copy() for item in items]))
    count = exp.Count(this=column(counted, "*"))
    query.set("having", exp.Having(this=comparison(this=count, expression=exp.Literal.number(1))))
    query.set("distinct", None)


def _counted(table: str, shown: list[str], repeated: bool, links: Links, schema: Schema) -> str:
    """The rows that are one or several: those of the one other table that is named, else those that share a text."""
    named = {m.table for m in links.meanings() if isinstance(m, Target) and m.column is None} - {table}
    if len(named) == 1:
        return named.pop()
    names = caption_columns(schema.table(table))
    return table if not named and (repeated or not set(shown) & set(names)) else ""
