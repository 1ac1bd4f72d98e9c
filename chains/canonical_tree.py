"""Reading and mending trees of canonical SQL."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

NUMBERS = ("int", "float")  # kinds of columns that can be summed


def column(table: str, name: str) -> exp.Column:
    this = exp.Star() if name == "*" else exp.to_identifier(name, quoted=True)
    return exp.Column(this=this, table=exp.to_identifier(table, quoted=True))


def is_star(node: exp.Expr) -> bool:
    """Whether `node` is `"T".*`, a row of T."""
    return isinstance(node, exp.Column) and isinstance(node.this, exp.Star)


def own(query: exp.Select) -> Iterator[exp.Expr]:
    """Every node of `query` but those inside its subqueries; the subquery nodes themselves are included."""
    yield from query.walk(prune=lambda node: isinstance(node, exp.Subquery))


def take_out(node: exp.Expr) -> None:
    """Remove one test from its conditions."""
    parent = node.parent
    if isinstance(parent, exp.Connector):
        parent.replace(parent.expression if parent.this is node else parent.this)
    elif isinstance(parent, exp.Paren):
        take_out(parent)
    elif isinstance(parent, exp.Where):
        parent.pop()


def is_picked(inner: exp.Select) -> bool:
    """Whether a subquery picks its rows by their figures or their rank."""
    return bool(inner.args.get("having") or inner.args.get("order"))


def is_figured(inner: exp.Select) -> bool:
    """Whether it does so by figures, which are those of each row that it shows."""
    order = inner.args.get("order")
    return bool(inner.args.get("having") or (order and order.find(exp.AggFunc)))


def grouped_by(query: exp.Select) -> tuple[str, list[exp.Column]]:
    """The one table whose columns are all that `query` groups by, and these columns; ("", []) for any other query."""
    group = query.args.get("group")
    keys = group.expressions if group else []
    columns = [key for key in keys if isinstance(key, exp.Column)]
    tables = {key.table for key in columns}
    return (tables.pop(), columns) if len(tables) == 1 and len(columns) == len(keys) else ("", [])


def rewrite(query: exp.Select, written: exp.Select) -> None:
    """Make `query` what `written` is, for those who hold it."""
    for clause in list(query.args):
        query.set(clause, None)
    for clause, said in written.args.items():
        query.set(clause, said)
