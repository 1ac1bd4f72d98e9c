"""What the joins of ordinary SQL say beyond which tables meet: by which key, and which rows they leave out."""

from __future__ import annotations

from sqlglot import exp

from hoidap.databases import Schema

from .canonical_tree import is_star, own
from .canonicalize_names import beyond, meant, star, written
from .joins import JoinGraph
from .roles import role_of


def ways(query: exp.Select, tables: dict[str, str], schema: Schema) -> list[exp.Expr]:
    """`"T"."key" = "U".*` for each join by a key with a role; joins in WHERE are taken out of it."""
    found = []
    joins = query.args.get("joins") or []
    for test in [test for join in joins if join.args.get("on") for test in join.args["on"].find_all(exp.EQ)]:
        found += _way(test, tables, schema)
    where = query.args.get("where")
    compared = [
        test for test in own(query) if isinstance(test, exp.EQ) and test.find_ancestor(exp.Where, exp.Join) is where
    ]
    for test in compared if where and len(tables) > 1 else []:
        sides, way = _sides(test, tables, schema), _way(test, tables, schema)
        joined = len(sides) == 2 and meant(*sides[0], schema) == meant(*sides[1], schema)
        found += way
        if joined or way:
            test.replace(exp.true())
    if where:
        _without_truisms(query)
    return found


def _way(test: exp.EQ, tables: dict[str, str], schema: Schema) -> list[exp.Expr]:
    sides = _sides(test, tables, schema)
    if len(sides) == 2:
        for one, other in (sides, sides[::-1]):
            if role_of(schema, *one) == other and one[0] != other[0]:
                return [exp.EQ(this=exp.column(one[1], table=one[0], quoted=True), expression=star(other[0]))]
    return []


def _sides(test: exp.EQ, tables: dict[str, str], schema: Schema) -> list[tuple[str, str]]:
    sides = [side for side in (test.this, test.expression) if isinstance(side, exp.Column)]
    return [written(side, tables, schema) for side in sides if _is_known(side, tables, schema)]


def _is_known(column: exp.Column, tables: dict[str, str], schema: Schema) -> bool:
    return not is_star(column) and (not column.table or column.table.casefold() in tables)


def _without_truisms(query: exp.Select) -> None:
    kept = [test for test in query.args["where"].this.flatten() if not isinstance(test, exp.Boolean)]
    if isinstance(query.args["where"].this, exp.And):
        query.args["where"].set("this", exp.and_(*kept)) if kept else query.set("where", None)
    elif isinstance(query.args["where"].this, exp.Boolean):
        query.set("where", None)


def known_or_not(query: exp.Select, tables: dict[str, str], schema: Schema) -> None:
    """`key IS NULL` of a foreign key is that no row of the other table is connected."""
    for node in [node for node in own(query) if isinstance(node, exp.Is) and isinstance(node.this, exp.Column)]:
        if not isinstance(node.expression, exp.Null) or not _is_known(node.this, tables, schema):
            continue
        table, name = written(node.this, tables, schema)
        other = meant(table, name, schema)[0]
        if other != table:
            among = exp.In(this=star(table), query=exp.Subquery(this=exp.Select(expressions=[star(other)])))
            if isinstance(node.parent, exp.Not):
                node.parent.replace(among)
            else:
                node.replace(exp.not_(among))


def connect_what_is_dropped(query: exp.Select, joined: list[str], schema: Schema) -> None:
    """Rows that an inner join leaves out, where nothing else speaks of the table: `"T".* IN (SELECT "U".*)`.

    Only of tables that point to what is asked about, such as the departments that have authors: a row's own parent is
    there. A table that points to two of those is another way between them, which cannot be said.
    """
    named = list(dict.fromkeys(node.table for node in own(query) if isinstance(node, exp.Column)))
    if not named:
        return
    tree = JoinGraph(schema).tree(named)
    spoken = {tree.root, *(edge.target for edge in tree.edges)}
    every = list(dict.fromkeys([*joined, *spoken]))
    parents = {name: [other for other in every if _points(schema, name, other)] for name in every}
    dropped = [name for name in joined if name not in spoken]
    for name in [name for name in dropped if not any(name in parents[other] for other in dropped)]:
        above = [name]
        for table in above:  # grows up to the tables spoken of
            above += [other for other in parents[table] if other not in above and table not in spoken]
        held = [table for table in above if table in spoken]
        if len(held) == 1:
            other = beyond(name, [*named, *joined], schema)
            rows = exp.Select(expressions=[star(name if other in spoken else other)])
            query.where(exp.In(this=star(held[0]), query=exp.Subquery(this=rows)), copy=False)


def _points(schema: Schema, name: str, other: str) -> bool:
    """Whether a key of `name` is declared to lead to `other`, or seems to where none is declared."""
    if any(key.table.casefold() == other.casefold() for key in schema.table(name).foreign_keys):
        return name != other
    graph = JoinGraph(schema)
    back = [edge for edge in graph.edges(other) if edge.target == name]
    return any(edge.fans_out for edge in back)
