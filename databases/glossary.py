"""A YAML file in which an office says what it calls its tables and columns, who may see what, and what it has verified.

tables:
  Author:
    synonyms: [tác giả]
    description: Who makes improvements.
    rows: DepartmentId = :user_department
    columns:
      Salary: {only_for: [hr]}
      Phone: {private: true}
roles: [hr]
users:
  lan: {roles: [hr], department: 3}
examples:
  - question: Có bao nhiêu tác giả?
    sql: SELECT COUNT(*) FROM Author

docs/glossary.md explains every word of it.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .access import EVERYONE, Rules, TableRule, User
from .glossary_file import Entry, open_glossary
from .row_filter import RowFilter, read_filter
from .schema import Column, Schema, Table

logger = logging.getLogger(__name__)

ALL, NONE = "all", "none"  # in place of a filter
NAME = "name"  # what is known of every user


@dataclass(frozen=True)
class Example:
    """A question, and the SQL that somebody has made sure answers it; `place` is where it stands in the file."""

    question: str
    sql: str
    place: Entry


@dataclass(frozen=True)
class Glossary:
    """What the file says: the schema with its words, the rules, and the verified examples."""

    schema: Schema
    rules: Rules = field(default_factory=Rules)
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class _Named:
    """What the entries of tables may speak of: roles and users alike, and what is known of any user."""

    roles: Collection[str]
    attributes: Collection[str]


def read_glossary(schema: Schema, path: Path, known_tables: frozenset[str]) -> Glossary:
    """The schema with the file's words, and what else it says; GlossaryError names what is wrong, and the place.

    `known_tables` (lower case) are all that the database has: an entry for a hidden one is right, and unused. That
    filters and examples are made of what may be run is for the guard to say.
    """
    file = open_glossary(path).mapping("tables", "roles", "users", "examples")
    entry = _below(file, path)
    roles = entry("roles").words()
    users = {name: _user(name, about, roles) for name, about in entry("users").mapping().items()}
    named = _Named({*roles, *users}, {attribute for user in users.values() for attribute in user.attributes})
    tables = {table.name.lower(): table for table in schema.tables}
    rules = {}
    for name, about in entry("tables").mapping().items():
        table = tables.get(name.lower())
        if table is not None:
            tables[name.lower()], rules[name.lower()] = _table(table, about, named, schema)
        elif name.lower() not in known_tables and not _out_of_reach(about, schema):
            raise about.error(f"the database has no table {name}.")
    words = replace(schema, tables=tuple(tables.values()))
    return Glossary(words, Rules(rules, users), tuple(_examples(entry("examples").items())))


def _below(entries: Mapping[str, Entry], path: Path, above: str = "") -> Callable[[str], Entry]:
    """The entry of a name, which says nothing where it is missing."""
    return lambda name: entries.get(name, Entry(path, f"{above}{name}"))


def _user(name: str, about: Entry, roles: Collection[str]) -> User:
    if name in (*roles, EVERYONE):
        raise about.error(f"{name} is the name of a role.")
    known = about.mapping()
    of_role = known.pop("roles", Entry(about.path, f"{about.place}.roles")).names(roles, "role")
    attributes = {attribute: value.attribute() for attribute, value in known.items()}
    if NAME in attributes:
        raise known[NAME].error(f"{NAME} is the user's own, which stands in front.")
    return User(name, of_role | {name}, {**attributes, NAME: (name,)})


def _table(table: Table, about: Entry, named: _Named, schema: Schema) -> tuple[Table, TableRule]:
    said = about.mapping("synonyms", "description", "columns", "hidden", "only_for", "rows", "allow")
    entry = _below(said, about.path, f"{about.place}.")
    columns, kept = {column.name.lower(): column for column in table.columns}, {}
    for name, below in entry("columns").mapping().items():
        column = columns.get(name.lower())
        if column is None:
            if _out_of_reach(below, schema):
                continue
            raise entry("columns").error(f"the table {table.name} has no column {name}.")
        columns[name.lower()], only_for = _column(column, below, named)
        if only_for is not None:
            kept[name.lower()] = only_for
    if "allow" in said and not table.is_view:
        raise entry("allow").error("only a view can be allowed, whatever it reads; this is a table.")
    rule = TableRule(_only_for(entry, named), kept, _rows(entry("rows"), table, named, schema), entry("allow").truth())
    return replace(
        table,
        columns=tuple(columns.values()),
        synonyms=entry("synonyms").words(),
        comment=entry("description").text() or table.comment,
    ), rule


def _out_of_reach(about: Entry, schema: Schema) -> bool:
    """Whether what is hidden may be there, unseen by an account of a server that may not read it, as it should be."""
    hidden = schema.dialect != "sqlite" and isinstance(about.value, dict) and about.value.get("hidden") is True
    if hidden:
        logger.warning("%s is hidden, and this account sees nothing of that name.", about.place)
    return hidden


def _column(column: Column, about: Entry, named: _Named) -> tuple[Column, frozenset[str] | None]:
    said = about.mapping("synonyms", "description", "hidden", "only_for", "private")
    entry = _below(said, about.path, f"{about.place}.")
    return replace(
        column,
        synonyms=entry("synonyms").words(),
        comment=entry("description").text() or column.comment,
        private=entry("private").truth(),
    ), _only_for(entry, named)


def _only_for(entry: Callable[[str], Entry], named: _Named) -> frozenset[str] | None:
    """The roles that see it; none where it is hidden, None where everyone does."""
    hidden, only_for = entry("hidden").truth(), entry("only_for")
    if hidden and only_for.value is not None:
        raise only_for.error("it is hidden from everyone; leave out one of the two.")
    if only_for.value is not None:
        return only_for.names(named.roles, "role or user")
    return frozenset() if hidden else None


def _rows(rows: Entry, table: Table, named: _Named, schema: Schema) -> dict[str, RowFilter | bool]:
    if rows.value is None:
        return {}
    if isinstance(rows.value, str):
        return {EVERYONE: _filter(rows, table, named, schema)}
    entries = rows.mapping(EVERYONE, *named.roles)
    if EVERYONE not in entries:
        raise rows.error(f"say which rows {EVERYONE} sees: {ALL}, {NONE}, or a condition.")
    return {role: _filter(entry, table, named, schema) for role, entry in entries.items()}


def _filter(entry: Entry, table: Table, named: _Named, schema: Schema) -> RowFilter | bool:
    text = entry.text()
    if text in (ALL, NONE):
        return text == ALL
    found = read_filter(entry, table, schema)
    for attribute in sorted(found.attributes - {NAME, *named.attributes}):
        raise entry.error(f"no user has the attribute {attribute}, which :user_{attribute} stands for.")
    return found


def _examples(entries: Iterable[Entry]) -> Iterable[Example]:
    for entry in entries:
        said = entry.mapping("question", "sql")
        question, sql = (said.get(key, Entry(entry.path, f"{entry.place}.{key}")) for key in ("question", "sql"))
        for needed in (question, sql):
            if not needed.text():
                raise needed.error("it is missing; an example is a question and its SQL.")
        yield Example(question.text(), sql.text(), sql)
