"""A database's tables and columns as plain values, and as the text that stands in a prompt."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["int", "float", "text", "date", "datetime", "bool", "other"]

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_LONGEST_COMMENT = 80


@dataclass(frozen=True)
class Column:
    """A column; `type` is what its values are, which in SQLite may differ from what its declaration says.

    The values of a `private` one may be asked for, and are never read ahead of a question. One with a `formula` (in
    canonical SQL) is not stored: it stands for that figure of the row.
    """

    name: str
    type: ColumnType
    primary_key: bool = False
    comment: str = ""
    synonyms: tuple[str, ...] = ()
    private: bool = False
    formula: str = ""


@dataclass(frozen=True)
class ForeignKey:
    """`columns` of the owning table point at the `referred` columns of `table`."""

    columns: tuple[str, ...]
    table: str
    referred: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table or a view; `rows` is None where counting would be slow, and for views.

    `schema` is empty in the default one. `stored` is its name there where `name` is not: two schemas have one.
    """

    name: str
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    comment: str = ""
    synonyms: tuple[str, ...] = ()
    rows: int | None = None
    is_view: bool = False
    schema: str = ""
    stored: str = ""

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the key's columns, in the order of the columns."""
        return tuple(column.name for column in self.columns if column.primary_key)

    @property
    def foreign_key_columns(self) -> frozenset[str]:
        """Names of the columns that point to another row, alone or with others."""
        return frozenset(name for key in self.foreign_keys for name in key.columns)

    def column(self, name: str) -> Column:
        """The column of that name in any case; KeyError where there is none."""
        wanted = name.lower()
        for column in self.columns:
            if column.name.lower() == wanted:
                return column
        raise KeyError(name)

    def render(self) -> str:
        """One line: `Author (tác giả): AuthorId int pk, AuthorName text, GroupId int -> Group.GroupId`."""
        targets = {
            column: f"{_quoted(key.table)}.{_quoted(referred)}"
            for key in self.foreign_keys
            for column, referred in zip(key.columns, key.referred, strict=True)
        }
        columns = ", ".join(
            f"{_quoted(column.name)}{_gloss(column)} {column.type}"
            + (" pk" if column.primary_key else "")
            + (f" -> {targets[column.name]}" if column.name in targets else "")
            for column in self.columns
        )
        return f"{_quoted(self.name)}{_gloss(self)}: {columns}"


@dataclass(frozen=True)
class Schema:
    """What may be asked about; `dialect` is sqlglot's name: "sqlite", "postgres", "mysql" or "tsql"."""

    tables: tuple[Table, ...]
    dialect: str

    def table(self, name: str) -> Table:
        """The table of that name in any case; KeyError where there is none."""
        wanted = name.lower()
        for table in self.tables:
            if table.name.lower() == wanted:
                return table
        raise KeyError(name)

    def render(self, tables: Iterable[str] | None = None) -> str:
        """One line a table, sorted by name so that equal schemas give equal prompts; only `tables` where given."""
        chosen = self.tables if tables is None else {self.table(name) for name in tables}
        return "\n".join(table.render() for table in sorted(chosen, key=lambda table: (table.name.lower(), table.name)))


def _quoted(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def _gloss(item: Table | Column) -> str:
    comment = " ".join(item.comment.split())
    if len(comment) > _LONGEST_COMMENT:
        comment = comment[: _LONGEST_COMMENT - 1].rstrip() + "…"
    words = [*item.synonyms, comment] if comment else list(item.synonyms)
    return f" ({'; '.join(words)})" if words else ""
