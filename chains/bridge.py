"""Run the sync code of a chain under asyncio, as it is: in a thread of its own, item by item, stopped when left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import suppress
from contextvars import copy_context
from threading import Event, Thread
from typing import Any, TypeVar

from langchain_core.callbacks import AsyncCallbackHandler, BaseCallbackHandler, BaseCallbackManager
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import ensure_config, patch_config, set_config_context

from .model_call import CANCELLED

Item = TypeVar("Item")


async def iterate(
    start: Callable[[RunnableConfig], Iterator[Item]], config: RunnableConfig
) -> AsyncGenerator[Item, None]:
    """Yield what `start(config)` yields, from a worker thread.

    The config that `start` gets carries a `cancelled` event, which is set when the caller leaves early: by closing this
    generator, or by being cancelled. The thread then ends at its next token.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[tuple[Item | None, BaseException | None, bool]] = asyncio.Queue()
    cancelled: Event = ensure_config(config).get("configurable", {}).get(CANCELLED) or Event()
    config = _for_thread(config, cancelled, loop)

    def hand_over(item: Item | None, error: BaseException | None = None, end: bool = False) -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody is waiting any more
            loop.call_soon_threadsafe(arrived.put_nowait, (item, error, end))

    def hand_over_all() -> None:
        for item in start(config):
            hand_over(item)

    def work() -> None:
        try:
            # LangChain also hands callbacks down through the context: there too they are those for a thread
            with set_config_context(config) as context:
                context.run(hand_over_all)
        except BaseException as error:  # noqa: BLE001 - carried over to the caller, who raises it
            hand_over(None, error, end=True)
        else:
            hand_over(None, end=True)

    Thread(target=copy_context().run, args=(work,), name="hoidap-turn", daemon=True).start()
    try:
        while True:
            item, error, end = await arrived.get()
            if error is not None:
                raise error
            if end:
                return
            yield item  # type: ignore[misc]  # only the end carries no item
    except BaseException:
        cancelled.set()
        raise


def _for_thread(config: RunnableConfig, cancelled: Event, loop: asyncio.AbstractEventLoop) -> RunnableConfig:
    config = ensure_config(config)
    callbacks = _on_loop(config.get("callbacks"), loop)
    return patch_config(config, callbacks=callbacks, configurable={CANCELLED: cancelled})


def _on_loop(callbacks: Any, loop: asyncio.AbstractEventLoop) -> Any:
    """The same callbacks, async handlers held to the loop that they were made on."""
    if isinstance(callbacks, list):
        return [_OnLoop.of(handler, loop) for handler in callbacks]
    if isinstance(callbacks, BaseCallbackManager):
        manager = callbacks.copy()
        manager.handlers = [_OnLoop.of(handler, loop) for handler in manager.handlers]
        manager.inheritable_handlers = [_OnLoop.of(handler, loop) for handler in manager.inheritable_handlers]
        return manager
    return callbacks


class _OnLoop(BaseCallbackHandler):
    """An async handler whose methods may be called from any thread and run on `loop`.

    LangChain would run each event on a new event loop, where what the handler holds (a websocket, a lock) fails.
    """

    def __init__(self, handler: AsyncCallbackHandler, loop: asyncio.AbstractEventLoop) -> None:
        self._handler = handler
        self._loop = loop
        self.raise_error = handler.raise_error

    @classmethod
    def of(cls, handler: BaseCallbackHandler, loop: asyncio.AbstractEventLoop) -> BaseCallbackHandler:
        # LangChain's own stream collectors are made for any thread, and are recognised by their class
        own = type(handler).__module__.startswith("langchain_core.")
        return cls(handler, loop) if isinstance(handler, AsyncCallbackHandler) and not own else handler

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("ignore_"):
            return getattr(self._handler, name)
        if not name.startswith("on_"):
            return super().__getattribute__(name)
        method: Callable[..., Coroutine[Any, Any, Any]] = getattr(self._handler, name)

        def call(*args: Any, **keywords: Any) -> Any:
            return asyncio.run_coroutine_threadsafe(method(*args, **keywords), self._loop).result()

        return call
