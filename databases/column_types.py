"""SQLAlchemy's types of columns, in the few words that a prompt has for them."""

from typing import Any

from sqlalchemy import types
from sqlalchemy.dialects import mysql

from .schema import ColumnType

# The first that fits.
TYPES: tuple[tuple[type[types.TypeEngine[Any]], ColumnType], ...] = (
    (types.Boolean, "bool"),
    (types.Integer, "int"),
    (types.Numeric, "float"),
    (types.Float, "float"),
    (types.DateTime, "datetime"),
    (types.Date, "date"),
    (types.String, "text"),
)


def declared_type(reflected: types.TypeEngine[Any]) -> ColumnType:
    """The type that the declaration of a column means; MySQL and MariaDB write BOOLEAN as TINYINT(1)."""
    if isinstance(reflected, mysql.TINYINT) and reflected.display_width == 1:
        return "bool"
    return next((name for kind, name in TYPES if isinstance(reflected, kind)), "other")
