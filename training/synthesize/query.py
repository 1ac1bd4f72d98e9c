"""A question's meaning as a value, from which its canonical SQL is written and its follow-ups are made."""

from dataclasses import dataclass
from typing import Literal

Op = Literal[
    "=",
    "<>",
    ">",
    ">=",
    "<",
    "<=",
    "between",
    "in",
    "not in",
    "like",
    "not like",
    "null",
    "not null",
    "connected",
    "apart",
]


def column(table: str, name: str) -> str:
    return f"{quoted(table)}.{quoted(name)}"


def rows(table: str) -> str:
    return f"{quoted(table)}.*"


def count(table: str) -> str:
    return f"COUNT({rows(table)})"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True)
class Condition:
    """One predicate; `operands` are SQL literals already quoted where they are texts or periods."""

    table: str
    column: str  # "" for "connected" and "apart" of whole rows: those of `table` with or without rows of another
    op: Op
    operands: tuple[str, ...] = ()
    other: str = ""  # the table of the subquery
    inner: tuple["Condition", ...] = ()
    value: str = ""  # the column of the subquery, where it is not about rows
    picked: str = ""  # HAVING or ORDER BY with its LIMIT, at the end of the subquery

    def sql(self) -> str:
        if self.op in ("connected", "apart"):
            inner = " AND ".join(condition.sql() for condition in self.inner)
            where = f" WHERE {inner}" if inner else ""
            negation = "NOT " if self.op == "apart" else ""
            held = column(self.table, self.column) if self.column else rows(self.table)
            shown = column(self.other, self.value) if self.value else rows(self.other)
            picked = f" {self.picked}" if self.picked else ""
            return f"{held} {negation}IN (SELECT {shown}{where}{picked})"
        name = column(self.table, self.column)
        match self.op:
            case "between":
                return f"{name} BETWEEN {self.operands[0]} AND {self.operands[1]}"
            case "in" | "not in":
                return f"{name} {self.op.upper()} ({', '.join(self.operands)})"
            case "like" | "not like":
                return f"{name} {self.op.upper()} {self.operands[0]}"
            case "null":
                return f"{name} IS NULL"
            case "not null":
                return f"{name} IS NOT NULL"
        return f"{name} {self.op} {self.operands[0]}"


@dataclass(frozen=True)
class Query:
    """A canonical SELECT; `main` is the table whose rows are asked about."""

    main: str
    items: tuple[str, ...]
    where: tuple[Condition, ...] = ()
    any: bool = False  # OR between the conditions
    group: tuple[str, ...] = ()
    having: str = ""
    order: tuple[tuple[str, bool], ...] = ()  # (key, descending)
    limit: int | None = None
    distinct: bool = False

    def sql(self) -> str:
        parts = [f"SELECT {'DISTINCT ' if self.distinct else ''}{', '.join(self.items)}"]
        if self.where:
            parts.append("WHERE " + (" OR " if self.any else " AND ").join(condition.sql() for condition in self.where))
        if self.group:
            parts.append(f"GROUP BY {', '.join(self.group)}")
        if self.having:
            parts.append(f"HAVING {self.having}")
        if self.order:
            parts.append("ORDER BY " + ", ".join(key + (" DESC" if down else "") for key, down in self.order))
        if self.limit is not None:
            parts.append(f"LIMIT {self.limit}")
        return " ".join(parts)
