"""The tables and columns that ordinary SQL speaks of, by the names that canonical SQL has for them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from hoidap.databases import Schema

from .canonical_tree import column as column_of
from .canonical_tree import is_star
from .errors import NotCanonical
from .naming import is_junction, naming_columns
from .phrases import key_owner
from .roles import role_of


def star(table: str) -> exp.Column:
    return column_of(table, "*")


def aliases(query: exp.Select, schema: Schema) -> dict[str, str]:
    sources = [query.args["from_"].this, *(join.this for join in query.args.get("joins") or [])]
    if not all(isinstance(source, exp.Table) for source in sources):
        raise NotCanonical("a derived table")
    return {source.alias_or_name.casefold(): schema.table(source.name).name for source in sources}


def written(column: exp.Column, tables: dict[str, str], schema: Schema) -> tuple[str, str]:
    """The table and column that `column` names, as the schema writes them."""
    if column.table:
        owners = [tables.get(column.table.casefold(), column.table)]
    else:
        owners = [name for name in tables.values() if has(schema, name, column.name)]
    if not owners:
        raise NotCanonical(f"no such column: {column.sql()}")
    table = schema.table(owners[0])
    return table.name, table.column(column.name).name


def meant(table: str, name: str, schema: Schema) -> tuple[str, str]:
    """The key that a foreign key points to, which is the same value: the prompt shows keys only there.

    A key with a role stays what it is.
    """
    owner = None if role_of(schema, table, name)[0] else key_owner(schema, table, name)
    return (owner.table, owner.column) if owner and owner.column else (table, name)


def qualify(column: exp.Column, tables: dict[str, str], schema: Schema) -> None:
    if is_star(column):
        column.set("table", exp.to_identifier(tables.get(column.table.casefold(), column.table), quoted=True))
        return
    table, name = meant(*written(column, tables, schema), schema)
    column.set("this", exp.to_identifier(name, quoted=True))
    column.set("table", exp.to_identifier(table, quoted=True))


def is_text(column: exp.Column, tables: dict[str, str], schema: Schema) -> bool:
    """SQLite takes "Nancy" in double quotes for a text where no column is called so."""
    if column.table or isinstance(column.this, exp.Star) or not column.this.quoted:
        return False
    return not any(has(schema, name, column.name) for name in tables.values())


def has(schema: Schema, table: str, name: str) -> bool:
    return any(column.name.casefold() == name.casefold() for column in schema.table(table).columns)


def finest(tables: dict[str, str], schema: Schema, shown: Sequence[str] = ()) -> str:
    """The table whose rows a join repeats no more: the one that no other joined table points to.

    Rows of a junction are what they connect to: the tracks of a playlist, not its playlist-track pairs, where playlists
    are `shown`.
    """
    names = list(tables.values())
    pointed_to = {key.table for name in names for key in schema.table(name).foreign_keys if key.table != name}
    finest = next((name for name in names if name not in pointed_to), names[0])
    return beyond(finest, names, schema, shown)


def beyond(table: str, joined: Sequence[str], schema: Schema, shown: Sequence[str] = ()) -> str:
    """The other side of a junction table, as seen from the `joined` or `shown` tables; any other table is itself."""
    found = schema.table(table)
    if not is_junction(found):
        return table
    others = [key.table for key in found.foreign_keys]
    away = [name for name in others if name not in shown] or others
    return next((name for name in away if name not in joined), away[-1])


def name_aliases(query: exp.Select) -> None:
    """ORDER BY and HAVING say the expression itself, not its alias or position."""
    aliases = {item.alias.casefold(): item.this for item in query.expressions if isinstance(item, exp.Alias)}
    for clause in ("order", "having", "group"):
        for column in list(query.args[clause].find_all(exp.Column)) if query.args.get(clause) else []:
            if not column.table and column.name.casefold() in aliases:
                column.replace(aliases[column.name.casefold()].copy())
    if order := query.args.get("order"):
        for key in order.expressions:
            if isinstance(key.this, exp.Literal) and not key.this.is_string:
                key.set("this", _shown(query, key.this))
    if group := query.args.get("group"):
        keys = [_shown(query, key) if isinstance(key, exp.Literal) else key for key in group.expressions]
        group.set("expressions", keys)


def _shown(query: exp.Select, position: exp.Literal) -> exp.Expr:
    return unaliased(query.expressions[int(position.name) - 1]).copy()


def unaliased(item: exp.Expr) -> exp.Expr:
    inside: exp.Expr = item.this if isinstance(item, exp.Alias) else item
    return inside


def name_groups(query: exp.Select, schema: Schema) -> None:
    """Group by what is shown: `GROUP BY id` beside a shown name of the same row becomes a group by that name."""
    group = query.args.get("group")
    if group is None:
        return
    shown = [unaliased(item) for item in query.expressions]
    plain = [item for item in shown if isinstance(item, exp.Column) and not isinstance(item.this, exp.Star)]
    keys: list[exp.Expr] = []
    for key in group.expressions:
        named = [item for item in plain if isinstance(key, exp.Column) and item.table == key.table]
        is_key = isinstance(key, exp.Column) and key.name in schema.table(key.table).primary_key
        keys += [item for item in named if is_key] or [key]
        if is_key and not named and not plain and (names := naming_columns(schema.table(key.table))):
            keys[-1] = column_of(key.table, names[0])
    group.set("expressions", list({key.sql(): key.copy() for key in keys}.values()))
