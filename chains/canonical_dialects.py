"""What the dialects say differently and sqlglot does not translate: it reads canonical SQL as SQLite's."""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import exp

_D = exp.column("d")
_FORMS = {
    "sqlite": {
        "Year": "CAST(STRFTIME('%Y', d) AS INTEGER)",
        "Month": "STRFTIME('%Y-%m', d)",
        "Month of one year": "CAST(STRFTIME('%m', d) AS INTEGER)",
        "Quarter": "STRFTIME('%Y', d) || '-Q' || ((CAST(STRFTIME('%m', d) AS INTEGER) + 2) / 3)",
        "Quarter of one year": "(CAST(STRFTIME('%m', d) AS INTEGER) + 2) / 3",
    },
    "postgres": {
        "Year": "EXTRACT(YEAR FROM d)",
        "Month": "TO_CHAR(d, 'YYYY-MM')",
        "Month of one year": "EXTRACT(MONTH FROM d)",
        "Quarter": "CONCAT(EXTRACT(YEAR FROM d), '-Q', EXTRACT(QUARTER FROM d))",
        "Quarter of one year": "EXTRACT(QUARTER FROM d)",
    },
    "mysql": {
        "Year": "YEAR(d)",
        "Month": "DATE_FORMAT(d, '%Y-%m')",
        "Month of one year": "MONTH(d)",
        "Quarter": "CONCAT(YEAR(d), '-Q', QUARTER(d))",
        "Quarter of one year": "QUARTER(d)",
    },
    "tsql": {
        "Year": "YEAR(d)",
        "Month": "FORMAT(d, 'yyyy-MM')",
        "Month of one year": "MONTH(d)",
        "Quarter": "CONCAT(YEAR(d), '-Q', DATEPART(QUARTER, d))",
        "Quarter of one year": "DATEPART(QUARTER, d)",
    },
}
PARTS = {
    dialect: {kind: sqlglot.parse_one(text, read=dialect) for kind, text in forms.items()}
    for dialect, forms in _FORMS.items()
}

TypeOf = Callable[[exp.Expr], str]  # the type of a column; "other" of anything else


def part_of_date(operand: exp.Expr, kind: str, dialect: str) -> exp.Expr:
    """A part of a date, `kind` being a key of PARTS."""
    return PARTS[dialect][kind].transform(lambda node: operand.copy() if node == _D else node)


def adapt(query: exp.Select, dialect: str, type_of: TypeOf) -> None:
    """Make an expanded query mean in its dialect, in place, what it means in SQLite."""
    match dialect:
        case "postgres":
            for like in list(query.find_all(exp.Like)):
                like.replace(exp.ILike(this=like.this, expression=like.expression))
            for test in query.find_all(exp.EQ, exp.NEQ):
                if type_of(test.this) == "bool" and test.expression.is_number:
                    test.set("expression", exp.Boolean(this=test.expression.name != "0"))
        case "tsql":  # where the average of whole numbers is a whole number
            for average in query.find_all(exp.Avg):
                if type_of(average.this) == "int":
                    average.set("this", exp.cast(average.this, "DOUBLE"))
    group = query.args.get("group")
    if dialect != "sqlite" and group is not None:
        _group_as_sqlite(query, group)


def _group_as_sqlite(query: exp.Select, group: exp.Group) -> None:
    """SQLite groups by sorting, and shows a column of which it was not told that the group has one value of it."""
    if not query.args.get("order"):
        query.set(
            "order",
            exp.Order(expressions=[exp.Ordered(this=key.copy(), nulls_first=True) for key in group.expressions]),
        )
    keys = {key.sql() for key in group.expressions}
    for item in query.expressions:
        if isinstance(item, exp.Column) and item.sql() not in keys:
            group.append("expressions", item.copy())
