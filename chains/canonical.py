"""Canonical SQL, the small language that the embedded model writes, made into the database's own dialect.

Canonical SQL has no FROM, columns are always qualified, `"T".*` stands for a row of T, and a date is compared with the
period that it falls in (`'2024'`, `'2024-Q2'`, `'2024-03'`, `'2024-03-15'`). What can be derived from the schema is
derived here: the join path, DISTINCT where a join repeats rows, the date range of a period, the key beside a name in
GROUP BY. A figure divided by the figure of a subquery is a share in per cent, and a date minus a date is a number of
days. The idea is NatSQL's (Gan et al., 2021); the language is ours.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hoidap.databases import Schema

from .canonical_dates import DATE_PARTS, DATES, date_part, is_within_a_year, write_ranges
from .canonical_dialects import adapt
from .canonical_tree import column, is_figured, is_picked, is_star, own, take_out
from .errors import NotCanonical
from .joins import Edge, JoinGraph, JoinTree, row_key
from .naming import naming_columns
from .roles import role_of


def parse(canonical: str) -> exp.Select:
    """The tree of canonical SQL. Raises NotCanonical where the text is cut short or not a single SELECT."""
    try:
        query = sqlglot.parse_one(canonical, read="sqlite")
    except SqlglotError as error:
        raise NotCanonical(f"not canonical SQL: {canonical}") from error
    if not isinstance(query, exp.Select):
        raise NotCanonical(f"not a single SELECT: {canonical}")
    return query


def expand(canonical: str, schema: Schema) -> str:
    """Write canonical SQL in the dialect of `schema`. Raises NotCanonical, or CannotJoin from the join graph."""
    expansion = _Expansion(schema)
    query = expansion.select(parse(canonical))
    adapt(query, schema.dialect, expansion.type)
    return query.sql(schema.dialect)


class _Expansion:
    """One query's expansion: the schema and its join graph, walked innermost SELECT first."""

    def __init__(self, schema: Schema) -> None:
        self.schema, self.graph = schema, JoinGraph(schema)

    def select(self, query: exp.Select, root: str | None = None) -> exp.Select:
        """Expand `query` in place; `root` joins one more table in front, as a connected-rows subquery needs."""
        for node in [node for node in own(query) if isinstance(node, exp.In) and node.args.get("query")]:
            self._member(node)
        for scalar in [node for node in own(query) if isinstance(node, exp.Subquery) and _is_scalar(node)]:
            self.select(scalar.this)
        ways = self._ways(query)
        tables = list(dict.fromkeys([root] if root else []))
        named = [*_tables(query, self.schema), *(name for edge in ways for name in (edge.source, edge.target))]
        tables += [name for name in dict.fromkeys(named) if name not in tables]
        if not tables:
            raise NotCanonical(f"no table is named: {query.sql()}")
        tree = (self.graph.by(ways) if ways else self.graph).tree(tables)
        self._say_once(query, tree)
        self._skip_nulls_in_ranking(query)
        self._group_by_keys(query)
        for figure in [figure for figure in own(query) if isinstance(figure, exp.Div | exp.Sub)]:
            figure.replace(self._arithmetic(figure))
        one_year = is_within_a_year(query)
        for test in list(own(query)):
            write_ranges(test, self.type)
            if isinstance(test, exp.EQ | exp.NEQ) and self.type(test.this) == "text" and test.expression.is_number:
                test.set("expression", exp.Literal.string(test.expression.name))
        headings = [_heading(item) for item in query.expressions] if root is None and query.parent is None else []
        for part in [node for node in own(query) if isinstance(node, DATE_PARTS)]:
            part.replace(date_part(part, one_year, self.schema.dialect, self.type))
        for count in [node for node in own(query) if isinstance(node, exp.Count)]:
            self._count_rows(count, tree)
        for item, name in zip(list(query.expressions), headings, strict=False):
            if name:
                item.replace(exp.alias_(item.copy(), name, quoted=True))
        return _from(query, tree)

    def _member(self, node: exp.In) -> None:
        """`x IN (SELECT ...)`, where x and what is selected are columns, or rows that stand for their keys."""
        held, inner = node.this, node.args["query"].this
        item = inner.expressions[0]
        if is_star(item) and is_picked(inner) and not (is_star(held) and held.table == item.table):
            picked = exp.In(this=item.copy(), query=exp.Subquery(this=inner.copy()))
            inner = exp.Select(expressions=[item.copy()]).where(picked)
            node.args["query"].set("this", inner)
        if is_star(held) and not (isinstance(item, exp.Column) and self._points_to(item, held.table)):
            (self._picked_rows if is_picked(inner) else self._connected_rows)(node, inner)
            return
        if is_star(held):
            node.set("this", column(held.table, role_of(self.schema, item.table, item.name)[1]))
        if is_star(item):
            inner.set("expressions", self._keys(item.table)[:1])
        self._values(node, inner)

    def _points_to(self, item: exp.Column, table: str) -> bool:
        return not is_star(item) and role_of(self.schema, item.table, item.name)[0] == table

    def _values(self, node: exp.In, inner: exp.Select) -> None:
        """`"T"."a" IN (SELECT "U"."b" ...)`; HAVING and a rank by a figure are about the rows of each b."""
        item = inner.expressions[0]
        if is_figured(inner):
            inner.set("group", exp.Group(expressions=[item.copy()]))
        if isinstance(node.parent, exp.Not):  # in SQL nothing is outside of a list that holds a NULL
            inner.where(exp.Not(this=exp.Is(this=item.copy(), expression=exp.Null())), copy=False)
        self.select(inner)
        inner.set("distinct", None)
        self._limited(node, node.this, inner)

    def _connected_rows(self, node: exp.In, inner: exp.Select) -> None:
        """`"T".* IN (SELECT "U".* ...)`: the key of T among the keys of T joined to such rows of U."""
        keys = self._keys(node.this.table)
        inner.args["expressions"], counted = [key.copy() for key in keys], inner.args["expressions"]
        mentioned = [column.table for item in counted for column in item.find_all(exp.Column)]
        inner.args["expressions"] += [column(name, "*") for name in mentioned]
        self.select(inner, root=self.schema.table(node.this.table).name)
        inner.set("expressions", inner.args["expressions"][: len(keys)])
        inner.set("distinct", None)
        node.set("this", keys[0] if len(keys) == 1 else exp.Tuple(expressions=keys))

    def _picked_rows(self, node: exp.In, inner: exp.Select) -> None:
        """`"T".* IN (SELECT "T".* ... HAVING or ORDER BY ... LIMIT n)`: rows chosen by their figures or their rank."""
        keys = self._keys(node.this.table)
        inner.set("expressions", [key.copy() for key in keys])
        if is_figured(inner):
            inner.set("group", exp.Group(expressions=[key.copy() for key in keys]))
        self.select(inner)
        inner.set("distinct", None)
        self._limited(node, keys[0] if len(keys) == 1 else exp.Tuple(expressions=keys), inner)

    def _limited(self, node: exp.In, held: exp.Expr, inner: exp.Select) -> None:
        limit, shown = inner.args.get("limit"), inner.expressions
        if limit is None:
            node.set("this", held)
        elif limit.expression.name == "1" and len(shown) == 1:
            node.replace(exp.EQ(this=held.copy(), expression=exp.Subquery(this=inner)))
        else:  # MySQL takes no LIMIT right inside of IN
            names = [exp.column(key.name, quoted=True) for key in shown]
            chosen = exp.Select(expressions=names).from_(exp.Subquery(this=inner, alias=exp.to_identifier("chosen")))
            node.replace(exp.In(this=held.copy(), query=exp.Subquery(this=chosen)))

    def _keys(self, name: str) -> list[exp.Expr]:
        table = self.schema.table(name)
        keys = row_key(self.schema, name)
        if not keys:
            raise NotCanonical(f"{table.name} has no primary key")
        return [column(table.name, key) for key in keys]

    def _ways(self, query: exp.Select) -> list[Edge]:
        """Take `"T"."key" = "U".*` out of the conditions: by which of its keys T is joined to U."""
        ways = []
        for node in [node for node in own(query) if isinstance(node, exp.EQ) and is_star(node.expression)]:
            held = node.this
            target, referred = role_of(self.schema, held.table, held.name)
            if target != self.schema.table(node.expression.table).name or target == held.table:
                raise NotCanonical(f"{held.sql()} leads to no other {node.expression.table}")
            ways.append(Edge(held.table, target, ((held.name, referred),), fans_out=False))
            take_out(node)
        return ways

    def _say_once(self, query: exp.Select, tree: JoinTree) -> None:
        """DISTINCT where a plain listing would repeat its rows because of a join to many."""
        items = query.expressions
        if query.args.get("group") or query.args.get("distinct") or any(item.find(exp.AggFunc) for item in items):
            return
        shown = list(dict.fromkeys(column.table for item in items for column in item.find_all(exp.Column)))
        written = {item.sql() for item in items}
        order = query.args.get("order")
        sortable = order is None or all(key.this.sql() in written for key in order.expressions)
        if shown and sortable and tree.fans_out([self.schema.table(name).name for name in shown]):
            query.set("distinct", exp.Distinct())

    def _skip_nulls_in_ranking(self, query: exp.Select) -> None:
        """The smallest one of all is not the unknown one, which some databases sort first."""
        order = query.args.get("order")
        if order is None or not query.args.get("limit"):
            return
        key = order.expressions[0]
        if isinstance(key.this, exp.Column) and not key.args.get("desc"):
            query.where(exp.Not(this=exp.Is(this=key.this.copy(), expression=exp.Null())), copy=False)

    def _group_by_keys(self, query: exp.Select) -> None:
        """Two authors of one name are two authors: group by the key beside a column that names a row.

        Not where the figures are of those very rows: nobody asks for figures of one row each.
        """
        group = query.args.get("group")
        if group is None:
            return
        figures = [node for node in own(query) if isinstance(node, exp.AggFunc)]
        measured = {node.table for figure in figures for node in figure.find_all(exp.Column)}
        for key in list(group.expressions):
            if not isinstance(key, exp.Column) or measured <= {key.table}:
                continue
            table = self.schema.table(key.table)
            if key.name in naming_columns(table) and len(table.primary_key) == 1 and key.name not in table.primary_key:
                group.append("expressions", column(table.name, table.primary_key[0]))

    def _count_rows(self, node: exp.Count, tree: JoinTree) -> None:
        if not is_star(node.this):
            return
        table = self.schema.table(node.this.table)
        keys = row_key(self.schema, table.name)
        if tree.fans_out([table.name]) and len(keys) == 1:
            node.set("this", exp.Distinct(expressions=[column(table.name, keys[0])]))
        else:
            node.set("this", exp.Star())

    def _arithmetic(self, node: exp.Div | exp.Sub) -> exp.Expr:
        """Division that is no integer division, nor one by zero; days between dates."""
        if isinstance(node, exp.Sub):
            if self.type(node.this) in DATES and self.type(node.expression) in DATES:
                return exp.DateDiff(this=node.this.copy(), expression=node.expression.copy(), unit=exp.var("DAY"))
            return node
        if isinstance(node.expression, exp.Literal) and "." in node.expression.name and float(node.expression.name):
            return node
        factor = "100.0" if isinstance(node.expression, exp.Subquery) else "1.0"
        scaled = exp.Mul(this=exp.Literal.number(factor), expression=node.this.copy())
        divisor = exp.Nullif(this=node.expression.copy(), expression=exp.Literal.number(0))
        return exp.Div(this=scaled, expression=divisor, typed=True)

    def type(self, operand: exp.Expr) -> str:
        """The type of a column; "other" of anything else."""
        if not isinstance(operand, exp.Column) or is_star(operand):
            return "other"
        return self.schema.table(operand.table).column(operand.name).type


