"""The value index, kept on disk; what has grown old is still used while it is read anew behind the scenes."""

import json
import logging
import os
import tempfile
import threading
import time
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from .connection import Source
from .errors import DatabaseError
from .perspectives import Perspective
from .value_reader import Progress, read_values, text_columns
from .values import Value, ValueIndex

logger = logging.getLogger(__name__)

FORMAT = 2  # raise it when the file's form or the choice of values changes
SECONDS_TO_LAST = 24 * 3600.0  # on a server, which does not tell of changes
SECONDS_A_LOOK = 30.0  # at whether a file has changed

Stamp = list[list[int]] | float  # of a file: when it was changed and its size; of a server: when it was read


class ValueStore:
    """The index of one way to see a database, each with a file of its own; every thread may use it."""

    def __init__(self, source: Source, seen: Perspective, folder: Path) -> None:
        self._source, self._seen = source, seen
        self._path = folder / "values" / f"{sha256((source.identity + seen.access.key).encode()).hexdigest()[:32]}.json"
        self._identity = [FORMAT, [[table.name, column.name] for table, column in text_columns(seen.schema)]]
        self._index: ValueIndex | None = None
        self._stamp: Stamp = 0.0
        self._next_look = 0.0
        self._lock, self._refreshing = threading.Lock(), threading.Lock()

    def index(self, progress: Progress | None = None) -> ValueIndex:
        """The index, from memory, from the disk or, where there is none yet, from the database.

        One that has grown old is returned as it is, and read again in the background.
        """
        with self._lock:
            found = self._index if self._index is not None else self._open(progress)
            old = self._is_old()
        if old and self._refreshing.acquire(blocking=False):
            threading.Thread(target=self._refresh, name="hoidap-values", daemon=True).start()
        return found

    def _open(self, progress: Progress | None) -> ValueIndex:
        kept = self._load()
        # A file is quickly read. A server may take minutes, so there yesterday's values are better than a wait.
        if kept is not None and (self._source.path is None or kept[1] == self._stamp_now()):
            values, self._stamp = kept
            self._index = ValueIndex(values)
            return self._index
        return self._read(progress)

    def _read(self, progress: Progress | None = None) -> ValueIndex:
        stamp = self._stamp_now()
        values = list(read_values(self._source, self._seen, progress))
        self._save(stamp, values)
        self._index, self._stamp = ValueIndex(values), stamp
        return self._index

    def _refresh(self) -> None:
        try:
            self._read()
        except DatabaseError as error:
            logger.warning("The values of %s stay as they were: %s", self._source.name, error)
        finally:
            self._next_look = time.monotonic() + SECONDS_A_LOOK
            self._refreshing.release()

    def _is_old(self) -> bool:
        if time.monotonic() < self._next_look or self._refreshing.locked():
            return False
        self._next_look = time.monotonic() + SECONDS_A_LOOK
        if isinstance(self._stamp, float):
            return not 0 <= time.time() - self._stamp < SECONDS_TO_LAST
        return self._stamp != self._stamp_now()

    def _stamp_now(self) -> Stamp:
        path = self._source.path
        if path is None:
            return time.time()
        # With a write-ahead log, changes stand there before they reach the file.
        files = []
        for file in (path, path.with_name(path.name + "-wal")):
            with suppress(OSError):
                files.append(file.stat())
        return [[found.st_mtime_ns, found.st_size] for found in files if found.st_size]

    def _load(self) -> tuple[list[Value], Stamp] | None:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if kept["identity"] != self._identity:
                return None
            stamp = kept["stamp"]
            if not isinstance(stamp, float if self._source.path is None else list):
                return None
            return [Value(str(t), str(c), str(text)) for t, c, texts in kept["columns"] for text in texts], stamp
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            logger.warning("The value index %s is damaged (%s) and is built again.", self._path, type(error).__name__)
            return None

    def _save(self, stamp: Stamp, values: list[Value]) -> None:
        """Whole or not at all, for its owner's eyes only; an index that cannot be kept is built again next time."""
        columns: dict[tuple[str, str], list[str]] = {}
        for value in values:
            columns.setdefault((value.table, value.column), []).append(value.text)
        told = [[*place, texts] for place, texts in columns.items()]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".values.", dir=self._path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"identity": self._identity, "stamp": stamp, "columns": told}, file, ensure_ascii=False)
            Path(name).replace(self._path)
        except OSError as error:
            logger.warning("The value index cannot be kept in %s: %s.", self._path.parent, error.strerror)
