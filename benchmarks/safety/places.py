"""Where hostile statements are tried out: a live database of each kind, its state, and two accounts."""

import hashlib
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import Any

from ..servers import OWNER, READER, MariaDB, PostgreSQL, Server, running
from .corpus import PROBE, SECRET_TABLE, tables

DIALECTS = ("sqlite", "postgres", "mysql")
EVERY = (*DIALECTS, "mysql+pyodbc")  # way to reach one
State = dict[str, str]
FILES = "files"  # the entry of a state that lists them
SECONDS_ALONE = 1.0
MOST_ROWS = 1000
WIDE = 900_000
MANY = "CREATE TABLE many (n INTEGER PRIMARY KEY, text VARCHAR(40))"

# What the statements of the corpus call: functions that write, a sequence, a large object, an operator.
TRAPS = {
    "postgres": """
        CREATE SEQUENCE s;
        CREATE FUNCTION bump_def() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
            $$ BEGIN UPDATE products SET price = price + 1; RETURN 1; END $$;
        CREATE FUNCTION wipe(customers) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
            $$ BEGIN DELETE FROM order_items; RETURN 1; END $$;
        CREATE FUNCTION added(int, int) RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
            $$ BEGIN UPDATE orders SET total = total + 1; RETURN 1; END $$;
        CREATE OPERATOR public.+ (FUNCTION = added, LEFTARG = int, RIGHTARG = int);
        CREATE VIEW v AS SELECT name FROM customers;
        SELECT lo_create(1);
        DO $$ BEGIN CREATE ROLE postgres SUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
    """,
    "mysql": """
        CREATE SEQUENCE s;
        CREATE FUNCTION bump() RETURNS INT MODIFIES SQL DATA
            BEGIN UPDATE products SET price = price + 1; RETURN 1; END;
        CREATE OR REPLACE DATABASE other;
        CREATE TABLE other.customers AS SELECT * FROM customers;
    """,
    "sqlite": "",
}


class Place(ABC):
    """One live database. What a statement changes in it can be seen, and undone."""

    name: str
    dialect: str  # as sqlglot calls it
    url: str  # of the owner
    reader_url: str  # of an account that can only read, and not the secret table
    temporary: Path  # where the database puts what does not fit its memory
    probe: Path  # a folder in which the database may write files

    @abstractmethod
    def state(self) -> State:
        """All that a statement may have changed, by name."""

    @abstractmethod
    def restore(self) -> None:
        """Make everything as it was."""

    @abstractmethod
    def alone(self, sql: str) -> str:
        """Run a statement as the owner by the plain driver, nothing between; all that is shown of rows or errors."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a harmless statement, read past everything of ours."""

    @abstractmethod
    def fill(self, rows: int) -> None:
        """Make the table `many` of numbers `n` and a `text` of 40 letters, and `wide`, of one text of WIDE letters."""

    def aimed(self, sql: str) -> str:
        """The statement with its files in the place's own folder."""
        return sql.replace(PROBE, str(self.probe))

    def _files(self, *folders: Path) -> str:
        return "\n".join(sorted(str(file) for folder in (Path("/"), *folders) for file in folder.iterdir()))


