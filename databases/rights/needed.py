"""Which tables and columns a reader needs: what somebody may ask about, and what the row filters look at."""

from collections.abc import Iterable, Sequence

from sqlglot import exp, parse_one

from ..row_filter import RowFilter
from ..schema import Schema, Table
from .base import Readable


def needed(everything: Sequence[Table], asked: Schema, filters: Iterable[tuple[str, RowFilter]]) -> list[Readable]:
    """Those of `everything` that stand in `asked`, with its columns; `filters` are by table, in lower case."""
    columns = {table.name.lower(): {column.name.lower() for column in table.columns} for table in asked.tables}
    for owner, row_filter in filters:
        tree = parse_one(row_filter.sql, dialect=row_filter.dialect, into=exp.Condition)
        read = {column.name.lower() for column in tree.find_all(exp.Column)}
        for table in (owner, *(node.name.lower() for node in tree.find_all(exp.Table))):
            columns.setdefault(table, set()).update(read)
    found = (_readable(table, columns.get(table.name.lower(), set())) for table in everything)
    return [one for one in found if one is not None]


def unneeded(everything: Sequence[Table], readable: Sequence[Readable]) -> list[Table]:
    """The tables of which a reader needs nothing."""
    names = {one.table.name for one in readable}
    return [table for table in everything if table.name not in names]


def _readable(table: Table, columns: set[str]) -> Readable | None:
    shown = tuple(column.name for column in table.columns if column.name.lower() in columns)
    if not shown:
        return None
    return Readable(table, () if len(shown) == len(table.columns) else shown)
