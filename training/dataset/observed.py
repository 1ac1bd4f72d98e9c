"""What people may ask about one database: the words of its names, and the values that really stand in its cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from hoidap.chains.canonical import expand
from hoidap.chains.errors import ChainError
from hoidap.chains.naming import asked_tables
from hoidap.databases import Database, DatabaseError, Schema, Table

from ..synthesize import SchemaWithWords, words_of
from ..synthesize.query import column, quoted
from ..synthesize.words import ColumnWords, TableWords

MOST_CELLS = 200  # different numbers or dates of a column that questions are made with
ROWS_AT_AN_END = 500  # of a table that are looked at, at its beginning and at its end

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Observed:
    """A database to ask questions about, and what questions cannot be asked about."""

    words: SchemaWithWords
    asked: tuple[str, ...]  # the tables that hold rows
    empty: tuple[str, ...]  # the tables that hold none
    unread: tuple[str, ...]  # the tables whose rows could not be read
    views: tuple[str, ...]  # which only repeat what stands in tables
    alone: tuple[str, ...]  # the tables that hold rows and that no foreign key joins to another


def observe(db: Database, progress: Progress | None = None) -> Observed:
    """Look into `db`; private columns stay unread. Raises DatabaseError where its values cannot be read at all."""
    words = words_of(db.schema, tuple(db.build_values()))
    tables: dict[str, TableWords] = {}
    asked: list[str] = []
    empty: list[str] = []
    unread: list[str] = []
    wanted = [table.name for table in asked_tables(db.schema)]
    for done, name in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        table = words.tables[name]
        try:
            cells = _cells(db, table)
        except (DatabaseError, ChainError):
            unread.append(name)
            tables[name] = table
            continue
        (asked if cells is not None else empty).append(name)
        tables[name] = _with_cells(table, cells or {})
    if progress is not None:
        progress(len(wanted), len(wanted))
    joined = set(
        chain.from_iterable((table.name, key.table) for table in db.schema.tables for key in table.foreign_keys)
    )
    alone = tuple(name for name in asked if name not in joined)
    views = tuple(table.name for table in db.schema.tables if table.name not in tables)
    return Observed(replace(words, tables=tables), tuple(asked), tuple(empty), tuple(unread), views, alone)


def _cells(db: Database, table: TableWords) -> dict[str, tuple[str, ...]] | None:
    """The numbers and dates in a table's first and last rows by column, as literals; None where it has no rows."""
    read = [c for c in table.columns if c.role in ("number", "date") and not c.column.private]
    names = [c.column.name for c in read] or [_some_column(table.table)]
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    any_row = False
    alone = Schema((replace(table.table, foreign_keys=()),), db.schema.dialect)  # hundreds of others cost time
    for sql in _looks(table.table, names):
        for row in db.query(expand(sql, alone), max_rows=ROWS_AT_AN_END).rows:
            any_row = True
            for name, cell in zip(names, row, strict=True):
                if cell is not None and not isinstance(cell, bool) and len(found[name]) < MOST_CELLS:
                    found[name][str(cell)] = None
    return {c.column.name: tuple(found[c.column.name]) for c in read} if any_row else None


def _some_column(table: Table) -> str:
    """A column that is read only to see whether there are rows."""
    return next((c.name for c in table.columns if c.primary_key), table.columns[0].name)


def _looks(table: Table, names: list[str]) -> Iterator[str]:
    """Canonical SQL for the first rows, and for the last ones where a key finds them."""
    items = ", ".join(column(table.name, name) for name in names)
    yield f"SELECT {items} LIMIT {ROWS_AT_AN_END}"
    if len(table.primary_key) == 1:
        yield f"SELECT {items} ORDER BY {quoted(table.name)}.{quoted(table.primary_key[0])} DESC LIMIT {ROWS_AT_AN_END}"


def _with_cells(table: TableWords, cells: dict[str, tuple[str, ...]]) -> TableWords:
    """The table with what stands in its columns of numbers and dates."""

    def with_pool(one: ColumnWords) -> ColumnWords:
        return replace(one, pool=cells[one.column.name]) if cells.get(one.column.name) else one

    return replace(table, columns=tuple(map(with_pool, table.columns)))
