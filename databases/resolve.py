"""Which table or WITH clause each name of a statement means, and that each of them may be asked about.

Tables are resolved scope by scope: a WITH named like a hidden table hides it only where the database thinks so too.
Columns must exist, for in PostgreSQL `c.wipe` calls the function `wipe`, and in SQLite "nothing" is a text.
A hidden table is spoken of exactly as one that does not exist.
"""

from collections.abc import Iterator
from typing import NamedTuple

from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

from .errors import SqlRefused
from .names import Columns, Names, Sources
from .text import in_a_line

NO_TABLE = "There is no table {name} here."
NO_COLUMN = "There is no column {name} in the tables of this query."


class Place(NamedTuple):
    """The query around a node, whether the node is in its list, and where that query stands."""

    query: exp.Expr
    in_list: bool
    outer: "Place | None"


def resolve_names(tree: exp.Expr, names: Names) -> None:
    """SqlRefused where a table or a column of the statement is neither one of `names` nor of the statement itself.

    Tables and columns are spelled, and tables placed, as the database has them. In SQLite, a name in double quotes that
    is no column and is compared with becomes the text that SQLite takes it for.
    """
    nodes, dialect = list(tree.walk()), names.dialect
    if dialect == "tsql":
        _mark_recursive(nodes)
    for table in (node for node in nodes if isinstance(node, exp.Table)):
        local = local_name(table, dialect)
        if local is not None:
            table.set("this", local.copy())  # as the WITH spells it: sqlglot knows nothing of case
        elif (known := names.table(table)) is not None:
            names.place(table, known)
        else:
            raise SqlRefused(NO_TABLE, name=in_a_line(table.name))
    queries: dict[int, Sources] = {}
    for scope in traverse_scope(tree):  # the inner ones first, so that their columns are known to the outer ones
        queries[id(scope.expression)] = {
            alias.lower(): _columns(node, source, names, queries)
            for alias, (node, source) in scope.selected_sources.items()
        }
    places = _places(nodes, queries)
    for column in (node for node in nodes if isinstance(node, exp.Column)):
        if column.db and not names.has_schema(column.db):
            raise SqlRefused(NO_TABLE, name=in_a_line(column.table))
        if not _exists(column, places[id(column)], queries):
            if dialect != "sqlite" or not _is_text(column):
                raise SqlRefused(NO_COLUMN, name=in_a_line(column.name))
            column.replace(exp.Literal.string(column.name))
    names.spell(nodes)


def _mark_recursive(nodes: list[exp.Expr]) -> None:
    """In T-SQL, which knows no word RECURSIVE, the second part of a UNION ALL may name the WITH that it is in."""
    for node in nodes:
        if isinstance(node, exp.With) and not node.args.get("recursive"):
            node.set("recursive", any(_names_itself(cte) for cte in node.expressions))


def _names_itself(cte: exp.Expr) -> bool:
    query = cte.this
    if not isinstance(query, exp.Union) or query.args.get("distinct"):
        return False
    name = cte.args["alias"].this
    first, second = (
        any(_spelling(table.this, "tsql") == _spelling(name, "tsql") for table in part.find_all(exp.Table))
        for part in (query.this, query.expression)
    )
    return second and not first


def local_name(table: exp.Table, dialect: str) -> exp.Expr | None:
    """The WITH that the name means: one of a query around it, and there not one that comes later.

    At least as strict as the databases, which fold case in their own ways: a name that is not surely local is none.
    """
    inner: exp.Expr = table
    for query in _ancestors(table):
        clause = query.args.get("with_")
        recursive = clause is not None and clause.args.get("recursive")
        for cte in clause.expressions if clause is not None and not table.db else ():
            if cte is inner and not (_names_itself(cte) if dialect == "tsql" else recursive):
                break
            name: exp.Expr = cte.args["alias"].this
            if _spelling(name, dialect) == _spelling(table.this, dialect):
                return name
            if cte is inner:
                break
        inner = inner if isinstance(query, exp.With) else query
    return None


