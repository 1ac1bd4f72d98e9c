"""From an opened database to its Schema."""

import logging
from collections.abc import Collection, Iterable
from dataclasses import replace

from .connection import Source
from .errors import NoTables
from .introspect_server import server_tables
from .introspect_sqlite import names_in_file, sqlite_tables
from .schema import ForeignKey, Schema, Table

logger = logging.getLogger(__name__)


def read_schema(source: Source, hide_tables: Collection[str] = ()) -> tuple[Schema, frozenset[str], frozenset[str]]:
    """What may be asked about; which tables a query may touch on its way there; which there are (in lower case).

    Raises NoTables, QueryFailed.
    """
    everything = [] if source.path else server_tables(source)
    names = names_in_file(source) if source.path else [table.name for table in everything]
    hidden = _hidden(hide_tables, names)
    known = frozenset(name.lower() for name in names)
    readable = known - hidden
    if source.path:
        tables = list(sqlite_tables(source, readable))
    else:
        tables = [table for table in everything if not hidden & {table.name.lower(), table.stored.lower()}]
    if not tables:
        raise NoTables(f"The database {source.name} has no tables that may be asked about.")
    return Schema(tuple(_with_known_targets(tables)), source.dialect), readable, known


def _hidden(hide_tables: Collection[str], names: Collection[str]) -> frozenset[str]:
    """The hidden names in lower case, also without a schema in front."""
    if isinstance(hide_tables, str):  # one name, given without the list around it
        hide_tables = [hide_tables]
    hidden = frozenset(name.rpartition(".")[2].strip('"`[] ').lower() for name in hide_tables)
    for name in sorted(hidden - {name.lower() for name in names}):
        logger.warning("The table %s is to be hidden, and this account sees none of that name.", name)
    return hidden | frozenset(name.lower() for name in hide_tables)


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
