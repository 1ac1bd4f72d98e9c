"""One database as each user may see it: the schema, the guard and the verified examples that go together."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Generic, TypeVar

from .access import Access, seen
from .barriers import Barriers
from .connection import Source
from .errors import QueryFailed, SqlRefused
from .glossary import Example, Glossary
from .glossary_file import Entry
from .guard import Checked, Guard, written
from .row_filter import RowFilter
from .schema import Schema, Table
from .telling import Readings

MOST = 16  # perspectives kept; each has a value index of its own
CANNOT_ANSWER = "The database cannot answer this statement."

_PART_OF_STATEMENT = re.compile(r" near '.*", re.DOTALL)  # which MySQL and MariaDB quote

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Perspective:
    """What users with the same `access` see.

    `readable` are the tables that the engine itself lets them touch, `locked` the (table, column) of these that it
    does not; what a filter reads is no lock's affair.
    """

    access: Access
    schema: Schema
    guard: Guard
    readable: frozenset[str]
    locked: frozenset[tuple[str, str]]
    examples: tuple[Example, ...]
    barriers: Barriers | None

    def discreet(self, error: QueryFailed, checked: Checked) -> QueryFailed:
        """The error of a statement, without the database's own words where these tell of what is hidden here."""
        if checked.sql == checked.shown:
            return error
        told = {
            name: _PART_OF_STATEMENT.sub("", one) if isinstance(one, str) else one for name, one in error.values.items()
        }
        other = type(error)(error.sentence, **told)
        visible = {*_words(checked.shown), *_words(self.schema.render())}
        hidden = {*self.access.tables, *(column for _, column in self.access.columns)} - visible
        return type(error)(CANNOT_ANSWER) if hidden & _words(str(other)) else other


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


class Perspectives(Generic[Seen]):
    """The perspectives on one database, each made once by `make` and kept while it is used; for every thread.

    `known` and `readable` (lower case) are the tables that there are, and those that are not hidden from everyone by
    the settings. Raises GlossaryError where a filter or an example says what the guard refuses.
    """

    def __init__(self, source: Source, glossary: Glossary, known: frozenset[str], readable: frozenset[str]) -> None:
        self._source, self._glossary = source, glossary
        self._hidden, self._readable = known - readable, readable
        self._home: str | None = source.pool.dialect.default_schema_name
        self._accesses: dict[str | None, Access] = {}
        self._made: OrderedDict[Access, Seen] = OrderedDict()
        self._making = threading.Lock()
        self._check()

    def access(self, user: str | None) -> Access:
        """What the user sees; None, and whoever is not listed, are nobody in particular."""
        name = user if user in self._glossary.rules.users else None
        if name not in self._accesses:
            self._accesses[name] = self._glossary.rules.access(name)
        return self._accesses[name]

    def asked(self) -> tuple[Schema, list[tuple[str, RowFilter]]]:
        """What somebody or other may ask about, and the row filters by table."""
        rules = self._glossary.rules
        return self.perspective(rules.hidden).schema, rules.filters

    def kept(self, access: Access, make: Callable[[Perspective], Seen]) -> Seen:
        """What `make` makes of a perspective, or made of it before."""
        with self._making:
            found = self._made.pop(access, None)
            self._made[access] = made = make(self.perspective(access)) if found is None else found
            if len(self._made) > MOST:
                self._made.popitem(last=False)
        return made

    def perspective(self, access: Access) -> Perspective:
        """The perspective of users with this access; raises QueryFailed where the views cannot be looked into."""
        schema = seen(self._glossary.schema, access)
        schema = self._private(seen(schema, self._telling(schema, access)))
        barriers, readable, locked = None, self._readable, frozenset[tuple[str, str]]()
        if access:
            write = partial(written, dialect=schema.dialect)
            barriers = Barriers(self._glossary.schema, access, self._home, write)
            if not self._allowed:  # an allowed view may read anything
                readable = readable - access.tables | barriers.tables
                locked = frozenset(place for place in access.columns if place[1] not in barriers.columns)
        guard = Guard(schema, barriers, self._home)
        examples = tuple(example for example in self._glossary.examples if _passes(guard, example.sql))
        return Perspective(access, schema, guard, readable, locked, examples, barriers)

    @property
    def _allowed(self) -> frozenset[str]:
        return frozenset(name for name, rule in self._glossary.rules.tables.items() if rule.allowed)

    def _telling(self, schema: Schema, access: Access) -> Access:
        """The tables and views that would tell of what is not all to be seen."""
        lock = self._source.path is not None  # SQLite's own knows what a view reads, though not of columns and rows
        if not access and (lock or not self._hidden):
            return Access()
        names = [table.name.lower() for table in schema.tables]
        return Access(self._readings.telling(names, access.restricted) - self._allowed)

    def _private(self, schema: Schema) -> Schema:
        """With the columns of views private that may show a private column of what they read."""
        private = [t.name.lower() for t in schema.tables if any(column.private for column in t.columns)]
        if not private or not any(table.is_view for table in schema.tables):
            return schema
        telling = self._readings.telling([table.name.lower() for table in schema.tables], private)
        return replace(schema, tables=tuple(_all_private(t) if t.name.lower() in telling else t for t in schema.tables))

    @cached_property
    def _readings(self) -> Readings:
        return Readings(self._source, self._glossary.schema, self._home, self._hidden)

    def _check(self) -> None:
        """That the guard lets every filter and example pass, over everything there is."""
        guard = Guard(self._glossary.schema, home=self._home)
        quote = self._source.pool.dialect.identifier_preparer.quote_identifier
        for name, rule in self._glossary.rules.tables.items():
            for condition in rule.rows.values():
                if isinstance(condition, RowFilter):
                    table = quote(self._glossary.schema.table(name).name)
                    _check(guard, f"SELECT * FROM {table} WHERE {condition.sample()}", condition.place)
        for example in self._glossary.examples:
            _check(guard, example.sql, example.place)


def _all_private(table: Table) -> Table:
    return replace(table, columns=tuple(replace(column, private=True) for column in table.columns))


def _passes(guard: Guard, sql: str) -> bool:
    try:
        guard.check(sql)
    except SqlRefused:
        return False
    return True


def _check(guard: Guard, sql: str, place: Entry) -> None:
    try:
        guard.check(sql)
    except SqlRefused as error:
        raise place.error(str(error)) from None
