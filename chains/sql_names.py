"""Names as ordinary SQL writes them in each dialect, and the tables that a query may read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from sqlglot import Dialect, TokenType

from hoidap.databases import Schema, Table
from hoidap.databases.allowlists import allow_lists

from .joins import JoinGraph

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTES = {"mysql": "``", "tsql": "[]"}
_SQLALCHEMY = {"postgres": "postgresql", "tsql": "mssql"}


@dataclass(frozen=True)
class Source:
    """A table that a query may read: what FROM says, what stands before its columns, and which table it is."""

    written: tuple[str, ...]
    name: str
    table: Table


@dataclass(frozen=True)
class Condition:
    """What joins two sources by a key: the columns that are equal, each written out."""

    first: str
    second: str
    equal: tuple[tuple[str, str], ...]


@cache
def reserved(dialect: str) -> frozenset[str]:
    """Words (lower case) that are no names unless quoted."""
    dialects = import_module(f"sqlalchemy.dialects.{_SQLALCHEMY.get(dialect, dialect)}")
    words: set[str] = dialects.dialect().identifier_preparer.reserved_words
    return frozenset(word.lower() for word in words | allow_lists(dialect).reserved)


@cache
def quoted(name: str, dialect: str, is_table: bool = False) -> str:
    """`name` as SQL writes it; in quotes where the database, or sqlglot before it, would read it as something else."""
    plain = _PLAIN.fullmatch(name) and name.lower() not in reserved(dialect)
    if plain and is_table:
        plain = [token.token_type for token in Dialect.get_or_raise(dialect).tokenize(name)] == [TokenType.VAR]
    if plain and (dialect != "postgres" or name == name.lower()):
        return name
    quotes = _QUOTES.get(dialect, '""')
    return f"{quotes[0]}{name.replace(quotes[1], quotes[1] * 2)}{quotes[1]}"


def sources(schema: Schema) -> list[Source]:
    """The tables in the order of their names; one that others point to twice, or that points to itself, also as a copy.

    Tables have no aliases but the copies' (`Employee AS Employee2`), so that a column's table can be read off its name.
    """
    found = []
    taken = {table.name.casefold() for table in schema.tables}
    for table in sorted(schema.tables, key=lambda table: (table.name.casefold(), table.name)):
        written = quoted(table.name, schema.dialect, is_table=True)
        found.append(Source((written,), written, table))
        copy = f"{table.name}2"
        if _is_met_twice(table, schema) and copy.casefold() not in taken:
            name = quoted(copy, schema.dialect, is_table=True)
            found.append(Source((written, f" AS {name}"), name, table))
    return found


def conditions(schema: Schema, among: list[Source]) -> Iterator[Condition]:
    """Every way in which a key, declared or implied by names, joins two of the sources."""
    graph = JoinGraph(schema)
    for first in among:
        keys = first.table.foreign_keys
        known = {(key.table.casefold(), tuple(zip(key.columns, key.referred, strict=True))) for key in keys}
        known |= {(edge.target.casefold(), edge.pairs) for edge in graph.edges(first.table.name) if not edge.fans_out}
        for second in among:
            for target, pairs in sorted(known):
                if second is not first and second.table.name.casefold() == target:
                    ends = ((_column(first, a, schema.dialect), _column(second, b, schema.dialect)) for a, b in pairs)
                    yield Condition(first.name, second.name, tuple(ends))


def _column(source: Source, name: str, dialect: str) -> str:
    return f"{source.name}.{quoted(source.table.column(name).name, dialect)}"


def _is_met_twice(table: Table, schema: Schema) -> bool:
    pointing = Counter(other.name for other in schema.tables for key in other.foreign_keys if _points(key.table, table))
    return table.name in pointing or max(pointing.values(), default=0) > 1


def _points(name: str, table: Table) -> bool:
    return name.casefold() == table.name.casefold()
