"""Who may see what: the glossary's rules for tables, columns and rows, and what comes of them for one user.

Everything fails closed: a user who is not listed has no role, sees nothing that is kept for some, and no row of a table
whose rows are ruled; a filter that needs something that is not known of a user lets no row through.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .glossary_file import Attribute
from .row_filter import RowFilter
from .schema import ForeignKey, Schema, Table

EVERYONE = "everyone"  # each user who is listed and to whom no other entry applies
NO_ROWS = "1 = 0"


@dataclass(frozen=True)
class User:
    """Who may ask: the roles, the user's own name among them, and what is known for filters, by name."""

    name: str
    roles: frozenset[str]
    attributes: Mapping[str, tuple[Attribute, ...]]


@dataclass(frozen=True)
class TableRule:
    """What is kept from whom; tables and columns here in lower case.

    `only_for` are the roles for which the table, or one of its `columns`, is there at all; None means everyone.
    `rows` says, by role, which rows are seen: a filter, True for all of them, False for none; {} where all see all.
    `allowed` lets a view through whatever it reads.
    """

    only_for: frozenset[str] | None = None
    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rows: Mapping[str, RowFilter | bool] = field(default_factory=dict)
    allowed: bool = False


@dataclass(frozen=True)
class Access:
    """What some users, all alike, do not see, in lower case; `filters` are (table, SQL), for the rows that they do."""

    tables: frozenset[str] = frozenset()
    columns: frozenset[tuple[str, str]] = frozenset()
    filters: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tables or self.columns or self.filters)

    @property
    def key(self) -> str:
        """Equal for equal accesses, also tomorrow and in another process; "" where all is seen."""
        return json.dumps([sorted(self.tables), sorted(self.columns), self.filters]) if self else ""

    @property
    def restricted(self) -> frozenset[str]:
        """The tables of which something may be seen, but not everything."""
        return frozenset({table for table, _ in (*self.columns, *self.filters)} - self.tables)


@dataclass(frozen=True)
class Rules:
    """The rules by table (lower case), and the users by name."""

    tables: Mapping[str, TableRule] = field(default_factory=dict)
    users: Mapping[str, User] = field(default_factory=dict)

    @property
    def hidden(self) -> Access:
        """What nobody sees."""
        tables = frozenset(table for table, rule in self.tables.items() if rule.only_for == frozenset())
        columns = [(table, *column) for table, rule in self.tables.items() for column in rule.columns.items()]
        return Access(tables, frozenset((table, name) for table, name, only_for in columns if not only_for))

    @property
    def filters(self) -> list[tuple[str, RowFilter]]:
        """Every row filter, by the name of its table."""
        rows = ((table, one) for table, rule in self.tables.items() for one in rule.rows.values())
        return [(table, one) for table, one in rows if isinstance(one, RowFilter)]

    def access(self, name: str | None) -> Access:
        """What the user of that name may see."""
        user = self.users.get(name) if name is not None else None
        roles = user.roles if user else frozenset()
        hidden, columns, filters = set(), set(), []
        for table, rule in sorted(self.tables.items()):
            if rule.only_for is not None and not roles & rule.only_for:
                hidden.add(table)
                continue
            columns |= {(table, column) for column, only_for in rule.columns.items() if not roles & only_for}
            condition = _condition(rule.rows, user)
            if condition:
                filters.append((table, condition))
        return Access(frozenset(hidden), frozenset(columns), tuple(filters))


def seen(schema: Schema, access: Access) -> Schema:
    """The schema as it would be if what is hidden had never been there; without the sizes of filtered tables."""
    filtered = dict(access.filters)
    tables = [
        replace(
            table,
            columns=tuple(c for c in table.columns if (table.name.lower(), c.name.lower()) not in access.columns),
            rows=None if table.name.lower() in filtered else table.rows,
        )
        for table in schema.tables
        if table.name.lower() not in access.tables
    ]
    left = {table.name: {column.name for column in table.columns} for table in tables if table.columns}
    kept = (replace(t, foreign_keys=tuple(k for k in t.foreign_keys if _leads(t, k, left))) for t in tables)
    return replace(schema, tables=tuple(table for table in kept if table.columns))


def _leads(table: Table, key: ForeignKey, left: Mapping[str, set[str]]) -> bool:
    return left.get(table.name, set()) >= set(key.columns) and left.get(key.table, set()) >= set(key.referred)


def _condition(rows: Mapping[str, RowFilter | bool], user: User | None) -> str:
    """The filter in SQL, with what is known of the user filled in; "" where every row is seen.

    Of several roles each adds its rows.
    """
    if not rows:
        return ""
    if user is None:
        return NO_ROWS
    mine = [rows[role] for role in sorted(user.roles & rows.keys())] or [rows[EVERYONE]]
    if any(one is True for one in mine):
        return ""
    bound = [sql for one in mine if isinstance(one, RowFilter) and (sql := one.bound(user.attributes))]
    return " OR ".join(dict.fromkeys(bound)) or NO_ROWS
