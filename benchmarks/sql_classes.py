"""What a question asks of SQL, read from the tree of its gold query: of the classes that fit, the hardest."""

from enum import StrEnum

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError


class SqlClass(StrEnum):
    """From the easiest to the hardest."""

    PROJECTION = "projection"
    FILTER = "filter"
    ORDER = "order, limit"
    GROUP = "group"
    JOIN = "join"
    JOIN_GROUP = "join and group"
    NESTED = "nested"
    SET = "set operation"
    OTHER = "not parsed"


def sql_class(sql: str, dialect: str = "sqlite") -> SqlClass:
    """The class of a query; an aggregate without GROUP BY is a projection of one row."""
    try:
        tree = parse_one(sql, dialect=dialect)
    except SqlglotError:
        return SqlClass.OTHER
    joins = any(select.args.get("joins") for select in tree.find_all(exp.Select))
    groups = tree.find(exp.Group) is not None
    if tree.find(exp.SetOperation):
        return SqlClass.SET
    if len(list(tree.find_all(exp.Select))) > 1:
        return SqlClass.NESTED
    if joins:
        return SqlClass.JOIN_GROUP if groups else SqlClass.JOIN
    if groups:
        return SqlClass.GROUP
    if tree.find(exp.Order, exp.Limit):
        return SqlClass.ORDER
    return SqlClass.FILTER if tree.find(exp.Where) else SqlClass.PROJECTION