def _spelling(name: exp.Expr, dialect: str) -> str:
    quoted = isinstance(name, exp.Identifier) and name.quoted
    folds_case = dialect == "sqlite" or (dialect == "postgres" and not quoted)
    return name.name.lower() if folds_case and name.name.isascii() else name.name


def _is_text(column: exp.Column) -> bool:
    """Whether the name stands, in quotes, where a value is compared with: `city = "Huế"`."""
    quoted = isinstance(column.this, exp.Identifier) and column.this.quoted and not column.table
    match column.parent:
        case exp.EQ() | exp.NEQ() | exp.GT() | exp.GTE() | exp.LT() | exp.LTE() | exp.Like() | exp.Glob():
            return quoted and column.arg_key == "expression"
        case exp.In() | exp.Between():
            return quoted and column.arg_key != "this"
        case _:
            return False


def _ancestors(node: exp.Expr) -> Iterator[exp.Expr]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _places(nodes: list[exp.Expr], queries: dict[int, Sources]) -> dict[int, Place | None]:
    """Where each node stands; `nodes` has those around a node before it."""
    places: dict[int, Place | None] = {}
    for node in nodes:
        parent = node.parent
        around = places.get(id(parent)) if parent is not None else None
        if parent is not None and id(parent) in queries:
            around = Place(parent, node.arg_key == "expressions", around)
        places[id(node)] = around
    return places


def _exists(column: exp.Column, place: Place | None, queries: dict[int, Sources]) -> bool:
    """Whether one of the queries around it, from the inside out, reads or names such a column."""
    while place is not None:
        if _has(place.query, column, queries, in_list=place.in_list):
            return True
        place = place.outer
    return False


def _has(query: exp.Expr, column: exp.Column, queries: dict[int, Sources], *, in_list: bool) -> bool:
    """Whether the query reads such a column or, but not for use in its own list, gives the name to one."""
    name, sources = column.name.lower(), queries[id(query)]
    if column.table:
        found = sources.get(column.table.lower())
        return found is not None and (isinstance(column.this, exp.Star) or name in found)
    if any(name in columns for columns in sources.values()):
        return True
    if isinstance(query, exp.SetOperation):
        return name in _outputs(query, queries)
    aliases = [item.alias.lower() for item in query.selects] if isinstance(query, exp.Select) else []
    return not in_list and name in aliases


def _columns(node: exp.Expr, source: object, names: Names, queries: dict[int, Sources]) -> Columns:
    """The columns of something in FROM, also by the names that an alias like `r(n, m)` gives them."""
    if isinstance(source, Scope):
        return _outputs(source.expression, queries) | _renamed(node) | _renamed(source.expression.parent)
    return (names.of(node) if isinstance(node, exp.Table) else Columns()) | _renamed(node)


def _renamed(node: exp.Expr | None) -> Columns:
    alias = node.args.get("alias") if node is not None else None
    return (
        frozenset(column.name.lower() for column in alias.columns) if isinstance(alias, exp.TableAlias) else Columns()
    )


def _outputs(query: exp.Expr, queries: dict[int, Sources]) -> Columns:
    """The columns that a query gives: the names in its list, and for a star those of what it reads."""
    while isinstance(query, exp.SetOperation | exp.Subquery | exp.Lateral):  # a UNION has the names of its first query
        query = query.this
    items = query.selects if isinstance(query, exp.Select) else []
    found = frozenset(item.alias_or_name.lower() for item in items)
    for item in items:
        if isinstance(item, exp.Star) or (isinstance(item, exp.Column) and isinstance(item.this, exp.Star)):
            wanted = item.table.lower() if isinstance(item, exp.Column) else ""
            sources = queries.get(id(query), {})
            found |= Columns().union(*(columns for alias, columns in sources.items() if wanted in ("", alias)))
    return found
