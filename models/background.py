"""One thread with an event loop, on which connections live, for callers in any thread and on any loop of their own."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import Future
from contextlib import aclosing
from functools import cache
from queue import SimpleQueue
from typing import TypeVar

Item = TypeVar("Item")
_Put = Callable[[Item | Exception | None], object]


def iterate(make: Callable[[], AsyncGenerator[Item, None]]) -> Generator[Item, None, None]:
    """Yield what the generator made there yields; closing this one cancels it."""
    items: SimpleQueue[Item | Exception | None] = SimpleQueue()
    task = _start(make, items.put)
    try:
        while (item := items.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        task.cancel()


async def aiterate(make: Callable[[], AsyncGenerator[Item, None]]) -> AsyncGenerator[Item, None]:
    """Like `iterate`, on the running event loop."""
    loop = asyncio.get_running_loop()
    items: asyncio.Queue[Item | Exception | None] = asyncio.Queue()

    def put(item: Item | Exception | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody listens any more
            loop.call_soon_threadsafe(items.put_nowait, item)

    task = _start(make, put)
    try:
        while (item := await items.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        task.cancel()


def _start(make: Callable[[], AsyncGenerator[Item, None]], put: _Put[Item]) -> "Future[None]":
    async def pump() -> None:
        try:
            async with aclosing(make()) as items:
                async for item in items:
                    put(item)
        except Exception as error:  # noqa: BLE001  # the reader raises it
            put(error)
        else:
            put(None)

    return asyncio.run_coroutine_threadsafe(pump(), _loop())


@cache
def _loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="hoidap-remote", daemon=True).start()
    return loop
