"""A condition that an administrator wrote, such as `DepartmentId = :user_department`, made fit to be run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from .glossary_file import Attribute, Entry
from .schema import Schema, Table

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)

PREFIX = "user_"  # of a name in a filter that stands for what is known of the user


@dataclass(frozen=True)
class RowFilter:
    """A condition on one table, in SQL with `:user_...` in it, and the place where it stands in the glossary."""

    sql: str
    dialect: str
    place: Entry

    @property
    def attributes(self) -> frozenset[str]:
        """What must be known of a user."""
        return frozenset(name for _, name in _placeholders(self._tree()))

    def bound(self, attributes: Mapping[str, tuple[Attribute, ...]]) -> str:
        """The condition for a user; "" where something that it needs is not known of the user.

        Of several values each one will do, where the filter says `=` or IN: `= :user_department` becomes `IN (3, 5)`.
        """
        tree = self._tree()
        for placeholder, name in list(_placeholders(tree)):
            values = [_literal(value) for value in attributes.get(name, ())]
            if not values or (len(values) > 1 and not _takes_several(placeholder)):
                return ""
            _fill(placeholder, values)
        return str(tree.sql(self.dialect))

    def sample(self) -> str:
        """The condition for some user, to see what it is made of."""
        return self.bound(dict.fromkeys(self.attributes, ("1",)))

    def _tree(self) -> exp.Expr:
        return exp.Paren(this=parse_one(self.sql, dialect=self.dialect, into=exp.Condition))


def read_filter(entry: Entry, table: Table, schema: Schema) -> RowFilter:
    """The condition on the rows of `table` that stands there, with every name spelled as the database spells it.

    GlossaryError says why it cannot be read; that it is made of nothing but what is allowed is for the guard to say.
    """
    try:
        tree: exp.Expr = parse_one(entry.text(), dialect=schema.dialect, into=exp.Condition)
    except (SqlglotError, RecursionError):
        raise entry.error("this is no condition in SQL.") from None
    for placeholder, name in _placeholders(tree):
        if not name:
            raise entry.error(f":{placeholder.name} means nothing here; what is known of a user is :{PREFIX}...")
        if not isinstance(placeholder.parent, _COMPARISONS) and placeholder.arg_key != "expressions":
            raise entry.error(f":{placeholder.name} must be compared with a column, or stand in an IN (...).")
    if tree.find(exp.With):
        raise entry.error("WITH cannot be used here.")
    _spell(tree, table, schema)
    return RowFilter(str(tree.sql(schema.dialect)), schema.dialect, entry)


def _takes_several(placeholder: exp.Expr) -> bool:
    return isinstance(placeholder.parent, exp.EQ) or placeholder.arg_key == "expressions"


def _placeholders(tree: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """Each one, with the name of what it stands for; "" where that is not said."""
    for node in tree.find_all(exp.Placeholder, exp.Parameter):
        yield node, node.name.removeprefix(PREFIX) if node.name.startswith(PREFIX) else ""


def _spell(tree: exp.Expr, own: Table, schema: Schema) -> None:
    tables = {table.name.lower(): table for table in schema.tables}
    inside = [own]
    for node in tree.find_all(exp.Table):
        table = tables.get(node.name.lower())
        if table is not None:
            inside.append(table)
            node.set("this", exp.to_identifier(table.name, quoted=True))
    for column in tree.find_all(exp.Column):
        named = tables.get(column.table.lower())
        if named is not None:
            column.set("table", exp.to_identifier(named.name, quoted=True))
        spelled = _spelled(column.name, [named] if named else inside)
        if spelled:
            column.set("this", exp.to_identifier(spelled, quoted=True))


def _spelled(name: str, tables: list[Table]) -> str:
    found = (column.name for table in tables for column in table.columns if column.name.lower() == name.lower())
    return next(found, "")


def _fill(placeholder: exp.Expr, values: list[exp.Expr]) -> None:
    parent = placeholder.parent
    if placeholder.arg_key == "expressions" and parent is not None:
        parent.set("expressions", [*(one for one in parent.expressions if one is not placeholder), *values])
    elif len(values) == 1 or not isinstance(parent, exp.EQ):
        placeholder.replace(values[0])
    else:
        column = parent.expression if placeholder.arg_key == "this" else parent.this
        parent.replace(exp.In(this=column.copy(), expressions=values))


def _literal(value: Attribute) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        return exp.Literal.string(value)
    return exp.Literal.number(value)
