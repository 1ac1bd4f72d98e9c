"""The tables of a SQLite file, each read as the queries will read it: confined, and by what its columns really hold."""

import logging
import warnings
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Inspector, inspect, types
from sqlalchemy.engine.interfaces import ReflectedColumn
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
SECONDS_FOR_TABLES = 60.0
SECONDS_A_VIEW = 5.0
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
    with source.reading(SECONDS_FOR_NAMES) as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # a type that SQLAlchemy does not know is "other" to us
        inspector = inspect(connection)
        views = frozenset(inspector.get_view_names())
        internal = _shadow_tables(connection)
        names = sorted({*inspector.get_table_names(), *views} - internal, key=lambda name: (name.lower(), name))
        declared = [
            found for name in names if name.lower() in readable for found in _declared(inspector, name, name in views)
        ]
    confined = Confined(readable, (), allow_lists(source.dialect).engine)
    # Each connection reads the whole schema, so one serves all tables; a view may take long, and has one of its own.
    read = _looked_into(source, [table for table in declared if not table.is_view], confined, SECONDS_FOR_TABLES)
    for view in [table for table in declared if table.is_view]:
        read |= _looked_into(source, [view], confined, SECONDS_A_VIEW)
    yield from (read[table.name] for table in declared if table.name in read)


def _shadow_tables(connection: Connection) -> frozenset[str]:
    """The tables in which SQLite's virtual tables (full-text search) keep their data."""
    rows = connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE type = 'shadow'").all()
    return frozenset(str(name) for (name,) in rows)


class _Declared(NamedTuple):
    """A table or view as its declaration has it."""

    name: str
    columns: list[ReflectedColumn]
    key: frozenset[str]
    foreign_keys: tuple[ForeignKey, ...]
    is_view: bool


def _declared(inspector: Inspector, name: str, is_view: bool) -> Iterator[_Declared]:
    try:
        key = frozenset(inspector.get_pk_constraint(name)["constrained_columns"])
        yield _Declared(name, inspector.get_columns(name), key, _foreign_keys(inspector, name), is_view)
    except SQLAlchemyError as error:
        logger.info("%s is left out: %s", name, error)


def _looked_into(source: Source, declared: Sequence[_Declared], confined: Confined, seconds: float) -> dict[str, Table]:
    """The tables by name, with the types of what their columns hold, as far as the time allows."""
    found: dict[str, Table] = {}
    try:
        with source.reading(seconds, confined) as connection:
            for table in declared:
                try:
                    found[table.name] = _read(connection, table)
                except SQLAlchemyError as error:
                    logger.info("%s is left out: %s", table.name, error)
    except (QueryFailed, SqlRefused) as error:
        logger.warning("Some of %s are left out: %s", ", ".join(table.name for table in declared)[:200], error)
    return found


def _read(connection: Connection, declared: _Declared) -> Table:
    columns = tuple(
        Column(
            name=str(column["name"]),
            type=_type(connection, declared.name, str(column["name"]), column["type"]),
            primary_key=column["name"] in declared.key,
        )
        for column in declared.columns
    )
    rows = None if declared.is_view else _count(connection, declared.name)
    return Table(declared.name, columns, declared.foreign_keys, rows=rows, is_view=declared.is_view)


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
