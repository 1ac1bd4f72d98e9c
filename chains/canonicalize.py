"""Ordinary SQL made canonical: how an earlier turn or a data set's gold SQL reaches the embedded model.

The reverse of `canonical.expand`, for the queries that canonical SQL can say. It does not prove that both mean the
same: who needs that runs both and compares the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hoidap.databases import Schema

from .canonical_tree import own
from .canonicalize_dates import date_part, name_days, name_periods, name_quarters
from .canonicalize_figures import name_shares
from .canonicalize_joins import connect_what_is_dropped, known_or_not, ways
from .canonicalize_names import (
    aliases,
    finest,
    is_text,
    meant,
    name_aliases,
    name_groups,
    qualify,
    star,
    unaliased,
    written,
)
from .canonicalize_sets import absence, combined, counted, existence, membership
from .errors import CannotJoin, NotCanonical

_NEGATED = re.compile(r'\bNOT ("(?:[^"]|"")*"\.(?:\*|"(?:[^"]|"")*")) (IN|IS NULL|LIKE)\b')


def canonicalize(sql: str, schema: Schema) -> str:
    """Write `sql` as canonical SQL. Raises NotCanonical where it cannot be said so: outer joins, derived tables."""
    try:
        query = sqlglot.parse_one(sql, read=schema.dialect)
        if isinstance(query, exp.SetOperation):
            return _text(combined(query, schema, _canonical))
        if not isinstance(query, exp.Select):
            raise NotCanonical("not a SELECT")
        if isinstance(query.args["from_"].this, exp.Subquery) and not query.args.get("joins"):
            return _text(counted(query, schema, _canonical))
        return _text(_canonical(query, schema))
    except (SqlglotError, CannotJoin, KeyError, IndexError, AttributeError) as error:
        raise NotCanonical(f"cannot be said in canonical SQL: {sql}") from error


def _text(query: exp.Select) -> str:
    for both in [node for node in query.find_all(exp.And) if not isinstance(node.parent, exp.And)]:
        tests = list(_tests(both))
        both.replace(exp.and_(*tests, wrap=False))
    return _NEGATED.sub(_negation_inside, query.sql("sqlite"))


def _tests(node: exp.Expr) -> Iterator[exp.Expr]:
    """What AND connects, freed of the brackets that only AND stands in; OR keeps its own."""
    inside = node.unnest()
    if isinstance(inside, exp.And):
        yield from (*_tests(inside.this), *_tests(inside.expression))
    else:
        yield exp.paren(inside) if isinstance(inside, exp.Or) else inside


def _canonical(query: exp.Select, schema: Schema) -> exp.Select:
    absence(query, schema)
    tables = aliases(query, schema)
    if query.args.get("with_") or len(set(tables.values())) < len(tables):
        raise NotCanonical("a common table expression, or a table joined with itself")
    existence(query, schema, tables)
    for column in [node for node in own(query) if isinstance(node, exp.Column)]:
        if is_text(column, tables, schema):
            column.replace(exp.Literal.string(column.name))
    name_shares(query)
    _members(query, schema, tables)
    subqueries = [node for node in own(query) if isinstance(node, exp.Subquery)]
    for scalar in [node for node in subqueries if not isinstance(node.parent, exp.In)]:
        scalar.set("this", _canonical(scalar.this, schema))
    known_or_not(query, tables, schema)
    by = ways(query, tables, schema)
    joins = query.args.pop("joins", None) or []
    if any(join.side or join.kind not in ("", "INNER", "CROSS") for join in joins):
        raise NotCanonical("an outer join")
    query.set("from_", None)
    name_aliases(query)
    for column in [node for node in own(query) if isinstance(node, exp.Column)]:
        qualify(column, tables, schema)
    keys = query.args["group"].expressions if query.args.get("group") else query.expressions
    shown = [key.table for key in map(unaliased, keys) if isinstance(key, exp.Column)]
    _name_rows(query, finest(tables, schema, shown))
    name_groups(query, schema)
    name_quarters(query)
    name_days(query)
    for part in [n for n in query.walk() if isinstance(n, exp.Anonymous | exp.TimeToStr | exp.Cast | exp.Extract)]:
        part.replace(date_part(part))
    if query.args.get("where"):
        name_periods(query)
    for alias in [item for item in query.expressions if isinstance(item, exp.Alias)]:
        alias.replace(alias.this)
    for item in [item for item in query.expressions if isinstance(item, exp.Paren)]:
        item.replace(item.unnest())
    for key in query.find_all(exp.Ordered):
        descending = bool(key.args.get("desc"))
        key.set("desc", descending or None)
        key.set("nulls_first", not descending)  # as SQLite does by itself, so that nothing is written
    for way in by:
        query.where(way, copy=False)
    connect_what_is_dropped(query, list(tables.values()), schema)
    return query


def _members(query: exp.Select, schema: Schema, tables: dict[str, str]) -> None:
    """Tests against the rows of a subquery; `x = (SELECT y ...)` of one y is `x IN (SELECT y ...)`."""
    for node in [node for node in own(query) if isinstance(node, exp.EQ | exp.NEQ)]:
        inner = node.expression.this if isinstance(node.expression, exp.Subquery) else None
        if isinstance(inner, exp.Select) and _names_rows(inner, schema):
            among = exp.In(this=node.this.copy(), query=node.expression.copy())
            node.replace(exp.not_(among) if isinstance(node, exp.NEQ) else among)
    for test in [test for test in own(query) if isinstance(test, exp.In) and test.args.get("query")]:
        membership(test, tables, schema, _canonical)


def _names_rows(inner: exp.Select, schema: Schema) -> bool:
    """Whether a subquery of one value is about which rows, not about a number or date to compare with."""
    item = inner.expressions[0]
    if not isinstance(item, exp.Column):
        return False
    table, name = meant(*written(item, aliases(inner, schema), schema), schema)
    plain = not any(inner.args.get(clause) for clause in ("group", "having", "order", "limit"))
    amount = schema.table(table).column(name).type in ("int", "float", "date", "datetime")
    return not (plain and amount and name not in schema.table(table).primary_key)


def _name_rows(query: exp.Select, rows: str) -> None:
    """`*` is a row of the finest table."""
    for count in [node for node in own(query) if isinstance(node, exp.Count)]:
        if not isinstance(count.this, exp.Distinct):
            count.set("this", star(rows))
    for item in [item for item in query.expressions if isinstance(item, exp.Star)]:
        item.replace(star(rows))


def _negation_inside(match: re.Match[str]) -> str:
    """`NOT x IN (...)`, as sqlglot writes it, is `x NOT IN (...)` in canonical SQL, and likewise IS NOT NULL."""
    return f"{match[1]} IS NOT NULL" if match[2] == "IS NULL" else f"{match[1]} NOT {match[2]}"
