"""SQLite, opened so that a statement can do nothing but read the tables that it may, within limits.

`mode=ro` alone stops neither VACUUM INTO nor ATTACH, so three more layers stand behind it: an authorizer that allows
reading and nothing else, limits on sizes, and a clock that the engine asks while it works.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy import Engine as Pool

from .base import LOCKED, NO_MEMORY, NO_SPACE, NOT_YOURS, Engine, Limits, Trouble, driver_connection

LONGEST_VALUE = 1_000_000  # bytes: what one step of the engine can be made to work on without asking the clock
STEPS_PER_LOOK = 10_000  # of the engine between two looks at the clock; some tenths of a millisecond
SECONDS_FOR_LOCK = 2.0

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

TROUBLES = {
    sqlite3.SQLITE_AUTH: Trouble("refused", NOT_YOURS),
    sqlite3.SQLITE_INTERRUPT: Trouble("timeout"),
    sqlite3.SQLITE_BUSY: Trouble("busy", LOCKED),
    sqlite3.SQLITE_LOCKED: Trouble("busy", LOCKED),
    sqlite3.SQLITE_FULL: Trouble("failed", NO_SPACE),
    sqlite3.SQLITE_CANTOPEN: Trouble(
        "lost", "The database file can no longer be opened; check that it is still there."
    ),
    sqlite3.SQLITE_CORRUPT: Trouble("failed", "The database file is damaged."),
    sqlite3.SQLITE_IOERR: Trouble("lost", "The database file can no longer be read."),
    sqlite3.SQLITE_NOMEM: Trouble("failed", NO_MEMORY),
    sqlite3.SQLITE_NOTADB: Trouble("failed", "The file is not a SQLite database, or it is encrypted."),
    sqlite3.SQLITE_PERM: Trouble("failed", "The database file may not be read by this user."),
    sqlite3.SQLITE_READONLY: Trouble(
        "failed", "Another program left the database in the middle of a change; open it there once."
    ),
    sqlite3.SQLITE_TOOBIG: Trouble(
        "failed", "A value is longer than a million bytes; leave its column out of the query."
    ),
}


class SQLite(Engine):
    dialect = "sqlite"

    def prepare(self, connection: Connection, limits: Limits) -> None:
        # The file was opened for reading only. A lock is waited for, but not for so long that the time is over first.
        wait = int(min(SECONDS_FOR_LOCK, limits.seconds / 2) * 1000)
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {wait}").close()

    @contextmanager
    def held(self, connection: Connection, limits: Limits) -> Iterator[None]:
        """Look at the clock while the engine works.

        An interrupt from outside ends what runs, but not a statement that starts just after it; these looks do. They
        are rare, for each waits for Python's lock, which the thread that runs the model may hold.
        """
        deadline = time.monotonic() + limits.seconds
        driver = driver_connection(connection)
        driver.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_PER_LOOK)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)

    def cancel(self, pool: Pool, connection: Connection) -> None:
        driver_connection(connection).interrupt()

    def trouble(self, error: BaseException) -> Trouble:
        code = int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
        if code and "not authorized" in str(error):
            code = sqlite3.SQLITE_AUTH
        return TROUBLES.get(code, Trouble("failed"))


def open_file(path: Path) -> sqlite3.Connection:
    """A read-only connection; what is not UTF-8 it shows with replacement characters."""
    # A write-ahead log needs files beside the database. Where none can be made, nobody here is writing either.
    log = path.with_name(path.name + "-wal")
    immutable = "" if log.exists() or os.access(path.parent, os.W_OK) else "&immutable=1"
    uri = f"{path.as_uri()}?mode=ro{immutable}"
    connection = sqlite3.connect(uri, uri=True, timeout=SECONDS_FOR_LOCK, check_same_thread=False)
    connection.text_factory = _decoded
    return connection


@dataclass(frozen=True)
class Confined:
    """What SQLite itself lets a statement touch, in lower case; `local` are the names that its WITH clauses give.

    Of the tables it may not read the `hidden` (table, column).
    """

    tables: Collection[str]
    local: Collection[str]
    functions: Collection[str]
    hidden: Collection[tuple[str, str]] = ()


def confine(connection: sqlite3.Connection, to: Confined) -> None:
    """From now on the connection reads and calls what it is confined `to`, within LIMITS, and does nothing else."""
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    connection.set_authorizer(_authorizer(to))


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _authorizer(to: Confined) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    def allows(action: int, first: str, second: str, schema: str | None) -> bool:
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_RECURSIVE:
                return True
            case sqlite3.SQLITE_READ if second:
                return schema == "main" and first in to.tables and (first, second) not in to.hidden
            case sqlite3.SQLITE_READ:  # no column, as for COUNT(*); the names of WITH clauses come here too
                return schema in ("main", None) and (first in to.tables or first in to.local)
            case sqlite3.SQLITE_FUNCTION:
                return second in to.functions
            case _:
                return False

    def authorize(action: int, first: str | None, second: str | None, schema: str | None, _view: str | None) -> int:
        allowed = allows(action, (first or "").lower(), (second or "").lower(), schema)
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return authorize
