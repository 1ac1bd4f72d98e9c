"""A database that answers guarded, read-only queries."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from . import demo
from .connection import Source, open_source
from .engines.sqlite import Confined
from .folder import data_folder
from .glossary import with_glossary
from .guard import Guard
from .introspect import read_schema
from .rows import JsonValue, plain_rows
from .schema import Schema
from .value_store import load_or_build
from .values import ValueIndex

ROWS_A_FETCH = 100  # from a cursor of the server; a row may be wide


@dataclass(frozen=True)
class Result:
    """What a query gave: the SQL that ran, and rows of plain JSON values; `truncated` where more rows were there."""

    sql: str
    columns: list[str]
    rows: list[list[JsonValue]]
    truncated: bool


class Database:
    """Made by `Database.connect`; every thread may use it at the same time."""

    def __init__(
        self, source: Source, schema: Schema, readable: frozenset[str], max_rows: int, seconds: float, folder: Path
    ) -> None:
        self.url = source.url
        self.name = source.name
        self.schema = schema
        self._source = source
        self._guard = Guard(schema)
        self._readable = readable
        self._max_rows = max_rows
        self._seconds = seconds
        self._folder = folder
        self._values: ValueIndex | None = None
        self._building = threading.Lock()

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        hide_tables: Collection[str] = (),
        glossary: Path | str | None = None,
        max_rows: int = 200,
        seconds: float = 15,
        data_dir: Path | None = None,
    ) -> "Database":
        """Open the database of a SQLAlchemy URL and read its schema, without `hide_tables` (in any case).

        `glossary` is a YAML file; the demo database takes its own. `seconds` bounds each query, `data_dir` is where
        the value index is kept. Raises CannotOpen, NoTables, GlossaryError.
        """
        source = open_source(url)
        schema, readable, known = read_schema(source, hide_tables)
        if glossary is None and source.path is not None and source.path.name == demo.FILE_NAME:
            glossary = demo.GLOSSARY if "jidoukatool" in known else None
        if glossary is not None:
            schema = with_glossary(schema, Path(glossary), known)
        return cls(source, schema, readable, max_rows, seconds, data_dir or data_folder())

    @property
    def values(self) -> ValueIndex:
        """The texts in the cells; built on first use, which takes seconds on a large database."""
        return self._values if self._values is not None else self.build_values()

    def build_values(self, progress: Callable[[int, int], None] | None = None) -> ValueIndex:
        """Build the value index or load it from disk; `progress` is told how many columns of how many are read."""
        with self._building:
            if self._values is None:
                self._values = load_or_build(self._source, self.schema, self._readable, self._folder, progress)
            return self._values

    def check(self, sql: str) -> str:
        """The statement as it would run, in this database's dialect; SqlRefused where the guard says no."""
        return self._guard.check(sql).sql

    def query(self, sql: str, stopped: threading.Event | None = None) -> Result:
        """Run one guarded SELECT, until it is done or `stopped` is set.

        Raises SqlRefused, QueryFailed, QueryTimeout, QueryStopped.
        """
        checked = self._guard.check(sql)
        confined = Confined(self._readable, checked.local_names, self._guard.engine_functions)
        with self._source.reading(self._seconds, confined, rows=self._max_rows + 1, stopped=stopped) as connection:
            # No parameters: a % in the text stays one. Raw names: an alias with a dot in it stays whole.
            options = {
                "no_parameters": True,
                "sqlite_raw_colnames": True,
                "stream_results": True,
                "max_row_buffer": ROWS_A_FETCH,
            }
            found = connection.execution_options(**options).exec_driver_sql(checked.sql)
            columns = [str(name) for name in found.keys()]  # noqa: SIM118 a result, not a dictionary
            rows, truncated = plain_rows(found, self._max_rows)
            if truncated:
                self._source.engine.leave_rest(connection)
            found.close()
        return Result(checked.sql, columns, rows, truncated)

    def close(self) -> None:
        """Give back what the engine holds."""
        self._source.pool.dispose()
