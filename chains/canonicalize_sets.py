"""Sets of rows and values in ordinary SQL, as canonical SQL says them: `"T".* IN (SELECT "U".* ...)` and the like."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from hoidap.databases import Schema

from .canonical_tree import is_star, own, take_out
from .canonicalize_names import aliases, beyond, meant, star, unaliased, written
from .errors import NotCanonical
from .joins import row_key
from .naming import naming_columns
from .roles import role_of

Canonical = Callable[[exp.Select, Schema], exp.Select]


def membership(node: exp.In, tables: dict[str, str], schema: Schema, canonical: Canonical) -> None:
    """`x IN (SELECT y ...)`, in place: by rows where x and y are the key or the name of one table, else by values."""
    inner = node.args["query"].this
    if not isinstance(inner, exp.Select) or not isinstance(node.this, exp.Column):
        raise NotCanonical("membership in a set operation")
    inside = aliases(inner, schema)
    shown = unaliased(inner.expressions[0])
    if not isinstance(shown, exp.Column) or is_star(shown):
        raise NotCanonical("membership among computed values")
    held, source = written(node.this, tables, schema), written(shown, inside, schema)
    table, name = meant(*held, schema)
    inner = canonical(inner, schema)
    item = _first(inner)
    node.args["query"].set("this", inner)
    if role_of(schema, *held)[0] == item.table and item.name in row_key(schema, item.table):
        _ungroup(inner)
        inner.set("expressions", [star(item.table)])
        node.set("this", _column(*held))
    elif role_of(schema, *source)[0] == table:
        inner.set("expressions", [_column(*source)])
        node.set("this", star(table))
    elif _is_row(table, name, schema) and _is_row(item.table, item.name, schema) and not _counts_names(inner, schema):
        node.set("this", star(table))
        if item.table == table and _ungroup(inner):
            inner.set("expressions", [star(table)])
        else:
            others = [other for other in inside.values() if other != table]
            behind = source[0] if source[0] != table else (others or [source[0]])[0]
            inner.set("expressions", [star(beyond(behind, [*inside.values(), table], schema))])
    else:
        _ungroup(inner)
        node.set("this", _column(table, name))
        inner.set("expressions", [item.copy()])
    inner.set("distinct", None)
    if is_star(node.this) and inner.expressions[0].table == table and _only_connects(inner):
        node.set("query", inner.args["where"].this.args["query"].copy())


def existence(query: exp.Select, schema: Schema, outside: dict[str, str]) -> None:
    """`EXISTS (SELECT ... WHERE u.x = t.y ...)`, in place: `t.y IN (SELECT u.x ...)`, freed of that one condition."""
    for node in [node for node in query.find_all(exp.Exists) if node.find_ancestor(exp.Select) is query]:
        inner = node.this
        inside = aliases(inner, schema)
        tests = [test for test in inner.find_all(exp.EQ) if test.find_ancestor(exp.Select) is inner]
        across = [(test, sides) for test in tests if (sides := _across(test, inside, outside))]
        if len(across) != 1:
            raise NotCanonical("EXISTS that is not connected by one key")
        test, (held, shown) = across[0]
        take_out(test)
        inner.set("expressions", [shown.copy()])
        node.replace(exp.In(this=held.copy(), query=exp.Subquery(this=inner.copy())))


def absence(query: exp.Select, schema: Schema) -> None:
    """`t LEFT JOIN u ON u.x = t.y WHERE u.z IS NULL`, in place: `t.y NOT IN (SELECT u.x ...)`."""
    for join in [join for join in query.args.get("joins") or [] if join.side == "LEFT"]:
        name = join.this.alias_or_name.casefold()
        where, on = query.args.get("where"), join.args.get("on")
        missing = [
            test
            for test in (where.find_all(exp.Is) if where else ())
            if isinstance(test.this, exp.Column)
            and test.this.table.casefold() == name
            and isinstance(test.expression, exp.Null)
        ]
        others = [
            c
            for c in query.find_all(exp.Column)
            if c.table.casefold() == name and c.find_ancestor(exp.Join) is not join
        ]
        sides = _across(on, {name: join.this.name}, aliases(query, schema)) if isinstance(on, exp.EQ) else None
        if sides is None or len(missing) != 1 or others != [missing[0].this]:
            raise NotCanonical("an outer join")
        held, shown = sides
        among = exp.In(
            this=held.copy(), query=exp.Subquery(this=exp.Select(expressions=[shown.copy()]).from_(join.this.copy()))
        )
        missing[0].replace(exp.not_(among))
        join.pop()


def _across(test: exp.EQ, inside: dict[str, str], outside: dict[str, str]) -> tuple[exp.Column, exp.Column] | None:
    """The columns that a test connects, the one of a table outside first; None where it does not lead outside."""
    for held, shown in ((test.this, test.expression), (test.expression, test.this)):
        if not (isinstance(held, exp.Column) and isinstance(shown, exp.Column)):
            return None
        if held.table.casefold() in outside.keys() - inside.keys() and shown.table.casefold() in inside:
            return held, shown
    return None


def combined(query: exp.SetOperation, schema: Schema, canonical: Canonical) -> exp.Select:
    """INTERSECT, EXCEPT and UNION of two listings of the same things as one listing with both conditions."""
    left, right = _listed(query.left, schema, canonical), _listed(query.right, schema, canonical)
    if left.args.get("limit") or right.args.get("limit"):
        raise NotCanonical("a set operation over a ranking")
    first, other = left.expressions[0], right.expressions[0]
    if not (isinstance(first, exp.Column) and isinstance(other, exp.Column)):
        raise NotCanonical("a set operation over figures")
    same = [item.sql() for item in left.expressions] == [item.sql() for item in right.expressions]
    by_rows = same and any(_is_row(item.table, item.name, schema) for item in left.expressions)
    if isinstance(query, exp.Union):
        if not same:
            raise NotCanonical("a union of different things")
        return _either(left, right, schema)
    test = _rows_of(right, first.table, schema) if by_rows else _values_of(right, first)
    left.where(exp.not_(test) if isinstance(query, exp.Except) else test, copy=False)
    if not by_rows:
        left.set("distinct", exp.Distinct())
    return left


def counted(query: exp.Select, schema: Schema, canonical: Canonical) -> exp.Select:
    """`COUNT(*) FROM (SELECT x ... GROUP BY x HAVING ...)`: how many there are of which that holds."""
    source = query.args["from_"].this
    inner = source.this if isinstance(source, exp.Subquery) else None
    if [item.sql() for item in map(unaliased, query.expressions)] != ["COUNT(*)"] or query.args.get("where"):
        raise NotCanonical("a derived table")
    listed = _listed(inner, schema, canonical)
    item, group = listed.expressions[0], listed.args.get("group")
    if is_star(item) and group and len(group.expressions) == 1:
        item = group.expressions[0]
    if listed.args.get("limit") or not isinstance(item, exp.Column):
        raise NotCanonical("a derived table")
    if listed.args.get("having"):
        listed.set("expressions", [item.copy()])
        by_rows = _is_row(item.table, item.name, schema) and not _counts_names(listed, schema)
        condition: exp.Expr | None = _rows_of(listed, item.table, schema) if by_rows else _values_of(listed, item)
    else:
        by_rows, condition = is_star(item), listed.args["where"].this if listed.args.get("where") else None
    thing = star(item.table) if by_rows else exp.Distinct(expressions=[item.copy()])
    count = exp.Select(expressions=[exp.Count(this=thing)])
    return count.where(condition) if condition is not None else count


def _listed(query: exp.Expr | None, schema: Schema, canonical: Canonical) -> exp.Select:
    if isinstance(query, exp.SetOperation):
        return combined(query, schema, canonical)
    if not isinstance(query, exp.Select):
        raise NotCanonical("a derived table")
    return canonical(query, schema)


def _either(left: exp.Select, right: exp.Select, schema: Schema) -> exp.Select:
    table = left.expressions[0].table
    sides = []
    for side in (left, right):
        if not (side.args.get("where") or side.args.get("having")):
            raise NotCanonical("a union with all rows")
        plain = not side.args.get("group") and _tables(side) == {table}
        sides.append(side.args["where"].this.copy() if plain else _rows_of(side, table, schema))
    return exp.Select(expressions=left.expressions).where(exp.or_(*sides))


def _rows_of(side: exp.Select, table: str, schema: Schema) -> exp.Expr:
    """The rows of `table` that a listing of them shows, as a test."""
    if _only_connects(side) and side.args["where"].this.this.table == table:
        connected: exp.Expr = side.args["where"].this.copy()
        return connected
    inner = exp.Select(expressions=[star(table)])
    if side.args.get("where"):
        inner.set("where", side.args["where"].copy())
    if side.args.get("having"):
        inner.set("having", side.args["having"].copy())
    elif others := [node.table for node in own(side) if isinstance(node, exp.Column) and node.table != table]:
        inner.set("expressions", [star(others[0])])
    elif not side.args.get("where"):
        raise NotCanonical("all rows of a table")
    return exp.In(this=star(table), query=exp.Subquery(this=inner))


def _values_of(side: exp.Select, held: exp.Column) -> exp.Expr:
    inner = side.copy()
    _ungroup(inner)
    inner.set("expressions", inner.expressions[:1])
    inner.set("order", None)
    inner.set("distinct", None)
    return exp.In(this=held.copy(), query=exp.Subquery(this=inner))


def _first(query: exp.Select) -> exp.Column:
    item = query.expressions[0]
    if not isinstance(item, exp.Column):
        raise NotCanonical("membership among computed values")
    return item


def _only_connects(query: exp.Select) -> bool:
    """Whether nothing but `"T".* IN (SELECT ...)` is asked of the rows."""
    where = query.args.get("where")
    plain = not any(query.args.get(clause) for clause in ("group", "having", "order", "limit"))
    return plain and where is not None and isinstance(where.this, exp.In) and is_star(where.this.this)


def _ungroup(inner: exp.Select) -> bool:
    """Leave out GROUP BY, which canonical subqueries imply; whether rows are picked by their figures or rank."""
    if len(inner.args["group"].expressions if inner.args.get("group") else []) > 1:
        raise NotCanonical("membership among several keys")
    inner.set("group", None)
    if inner.args.get("order") and not inner.args.get("limit"):
        inner.set("order", None)
    return bool(inner.args.get("having") or inner.args.get("order"))


def _is_row(table: str, name: str, schema: Schema) -> bool:
    return name in (*row_key(schema, table), *naming_columns(schema.table(table)))


def _counts_names(query: exp.Select, schema: Schema) -> bool:
    """Whether rows are picked by how many of them have one name: then it is the name that is picked."""
    item, figures = _first(query), [node for node in own(query) if isinstance(node, exp.AggFunc)]
    measured = {node.table for figure in figures for node in figure.find_all(exp.Column)}
    return bool(figures) and item.name not in row_key(schema, item.table) and measured <= {item.table}


def _tables(query: exp.Select) -> set[str]:
    return {node.table for node in own(query) if isinstance(node, exp.Column)}


def _column(table: str, name: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)