class SQLitePlace(Place):
    """A file; SQLite has no accounts."""

    name = "SQLite"
    dialect = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.probe = folder / "probe"
        self.probe.mkdir()
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.file = folder / "shop.sqlite"
        self.url = self.reader_url = f"sqlite:///{self.file}"
        with closing(sqlite3.connect(self.file)) as connection:
            connection.executescript(tables(self.dialect))
            connection.execute(f"PRAGMA temp_store_directory = '{self.temporary}'")  # of the whole process
        self._pristine = self.file.read_bytes()

    def state(self) -> State:
        files = self._files(self.probe, self.file.parent)
        return {"file": hashlib.md5(self.file.read_bytes()).hexdigest(), FILES: files}

    def restore(self) -> None:
        for file in (*self.probe.iterdir(), *self.file.parent.glob("*-journal"), *self.file.parent.glob("*-wal")):
            file.unlink()
        self.file.write_bytes(self._pristine)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file)) as connection:
            return connection.execute(sql).fetchall()

    def fill(self, rows: int) -> None:
        with closing(sqlite3.connect(self.file)) as connection, connection:
            connection.execute(MANY)
            connection.executemany("INSERT INTO many VALUES (?, ?)", _many(rows))
            connection.execute("CREATE TABLE wide (text TEXT)")
            connection.execute("INSERT INTO wide VALUES (?)", ["x" * WIDE])

    def alone(self, sql: str) -> str:
        connection = sqlite3.connect(self.file, timeout=1, isolation_level=None, check_same_thread=False)
        with closing(connection), _ended_after(SECONDS_ALONE, connection.interrupt):
            try:
                return str(connection.execute(sql).fetchmany(MOST_ROWS))
            except sqlite3.ProgrammingError:  # more than one statement
                with suppress(sqlite3.Error, ValueError):
                    connection.executescript(sql)
                return ""
            except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
                return str(error)


class ServerPlace(Place):
    """A database on a server, which is killed and started again to undo what was done to the server itself."""

    def __init__(self, server: Server, scheme: str = "") -> None:
        self.server = server
        self.name = f"{type(server).__name__}{' by pyodbc' if scheme else ''}"
        self.dialect = server.dialect
        self.temporary = server.temporary
        self.probe = server.folder / "probe"
        self.probe.mkdir()
        server.lend(self.probe)
        self.url, self.reader_url = server.url("shop", OWNER, scheme), server.url("shop", READER, scheme)
        self.restore()

    def state(self) -> State:
        files = self._files(self.probe, self.server.folder, self.server.data)
        try:
            return self.server.digest("shop") | {FILES: files}
        except Exception as error:  # noqa: BLE001 the owner may have been locked out, or the server may be down
            return {"server": str(error), FILES: files}

    def restore(self) -> None:
        for file in self.probe.iterdir():
            file.unlink()
        self.server.kill()
        self.server.start()
        self.server.create("shop", tables(self.dialect) + TRAPS[self.dialect], hidden=[SECRET_TABLE])

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.server.query(sql, "shop")

    def fill(self, rows: int) -> None:
        values = ", ".join(map(str, _many(rows)))
        long = "LONGTEXT" if self.dialect == "mysql" else "TEXT"
        for sql in (
            MANY,
            f"INSERT INTO many VALUES {values}",
            f"CREATE TABLE wide (text {long})",
            f"INSERT INTO wide VALUES (REPEAT('x', {WIDE}))",
            *(f"GRANT SELECT ON {table} TO {READER}" for table in ("many", "wide")),
        ):
            self.server.query(sql, "shop")

    def alone(self, sql: str) -> str:
        shown: list[object] = []
        try:
            with closing(self.server.connect("shop")) as connection, connection.cursor() as cursor, self._ended():
                more: object = cursor.execute(sql) or True
                while more:
                    shown.append(cursor.fetchmany(MOST_ROWS) if cursor.description else ())
                    more = cursor.nextset()
        except Exception as error:  # noqa: BLE001 a driver may answer hostile text in any way
            shown.append(error)
        return str(shown)

    def _ended(self) -> AbstractContextManager[None]:
        return _ended_after(SECONDS_ALONE, lambda: self.server.drop_connections(OWNER))


def _many(rows: int) -> Iterator[tuple[int, str]]:
    return ((number, hashlib.sha1(str(number).encode()).hexdigest()) for number in range(rows))


@contextmanager
def open_place(way: str) -> Iterator[Place]:
    """The place of a dialect, or by a SQLAlchemy scheme; it is gone at the end of the context. Raises Absent."""
    if way == "sqlite":
        with tempfile.TemporaryDirectory(prefix="hoidap-sqlite-") as folder:
            yield SQLitePlace(Path(folder))
    else:
        with running(PostgreSQL) if way == "postgres" else running(MariaDB) as server:
            yield ServerPlace(server, way if "+" in way else "")


@contextmanager
def _ended_after(seconds: float, end: Callable[[], object]) -> Iterator[None]:
    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
