"""Fixtures of every folder's tests: one PostgreSQL and one MariaDB server for the whole session.

A test makes a database of its own: `postgres.create("name", SCRIPT, hidden=[...])`, then `postgres.url("name")`.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

import pytest

from hoidap.benchmarks.servers import Absent, MariaDB, PostgreSQL, Server, running

Kind = TypeVar("Kind", bound=Server)


def pytest_configure(config: pytest.Config) -> None:
    # The cursor of a server that was killed: nobody could close it any more.
    config.addinivalue_line("filterwarnings", "ignore:<psycopg.ServerCursor .* was deleted:ResourceWarning")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    with _or_skipped(PostgreSQL) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDB]:
    with _or_skipped(MariaDB) as server:
        yield server


@pytest.fixture(scope="session")
def odbc() -> None:
    """The ODBC driver of MariaDB, by which a test proves pyodbc."""
    pyodbc = pytest.importorskip("pyodbc", reason="Debian's package unixodbc is not installed", exc_type=ImportError)
    if "MariaDB Unicode" not in pyodbc.drivers():
        pytest.skip("The driver MariaDB Unicode is not installed; it comes with Debian's package odbc-mariadb.")


@contextmanager
def _or_skipped(kind: type[Kind]) -> Iterator[Kind]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running(kind))
        except Absent as reason:
            pytest.skip(str(reason))
        yield server
