"""How the tables of a schema are connected, as far as a question may lean on it: along one shortest way."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from hoidap.chains.joins import JoinGraph
from hoidap.databases import Schema

# up: a row belongs to one of the other's rows; down: it has many of them; across: both have many, by a junction.
Direction = Literal["up", "down", "across"]


@dataclass(frozen=True)
class Relation:
    main: str
    other: str
    direction: Direction
    hops: int
    junction: bool = False  # straight through a table that only joins the two


def relations(schema: Schema, most_hops: int = 4) -> tuple[Relation, ...]:
    """The relations between tables that have exactly one shortest way."""
    graph = JoinGraph(schema)
    found = []
    for start in schema.tables:
        ways: dict[str, list[tuple[str, ...]]] = {start.name: [(start.name,)]}
        frontier = [start.name]
        for _ in range(most_hops):
            reached: dict[str, list[tuple[str, ...]]] = {}
            for name in frontier:
                for other in graph.neighbours(name):
                    if other not in ways:
                        reached.setdefault(other, []).extend((*way, other) for way in ways[name])
            ways.update(reached)
            frontier = list(reached)
        for other, paths in ways.items():
            if len(paths) == 1 and other != start.name and not _doubled(schema, paths[0]):
                found.append(_relation(schema, graph, paths[0]))
    return tuple(found)


def _doubled(schema: Schema, path: tuple[str, ...]) -> bool:
    """Whether two foreign keys lead along one step, so that the way is not told by the tables alone."""
    return any(_keys(schema, a, b) + _keys(schema, b, a) > 1 for a, b in pairwise(path))


def _keys(schema: Schema, source: str, target: str) -> int:
    return sum(key.table == target for key in schema.table(source).foreign_keys)


def _relation(schema: Schema, graph: JoinGraph, path: tuple[str, ...]) -> Relation:
    ups = [not graph.tree((a, b)).edges[0].fans_out for a, b in pairwise(path)]
    hops = len(path) - 1
    if all(ups):
        return Relation(path[0], path[-1], "up", hops)
    if not any(ups):
        return Relation(path[0], path[-1], "down", hops)
    return Relation(path[0], path[-1], "across", hops, hops == 2 and not ups[0])