def _heading(item: exp.Expr) -> str:
    """What a share, days and a part of a date are called, whose SQL says it to nobody; cells.py knows these names."""
    if isinstance(item, DATE_PARTS):
        return type(item).__name__.lower()
    if isinstance(item, exp.Div) and item.expression.find(exp.Subquery):
        return "percent"
    return "days" if item.find(exp.DateDiff) else ""


def _is_scalar(node: exp.Subquery) -> bool:
    return not isinstance(node.parent, exp.In) and isinstance(node.this, exp.Select) and not node.this.args.get("from_")


def _tables(query: exp.Select, schema: Schema) -> list[str]:
    try:
        return list(dict.fromkeys(schema.table(node.table).name for node in own(query) if isinstance(node, exp.Column)))
    except KeyError as error:
        raise NotCanonical(f"no such table: {error.args[0]}") from error


def _from(query: exp.Select, tree: JoinTree) -> exp.Select:
    query = query.from_(exp.Table(this=exp.to_identifier(tree.root, quoted=True)), copy=False)
    for edge in tree.edges:
        on = exp.and_(*(exp.EQ(this=column(edge.source, a), expression=column(edge.target, b)) for a, b in edge.pairs))
        query = query.join(exp.Table(this=exp.to_identifier(edge.target, quoted=True)), on=on, copy=False)
    return query
