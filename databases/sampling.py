"""What a SQLite column really holds: any type may stand in any column there, and dates are mostly text."""

import re
from collections import Counter

from sqlalchemy import Connection

from .schema import ColumnType

ROWS_LOOKED_AT = 1_000
ENOUGH = 200
AGREEMENT = 0.9  # a column of dates stays one with a few "unknown" in it

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_DATETIME = re.compile(_DATE.pattern + r"[ T]\d{2}:\d{2}.*")


def sampled_type(
    connection: Connection, table: str, column: str, declared: ColumnType, *, vague: bool = False
) -> ColumnType:
    """The type that most of the first values agree on, else `declared`; a `vague` declaration means any number."""
    cell, source = quoted(column), quoted(table)
    rows = connection.exec_driver_sql(
        f"SELECT typeof(cell), substr(cell, 1, 32) FROM (SELECT {cell} AS cell FROM {source} LIMIT {ROWS_LOOKED_AT})"
        f" WHERE cell IS NOT NULL AND cell <> '' LIMIT {ENOUGH}"
    ).all()
    kinds = Counter(_kind(storage, str(text)) for storage, text in rows)
    if declared == "bool" and {str(text) for _, text in rows} <= {"0", "1"}:
        return "bool"
    return _agreed(kinds, declared, vague)


def quoted(name: str) -> str:
    """A name as SQLite's SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def _kind(storage: str, text: str) -> ColumnType:
    match storage:
        case "integer":
            return "int"
        case "real":
            return "float"
        case "text" if _DATE.fullmatch(text):
            return "date"
        case "text" if _DATETIME.fullmatch(text):
            return "datetime"
        case "text":
            return "text"
        case _:
            return "other"


def _agreed(kinds: Counter[ColumnType], declared: ColumnType, vague: bool) -> ColumnType:
    enough = kinds.total() * AGREEMENT
    dates, numbers = kinds["date"] + kinds["datetime"], kinds["int"] + kinds["float"]
    if not kinds:
        return declared
    if dates >= enough:
        return "datetime" if kinds["datetime"] or declared == "datetime" else "date"
    if numbers >= enough:
        return "float" if kinds["float"] or (declared == "float" and not vague) else "int"
    if kinds["text"] + dates >= enough:
        return "text"
    if kinds["other"] >= enough or declared == "other":
        return "other"
    return declared
