"""The tables of a database server, read with a few queries however many there are."""

import logging
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Inspector, inspect
from sqlalchemy.engine.reflection import ObjectKind
from sqlalchemy.exc import DBAPIError, SAWarning

from .column_types import declared_type
from .connection import Source
from .engines import ServerEngine
from .schema import Column, ForeignKey, Table

logger = logging.getLogger(__name__)

SECONDS = 60.0

Place = tuple[str | None, str]  # the schema, None for the default one, and the name there


def server_tables(source: Source) -> list[Table]:
    """The tables and views of every schema in which the account may read.

    Of a table, only the columns are told that the account may read. Where two schemas have a table of one name, that of
    the default schema keeps it and the other is called `schema_name`. Raises QueryFailed.
    """
    if not isinstance(source.engine, ServerEngine):
        raise TypeError(f"{source.name} is no server")
    names: dict[Place, str] = {}
    found: list[tuple[str | None, dict[str, dict[str, Any]]]] = []
    with source.reading(SECONDS) as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # a type that SQLAlchemy does not know is "other" to us
        inspector = inspect(connection)
        for schema in source.engine.schemas(inspector):
            reflected = _reflected(inspector, schema, source.engine.readable(connection, schema))
            taken = {name.lower() for name in names.values()}
            for name in reflected:
                names[schema, name] = name if name.lower() not in taken else f"{schema}_{name}"
            found.append((schema, reflected))
    tables = [_table(schema or "", name, told, names) for schema, all_told in found for name, told in all_told.items()]
    return sorted(tables, key=lambda table: (table.name.lower(), table.name))


def _reflected(
    inspector: Inspector, schema: str | None, readable: dict[str, frozenset[str]]
) -> dict[str, dict[str, Any]]:
    """What SQLAlchemy tells of each table, by its name."""
    names = sorted(readable)
    if not names:
        return {}
    columns = _asked(inspector.get_multi_columns, schema, names)
    keys = _asked(inspector.get_multi_pk_constraint, schema, names)
    foreign = _asked(inspector.get_multi_foreign_keys, schema, names)
    comments = _asked(inspector.get_multi_table_comment, schema, names)
    views = {*inspector.get_view_names(schema), *_materialized(inspector, schema)}
    told: dict[str, dict[str, Any]] = {}
    for name in names:
        place = (schema, name)
        shown = [column for column in columns.get(place, ()) if column["name"] in readable[name]]
        if shown:
            told[name] = {
                "columns": shown,
                "key": (keys.get(place) or {}).get("constrained_columns") or (),
                "foreign": foreign.get(place) or (),
                "comment": (comments.get(place) or {}).get("text") or "",
                "is_view": name in views,
            }
        else:
            logger.info("%s is left out: its columns cannot be told.", name)
    return told


def _asked(ask: Callable[..., Mapping[Any, Any]], schema: str | None, names: list[str]) -> dict[Place, Any]:
    """What SQLAlchemy tells of the tables; where one of them is in the way of all, of each that it can tell of."""
    given = {"schema": schema, "kind": ObjectKind.ANY}
    try:
        return dict(ask(filter_names=names, **given))
    except NotImplementedError:  # SQL Server has no comments, for one
        return {}
    except DBAPIError:
        found: dict[Place, Any] = {}
        for name in names:
            with suppress(DBAPIError):  # a view into which the account may not look
                found |= ask(filter_names=[name], **given)
        return found


def _materialized(inspector: Inspector, schema: str | None) -> list[str]:
    try:
        return inspector.get_materialized_view_names(schema)
    except NotImplementedError:
        return []


def _table(schema: str, name: str, told: dict[str, Any], names: dict[Place, str]) -> Table:
    exposed = names[schema or None, name]
    columns = tuple(
        Column(
            name=str(column["name"]),
            type=declared_type(column["type"]),
            primary_key=column["name"] in told["key"],
            comment=column.get("comment") or "",
        )
        for column in told["columns"]
    )
    foreign_keys = tuple(
        ForeignKey(
            tuple(key["constrained_columns"]),
            names.get((key["referred_schema"], key["referred_table"]), key["referred_table"]),
            tuple(key["referred_columns"]),
        )
        for key in told["foreign"]
    )
    stored = name if exposed != name else ""
    return Table(exposed, columns, foreign_keys, told["comment"], is_view=told["is_view"], schema=schema, stored=stored)
