"""A second pair of eyes on a running query: it ends when its time is over, or when whoever asked has left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Literal

from sqlalchemy import Connection
from sqlalchemy import Engine as Pool

from .engines.base import Engine

SECONDS_A_LOOK = 0.05  # at whether somebody has left
SECONDS_TO_END = 0.6  # that the server has before the line to it is cut


class Watch:
    """Watches one query; `ended` says why it was ended from here, if it was.

    The server's own limits come first. This one is for what they don't reach: a server that hangs, a call that takes an
    interruption for a result, and a person who has closed the page.
    """

    def __init__(self, kind: Engine, pool: Pool, seconds: float, stopped: Event | None = None) -> None:
        self.ended: Literal["", "timeout", "stopped"] = ""
        self._kind = kind
        self._pool = pool
        self._deadline = time.monotonic() + seconds
        self._stopped = stopped

    @contextmanager
    def over(self, connection: Connection) -> Iterator[None]:
        """Watch until the end of the context; a connection on which a query was ended is not used again."""
        done = Event()
        thread = Thread(target=self._look, args=(connection, done), name="hoidap-watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
            if self.ended:
                connection.invalidate()

    def _look(self, connection: Connection, done: Event) -> None:
        while not done.wait(self._pause()):
            if self._stopped is not None and self._stopped.is_set():
                self.ended = "stopped"
            elif time.monotonic() >= self._deadline:
                self.ended = "timeout"
            else:
                continue
            Thread(target=self._cancel, args=(connection,), name="hoidap-cancel", daemon=True).start()
            if not done.wait(SECONDS_TO_END):
                with suppress(Exception):
                    self._kind.drop(connection)
            return

    def _pause(self) -> float:
        left = max(0.0, self._deadline - time.monotonic())
        return left if self._stopped is None else min(left, SECONDS_A_LOOK)

    def _cancel(self, connection: Connection) -> None:
        # The server may be gone or the query may have just ended; either way there is nothing more to end.
        with suppress(Exception):
            self._kind.cancel(self._pool, connection)
