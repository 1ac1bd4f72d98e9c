"""A database URL, opened through SQLAlchemy for reading only; what each engine needs for that stands here."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from . import sqlite
from .errors import CannotOpen, QueryFailed, QueryTimeout, SqlRefused

# SQLAlchemy's name of the engine -> sqlglot's.
DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres", "mysql": "mysql", "mariadb": "mysql", "mssql": "tsql"}
EXAMPLES = "sqlite:///shop.db or postgresql+psycopg://user:password@host/shop"

NOT_YOURS = "The query reads something that may not be asked about here."


@dataclass(frozen=True)
class Source:
    """An opened database; `url` and `name` hold no password, `path` is SQLite's file."""

    engine: Engine
    dialect: str
    url: str
    name: str
    path: Path | None = None

    @contextmanager
    def reading(self, seconds: float, confined: sqlite.Confined | None = None) -> Iterator[Connection]:
        """A connection of its own for one thread, read-only, limited in time and rolled back at the end.

        SQLite itself holds it `confined`; other engines have the guard and the rights of the user who connects.
        Raises QueryFailed, QueryTimeout, SqlRefused.
        """
        start = time.monotonic()
        try:
            with self.engine.connect() as connection, _limited(connection, self.dialect, seconds):
                if confined is not None and self.path is not None:
                    sqlite.confine(driver_connection(connection), confined)
                yield connection
                connection.rollback()
        except SQLAlchemyError as error:
            _raise_plain(error, seconds, time.monotonic() - start)


def open_source(url: str) -> Source:
    """Open the database of a SQLAlchemy URL; CannotOpen says in one sentence what to mend."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise CannotOpen(f"The database URL cannot be read; write it like {EXAMPLES}.") from None
    engine_name = parsed.get_backend_name()
    if engine_name not in DIALECTS:
        known = ", ".join(sorted(DIALECTS))
        raise CannotOpen(f"Databases of the kind {engine_name} are not supported; these are: {known}.")
    return _open_sqlite(parsed) if engine_name == "sqlite" else _open_server(parsed, DIALECTS[engine_name])


def shown(url: URL) -> str:
    """The URL without anything that may be secret: SQLAlchemy itself hides only the password's own place."""
    host = url.host.rpartition("@")[2] if url.host else url.host  # an unescaped @ spills the password into the host
    return url.set(query={}, host=host).render_as_string(hide_password=True)


def _open_sqlite(url: URL) -> Source:
    name = url.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise CannotOpen(
            "Name the SQLite file by its path: sqlite:///shop.db, or sqlite:////srv/shop.db from the root."
        )
    path = Path(name).expanduser().absolute()
    if path.is_dir():
        raise CannotOpen(f"{path} is a folder; name the SQLite file in it.")
    if not path.exists():
        raise CannotOpen(f"There is no file {path}; check the path in the database URL.")
    engine = create_engine("sqlite://", creator=lambda: sqlite.open_file(path), poolclass=NullPool)
    source = Source(engine, "sqlite", f"sqlite:///{path.as_posix()}", path.stem, path)
    try:
        with source.reading(sqlite.SECONDS_FOR_LOCK) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except QueryFailed as error:
        raise CannotOpen(f"{path} cannot be opened: {error}") from error
    return source


def _open_server(url: URL, dialect: str) -> Source:
    name = shown(url)
    try:
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
        with engine.connect():
            pass
    except (ImportError, NoSuchModuleError):
        raise CannotOpen(f"The driver for {url.drivername} is not installed.") from None
    except (SQLAlchemyError, ValueError, UnicodeError):
        # The driver's own words can hold the password, so they are not passed on.
        raise CannotOpen(f"{name} cannot be reached; check host, user, password and that the server runs.") from None
    return Source(engine, dialect, name, url.database or name)


def driver_connection(connection: Connection) -> Any:
    """The driver's own connection underneath; which driver it is the caller knows."""
    return connection.connection.dbapi_connection


def _limited(connection: Connection, dialect: str, seconds: float) -> AbstractContextManager[None]:
    """Read-only, as far as the engine knows that, and limited in time until the end of the context."""
    milliseconds = max(1, int(seconds * 1000))
    match dialect:
        case "sqlite":
            return sqlite.limited_time(driver_connection(connection), seconds)
        case "postgres":
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {milliseconds}")
        case "mysql" if getattr(connection.dialect, "is_mariadb", False):
            connection.exec_driver_sql(f"SET SESSION max_statement_time = {milliseconds / 1000}")
            connection.exec_driver_sql("START TRANSACTION READ ONLY")
        case "mysql":
            connection.exec_driver_sql(f"SET SESSION max_execution_time = {milliseconds}")
            connection.exec_driver_sql("START TRANSACTION READ ONLY")
        case "tsql":  # it has no read-only transaction; the guard and the roll-back stand alone
            connection.exec_driver_sql(f"SET LOCK_TIMEOUT {milliseconds}")
            driver_connection(connection).timeout = max(1, round(seconds))
    return nullcontext()


def _raise_plain(error: SQLAlchemyError, seconds: float, elapsed: float) -> NoReturn:
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = sqlite.error_code(cause)
    if code == sqlite3.SQLITE_AUTH or (code and "not authorized" in str(cause)):
        raise SqlRefused(NOT_YOURS) from None
    if code == sqlite3.SQLITE_INTERRUPT or (not code and elapsed >= seconds):
        raise QueryTimeout(f"The query took longer than {seconds:g} seconds and was stopped.") from None
    if code in sqlite.SENTENCES:
        raise QueryFailed(sqlite.SENTENCES[code]) from None
    lines = str(cause or error).strip().splitlines() or ["no reason given"]
    raise QueryFailed(f"The database answered: {lines[0].rstrip('.')}.") from None
