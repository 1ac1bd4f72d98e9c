"""What a gold query needs from its question: the tables, columns, texts, numbers and dates that stand in its tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlglot
from sqlglot import exp

from hoidap.chains.naming import is_junction
from hoidap.chains.phrases import Target
from hoidap.databases import Schema, Value

_COMPARED = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Like, exp.In, exp.Between)


@dataclass
class Gold:
    """`tables` holds those that a join merely passes too; `spoken` those whose columns or rows are asked about."""

    tables: set[str] = field(default_factory=set)
    spoken: set[str] = field(default_factory=set)
    columns: set[Target] = field(default_factory=set)
    texts: set[Value] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)


def gold(sql: str, schema: Schema) -> Gold:
    """Read the tree of `sql`; keys count as columns where the outermost SELECT shows them, joins do not."""
    tree = sqlglot.parse_one(sql, read=schema.dialect)
    found = Gold()
    for select in tree.find_all(exp.Select):
        _Scope(select, schema, found).read()
    for limit in tree.find_all(exp.Limit):
        _add_number(limit.expression, found)
    found.spoken |= {target.table for target in found.columns} | {value.table for value in found.texts}
    found.tables |= found.spoken
    return found


class _Scope:
    """One SELECT of the tree, with the tables that its columns may belong to."""

    def __init__(self, select: exp.Select, schema: Schema, found: Gold) -> None:
        self.select, self.schema, self.found = select, schema, found
        self.sources = _sources(select, schema)
        self.around: dict[str, str] = {}
        outer = select.find_ancestor(exp.Select)
        while outer is not None:
            self.around |= _sources(outer, schema)
            outer = outer.find_ancestor(exp.Select)

    def read(self) -> None:
        self.found.tables |= set(self.sources.values())
        outermost = self.select.find_ancestor(exp.Select, exp.Subquery) is None
        for column in self._own(exp.Column):
            target = self._target(column)
            if target is None or target.column is None or _joins(column):
                continue
            shown = outermost and any(column is item.unalias() for item in self.select.expressions)
            if shown or not self._is_key(target):
                self.found.columns.add(target)
        if any(isinstance(star.parent, exp.Count | exp.Select) for star in self._own(exp.Star)):
            self.found.spoken |= {name for name in self.sources.values() if len(self.sources) == 1}
        for node in self._own(*_COMPARED):
            self._literals(node)

    def _own(self, *kinds: type[exp.Expr]) -> Iterator[exp.Expr]:
        return (node for node in self.select.find_all(*kinds) if node.find_ancestor(exp.Select) is self.select)

    def _target(self, column: exp.Expr) -> Target | None:
        owner = column.args.get("table")
        sources = {**self.around, **self.sources}
        names = [sources.get(owner.name.casefold())] if owner else [*self.sources.values(), *self.around.values()]
        for name in filter(None, names):
            for known in self.schema.table(name).columns:
                if known.name.casefold() == column.name.casefold():
                    return self._pointed_to(Target(name, known.name))
        return None

    def _pointed_to(self, target: Target) -> Target:
        """A foreign key is the key that it points to: prompts show it there only."""
        for key in self.schema.table(target.table).foreign_keys:
            if key.columns == (target.column,) and key.table != target.table:
                return Target(self.schema.table(key.table).name, key.referred[0])
        return target

    def _is_key(self, target: Target) -> bool:
        table = self.schema.table(target.table)
        keys = table.foreign_key_columns | set(table.primary_key)
        return target.column in keys or is_junction(table)

    def _literals(self, node: exp.Expr) -> None:
        inside = [part for part in node.find_all(exp.Column, exp.Literal) if self._is_near(part, node)]
        columns = [target for part in inside if isinstance(part, exp.Column) and (target := self._target(part))]
        for literal in inside:
            if isinstance(literal.parent, exp.Anonymous | exp.TimeToStr):
                continue  # the format of a date
            if isinstance(literal, exp.Column) and (literal.args.get("table") or self._target(literal)):
                continue  # SQLite takes "Nancy" for a text where no column is called so
            if isinstance(literal, exp.Literal) and not literal.is_string:
                _add_number(literal, self.found)
            elif columns and columns[0].column:
                self._text(columns[0], literal.name)

    def _is_near(self, part: exp.Expr, node: exp.Expr) -> bool:
        """Whether `part` is compared in `node` itself, and not in a query inside."""
        return part.find_ancestor(*_COMPARED) is node and part.find_ancestor(exp.Select) is self.select

    def _text(self, target: Target, text: str) -> None:
        assert target.column is not None
        bare = text.strip("%")
        column = self.schema.table(target.table).column(target.column)
        if column.type in ("date", "datetime"):
            self.found.dates.add(bare)
        elif column.type in ("int", "float"):
            self.found.numbers.add(bare)
        elif bare:
            self.found.texts.add(Value(target.table, target.column, bare))


def _sources(select: exp.Select, schema: Schema) -> dict[str, str]:
    joins = [join.this for join in select.args.get("joins") or []]
    start = select.args.get("from_")
    tables = [source for source in [*([start.this] if start else []), *joins] if isinstance(source, exp.Table)]
    known = {table.name.casefold(): table.name for table in schema.tables}
    return {s.alias_or_name.casefold(): known[s.name.casefold()] for s in tables if s.name.casefold() in known}


def _joins(column: exp.Expr) -> bool:
    """Whether the column only connects: in ON, against another column, or as what a set of rows is told by."""
    parent = column.parent
    if isinstance(parent, exp.EQ) and isinstance(parent.this, exp.Column) and isinstance(parent.expression, exp.Column):
        return bool(parent.this.args.get("table") and parent.expression.args.get("table"))
    return column.find_ancestor(exp.Join, exp.Select) is not None and isinstance(
        column.find_ancestor(exp.Join, exp.Select), exp.Join
    )


def _add_number(literal: exp.Expr | None, found: Gold) -> None:
    if isinstance(literal, exp.Literal) and literal.name not in ("0", "1"):
        value = float(literal.name)
        found.numbers.add(str(int(value)) if value.is_integer() else repr(value))
