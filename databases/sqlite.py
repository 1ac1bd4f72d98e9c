"""SQLite, opened so that a statement can do nothing but read the tables that it may, within limits.

`mode=ro` alone stops neither VACUUM INTO nor ATTACH, so three more layers stand behind it: an authorizer that allows
reading and nothing else, limits on sizes, and a clock that the engine asks while it works.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Collection
from pathlib import Path

LONGEST_VALUE = 1_000_000  # bytes: what one step of the engine can be made to work on without asking the clock
STEPS_PER_LOOK = 1_000  # about 10 microseconds of the engine between two looks at the clock
SECONDS_FOR_LOCK = 2.0

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

SENTENCES = {
    sqlite3.SQLITE_BUSY: "The database is locked by another program; try again in a moment.",
    sqlite3.SQLITE_LOCKED: "The database is locked by another program; try again in a moment.",
    sqlite3.SQLITE_CANTOPEN: "The database file can no longer be opened; check that it is still there.",
    sqlite3.SQLITE_CORRUPT: "The database file is damaged.",
    sqlite3.SQLITE_IOERR: "The database file can no longer be read.",
    sqlite3.SQLITE_NOMEM: "The query needs more memory than there is.",
    sqlite3.SQLITE_NOTADB: "The file is not a SQLite database, or it is encrypted.",
    sqlite3.SQLITE_PERM: "The database file may not be read by this user.",
    sqlite3.SQLITE_READONLY: "Another program left the database in the middle of a change; open it there once.",
    sqlite3.SQLITE_TOOBIG: "A value of the query is longer than a million bytes.",
}


def open_file(path: Path) -> sqlite3.Connection:
    """A read-only connection; what is not UTF-8 it shows with replacement characters."""
    # A write-ahead log needs files beside the database. Where none can be made, nobody here is writing either.
    log = path.with_name(path.name + "-wal")
    immutable = "" if log.exists() or os.access(path.parent, os.W_OK) else "&immutable=1"
    uri = f"{path.as_uri()}?mode=ro{immutable}"
    connection = sqlite3.connect(uri, uri=True, timeout=SECONDS_FOR_LOCK, check_same_thread=False)
    connection.text_factory = _decoded
    return connection


def limit_time(connection: sqlite3.Connection, seconds: float) -> None:
    """Interrupt whatever the connection does once `seconds` from now are over."""
    deadline = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_PER_LOOK)


def confine(connection: sqlite3.Connection, tables: Collection[str], functions: Collection[str]) -> None:
    """From now on only reading `tables` and calling `functions` (both in lower case) is authorized."""
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    connection.set_authorizer(_authorizer(tables, functions))


def error_code(error: BaseException | None) -> int:
    """SQLite's primary result code; 0 where the error is not SQLite's own."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _authorizer(
    tables: Collection[str], functions: Collection[str]
) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    def authorize(action: int, first: str | None, second: str | None, schema: str | None, _view: str | None) -> int:
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_RECURSIVE:
                allowed = True
            case sqlite3.SQLITE_READ:
                # No schema: no column is read, as in COUNT(*), and the name may be one that a WITH gave.
                allowed = schema in ("main", None) and first is not None and first.lower() in tables
            case sqlite3.SQLITE_PRAGMA:  # full-text search asks this itself whether its table has changed
                allowed = first == "data_version" and second is None
            case sqlite3.SQLITE_FUNCTION:
                allowed = second is not None and second.lower() in functions
            case _:
                allowed = False
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return authorize
