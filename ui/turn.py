"""One turn of a conversation: it waits for the model where it must, shows that it works, and Stop ends it."""

import asyncio
from collections.abc import Awaitable, Callable

import chainlit as cl
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession

from .desk import Staffed, place
from .texts import Language, text

LOADING_SECONDS = 120


def begin_turn(work: Callable[[], Awaitable[None]], session: WebsocketSession | None = None) -> None:
    """Do the work of a turn that no message of Chainlit's began; `session` is the one of this call, if not given."""
    asking = session or cl.context.session
    assert isinstance(asking, WebsocketSession)

    async def turn() -> None:
        context = init_ws_context(asking)
        await context.emitter.task_start()
        try:
            await work()
        except asyncio.CancelledError:
            pass
        finally:
            await context.emitter.task_end()

    asking.current_task = asyncio.create_task(turn())


async def loaded(language: Language) -> Staffed | None:
    """The place that is asked, with its agent; who asks while it is loading waits for it, and is told so."""
    profile = cl.context.session.chat_profile
    if isinstance(there := place(profile), Staffed):
        return there
    waiting = await cl.Message(text("loading", language)).send()
    try:
        async with asyncio.timeout(LOADING_SECONDS):
            while not isinstance(there := place(profile), Staffed):
                await asyncio.sleep(0.2)
        return there
    except TimeoutError:
        await cl.Message(text("not_loaded", language)).send()
        return None
    finally:
        await waiting.remove()
