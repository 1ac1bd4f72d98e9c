"""The part of a database that one question is asked of: all of it where that is small, else the tables that it needs.

What comes behind (linking, slots, prompts, grammars, joins) sees a small database either way, so that a question costs
the same whatever stands beside its tables.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rapidfuzz import fuzz

from hoidap.databases import Example, Schema, Table, Value, ValueIndex, fold

from .joins import JoinGraph
from .kept import kept
from .language import Language, detect_language
from .retrieval import Asking, Mention, Scores, TableIndex, index_of
from .value_links import Values

MOST_LINKED = 60  # tables of a schema that is linked whole
MOST_TABLES = 12  # of a part
TRIED = 40  # of the tables that a question may be about
ROUNDS = 3  # tables of each phrase of the question
NEARLY = 0.6  # of the best score: what a table must have to be taken beside the best


Cost = Callable[[Sequence[str]], float]


class Asked(Protocol):
    """What can be asked: a Database, or a part of one."""

    @property
    def schema(self) -> Schema: ...
    @property
    def values(self) -> Values: ...
    @property
    def examples(self) -> Sequence[Example]: ...


@dataclass(frozen=True)
class Part:
    """A few tables of a database, with the values that stand in them and all of its verified questions."""

    schema: Schema
    values: Values
    examples: Sequence[Example] = ()


def part_of(
    whole: Asked, question: str, *, needed: Iterable[str] = (), language: Language | None = None, cost: Cost = len
) -> Part:
    """At most MOST_TABLES tables that `question` is about, with those that join them; `needed` are always among them.

    Tables are connected where foreign keys connect them in the whole. `cost` says what tables cost of MOST_TABLES.
    """
    index = index_of(whole.schema)
    asking = index.asked(question, language or detect_language(question), whole.values)
    first = [name for name in dict.fromkeys(needed) if name in index.tables]
    schema = schema_of(index, joined(index.graph, [*first, *_in_turn(asking, index)], len(first), cost))
    return Part(schema, PartValues(whole.values, schema.tables), whole.examples)


def around(schema: Schema, names: Iterable[str]) -> Schema:
    """The tables of those names, those that join them, and their neighbours, up to MOST_TABLES."""
    index = index_of(schema)
    first = [name for name in dict.fromkeys(names) if name in index.tables]
    beside = [other for name in first for other in index.graph.neighbours(name) if other in index.tables]
    return schema_of(index, joined(index.graph, [*first, *beside], len(first)))


def _in_turn(asking: Asking, index: TableIndex) -> list[str]:
    """The tables in the order in which they are wanted: the best of each phrase, its next ones, then what is near.

    A phrase that names no table and no cell, as "by year" or "total", tells only between tables that others speak for.
    """
    scores = asking.scores
    named = [mention for mention in asking.mentions if mention.names & scores.keys()]
    around = {table for mention in named for table in _well(mention, scores)}
    around.update(*(index.near(table) for table in set(around)))
    around.update(*(index.near(table) for table in set(around)))
    floor = max(scores.values(), default=0.0) * NEARLY
    near = {table: score for table, score in scores.items() if score >= floor and (table in around or not named)}
    chosen = [_well(mention, scores if mention in named else near) for mention in asking.mentions]
    first = dict.fromkeys(one[place] for place in range(ROUNDS) for one in chosen if place < len(one))
    beside = {other for table in first for other in index.near(table) if other in scores}
    return [*first, *_best(beside - first.keys(), scores)]


def _well(mention: Mention, scores: Scores) -> list[str]:
    """The tables that a phrase is about, the best first: those nearly as good, and the one that it names best."""
    ordered = _best(mention.scores, scores)
    if not ordered:
        return []
    named = max(ordered, key=lambda table: (table in mention.names, mention.scores[table]))
    return [table for table in ordered if scores[table] >= scores[ordered[0]] * NEARLY or table == named][:ROUNDS]


def _best(tables: Iterable[str], scores: Scores) -> list[str]:
    return sorted((table for table in tables if table in scores), key=lambda table: (-scores[table], table))


def joined(graph: JoinGraph, wanted: Sequence[str], needed: int = 0, cost: Cost = len) -> list[str]:
    """The first of `wanted` with the tables by which they are joined, at a `cost` of at most MOST_TABLES.

    Each is joined to those before it by the shortest way of keys, if there is any. It is left out where that costs too
    much; the first `needed` never are.
    """
    chosen: dict[str, None] = {}
    for place, table in enumerate(wanted[: needed + TRIED]):
        if table in chosen:
            continue
        way = graph.way(chosen, table)
        if place < max(needed, 1) or cost([*chosen, *way]) <= MOST_TABLES:
            chosen.update(dict.fromkeys(way))
    return list(chosen)


def schema_of(index: TableIndex, names: Collection[str]) -> Schema:
    """The schema of some tables, without keys that lead out of them; in the order of the whole."""
    among = frozenset(names)
    return Schema(
        tuple(_inner(index.tables[name], among) for name in index.tables if name in among), index.schema.dialect
    )


def _inner(table: Table, among: frozenset[str]) -> Table:
    keys = tuple(key for key in table.foreign_keys if key.table in among)
    return table if keys == table.foreign_keys else replace(table, foreign_keys=keys)


class PartValues:
    """The values that stand in some tables of a larger index, which is not copied."""

    def __init__(self, whole: Values, tables: Iterable[Table]) -> None:
        self._whole, self._tables = whole, {table.name: table for table in tables}
        self.longest = whole.longest

    def exact(self, folded: str) -> tuple[Value, ...]:
        return tuple(value for value in self._whole.exact(folded) if value.table in self._tables)

    def starting(self, folded: str) -> tuple[Value, ...]:
        return tuple(value for value in self._whole.starting(folded) if value.table in self._tables)

    def fuzzy(self, folded: str, cutoff: float = 88, limit: int = 3) -> tuple[Value, ...]:
        near = [value for table in self._tables for value in self._index(table).fuzzy(folded, cutoff, limit)]
        best = sorted(dict.fromkeys(fold(value.text) for value in near), key=lambda text: -fuzz.ratio(folded, text))
        return tuple(value for text in best[:limit] for value in near if fold(value.text) == text)

    def of(self, table: str, column: str) -> tuple[Value, ...]:
        return self._whole.of(table, column) if table in self._tables else ()

    def _index(self, table: str) -> ValueIndex:
        """The values of one table by themselves, for the questions that come: what is alike is looked for in few."""
        kept_indexes = _indexes(self._whole)
        if table not in kept_indexes:
            columns = self._tables[table].columns
            kept_indexes[table] = ValueIndex(v for column in columns for v in self._whole.of(table, column.name))
        return kept_indexes[table]


@kept
def _indexes(values: Values) -> dict[str, ValueIndex]:
    return {}
