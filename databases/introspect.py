"""From an opened database to its Schema."""

import logging
import warnings
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Inspector, inspect, types
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from .allowlists import allow_lists
from .connection import Source
from .engines.sqlite import Confined
from .errors import NoTables, QueryFailed, SqlRefused
from .sampling import quoted, sampled_type
from .schema import Column, ColumnType, ForeignKey, Schema, Table

logger = logging.getLogger(__name__)

SECONDS_FOR_NAMES = 60.0
SECONDS_A_TABLE = 5.0
MOST_ROWS_COUNTED = 1_000_000

# The first that fits; SQLAlchemy's Float and Double are kinds of Numeric.
TYPES: tuple[tuple[type[types.TypeEngine[Any]], ColumnType], ...] = (
    (types.Boolean, "bool"),
    (types.Integer, "int"),
    (types.Numeric, "float"),
    (types.DateTime, "datetime"),
    (types.Date, "date"),
    (types.String, "text"),
)


def read_schema(source: Source, hide_tables: Collection[str] = ()) -> tuple[Schema, frozenset[str], frozenset[str]]:
    """What may be asked about; which tables a query may touch on its way there; which there are (in lower case).

    What a confined connection cannot read is left out: a view over a hidden or a missing table, and SQLite's virtual
    tables, for these make tables of their own when they are opened.
    Raises NoTables.
    """
    with source.reading(SECONDS_FOR_NAMES) as connection:
        inspector = inspect(connection)
        views = frozenset(inspector.get_view_names())
        names = sorted({*inspector.get_table_names(), *views}, key=lambda name: (name.lower(), name))
        internal = _shadow_tables(connection) if source.path else frozenset()
    hidden = _hidden(hide_tables, names)
    known = frozenset(name.lower() for name in names)
    readable = known - hidden
    confined = Confined(readable, (), allow_lists(source.dialect).engine)
    asked = [name for name in names if name.lower() in readable and name not in internal]
    tables = [table for name in asked if (table := _read_table(source, name, confined, name in views)) is not None]
    if not tables:
        raise NoTables(f"The database {source.name} has no tables that may be asked about.")
    return Schema(tuple(_with_known_targets(tables)), source.dialect), readable, known


def _hidden(hide_tables: Collection[str], names: Collection[str]) -> frozenset[str]:
    """The hidden names in lower case, also without a schema in front."""
    if isinstance(hide_tables, str):  # one name, given without the list around it
        hide_tables = [hide_tables]
    hidden = frozenset(name.rpartition(".")[2].strip('"`[] ').lower() for name in hide_tables)
    for name in sorted(hidden - {name.lower() for name in names}):
        logger.warning("The table %s is to be hidden, and this database has no table of that name.", name)
    return hidden | frozenset(name.lower() for name in hide_tables)


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
            comment = _comment(inspector, name)
        with source.reading(SECONDS_A_TABLE, confined) as connection:
            columns = tuple(
                Column(
                    name=str(column["name"]),
                    type=_type(connection, name, str(column["name"]), column["type"]),
                    primary_key=column["name"] in key,
                    comment=column.get("comment") or "",
                )
                for column in reflected
            )
            rows = None if is_view else _count(connection, name)
    except (SQLAlchemyError, QueryFailed, SqlRefused) as error:
        logger.info("%s is left out: %s", name, error)
        return None
    return Table(name, columns, foreign_keys, comment, rows=rows, is_view=is_view)


def _type(connection: Connection, table: str, column: str, reflected: types.TypeEngine[Any]) -> ColumnType:
    declared: ColumnType = next((name for kind, name in TYPES if isinstance(reflected, kind)), "other")
    if connection.dialect.name != "sqlite":
        return declared
    vague = isinstance(reflected, types.Numeric) and reflected.precision is None
    return sampled_type(connection, table, column, declared, vague=vague and not isinstance(reflected, types.Float))


def _count(connection: Connection, table: str) -> int | None:
    """How many rows, where SQLite can say it quickly."""
    if connection.dialect.name != "sqlite":
        return None
    count = connection.exec_driver_sql(
        f"SELECT count(*) FROM (SELECT 1 FROM {quoted(table)} LIMIT {MOST_ROWS_COUNTED + 1})"
    ).scalar_one()
    return int(count) if count <= MOST_ROWS_COUNTED else None


def _comment(inspector: Inspector, table: str) -> str:
    try:
        return inspector.get_table_comment(table).get("text") or ""
    except NotImplementedError:  # SQLite and SQL Server
        return ""


def _foreign_keys(inspector: Inspector, table: str) -> tuple[ForeignKey, ...]:
    return tuple(
        ForeignKey(tuple(key["constrained_columns"]), key["referred_table"], tuple(key["referred_columns"]))
        for key in inspector.get_foreign_keys(table)
    )


def _with_known_targets(tables: Iterable[Table]) -> Iterable[Table]:
    """Foreign keys spelled like what they refer to; without those that lead to nothing that may be asked about."""
    tables = list(tables)
    by_name = {table.name.lower(): table for table in tables}
    for table in tables:
        keys = [found for key in table.foreign_keys if (found := _resolved(key, table, by_name)) is not None]
        yield replace(table, foreign_keys=tuple(dict.fromkeys(keys)))


def _resolved(key: ForeignKey, table: Table, by_name: dict[str, Table]) -> ForeignKey | None:
    target = by_name.get(key.table.lower())
    if target is None:
        return None
    referred = key.referred or target.primary_key
    try:
        own = tuple(table.column(name).name for name in key.columns)
        theirs = tuple(target.column(name).name for name in referred)
    except KeyError:
        return None
    return ForeignKey(own, target.name, theirs) if own and len(own) == len(theirs) else None
