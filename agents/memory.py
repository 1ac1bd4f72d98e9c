"""The conversation memory: a LangGraph checkpointer, opened by URL, that reads and writes plain JSON."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

# Read by LangGraph when it is imported: without it a checkpoint that was tampered with can run code when it is loaded.
# Our own memory holds JSON and can't; this is for a checkpointer that somebody brings along.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")

from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Interrupt

from .errors import MemoryUnavailable
from .question import Question

KEPT_STATES = 50  # of one conversation, from which it can go on another way
_SQLITE = "sqlite:///"
_BUSY_SECONDS = 30.0
_INTERRUPT, _RESUME = "__interrupt__", "__resume__"  # LangGraph's channels


class PlainJson(SerializerProtocol):
    """Checkpoints as JSON: reading one makes dicts, lists, texts, numbers and Interrupts of these, and nothing else."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        if isinstance(obj, list | tuple) and obj and all(isinstance(one, Interrupt) for one in obj):
            return "interrupts", json.dumps([[one.value, one.id] for one in obj], ensure_ascii=False).encode()
        # an exception may be among the writes of a turn that failed; only its text is of use
        return "json", json.dumps(obj, ensure_ascii=False, default=repr).encode()

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        kind, text = data
        if kind == "interrupts":
            return [Interrupt(value, id=str(name)) for value, name in json.loads(text)]
        if kind != "json":
            raise MemoryUnavailable("The conversation memory holds something that hoidap did not write.")
        return json.loads(text)


class Memory(SqliteSaver):
    """Conversations in SQLite, of each the last states; what is deleted is gone from the file."""

    def keep_last(self, key: str, states: int = KEPT_STATES) -> None:
        """Delete all but the last `states` of the conversation `key`."""
        with self.cursor() as cursor:
            cursor.execute(
                "SELECT checkpoint_id FROM checkpoints WHERE thread_id = ?"
                " ORDER BY checkpoint_id DESC LIMIT 1 OFFSET ?",
                (key, states - 1),
            )
            if oldest := cursor.fetchone():
                for table in ("checkpoints", "writes"):
                    cursor.execute(f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < ?", (key, *oldest))

    def delete_thread(self, thread_id: str) -> None:
        super().delete_thread(thread_id)
        with self.lock:  # the log beside the file holds old pages until it is written back
            self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def waiting_in(saved: CheckpointTuple | None) -> dict[str, Any] | None:
    """What the node `wait` says of the query that waits in this state of a conversation; None where none does."""
    writes = (saved.pending_writes or []) if saved else []
    if any(channel == _RESUME for _, channel, _ in writes):
        return None
    found = [value for _, channel, value in writes if channel == _INTERRUPT]
    return cast("dict[str, Any]", found[0][0].value) if found else None


def state_id(saved: CheckpointTuple | None) -> str | None:
    """The name of this state of a conversation."""
    return str(saved.config["configurable"]["checkpoint_id"]) if saved else None


def open_memory(memory: str | BaseCheckpointSaver[str] | None) -> BaseCheckpointSaver[str]:
    """None: in RAM. `sqlite:///path` (or a bare path): on disk, surviving kill -9. A checkpointer: that one.

    Raises MemoryUnavailable.
    """
    if isinstance(memory, BaseCheckpointSaver):
        return memory
    if memory is None or memory in ("sqlite://", "sqlite:///:memory:"):
        return Memory(_connect(":memory:"), serde=PlainJson())
    if memory.startswith("postgres"):
        raise MemoryUnavailable(
            "Memory in PostgreSQL needs the extra 'scale' (pip install 'hoidap[scale]'): "
            "make a PostgresSaver and pass it as memory."
        )
    # With an @ or a ? it is the URL of a server, and what would be the file's name may hold a password.
    if ("://" in memory and not memory.startswith(_SQLITE)) or "@" in memory or "?" in memory:
        raise MemoryUnavailable("The memory URL is sqlite:///path/to/file.db, or the path of a file.")
    path = Path(memory.removeprefix(_SQLITE)).expanduser()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return Memory(_connect(str(path)), serde=PlainJson())
    except (sqlite3.Error, OSError) as error:
        raise MemoryUnavailable(f"The conversation memory {path} cannot be opened: {error}.") from error


def memory_key(question: Question) -> str:
    """The name of a conversation in the memory: two users who both call theirs "1" have two."""
    parts = [question.get("user"), question.get("thread_id")]
    return "/".join(quote(part, safe="") for part in parts if part)


def _connect(path: str) -> sqlite3.Connection:
    # SqliteSaver locks around every use, so the connection may go from thread to thread
    connection = sqlite3.connect(path, check_same_thread=False, timeout=_BUSY_SECONDS)
    connection.execute("PRAGMA journal_mode=WAL")
    # a turn that was acknowledged is on the disk, whatever happens to the process or the power
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
    return connection
