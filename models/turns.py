"""One thread, and a bounded queue before it: for models that are used one request at a time."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from .errors import ModelBusy, ModelClosed, ModelError, ModelFailed, OutOfMemory

Result = TypeVar("Result")
_NO_MEMORY = ("out of memory", "can't allocate memory")  # torch's ways of saying so, on a GPU and on a CPU


class Turns:
    """Work that takes its turn in a thread of its own, so that an event loop never waits for it.

    While one piece of work is done `queue` more wait; one more raises ModelBusy at once. What the work raises comes
    out as a ModelError: OutOfMemory, or ModelFailed with the cause chained.
    """

    def __init__(self, name: str, queue: int) -> None:
        self._name, self._queue = name, queue
        self._thread = ThreadPoolExecutor(1, f"hoidap-{name}")
        self._under_way: set[threading.Event] = set()
        self._closed = False

    async def take(self, work: Callable[[threading.Event], Result]) -> Result:
        """Do a piece of work when its turn comes; cancelling this sets the event that the work was given."""
        if self._closed:
            raise ModelClosed(f"The model for {self._name} was unloaded.")
        if len(self._under_way) > self._queue:
            raise ModelBusy(f"Too many wait for {self._name}. Try again in a few seconds.")
        cancelled = threading.Event()
        self._under_way.add(cancelled)
        future = self._thread.submit(self._done, work, cancelled)
        future.add_done_callback(lambda _: self._under_way.discard(cancelled))
        try:
            return await asyncio.wrap_future(future)
        finally:
            cancelled.set()

    def close(self) -> None:
        """Stop what is being done and forget what waits."""
        self._closed = True
        for cancelled in list(self._under_way):
            cancelled.set()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _done(self, work: Callable[[threading.Event], Result], cancelled: threading.Event) -> Result:
        try:
            return work(cancelled)
        except ModelError:
            raise
        except Exception as error:
            if isinstance(error, MemoryError) or any(words in str(error).lower() for words in _NO_MEMORY):
                raise OutOfMemory(f"There is not enough memory for {self._name}.") from error
            what = (str(error).splitlines() or ["no reason given"])[0]
            raise ModelFailed(f"The model for {self._name} failed: {type(error).__name__}: {what}") from error
