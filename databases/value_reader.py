"""The texts in the columns of a database, read within bounds: some of the rows, some of the values, some seconds."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection

from .allowlists import allow_lists
from .connection import Source
from .engines.sqlite import Confined
from .errors import QueryFailed
from .perspectives import Perspective
from .schema import Column, Schema, Table
from .values import Value

logger = logging.getLogger(__name__)

LONGEST_TEXT = 80
MOST_A_COLUMN, LEAST_A_COLUMN = 5_000, 100
MOST_IN_ALL = 200_000
ROWS_A_COLUMN = 500_000  # that are looked at: a table of a billion rows is not read to its end
SECONDS_A_COLUMN = 10.0
SECONDS_IN_ALL = 300.0

COLUMNS_TOGETHER = 200

Progress = Callable[[int, int], None]
TextColumn = tuple[Table, Column]


def text_columns(schema: Schema) -> list[TextColumn]:
    """Those whose values may be read ahead; of tables first: most of what stands in a view stands there too."""
    ordered = sorted(schema.tables, key=lambda table: table.is_view)
    columns = [(table, column) for table in ordered for column in table.columns]
    return [(table, column) for table, column in columns if column.type == "text" and not column.private]


def read_values(source: Source, seen: Perspective, progress: Progress | None = None) -> Iterator[Value]:
    """The values of the text columns; `progress` is told how many columns of how many are read."""
    columns = text_columns(seen.schema)
    # In a database of very many columns each has its share, or the last tables would have nothing.
    share = min(MOST_A_COLUMN, max(LEAST_A_COLUMN, 4 * MOST_IN_ALL // max(1, len(columns))))
    in_tables: set[str] = set()
    left, end = MOST_IN_ALL, time.monotonic() + SECONDS_IN_ALL
    for done, (table, column, found) in enumerate(_columns(source, columns, seen, share)):
        if progress is not None:
            progress(done, len(columns))
        if time.monotonic() > end or not left:
            logger.warning("The values of %s columns are left out: there are very many.", len(columns) - done)
            break
        texts = [text for text in found if text not in in_tables] if table.is_view else found
        if not table.is_view:
            in_tables.update(texts)
        texts = texts[:left]
        left -= len(texts)
        yield from (Value(table.name, column.name, text) for text in texts)
    if progress is not None:
        progress(len(columns), len(columns))


def _columns(
    source: Source, columns: Sequence[TextColumn], seen: Perspective, most: int
) -> Iterator[tuple[Table, Column, list[str]]]:
    """Each column with its values; none where they cannot be read.

    A connection to SQLite reads the whole schema first, so that there many columns share one.
    """
    together = COLUMNS_TOGETHER if source.path else 1
    confined = Confined(seen.readable, (), allow_lists(source.dialect).engine)
    done = 0
    while done < len(columns):
        some = columns[done : done + together]
        try:
            with source.reading(SECONDS_A_COLUMN * min(len(some), 6), confined) as connection:
                for table, column in some:
                    yield table, column, _distinct(connection, _query(source, table, column, seen, most))
                    done += 1
        except QueryFailed as error:
            table, column = columns[done]
            logger.warning("The values of %s.%s are left out: %s", table.name, column.name, error)
            yield table, column, []
            done += 1


def _distinct(connection: Connection, sql: str) -> list[str]:
    found = connection.execution_options(no_parameters=True).exec_driver_sql(sql)
    return [text for (text,) in found if isinstance(text, str) and text.strip()]


def _query(source: Source, table: Table, column: Column, seen: Perspective, most: int) -> str:
    """The distinct short texts of one column, among its first rows."""
    quote = source.pool.dialect.identifier_preparer.quote_identifier
    cell = quote(column.name)
    stored = quote(table.stored or table.name)
    behind = seen.barriers.source(table.name) if seen.barriers else None
    rows = f"{behind} AS visible" if behind else f"{quote(table.schema)}.{stored}" if table.schema else stored
    length = {"tsql": "LEN", "mysql": "CHAR_LENGTH"}.get(source.dialect, "length")
    short = f"{length}({cell}) BETWEEN 1 AND {LONGEST_TEXT}"
    if source.dialect == "tsql":
        looked_at = f"(SELECT TOP {ROWS_A_COLUMN} {cell} FROM {rows}) AS looked_at"
        return f"SELECT DISTINCT TOP {most} {cell} FROM {looked_at} WHERE {short}"
    looked_at = f"(SELECT {cell} FROM {rows} LIMIT {ROWS_A_COLUMN}) AS looked_at"
    return f"SELECT DISTINCT {cell} FROM {looked_at} WHERE {short} LIMIT {most}"
