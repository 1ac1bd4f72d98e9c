"""The conversation memory: a LangGraph checkpointer, opened by URL, that reads and writes plain JSON."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

# Read by LangGraph when it is imported: without it a checkpoint that was tampered with can run code when it is loaded.
# Our own memory holds JSON and can't; this is for a checkpointer that somebody brings along.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver

from .errors import MemoryUnavailable
from .question import Question

_SQLITE = "sqlite:///"
_BUSY_SECONDS = 30.0


class PlainJson(SerializerProtocol):
    """Checkpoints as JSON: reading one makes dicts, lists, texts and numbers, and can't make anything else."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        # an exception may be among the writes of a turn that failed; only its text is of use
        return "json", json.dumps(obj, ensure_ascii=False, default=repr).encode()

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        kind, text = data
        if kind != "json":
            raise MemoryUnavailable("The conversation memory holds something that hoidap did not write.")
        return json.loads(text)


def open_memory(memory: str | BaseCheckpointSaver[str] | None) -> BaseCheckpointSaver[str]:
    """None: in memory. `sqlite:///path` (or a bare path): on disk, surviving kill -9. A checkpointer: that one.

    Raises MemoryUnavailable.
    """
    if isinstance(memory, BaseCheckpointSaver):
        return memory
    if memory is None or memory in ("sqlite://", "sqlite:///:memory:"):
        return InMemorySaver(serde=PlainJson())
    if memory.startswith("postgres"):
        raise MemoryUnavailable(
            "Memory in PostgreSQL needs the extra 'scale' (pip install 'hoidap[scale]'): "
            "make a PostgresSaver and pass it as memory."
        )
    # With an @ or a ? it is the URL of a server, and what would be the file's name may hold a password.
    if ("://" in memory and not memory.startswith(_SQLITE)) or "@" in memory or "?" in memory:
        raise MemoryUnavailable("The memory URL is sqlite:///path/to/file.db, or the path of a file.")
    return SqliteSaver(_connect(Path(memory.removeprefix(_SQLITE)).expanduser()), serde=PlainJson())


def memory_key(question: Question) -> str:
    """The name of a conversation in the memory: two users who both call theirs "1" have two."""
    parts = [question.get("user"), question.get("thread_id")]
    return "/".join(quote(part, safe="") for part in parts if part)


def _connect(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # SqliteSaver locks around every use, so the connection may go from thread to thread
        connection = sqlite3.connect(path, check_same_thread=False, timeout=_BUSY_SECONDS)
        connection.execute("PRAGMA journal_mode=WAL")
        # a turn that was acknowledged is on the disk, whatever happens to the process or the power
        connection.execute("PRAGMA synchronous=FULL")
    except (sqlite3.Error, OSError) as error:
        raise MemoryUnavailable(f"The conversation memory {path} cannot be opened: {error}.") from error
    return connection
