"""A database as something to read safely: its schema, its values, and guarded read-only queries."""

from typing import TYPE_CHECKING

from .errors import (
    CannotOpen,
    DatabaseError,
    GlossaryError,
    NoTables,
    QueryFailed,
    QueryStopped,
    QueryTimeout,
    SqlRefused,
    TooCostly,
    Unavailable,
)
from .folder import data_folder
from .schema import Column, ColumnType, ForeignKey, Schema, Table
from .text import fold

if TYPE_CHECKING:
    from .database import Database, Result
    from .demo import demo_database
    from .glossary import Example
    from .values import Value, ValueIndex

__all__ = [
    "CannotOpen",
    "Column",
    "ColumnType",
    "Database",
    "DatabaseError",
    "Example",
    "ForeignKey",
    "GlossaryError",
    "NoTables",
    "QueryFailed",
    "QueryStopped",
    "QueryTimeout",
    "Result",
    "Schema",
    "SqlRefused",
    "Table",
    "TooCostly",
    "Unavailable",
    "Value",
    "ValueIndex",
    "data_folder",
    "demo_database",
    "fold",
]

# SQLAlchemy, sqlglot and rapidfuzz take a third of a second to load; `hoidap --help` does without them.
_LATE = {
    "Database": "database",
    "Example": "glossary",
    "Result": "database",
    "Value": "values",
    "ValueIndex": "values",
    "demo_database": "demo",
}


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f".{_LATE[name]}", __name__), name)
    globals()[name] = found
    return found
