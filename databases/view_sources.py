"""What the views of a database read: a view over something hidden would show it, whatever the guard says."""

import re
from collections.abc import Collection, Mapping

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from .allowlists import allow_lists
from .resolve import local_name

_BODY = re.compile(r"\bVIEW\b.*?\bAS\b\s*(?=\(|SELECT\b|WITH\b)", re.IGNORECASE | re.DOTALL)


def safe_views(
    definitions: Mapping[str, str | None], tables: Collection[str], dialect: str, home: str | None
) -> frozenset[str]:
    """The views that surely read nothing but `tables` and each other; all names in lower case.

    `definitions` are in SQL, None where the database does not tell; `home` is the schema of what names none.
    """
    reads = {name: _sources(text, dialect, home) for name, text in definitions.items()}
    known, safe = frozenset(tables), frozenset[str]()
    while True:
        more = frozenset(name for name, sources in reads.items() if sources is not None and sources <= known | safe)
        if more == safe:
            return safe
        safe = more


def _sources(definition: str | None, dialect: str, home: str | None) -> frozenset[str] | None:
    """The tables and views that a definition reads; None where that cannot be told."""
    if not definition:
        return None
    body = _BODY.split(definition, maxsplit=1)[-1]
    try:
        tree = parse_one(body, dialect=dialect)
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
            elsewhere = node.catalog or (node.db and home and node.db.lower() != home.lower())
            if elsewhere or not isinstance(node.this, exp.Identifier):
                return None
            found.add(node.name.lower())
    return frozenset(found)
