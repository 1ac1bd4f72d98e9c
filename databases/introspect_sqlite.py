"""The tables of a SQLite file, each read as the queries will read it: confined, and by what its columns really hold."""

import logging
import warnings
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Connection, Inspector, inspect, types
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from .allowlists import allow_lists
from .column_types import declared_type
from .connection import Source
from .engines.sqlite import Confined
from .errors import QueryFailed, SqlRefused
from .sampling import quoted, sampled_type
from .schema import Column, ColumnType, ForeignKey, Table

logger = logging.getLogger(__name__)

SECONDS_FOR_NAMES = 60.0
SECONDS_A_TABLE = 5.0
MOST_ROWS_COUNTED = 1_000_000


def names_in_file(source: Source) -> list[str]:
    """The names of all tables and views. Raises QueryFailed."""
    with source.reading(SECONDS_FOR_NAMES) as connection:
        inspector = inspect(connection)
        return [*inspector.get_table_names(), *inspector.get_view_names()]


def sqlite_tables(source: Source, readable: Collection[str]) -> Iterator[Table]:
    """The tables and views among the `readable` ones (in lower case), by name.

    What a confined connection cannot read is left out: a view over a hidden or a missing table, and SQLite's virtual
    tables, for these make tables of their own when they are opened.
    """
    with source.reading(SECONDS_FOR_NAMES) as connection:
        inspector = inspect(connection)
        views = frozenset(inspector.get_view_names())
        internal = _shadow_tables(connection)
        names = sorted({*inspector.get_table_names(), *views} - internal, key=lambda name: (name.lower(), name))
    confined = Confined(readable, (), allow_lists(source.dialect).engine)
    for name in names:
        table = _read_table(source, name, confined, name in views) if name.lower() in readable else None
        if table is not None:
            yield table


def _shadow_tables(connection: Connection) -> frozenset[str]:
    """The tables in which SQLite's virtual tables (full-text search) keep their data."""
    rows = connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE type = 'shadow'").all()
    return frozenset(str(name) for (name,) in rows)


def _read_table(source: Source, name: str, confined: Confined, is_view: bool) -> Table | None:
    try:
        with source.reading(SECONDS_A_TABLE) as connection, warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # a type that SQLAlchemy does not know is "other" to us
            inspector = inspect(connection)
            key = frozenset(inspector.get_pk_constraint(name)["constrained_columns"])
            reflected = inspector.get_columns(name)
            foreign_keys = _foreign_keys(inspector, name)
        with source.reading(SECONDS_A_TABLE, confined) as connection:
            columns = tuple(
                Column(
                    name=str(column["name"]),
                    type=_type(connection, name, str(column["name"]), column["type"]),
                    primary_key=column["name"] in key,
                )
                for column in reflected
            )
            rows = None if is_view else _count(connection, name)
    except (SQLAlchemyError, QueryFailed, SqlRefused) as error:
        logger.info("%s is left out: %s", name, error)
        return None
    return Table(name, columns, foreign_keys, rows=rows, is_view=is_view)


def _type(connection: Connection, table: str, column: str, reflected: types.TypeEngine[Any]) -> ColumnType:
    declared = declared_type(reflected)
    vague = isinstance(reflected, types.Numeric) and reflected.precision is None
    return sampled_type(connection, table, column, declared, vague=vague and not isinstance(reflected, types.Float))


def _count(connection: Connection, table: str) -> int | None:
    """How many rows, where that is quickly said."""
    count = connection.exec_driver_sql(
        f"SELECT count(*) FROM (SELECT 1 FROM {quoted(table)} LIMIT {MOST_ROWS_COUNTED + 1})"
    ).scalar_one()
    return int(count) if count <= MOST_ROWS_COUNTED else None


def _foreign_keys(inspector: Inspector, table: str) -> tuple[ForeignKey, ...]:
    return tuple(
        ForeignKey(tuple(key["constrained_columns"]), key["referred_table"], tuple(key["referred_columns"]))
        for key in inspector.get_foreign_keys(table)
    )
