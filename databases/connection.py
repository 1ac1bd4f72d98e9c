"""A database URL, opened through SQLAlchemy for reading only."""

import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import NoReturn

from sqlalchemy import URL, Connection, NullPool, create_engine, make_url
from sqlalchemy import Engine as Pool
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from .engines import SERVERS, Engine, ServerEngine, server_engine, sqlite
from .engines.base import NO_MORE_CONNECTION, Limits, driver_connection
from .errors import CannotOpen, QueryFailed, QueryStopped, QueryTimeout, SqlRefused, Unavailable
from .watch import Watch

EXAMPLES = "sqlite:///shop.db or postgresql+psycopg://user:password@host/shop"
OTHER_NAMES = {"postgres": "postgresql", "sqlserver": "mssql"}  # that people give to the kinds of database
# SQLAlchemy's pool would tell, to whoever debugs it, what a driver says of a URL, and that may be the password.
logging.getLogger("sqlalchemy.pool").setLevel(logging.WARNING)

CONNECTIONS = 8  # to a server at the same time; a few more under load
SECONDS_TO_WAIT = 10  # for one of them
TOO_LONG = "The query took longer than {seconds:g} seconds and was stopped."

_PASSWORD = re.compile("(?i)(pwd|passw(or)?d)")
_PASSWORDS = re.compile(r"(?i)(pwd|passw(or)?d)\s*=\s*(\{[^}]*\}|[^;]*)")


@dataclass(frozen=True)
class Source:
    """An opened database; `url` and `name` hold no password, `path` is SQLite's file.

    `identity` tells one database from another, and is not to be shown.
    """

    pool: Pool = field(repr=False)  # whose own repr shows what an ODBC string holds
    engine: Engine
    url: str
    name: str
    path: Path | None = None
    identity: str = field(default="", repr=False)

    @property
    def dialect(self) -> str:
        """sqlglot's name of it."""
        return self.engine.dialect

    @contextmanager
    def reading(
        self,
        seconds: float,
        confined: sqlite.Confined | None = None,
        *,
        rows: int | None = None,
        stopped: Event | None = None,
    ) -> Iterator[Connection]:
        """A connection of its own for one thread, read-only, limited in time and rolled back at the end.

        SQLite itself holds it `confined`; other engines have the guard and the rights of the user who connects. No more
        than `rows` are fetched; `stopped` ends what runs, here and on the server.
        Raises QueryFailed, QueryTimeout, QueryStopped, SqlRefused.
        """
        limits, begin = Limits(seconds, rows), time.monotonic()
        watch = Watch(self.engine, self.pool, seconds, stopped)
        try:
            with self._alive() as connection, watch.over(connection), self.engine.held(connection, limits):
                self.engine.prepare(connection, limits)
                if confined is not None and self.path is not None:
                    sqlite.confine(driver_connection(connection), confined)
                yield connection
                if not watch.ended:
                    connection.rollback()
        except (SQLAlchemyError, UnicodeError) as error:
            _raise_ended(watch, seconds)
            self._raise_plain(error, seconds, time.monotonic() - begin)
        _raise_ended(watch, seconds)  # some calls take an interruption for a result

    def _alive(self) -> Connection:
        """A connection; one that the server had cut while nobody used it is replaced."""
        try:
            return self.pool.connect()
        except DBAPIError as error:  # SQLAlchemy's ping does not take every driver's word for it
            if error.orig is None or self.engine.trouble(error.orig).kind != "lost":
                raise
            self.pool.dispose()  # the others of its age are cut too
            return self.pool.connect()

    def _raise_plain(self, error: Exception, seconds: float, elapsed: float) -> NoReturn:
        if isinstance(error, PoolTimeout):
            raise Unavailable("Too many questions wait for the database; ask again in a moment.") from None
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        trouble = self.engine.trouble(cause)
        if trouble.kind == "refused":
            raise SqlRefused(trouble.sentence) from None
        if trouble.kind == "timeout":
            raise QueryTimeout(TOO_LONG, seconds=seconds) from None
        if trouble.kind in ("lost", "busy"):
            raise Unavailable(trouble.sentence) from None
        if trouble.sentence:
            raise QueryFailed(trouble.sentence) from None
        if elapsed >= seconds:
            raise QueryTimeout(TOO_LONG, seconds=seconds) from None
        raise QueryFailed("The database answered: {words}.", words=_first_line(cause)) from None


