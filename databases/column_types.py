"""SQLAlchemy's types of columns, in the few words that a prompt has for them."""

from typing import Any

from sqlalchemy import types

from .schema import ColumnType

# The first that fits; SQLAlchemy's Float and Double are kinds of Numeric.
TYPES: tuple[tuple[type[types.TypeEngine[Any]], ColumnType], ...] = (
    (types.Boolean, "bool"),
    (types.Integer, "int"),
    (types.Numeric, "float"),
    (types.DateTime, "datetime"),
    (types.Date, "date"),
    (types.String, "text"),
)


def declared_type(reflected: types.TypeEngine[Any]) -> ColumnType:
    """The type that the declaration of a column means."""
    return next((name for kind, name in TYPES if isinstance(reflected, kind)), "other")
