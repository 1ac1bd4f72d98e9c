"""Canonical SQL, the small language that the embedded model writes, made into the database's own dialect.

Canonical SQL has no FROM, columns are always qualified, `"T".*` stands for a row of T, and a date is compared with the
period that it falls in (`'2024'`, `'2024-Q2'`, `'2024-03'`, `'2024-03-15'`). What can be derived from the schema is
derived here: the join path, DISTINCT where a join repeats rows, the date range of a period, the key beside a name in
GROUP BY. The idea is NatSQL's (Gan et al., 2021); the language is ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hoidap.databases import Schema

from .errors import NotCanonical
from .joins import JoinGraph, JoinTree
from .naming import naming_columns
from .periods import Period

COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
DATE_PARTS = (exp.Year, exp.Month, exp.Quarter)
_D = exp.column("d")
SQLITE_PARTS = {
    kind: sqlglot.parse_one(text, read="sqlite")
    for kind, text in {
        "Year": "CAST(STRFTIME('%Y', d) AS INTEGER)",
        "Month": "STRFTIME('%Y-%m', d)",
        "Month of one year": "CAST(STRFTIME('%m', d) AS INTEGER)",
        "Quarter": "STRFTIME('%Y', d) || '-Q' || ((CAST(STRFTIME('%m', d) AS INTEGER) + 2) / 3)",
        "Quarter of one year": "(CAST(STRFTIME('%m', d) AS INTEGER) + 2) / 3",
    }.items()
}


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
    return _Expansion(schema).select(parse(canonical)).sql(schema.dialect)


def whole_names(canonical: str, schema: Schema, asked: Collection[tuple[str, str | None]]) -> str:
    """Show people by first and last name where one of both stands alone and the question `asked` for neither.

    What is shown twice is shown once.
    """
    query = parse(canonical)
    clauses = [query.expressions, *([query.args["group"].expressions] if query.args.get("group") else [])]
    changed = False
    for items in clauses:
        if len(once := list({item.sql(): item for item in items}.values())) < len(items):
            items[:] = once
            changed = True
        for item in [item for item in items if isinstance(item, exp.Column) and not isinstance(item.this, exp.Star)]:
            names = naming_columns(schema.table(item.table))
            shown = [other.name for other in items if isinstance(other, exp.Column) and other.table == item.table]
            meant = any((item.table, name) in asked for name in names)
            if len(names) > 1 and item.name in names and not meant and not set(names) <= set(shown):
                items[items.index(item) : items.index(item) + 1] = [_column(item.table, name) for name in names]
                changed = True
    return query.sql("sqlite") if changed else canonical


class _Expansion:
    """One query's expansion: the schema and its join graph, walked innermost SELECT first."""

    def __init__(self, schema: Schema) -> None:
        self.schema, self.graph = schema, JoinGraph(schema)

    def select(self, query: exp.Select, root: str | None = None) -> exp.Select:
        """Expand `query` in place; `root` joins one more table in front, as a connected-rows subquery needs."""
        for node in [node for node in _own(query) if isinstance(node, exp.In) and node.args.get("query")]:
            self._connected_rows(node)
        for scalar in [node for node in _own(query) if isinstance(node, exp.Subquery) and _is_scalar(node)]:
            self.select(scalar.this)
        tables = list(dict.fromkeys([root] if root else []))
        tables += [name for name in _tables(query, self.schema) if name not in tables]
        if not tables:
            raise NotCanonical(f"no table is named: {query.sql()}")
        tree = self.graph.tree(tables)
        self._rank_by_sum(query, tree)
        self._say_once(query, tree)
        self._skip_nulls_in_ranking(query)
        self._group_by_keys(query)
        one_year = _is_within_a_year(query)
        for test in list(_own(query)):
            self._date_ranges(test)
        for part in [node for node in _own(query) if isinstance(node, DATE_PARTS)]:
            part.replace(self._date_part(part, one_year))
        for count in [node for node in _own(query) if isinstance(node, exp.Count)]:
            self._count_rows(count, tree)
        return _from(query, tree)

    def _connected_rows(self, node: exp.In) -> None:
        """`"T".* IN (SELECT "U".* ...)`: the key of T among the keys of T joined to such rows of U."""
        inner = node.args["query"].this
        if not isinstance(node.this, exp.Column) or not isinstance(node.this.this, exp.Star):
            self.select(inner)
            return
        table = self.schema.table(node.this.table)
        if not table.primary_key:
            raise NotCanonical(f"{table.name} has no primary key")
        keys = [_column(table.name, name) for name in table.primary_key]
        inner.args["expressions"], counted = [key.copy() for key in keys], inner.args["expressions"]
        mentioned = [column.table for item in counted for column in item.find_all(exp.Column)]
        inner.args["expressions"] += [_column(name, "*") for name in mentioned]
        self.select(inner, root=table.name)
        inner.set("expressions", inner.args["expressions"][: len(keys)])
        inner.set("distinct", None)
        node.set("this", keys[0] if len(keys) == 1 else exp.Tuple(expressions=keys))

    def _rank_by_sum(self, query: exp.Select, tree: JoinTree) -> None:
        """The department that saved the most hours is the one with the largest sum, not the one of the largest row."""
        order, limit, items = query.args.get("order"), query.args.get("limit"), query.expressions
        if not (order and limit) or query.args.get("group") or not all(isinstance(i, exp.Column) for i in items):
            return
        key = order.expressions[0].this
        shown = [self.schema.table(item.table).name for item in items]
        if self._type(key) in ("int", "float") and key.table not in shown and tree.fans_out(shown):
            order.expressions[0].set("this", exp.Sum(this=key.copy()))
            query.set("group", exp.Group(expressions=[item.copy() for item in items]))

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
        """Two authors of one name are two authors: group by the key beside a column that names a row."""
        group = query.args.get("group")
        if group is None:
            return
        for key in list(group.expressions):
            if not isinstance(key, exp.Column):
                continue
            table = self.schema.table(key.table)
            if key.name in naming_columns(table) and len(table.primary_key) == 1 and key.name not in table.primary_key:
                group.append("expressions", _column(table.name, table.primary_key[0]))

    def _date_ranges(self, node: exp.Expr) -> None:
        if isinstance(node, COMPARISONS) and isinstance(node.expression, exp.Literal):
            period = Period.parse(node.expression.name)
            if period is None or isinstance(node.this, exp.Subquery):
                return
            if not self._is_date(node.this):
                node.set("expression", self._year(node.this, period))
            else:
                node.replace(_compare(node.this, type(node), period))
        elif isinstance(node, exp.Between) and isinstance(node.args["low"], exp.Literal):
            first, last = Period.parse(node.args["low"].name), Period.parse(node.args["high"].name)
            if first is None or last is None:
                return
            if self._is_date(node.this):
                node.replace(exp.and_(_from_start(node.this, first), _before_end(node.this, last)))
            else:
                node.set("low", self._year(node.this, first))
                node.set("high", self._year(node.this, last))

    def _year(self, operand: exp.Expr, period: Period) -> exp.Expr:
        """A year compared with a number, or with a text that holds years."""
        if isinstance(operand, exp.Column) and self._type(operand) == "text":
            return exp.Literal.string(period.text)
        if not period.text.isdigit():
            raise NotCanonical(f"{operand.sql()} is not a date")
        return exp.Literal.number(period.text)

    def _date_part(self, node: exp.Expr, one_year: bool) -> exp.Expr:
        """Year, quarter or month of a date as SQLite spells it; other dialects are sqlglot's business.

        A month is 3 within one year, and 2024-03 where several years may stand beside each other.
        """
        if self.schema.dialect != "sqlite":
            return node
        if self._type(node.this) == "int":
            return _operand(node)
        name = type(node).__name__
        form = SQLITE_PARTS[f"{name} of one year" if one_year and name != "Year" else name]
        return form.transform(lambda part: _operand(node).copy() if part == _D else part)

    def _count_rows(self, node: exp.Count, tree: JoinTree) -> None:
        if not (isinstance(node.this, exp.Column) and isinstance(node.this.this, exp.Star)):
            return
        table = self.schema.table(node.this.table)
        if tree.fans_out([table.name]) and len(table.primary_key) == 1:
            node.set("this", exp.Distinct(expressions=[_column(table.name, table.primary_key[0])]))
        else:
            node.set("this", exp.Star())

    def _type(self, column: exp.Expr) -> str:
        if not isinstance(column, exp.Column) or isinstance(column.this, exp.Star):
            return "other"
        return self.schema.table(column.table).column(column.name).type

    def _is_date(self, operand: exp.Expr) -> bool:
        return self._type(operand) in ("date", "datetime")


