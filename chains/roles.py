"""Foreign keys that a question has to tell apart: several ways from one table to another, or to itself.

An order's billing and shipping address, who wrote and who approved, the manager of an employee. Any other key is the
one way between its tables, which the join graph finds by itself.
"""

from __future__ import annotations

from functools import lru_cache

from hoidap.databases import Schema, Table


def role_of(schema: Schema, table: str, column: str) -> tuple[str, str]:
    """The table and column that a key with a role points to; `("", "")` for any other column."""
    return role_keys(schema.table(table), schema.tables).get(column, ("", ""))


@lru_cache(4096)
def role_keys(table: Table, tables: tuple[Table, ...]) -> dict[str, tuple[str, str]]:
    """The keys of `table` that have a role among `tables`, each with the table and column that it points to."""
    names = {other.name.casefold(): other for other in tables}
    found: dict[str, tuple[str, str]] = {}
    for key in table.foreign_keys:
        target = names.get(key.table.casefold())
        if target is None or len(key.columns) != 1:
            continue
        back = sum(other.table.casefold() == table.name.casefold() for other in target.foreign_keys)
        forth = sum(other.table.casefold() == target.name.casefold() for other in table.foreign_keys)
        if target.name == table.name or back + forth > 1:
            found[key.columns[0]] = (target.name, key.referred[0])
    return found
