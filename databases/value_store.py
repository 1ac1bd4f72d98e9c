"""The value index is read from the database once and kept on disk until the database changes."""

import json
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from .allowlists import allow_lists
from .connection import Source
from .engines.sqlite import Confined
from .errors import QueryFailed
from .perspectives import Perspective
from .schema import Column, Schema, Table
from .values import Value, ValueIndex

logger = logging.getLogger(__name__)

LONGEST_TEXT = 80
MOST_A_COLUMN = 5_000
MOST_IN_ALL = 200_000
SECONDS_A_COLUMN = 10.0
FORMAT = 1  # raise it when the file's form or the choice of values changes

Progress = Callable[[int, int], None]


def load_or_build(source: Source, seen: Perspective, folder: Path, progress: Progress | None = None) -> ValueIndex:
    """The index of the text columns that are not private; a file that is stale, damaged or missing is written anew.

    Each way to see the database has a file of its own.
    """
    identity = _identity(source, seen.schema)
    path = folder / "values" / f"{sha256((source.url + seen.access.key).encode()).hexdigest()[:32]}.json"
    values = _load(path, identity)
    if values is None:
        values = list(_read(source, seen, progress))
        _save(path, identity, values)
    return ValueIndex(values)


def _identity(source: Source, schema: Schema) -> list[object]:
    """Equal while the values can be trusted; a server does not tell of changes, so its values last for a day."""
    columns = [[table.name, column.name] for table, column in _text_columns(schema)]
    if source.path is None:
        return [FORMAT, columns, date.today().isoformat()]
    # With a write-ahead log, changes stand there before they reach the file.
    files = [source.path, source.path.with_name(source.path.name + "-wal")]
    stamps = [[stat.st_mtime_ns, stat.st_size] for file in files if file.exists() and (stat := file.stat()).st_size]
    return [FORMAT, columns, stamps]


def _text_columns(schema: Schema) -> list[tuple[Table, Column]]:
    """Those of tables first: most of what stands in a view stands there too."""
    ordered = sorted(schema.tables, key=lambda table: table.is_view)
    columns = [(table, column) for table in ordered for column in table.columns]
    return [(table, column) for table, column in columns if column.type == "text" and not column.private]


def _load(path: Path, identity: list[object]) -> list[Value] | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["identity"] != identity:
            return None
        return [Value(str(t), str(c), str(text)) for t, c, texts in kept["columns"] for text in texts]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.warning("The value index %s is damaged (%s) and is built again.", path, type(error).__name__)
        return None


def _save(path: Path, identity: list[object], values: list[Value]) -> None:
    """Whole or not at all, for its owner's eyes only; an index that cannot be kept is built again next time."""
    columns: dict[tuple[str, str], list[str]] = {}
    for value in values:
        columns.setdefault((value.table, value.column), []).append(value.text)
    kept = {"identity": identity, "columns": [[*place, texts] for place, texts in columns.items()]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".values.", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(kept, file, ensure_ascii=False)
        Path(name).replace(path)
    except OSError as error:
        logger.warning("The value index cannot be kept in %s: %s.", path.parent, error.strerror)


def _read(source: Source, seen: Perspective, progress: Progress | None) -> Iterator[Value]:
    columns = _text_columns(seen.schema)
    in_tables: set[str] = set()
    left = MOST_IN_ALL
    for done, (table, column) in enumerate(columns):
        if progress is not None:
            progress(done, len(columns))
        texts = _distinct(source, table.name, column.name, seen, min(left, MOST_A_COLUMN))
        if table.is_view:
            texts = [text for text in texts if text not in in_tables]
        else:
            in_tables.update(texts)
        left -= len(texts)
        yield from (Value(table.name, column.name, text) for text in texts)
    if progress is not None:
        progress(len(columns), len(columns))


def _distinct(source: Source, table: str, column: str, seen: Perspective, most: int) -> list[str]:
    quote = source.pool.dialect.identifier_preparer.quote_identifier
    cell = quote(column)
    length = {"tsql": "LEN", "mysql": "CHAR_LENGTH"}.get(source.dialect, "length")
    top, limit = (f"TOP {most} ", "") if source.dialect == "tsql" else ("", f" LIMIT {most}")
    behind = seen.barriers.source(table) if seen.barriers else None
    rows = f"{behind} AS visible" if behind else quote(table)
    sql = f"SELECT DISTINCT {top}{cell} FROM {rows} WHERE {length}({cell}) BETWEEN 1 AND {LONGEST_TEXT}{limit}"
    confined = Confined(seen.readable, (), allow_lists(source.dialect).engine)
    try:
        with source.reading(SECONDS_A_COLUMN, confined) as connection:
            found = connection.execution_options(no_parameters=True).exec_driver_sql(sql)
            return [text for (text,) in found if isinstance(text, str) and text.strip()] if most else []
    except QueryFailed as error:
        logger.warning("The values of %s.%s are left out: %s", table, column, error)
        return []
