"""What sqlglot would write otherwise than the database means it, put right in the tree before it is written."""

from sqlglot import exp


def reword(tree: exp.Expr, dialect: str) -> None:
    """Change the tree, in place, so that sqlglot writes what was read."""
    match dialect:
        case "sqlite":
            _reword_sqlite(tree)
        case "postgres":
            _reword_postgres(tree)


def _reword_sqlite(tree: exp.Expr) -> None:
    for join in tree.find_all(exp.Join):
        # FROM a, b would become a CROSS JOIN, by which SQLite means: in this order, however slow.
        if join.kind == "CROSS":
            join.set("kind", "INNER")
    for kind in tree.find_all(exp.DataType):
        if kind.this is exp.DataType.Type.DECIMAL:  # would become REAL, which makes 80.0 of 80
            kind.set("this", exp.DataType.Type.USERDEFINED)
            kind.set("kind", "NUMERIC")


def _reword_postgres(tree: exp.Expr) -> None:
    for log in list(tree.find_all(exp.Log)):
        if log.expression and log.this == exp.Literal.number(10):  # LOG(10, x) does not take a double
            log.replace(exp.Anonymous(this="LOG10", expressions=[log.expression]))
    for time in list(tree.find_all(exp.CurrentTime)):
        if not time.this:
            time.replace(exp.Var(this="CURRENT_TIME"))  # would get parentheses