def open_source(url: str) -> Source:
    """Open the database of a SQLAlchemy URL; CannotOpen says in one sentence what to mend."""
    kind, colon, rest = url.partition(":")
    try:
        parsed = make_url(OTHER_NAMES.get(kind.lower(), kind) + colon + rest)
    except (ArgumentError, ValueError):
        raise CannotOpen(f"The database URL cannot be read; write it like {EXAMPLES}.") from None
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _open_sqlite(parsed)
    if kind not in SERVERS:
        known = ", ".join(sorted(["sqlite", *SERVERS]))
        raise CannotOpen(f"Databases of the kind {kind} are not supported; these are: {known}.")
    return _open_server(parsed, server_engine(kind))


def shown(url: URL) -> str:
    """The URL without anything that may be secret: SQLAlchemy itself hides only the password's own place."""
    if _spilled(url):
        return f"{url.drivername}://…"
    return url.set(query={}).render_as_string(hide_password=True)


def _identity(url: URL) -> str:
    """What tells one database from another, without passwords; still not to be shown."""
    query = {name: _PASSWORDS.sub("", str(value)) for name, value in url.query.items() if not _PASSWORD.fullmatch(name)}
    return url.set(password=None, query=query).render_as_string()


def _spilled(url: URL) -> bool:
    """Whether a part of the password may stand in another place: an @ in it that is not escaped ends it too early."""
    return "@" in f"{url.host}{url.database}{url.query}" or any(sign in (url.database or "") for sign in "=;")


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
    pool = create_engine("sqlite://", creator=lambda: sqlite.open_file(path), poolclass=NullPool)
    source = Source(pool, sqlite.SQLite(), f"sqlite:///{path.as_posix()}", path.stem, path, str(path))
    try:
        with source.reading(sqlite.SECONDS_FOR_LOCK) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except QueryFailed as error:
        raise CannotOpen(f"{path} cannot be opened: {error}") from error
    return source


def _open_server(url: URL, engine: ServerEngine) -> Source:
    if "+" not in url.drivername:
        url = url.set(drivername=engine.driver)
    name = shown(url)
    try:
        pool = create_engine(
            engine.url(url),
            connect_args=engine.connect_arguments(url),
            hide_parameters=True,
            pool_pre_ping=True,  # a server that was restarted costs nobody a question
            pool_size=CONNECTIONS,
            pool_timeout=SECONDS_TO_WAIT,
        )
        engine.opened(pool)
        with pool.connect():
            pass
    except (ImportError, NoSuchModuleError):
        install = f"; install it with: pip install 'hoidap[{engine.extra}]'" if engine.extra else ""
        if url.get_driver_name() == "pyodbc":
            install = "; pyodbc needs unixODBC, which is Debian's package unixodbc"
        raise CannotOpen(f"The driver for {url.drivername} is not installed{install}.") from None
    except (SQLAlchemyError, ValueError, TypeError, UnicodeError) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        why = engine.why_closed(cause) or "check host, user, password and that the server runs"
        if _spilled(url):
            why += "; an @ or / of the password is written %40 or %2F"
        raise CannotOpen(f"{name} cannot be opened: {why}.") from None
    return Source(pool, engine, name, name if _spilled(url) else url.database or name, identity=_identity(url))


def _raise_ended(watch: Watch, seconds: float) -> None:
    if watch.ended == "timeout":
        raise QueryTimeout(TOO_LONG, seconds=seconds) from None
    if watch.ended == "stopped":
        raise QueryStopped("The query was stopped, for nobody waits for it any more.") from None


def _first_line(error: BaseException) -> str:
    """The database's own words; those of ODBC stand behind its marks: `[42S02] [vendor][driver]words (1146)`."""
    given = error.args[-1] if error.args and isinstance(error.args[-1], str) else str(error)
    line = given.strip().splitlines()[0] if given.strip() else NO_MORE_CONNECTION
    return line.rpartition("]")[2].partition(" (SQL")[0].strip().rstrip(".") or line.rstrip(".")