def _operand(node: exp.Expr) -> exp.Expr:
    operand: exp.Expr = node.this
    return operand


def _own(query: exp.Select) -> Iterator[exp.Expr]:
    """Every node of `query` but those inside its subqueries; the subquery nodes themselves are included."""
    yield from query.walk(prune=lambda node: isinstance(node, exp.Subquery))


def _is_scalar(node: exp.Subquery) -> bool:
    return not isinstance(node.parent, exp.In)


def _tables(query: exp.Select, schema: Schema) -> list[str]:
    try:
        return list(
            dict.fromkeys(schema.table(node.table).name for node in _own(query) if isinstance(node, exp.Column))
        )
    except KeyError as error:
        raise NotCanonical(f"no such table: {error.args[0]}") from error


def _column(table: str, name: str) -> exp.Column:
    this = exp.Star() if name == "*" else exp.to_identifier(name, quoted=True)
    return exp.Column(this=this, table=exp.to_identifier(table, quoted=True))


def _from(query: exp.Select, tree: JoinTree) -> exp.Select:
    query = query.from_(exp.Table(this=exp.to_identifier(tree.root, quoted=True)), copy=False)
    for edge in tree.edges:
        on = exp.and_(
            *(exp.EQ(this=_column(edge.source, a), expression=_column(edge.target, b)) for a, b in edge.pairs)
        )
        query = query.join(exp.Table(this=exp.to_identifier(edge.target, quoted=True)), on=on, copy=False)
    return query


def _is_within_a_year(query: exp.Select) -> bool:
    where = query.args.get("where")
    tests = where.find_all(exp.EQ) if where else ()
    return any(isinstance(test.expression, exp.Literal) and Period.parse(test.expression.name) for test in tests)


def _compare(operand: exp.Expr, comparison: type[exp.Expr], period: Period) -> exp.Expr:
    match comparison:
        case exp.GTE:
            return _from_start(operand, period)
        case exp.LT:
            return exp.LT(this=operand.copy(), expression=exp.Literal.string(period.start.isoformat()))
        case exp.GT:
            return exp.GTE(this=operand.copy(), expression=exp.Literal.string(period.end.isoformat()))
        case exp.LTE:
            return _before_end(operand, period)
        case exp.NEQ:
            return exp.paren(exp.not_(exp.and_(_from_start(operand, period), _before_end(operand, period))))
    return exp.and_(_from_start(operand, period), _before_end(operand, period))


def _from_start(operand: exp.Expr, period: Period) -> exp.Expr:
    return exp.GTE(this=operand.copy(), expression=exp.Literal.string(period.start.isoformat()))


def _before_end(operand: exp.Expr, period: Period) -> exp.Expr:
    return exp.LT(this=operand.copy(), expression=exp.Literal.string(period.end.isoformat()))
