"""Which tables and views would tell of what is hidden elsewhere: views that read it, and parts of a split table.

A guard that knows what a question names does not know what that reads in turn. Whatever cannot be told counts as
telling.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, Inspector, inspect
from sqlalchemy.exc import SQLAlchemyError
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from .allowlists import allow_lists
from .connection import Source
from .resolve import local_name
from .schema import Schema, Table

SECONDS = 10.0

_BODY = re.compile(r"\bVIEW\b.*?\bAS\b\s*(?=\(|SELECT\b|WITH\b)", re.IGNORECASE | re.DOTALL)
_PARTS = """
SELECT pn.nspname, p.relname, cn.nspname, c.relname FROM pg_inherits
JOIN pg_class AS p ON p.oid = inhparent JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
JOIN pg_class AS c ON c.oid = inhrelid JOIN pg_namespace AS cn ON cn.oid = c.relnamespace
"""

Places = Mapping[tuple[str, str], str]  # schema and stored name -> the name in our schema; all in lower case


class Readings:
    """What the tables and views of a database read besides themselves, told once; raises QueryFailed.

    `home` is the schema of what names none, `hidden` (lower case) are tables that `schema` does without.
    """

    def __init__(self, source: Source, schema: Schema, home: str | None, hidden: Collection[str]) -> None:
        home = (home or "").lower()
        places = {_place(table, home): table.name.lower() for table in schema.tables}
        with source.reading(SECONDS) as connection:
            inspector = inspect(connection)
            parts = _parts(connection) if source.dialect == "postgres" else []
            definitions = {table: _definition(inspector, table) for table in schema.tables if table.is_view}
        self._views = {
            table.name.lower(): _sources(text, source.dialect, home, table, places)
            for table, text in definitions.items()
        }
        # A part that the account may not read is not hidden: whoever reads the whole reads its rows.
        known = [pair for pair in parts if all(place in places or place[1] in hidden for place in pair)]
        self._parts = [(places.get(whole, ""), places.get(part, "")) for whole, part in known]

    def telling(self, seen: Collection[str], restricted: Collection[str]) -> frozenset[str]:
        """Those of the `seen` tables and views that read others than the seen ones that are not `restricted`.

        A restricted part of a split table has a rule of its own; a restricted view is still only as good as what it
        reads.
        """
        safe = frozenset(seen) - self._views.keys() - frozenset(restricted)
        for _ in self._parts:  # what is part of a part
            safe -= {one for pair in self._parts for one in pair if not safe.issuperset(pair)}
        while more := {view for view in self._harmless(safe) if view in seen and view not in restricted} - safe:
            safe |= more
        return frozenset(seen) - safe - (frozenset(restricted) - self._views.keys()) - self._harmless(safe)

    def _harmless(self, safe: frozenset[str]) -> frozenset[str]:
        return frozenset(view for view, reads in self._views.items() if reads is not None and reads <= safe)


def _place(table: Table, home: str) -> tuple[str, str]:
    return table.schema.lower() or home, (table.stored or table.name).lower()


def _parts(connection: Connection) -> Iterable[tuple[tuple[str, str], tuple[str, str]]]:
    """The tables that are split or inherited from, each with one that holds some of its rows."""
    rows = connection.exec_driver_sql(_PARTS).all()
    return [((a.lower(), b.lower()), (c.lower(), d.lower())) for a, b, c, d in rows]


def _definition(inspector: Inspector, view: Table) -> str | None:
    try:
        return inspector.get_view_definition(view.stored or view.name, view.schema or None)
    except (SQLAlchemyError, NotImplementedError):
        return None


def _sources(definition: str | None, dialect: str, home: str, view: Table, places: Places) -> frozenset[str] | None:
    """The tables and views that a definition reads; None where that cannot be told."""
    if not definition:
        return None
    try:
        tree = parse_one(_BODY.split(definition, maxsplit=1)[-1], dialect=dialect)
    except (SqlglotError, RecursionError):
        return None
    if not isinstance(tree, exp.Query):
        return None
    known = allow_lists(dialect).names
    found = set()
    for node in tree.walk():
        if isinstance(node, exp.Command) or (isinstance(node, exp.Anonymous) and node.name.lower() not in known):
            return None  # a function can read any table
        if isinstance(node, exp.Table) and local_name(node, dialect) is None:
            schema = node.db.lower() or ("" if view.schema else home)  # elsewhere, who knows what a bare name means
            name = places.get((schema, node.name.lower())) if isinstance(node.this, exp.Identifier) else None
            if name is None or (node.catalog and node.catalog.lower() != home):
                return None
            found.add(name)
    return frozenset(found)
