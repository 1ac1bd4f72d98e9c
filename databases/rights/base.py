"""What an account may do beyond reading, and the account that it should be instead."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import unquote_plus

from sqlalchemy import URL, Connection
from sqlglot import exp

from ..connection import Source
from ..errors import QueryFailed, SqlRefused
from ..schema import Table

READER = "hoidap_reader"
SECONDS = 30.0  # that one look at the catalogs may take
MOST_NAMED = 5  # of the objects that a warning is about
Said = tuple[str, str]  # in English and in Vietnamese

LOCAL = re.compile(r"|localhost|127\.[\d.]+|::1|\(local\)|\.|/.*", re.IGNORECASE)
_SERVER_IN_ODBC = re.compile(r"\b(?:server|servername|address)\s*=\s*\{?(?:tcp:)?([^;,:}\\]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Excess:
    """A right that the account should not have: what it is, why that matters, and the SQL that takes it away."""

    right: str
    says: Said
    remedy: str = ""


@dataclass(frozen=True)
class Look:
    """One look at the catalogs: each row of `query` is an object and the statement that takes the right to it away.

    `{}` in `says` stands for the objects. No row: there is nothing to say.
    """

    right: str
    says: Said
    query: str


@dataclass(frozen=True)
class Readable:
    """A table or view that the reader needs: all of it, or only `columns`."""

    table: Table
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The table's name in its schema."""
        return self.table.stored or self.table.name

    @property
    def hidden(self) -> list[str]:
        """The columns that are left out, with the table in front."""
        left_out = (column.name for column in self.table.columns if self.columns and column.name not in self.columns)
        return [f"{self.table.name}.{name}" for name in left_out]


class Rights(ABC):
    """The rights in one kind of database; stateless."""

    @abstractmethod
    def excesses(self, source: Source) -> Iterator[Excess]:
        """Each right that the account has and should not have."""

    @abstractmethod
    def reader(self, source: Source, readable: Sequence[Readable], hidden: Sequence[Table]) -> list[str]:
        """The statements, and comments, that make a proper account.

        `hidden` are tables that nobody may ask about and that the account of `source` can see. A password is never
        told: in its place stands what no server accepts until it is replaced. Raises QueryFailed.
        """

    @abstractmethod
    def take_away(self, source: Source, tables: Sequence[Table]) -> str:
        """The statements after which the account can no longer read the tables. Raises QueryFailed."""


class LookedUp(Rights):
    """Rights that the catalogs tell, one look after the other."""

    looks: ClassVar[tuple[Look, ...]]

    def excesses(self, source: Source) -> Iterator[Excess]:
        for look in self.looks:
            yield from looked_up(source, look)


def looked_up(source: Source, look: Look) -> Iterator[Excess]:
    """What one look at the catalogs finds: nothing, or one excess."""
    try:
        with source.reading(SECONDS) as connection:
            found = rows(connection, look.query)
    except (QueryFailed, SqlRefused) as error:
        yield unknown(look.right, error)
        return
    if found:
        named = listed(str(what) for what, _ in found)
        english, vietnamese = (said.replace("{}", named) for said in look.says)
        yield Excess(look.right, (english, vietnamese), statements(str(remedy) for _, remedy in found))


def unknown(right: str, error: Exception) -> Excess:
    """What cannot be looked at is no proof that all is well."""
    english = f"Whether the account has this right cannot be seen: {error}"
    return Excess(right, (english, f"Không xem được tài khoản có quyền này hay không: {error}"))


def rows(connection: Connection, query: str) -> list[tuple[object, ...]]:
    """All rows of a statement that stands in our own text; a % in it stays one."""
    found = connection.execution_options(no_parameters=True).exec_driver_sql(query)
    return [tuple(row) for row in found]


def quoting(dialect: str) -> Callable[[str], str]:
    """How names are written, whatever stands in them."""
    return lambda name: str(exp.to_identifier(name, quoted=True).sql(dialect))


def listed(names: Iterable[str]) -> str:
    """The first few names, and how many more there are."""
    every = list(dict.fromkeys(names))
    more = f", … (+{len(every) - MOST_NAMED})" if len(every) > MOST_NAMED else ""
    return ", ".join(every[:MOST_NAMED]) + more


def statements(each: Iterable[str]) -> str:
    """Statements, one a line, each with its semicolon."""
    return "\n".join(f"{one.removesuffix(';')};" for one in dict.fromkeys(each) if one)


def is_remote(url: URL) -> bool:
    """Whether the server is, or may be, another machine than this one."""
    odbc = _SERVER_IN_ODBC.search(unquote_plus(_one(url.query.get("odbc_connect"))))
    host = odbc[1] if odbc else url.host or _one(url.query.get("host"))
    return LOCAL.fullmatch(host.strip()) is None


def _one(value: str | tuple[str, ...] | None) -> str:
    return value[0] if isinstance(value, tuple) else value or ""
