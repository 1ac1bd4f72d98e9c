"""A database that answers guarded, read-only queries."""

import threading
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import demo
from .connection import Source, open_source
from .engines.sqlite import Confined
from .errors import QueryFailed, TooCostly
from .folder import data_folder
from .glossary import Glossary, read_glossary
from .guard import Checked
from .introspect import read_schema
from .perspectives import Perspective, Perspectives
from .rows import JsonValue, plain_rows
from .value_store import ValueStore
from .values import ValueIndex

if TYPE_CHECKING:
    from .rights import Account

ROWS_A_FETCH = 100  # from a cursor of the server; a row may be wide


@dataclass(frozen=True)
class Result:
    """What a query gave: the SQL that ran, and rows of plain JSON values; `truncated` where more rows were there.

    `filtered` where a table was read of which whoever asks may see some rows only; the SQL does not say which.
    """

    sql: str
    columns: list[str]
    rows: list[list[JsonValue]]
    truncated: bool
    filtered: bool = False


@dataclass(frozen=True)
class Bounds:
    """Of one query: the rows that it brings back, its seconds, and the rows that it may read unless agreed to."""

    rows: int
    seconds: float
    rows_read: int | None


class Database:
    """Made by `Database.connect`; every thread may use it at the same time."""

    def __init__(self, source: Source, perspectives: "Perspectives[Database]", bounds: Bounds, folder: Path) -> None:
        self.url = source.url
        self.name = source.name
        self._source = source
        self._perspectives = perspectives
        self._bounds = bounds
        self._folder = folder
        self._see(perspectives.perspective(perspectives.access(None)))

    @classmethod
    def connect(
        cls,
        url: str,
        *,
        hide_tables: Collection[str] = (),
        glossary: Path | str | None = None,
        max_rows: int = 200,
        seconds: float = 15,
        most_rows_read: int | None = None,
        data_dir: Path | None = None,
    ) -> "Database":
        """Open the database of a SQLAlchemy URL and read its schema, without `hide_tables` (in any case).

        It is seen as by somebody whom the glossary does not list; `for_user` is for those whom it does.
        `glossary` is a YAML file; the demo database takes its own. Each query is bounded by `seconds`, and by
        `most_rows_read` where it was not agreed to. `data_dir` is where the value index is kept.
        Raises CannotOpen, NoTables, GlossaryError.
        """
        source = open_source(url)
        schema, readable, known = read_schema(source, hide_tables)
        if glossary is None and source.path is not None and source.path.name == demo.FILE_NAME:
            glossary = demo.GLOSSARY if "jidoukatool" in known else None
        said = Glossary(schema) if glossary is None else read_glossary(schema, Path(glossary), known)
        perspectives: Perspectives[Database] = Perspectives(source, said, known, readable)
        return cls(source, perspectives, Bounds(max_rows, seconds, most_rows_read), data_dir or data_folder())

    def for_user(self, user: str | None) -> "Database":
        """This database as `user` may see it: itself where that is no other way. Cheap, and made once for all alike."""
        access = self._perspectives.access(user)
        return self if access == self._seen.access else self._perspectives.kept(access, self._with)

    def _with(self, seen: Perspective) -> "Database":
        other = copy(self)
        other._see(seen)
        return other

    def _see(self, seen: Perspective) -> None:
        self._seen = seen
        self._guard, self._readable = seen.guard, seen.readable
        self.schema = seen.schema
        self.examples = seen.examples
        self._values = ValueStore(self._source, seen, self._folder)

    @property
    def max_rows(self) -> int:
        """The most rows that one query brings back."""
        return self._bounds.rows

    @property
    def values(self) -> ValueIndex:
        """The texts in the cells; built on first use, which takes seconds on a large database."""
        return self._values.index()

    def build_values(self, progress: Callable[[int, int], None] | None = None) -> ValueIndex:
        """Build the value index or load it from disk; `progress` is told how many columns of how many are read."""
        return self._values.index(progress)

    def check(self, sql: str) -> str:
        """The statement as it would be shown, in this database's dialect; SqlRefused where the guard says no."""
        return self._guard.check(sql).shown

    def query(
        self, sql: str, stopped: threading.Event | None = None, *, agreed: bool = False, max_rows: int | None = None
    ) -> Result:
        """Run one guarded SELECT, until it is done or `stopped` is set, for at most `max_rows` of its rows.

        One that would read too many rows runs only if it was `agreed` to; SQLite's plans count no rows, there the time
        limit stands alone. Raises SqlRefused, TooCostly, QueryFailed, QueryTimeout, QueryStopped.
        """
        checked = self._guard.check(sql)
        bounds = replace(
            self._bounds,
            rows=self._bounds.rows if max_rows is None else min(max_rows, self._bounds.rows),
            rows_read=None if agreed else self._bounds.rows_read,
        )
        try:
            return self._run(checked, stopped, bounds)
        except QueryFailed as error:
            raise self._seen.discreet(error, checked) from None

    def _run(self, checked: Checked, stopped: threading.Event | None, bounds: Bounds) -> Result:
        confined = Confined(self._readable, checked.local_names, self._guard.engine_functions, self._seen.locked)
        engine, budget = self._source.engine, bounds.rows_read
        with self._source.reading(bounds.seconds, confined, rows=bounds.rows + 1, stopped=stopped) as connection:
            asked = budget is not None or engine.plan_is_proof
            expected = engine.expected_rows(connection, checked.sql) if asked else None
            if budget is not None and expected is not None and expected > budget:
                raise TooCostly(checked.shown, expected)
            # No parameters: a % in the text stays one. Raw names: an alias with a dot in it stays whole.
            options = {
                "no_parameters": True,
                "sqlite_raw_colnames": True,
                "stream_results": True,
                "max_row_buffer": ROWS_A_FETCH,
            }
            found = connection.execution_options(**options).exec_driver_sql(checked.sql)
            columns = [str(name) for name in found.keys()]  # noqa: SIM118 a result, not a dictionary
            rows, truncated = plain_rows(found, bounds.rows)
            if truncated:
                engine.leave_rest(connection)
            found.close()
        return Result(checked.shown, columns, rows, truncated, checked.filtered)

    def account(self) -> "Account":
        """The account that the database is read by: the rights that it has too much, and those that it needs.

        Raises QueryFailed.
        """
        from .rights import account_of  # the doctor alone asks

        return account_of(self._source, *self._perspectives.asked())

    def close(self) -> None:
        """Give back what the engine holds."""
        self._source.pool.dispose()
