"""What a question asks of SQL, read from its gold query: its class, and how hard it is by Spider's rules."""

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


class Hardness(StrEnum):
    """Spider's levels (Yu et al., 2018)."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"
    EXTRA = "extra hard"
    OTHER = "not parsed"


def hardness(sql: str, dialect: str = "sqlite") -> Hardness:
    """How hard Spider's evaluation script calls a query: by its clauses, what is nested in it, and what there is more
    than one of."""
    try:
        tree = parse_one(sql, dialect=dialect)
    except SqlglotError:
        return Hardness.OTHER
    select = next(tree.find_all(exp.Select), None)
    if select is None:
        return Hardness.OTHER

    def is_nested(node: exp.Expr) -> bool:
        return node is not select and isinstance(node, exp.Select)

    own = list(select.walk(prune=is_nested))
    clauses = sum(bool(select.args.get(name)) for name in ("where", "group", "order", "limit"))
    clauses += len(select.args.get("joins") or ())
    clauses += sum(isinstance(node, exp.Or | exp.Like) for node in own)
    nested = len(list(tree.find_all(exp.Select))) - 1
    group, where = select.args.get("group"), select.args.get("where")
    conditions = 1 + sum(isinstance(node, exp.And | exp.Or) for node in where.walk(prune=is_nested)) if where else 0
    several = (
        sum(isinstance(node, exp.AggFunc) for node in own),
        len(select.expressions),
        conditions,
        len(group.expressions) if group else 0,
    )
    return _level(clauses, nested, sum(count > 1 for count in several))


def _level(clauses: int, nested: int, several: int) -> Hardness:
    if not nested:
        if clauses <= 1 and several == 0:
            return Hardness.EASY
        if (clauses <= 1 and several <= 2) or (clauses <= 2 and several < 2):
            return Hardness.MEDIUM
        if (clauses <= 2 and several > 2) or (clauses == 3 and several <= 2):
            return Hardness.HARD
        return Hardness.EXTRA
    return Hardness.HARD if clauses <= 1 and several == 0 and nested == 1 else Hardness.EXTRA
