"""What hoidap needs to know about one kind of database so that it can be read safely."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from sqlalchemy import URL, Connection, CursorResult, Inspector, text
from sqlalchemy import Engine as Pool

CONNECT_SECONDS = 10
LOCK_SECONDS = 2
NOT_YOURS = "The query reads something that may not be asked about here."
NO_MORE_CONNECTION = "The connection to the database was lost; ask again in a moment."
LOCKED = "The database is locked by another program; try again in a moment."
NO_SPACE = "The database has no room left for this query; ask for less at a time."
NO_MEMORY = "The query needs more memory than there is."
DOES_NOT_FIT = (
    "A value does not fit what the query computes with it, as a text that is no number or a division by zero."
)

Kind = Literal["refused", "timeout", "lost", "busy", "failed"]


@dataclass(frozen=True)
class Trouble:
    """What an error of the driver means; `sentence` is ours, and empty where the database's own first line is fit."""

    kind: Kind
    sentence: str = ""


@dataclass(frozen=True)
class Limits:
    """What bounds one query: `seconds` on the server, and `rows` that are fetched at most (None: not known ahead)."""

    seconds: float
    rows: int | None = None

    @property
    def milliseconds(self) -> int:
        return max(1, int(self.seconds * 1000))

    @property
    def lock_milliseconds(self) -> int:
        """How long the query may wait for what another program has locked."""
        return int(min(self.seconds, LOCK_SECONDS) * 1000)


class Engine(ABC):
    """One kind of database; stateless, so one instance serves every connection and thread."""

    dialect: ClassVar[str]  # sqlglot's name
    plan_is_proof: ClassVar[bool] = False  # whether some statements that write have no plan, and are not read-only's

    @abstractmethod
    def prepare(self, connection: Connection, limits: Limits) -> None:
        """Begin a transaction that can only read, with limits that the database itself keeps."""

    @contextmanager
    def held(self, connection: Connection, limits: Limits) -> Iterator[None]:
        """What must hold while the statement runs; the default is what `prepare` has said."""
        yield

    @abstractmethod
    def cancel(self, pool: Pool, connection: Connection) -> None:
        """End what the connection runs, on the server too; called from another thread, may raise anything."""

    def drop(self, connection: Connection) -> None:  # noqa: B027 not every driver can
        """Cut the connection where the server did not listen to `cancel`; called from another thread."""

    def leave_rest(self, connection: Connection) -> None:  # noqa: B027 most drivers need nothing
        """Called before a result is closed of which not every row was fetched."""

    def expected_rows(self, connection: Connection, sql: str) -> float | None:
        """How many rows the database expects to read for the statement, by its plan; None where it cannot say."""
        return None

    @abstractmethod
    def trouble(self, error: BaseException) -> Trouble:
        """What an error of the driver means."""


class ServerEngine(Engine):
    """A kind of database that runs on a server, with accounts, rights and schemas."""

    driver: ClassVar[str]  # that is taken where the URL names none
    extra: ClassVar[str] = ""  # of hoidap, which installs the driver
    columns: ClassVar[str]  # a query for (table, column) that the account may read in :schema, the default one for NULL

    def opened(self, pool: Pool) -> None:
        """Called once a pool of connections is made."""

    def url(self, url: URL) -> URL:
        """The URL with the driver's own settings that safety needs."""
        return url

    def connect_arguments(self, url: URL) -> dict[str, Any]:
        """What the driver is told beside the URL."""
        return {}

    def why_closed(self, error: BaseException) -> str:
        """Why no connection can be made, in a clause of ours: a driver's own words can hold the password."""
        said = str(error)
        return next((clause for pattern, clause in _WHY_CLOSED if re.search(pattern, said, re.IGNORECASE)), "")

    def schemas(self, inspector: Inspector) -> list[str | None]:
        """The schemas that hold the user's tables, the default one (None) first."""
        return [None]

    def readable(self, connection: Connection, schema: str | None) -> dict[str, frozenset[str]]:
        """The tables and views of a schema that people work with, each with the columns that the account may read."""
        found: dict[str, set[str]] = {}
        for table, column in connection.execute(text(self.columns), {"schema": schema}):
            found.setdefault(str(table), set()).add(str(column))
        return {table: frozenset(columns) for table, columns in found.items()}


def user_schemas(inspector: Inspector, system: Collection[str], prefix: str) -> list[str | None]:
    """The schemas but for those of the server itself, by name or by how it begins; the default one (None) first."""
    others = set(inspector.get_schema_names()) - {inspector.default_schema_name, *system}
    return [None, *sorted(name for name in others if not name.startswith(prefix))]


def odbc_code(error: BaseException) -> int:
    """The server's own code in an error of ODBC, `[42S02] [vendor][driver]words (1146) (SQLExecDirectW)`; 0 without."""
    found = _ODBC_CODE.search(str(error.args[-1])) if error.args else None
    return int(found[1]) if found else 0


def explained(connection: Connection, sql: str) -> CursorResult[Any]:
    """The answer to a statement that asks for a plan; a % in it stays one."""
    return connection.execution_options(no_parameters=True).exec_driver_sql(sql)


def installed(drivers: Sequence[str]) -> str:
    """The first of these ODBC drivers that is installed; the first of all where none is."""
    import pyodbc  # type: ignore[import-not-found]  # which needs libodbc, and who uses another driver need not have it

    return next((name for name in drivers if name in pyodbc.drivers()), drivers[0])


def driver_connection(connection: Connection) -> Any:
    """The driver's own connection underneath; which driver it is the caller knows."""
    return connection.connection.dbapi_connection


_ODBC_CODE = re.compile(r"\((\d+)\) \(SQL")
_WHY_CLOSED = (
    (r"password|authentication|access denied|login failed|no pg_hba|28000|28P01|1045\b", "user or password is wrong"),
    (r"does not exist|unknown database|cannot open database|3D000|1049\b", "there is no database of that name"),
    (r"could not translate|resolve|getaddrinfo|name or service|nodename", "there is no host of that name"),
    (r"timed? ?out|timeout", "the server does not answer"),
    (r"refused|can't connect|unable to connect|no such file|HY000.*2002|08001", "no server listens there"),
    (r"can't open lib|IM002|data source name not found", "the ODBC driver that the URL names is not installed"),
    (r"ssl|certificate|encrypt", "the encrypted connection failed"),
)
