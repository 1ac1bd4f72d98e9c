"""The join path between tables, found on the foreign-key graph, so that the model need not write it.

Leaving joins to software follows NatSQL (Gan et al., 2021): a query names columns only, and FROM is derived.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from hoidap.databases import Schema, Table

from .errors import CannotJoin


@dataclass(frozen=True)
class Edge:
    """One foreign key walked from `source` to `target`; `fans_out` when a row of source meets many of target."""

    source: str
    target: str
    pairs: tuple[tuple[str, str], ...]  # (column of source, column of target)
    fans_out: bool

    def reversed(self, fans_out: bool) -> Edge:
        return Edge(self.target, self.source, tuple((b, a) for a, b in self.pairs), fans_out)


@dataclass(frozen=True)
class JoinTree:
    """The tables of a query in join order, each but the first with the edge that reaches it."""

    root: str
    edges: tuple[Edge, ...]

    def fans_out(self, tables: Sequence[str]) -> bool:
        """Whether a row of `tables` joined together can appear several times because of the other tables."""
        neighbours: dict[str, list[Edge]] = {}
        for edge in self.edges:
            neighbours.setdefault(edge.source, []).append(edge)
            neighbours.setdefault(edge.target, []).append(edge.reversed(not edge.fans_out))

        def visit(table: str, came_from: str | None) -> tuple[bool, bool]:
            holds_wanted, repeats = table in tables, False
            for edge in neighbours.get(table, []):
                if edge.target == came_from:
                    continue
                below_wanted, below_repeats = visit(edge.target, table)
                holds_wanted |= below_wanted
                repeats |= below_repeats or (edge.fans_out and not below_wanted)
            return holds_wanted, repeats

        return visit(tables[0], None)[1]


@dataclass
class JoinGraph:
    """Foreign keys of a schema, declared ones first, then those that names give away where none is declared."""

    schema: Schema
    _edges: dict[str, list[Edge]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for edge in (*_declared(self.schema), *_implied(self.schema)):
            known = self._edges.setdefault(edge.source, [])
            if all(edge.target != other.target for other in known):
                known.append(edge)
                one_to_one = tuple(column for column, _ in edge.pairs) == self.schema.table(edge.source).primary_key
                self._edges.setdefault(edge.target, []).append(edge.reversed(fans_out=not one_to_one))

    def by(self, ways: Sequence[Edge]) -> JoinGraph:
        """The graph in which the tables of each of `ways` meet by that key and no other."""
        edges = {table: list(known) for table, known in self._edges.items()}
        for way in ways:
            for step in (way, way.reversed(fans_out=True)):
                others = [edge for edge in edges.get(step.source, []) if edge.target != step.target]
                edges[step.source] = [step, *others]
        chosen = JoinGraph(Schema((), self.schema.dialect))
        chosen._edges = edges
        return chosen

    def neighbours(self, table: str) -> tuple[str, ...]:
        return tuple(edge.target for edge in self._edges.get(table, []))

    def edges(self, table: str) -> tuple[Edge, ...]:
        return tuple(self._edges.get(table, []))

    def reach(self, table: str) -> set[str]:
        """The tables that can be joined with `table`, itself among them."""
        reached, waiting = {table}, deque([table])
        while waiting:
            new = set(self.neighbours(waiting.popleft())) - reached
            reached |= new
            waiting += new
        return reached

    def way(self, joined: Collection[str], table: str) -> list[str]:
        """`table`, behind those by which the shortest way of keys leads to it from `joined`, if any does."""
        try:
            return [edge.target for edge in self._path(list(joined), table)] or [table]
        except CannotJoin:
            return [table]

    def tree(self, tables: Sequence[str]) -> JoinTree:
        """Join `tables`, the one nearest to those joined before it first, each by the shortest way.

        A table that is asked for thus lies on the way to the next rather than one that is not (Takahashi and
        Matsuyama's approximation of a Steiner tree, 1980). Raises CannotJoin where no chain of foreign keys connects
        them.
        """
        joined, edges = [tables[0]], list[Edge]()
        while missing := [table for table in tables if table not in joined]:
            for edge in min((self._path(joined, table) for table in missing), key=len):
                edges.append(edge)
                joined.append(edge.target)
        return JoinTree(tables[0], tuple(edges))

    def _path(self, joined: Sequence[str], goal: str) -> list[Edge]:
        reached: dict[str, Edge | None] = dict.fromkeys(joined)
        waiting = deque(joined)
        while waiting and goal not in reached:
            for edge in self._edges.get(waiting.popleft(), []):
                if edge.target not in reached:
                    reached[edge.target] = edge
                    waiting.append(edge.target)
        if goal not in reached:
            raise CannotJoin(f"no foreign key leads from {joined[0] if joined else 'nothing'} to {goal}")
        path: list[Edge] = []
        step = reached[goal]
        while step is not None:
            path.append(step)
            step = reached[step.source]
        return path[::-1]


def row_key(schema: Schema, name: str) -> tuple[str, ...]:
    """The columns that tell the rows of a table apart: its primary key, or the column that other tables point to."""
    table = schema.table(name)
    if table.primary_key:
        return table.primary_key
    keys = (key for other in schema.tables for key in other.foreign_keys if key.table == table.name)
    return next((key.referred for key in keys if len(key.referred) == 1), ())


def _declared(schema: Schema) -> Iterator[Edge]:
    names = {table.name.casefold(): table for table in schema.tables}
    for table in schema.tables:
        for key in table.foreign_keys:
            target = names.get(key.table.casefold())
            if target is not None and target.name != table.name:
                yield Edge(table.name, target.name, tuple(zip(key.columns, key.referred, strict=True)), fans_out=False)


def _implied(schema: Schema) -> Iterator[Edge]:
    """Columns named as another table's key, as `CustomerID` or `customer_id` for `Customer.id`."""
    keys: dict[str, Table] = {}
    for table in schema.tables:
        if len(table.primary_key) == 1:
            key, name = _plain(table.primary_key[0]), _plain(table.name)
            keys.update({name + "id": table, name.removesuffix("s") + "id": table})
            if key not in ("id", "code", "name", "ma"):
                keys.setdefault(key, table)
    declared = any(table.foreign_keys for table in schema.tables)
    for table in schema.tables:
        if declared and not table.primary_key:
            continue  # a view repeats the columns of its tables
        for column in table.columns:
            target = keys.get(_plain(column.name))
            if target is not None and target.name != table.name:
                yield Edge(table.name, target.name, ((column.name, target.primary_key[0]),), False)


def _plain(name: str) -> str:
    return name.casefold().replace("_", "")
