"""A conversation on the page: it begins, goes on after a restart, hears a question or a changed one, and is stopped."""

import asyncio
from typing import Any

import chainlit as cl
from chainlit import server
from chainlit.chat_context import chat_context
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession
from chainlit.types import MessagePayload, ThreadDict

from hoidap.agents.question import LONGEST_QUESTION
from hoidap.chains.language import detect_language

from .data_layer import cut_after
from .desk import Staffed, place
from .page import AFTER, answer_on_page
from .texts import Language, browser_language, text

LOADING_SECONDS = 120
BEFORE = "checkpoint_before"  # a question's metadata: the state of the agent's memory in which it was asked


def page_language() -> Language:
    """The language of the reader's browser."""
    return browser_language(getattr(cl.context.session, "language", None))


@cl.on_chat_resume
async def resume(thread: ThreadDict) -> None:
    """Go on with a conversation of earlier, where its last answer left it."""
    for step in thread["steps"]:
        if checkpoint := (step.get("metadata") or {}).get(AFTER):
            cl.user_session.set(AFTER, checkpoint)


@cl.on_message
async def hear(message: cl.Message) -> None:
    """Answer one message of the user; one that was edited is answered from where it was first asked."""
    question = message.content.strip()
    language = detect_language(question, page_language())
    if not any(character.isalnum() for character in question):
        await cl.Message(text("empty", language)).send()
    elif len(question) > LONGEST_QUESTION:
        await cl.Message(text("long", language, length=len(question), limit=LONGEST_QUESTION)).send()
    elif there := await loaded(language):
        asked: dict[str, Any] = {"question": question}
        metadata = message.metadata or {}
        if BEFORE in metadata:
            asked["checkpoint_id"] = metadata[BEFORE]
        else:
            message.metadata = {**metadata, BEFORE: cl.user_session.get(AFTER) or ""}
            await message.update()
        await answer_on_page(there, asked, language)


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


@server.sio.on("edit_message")  # type: ignore[untyped-decorator]
async def edit(sid: str, payload: MessagePayload) -> None:
    """Ask a question of earlier in other words: what came after it is gone, on the page and in the agent's memory.

    In place of Chainlit's own, which leaves the tools' lines in the history and cannot be stopped.
    """
    session = WebsocketSession.require(sid)
    session.current_task = asyncio.create_task(
        ask_again(session, payload["message"]["id"], payload["message"]["output"])
    )


async def ask_again(session: WebsocketSession, message_id: str, content: str) -> None:
    """Answer a message of this session that has other words now."""
    context = init_ws_context(session)
    messages = chat_context.get()
    edited = next((message for message in messages if message.id == message_id), None)
    if edited is None:
        return
    await context.emitter.task_start()
    try:
        for later in messages[messages.index(edited) + 1 :]:
            chat_context.remove(later)
            await context.emitter.delete_step(later.to_dict())
        await cut_after(session.thread_id, message_id)
        edited.content = content
        await edited.update()
        await config.code.on_message(edited)
    except asyncio.CancelledError:
        pass
    finally:
        await context.emitter.task_end()


@server.sio.on("stop")  # type: ignore[untyped-decorator]
async def stop(sid: str) -> None:
    """Cancel the answer under way, in place of Chainlit's own, which also says so, and always in English."""
    session = WebsocketSession.get(sid)
    if session and session.current_task:
        init_ws_context(session)
        session.current_task.cancel()
