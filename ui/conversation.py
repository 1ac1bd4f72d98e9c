"""A conversation on the page: it begins, goes on after a restart, hears questions and decisions, and is stopped."""

from typing import Any

import chainlit as cl
from chainlit import server
from chainlit.chat_context import chat_context
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession
from chainlit.types import MessagePayload, ThreadDict

from hoidap.agents.question import BEGINNING, LONGEST_QUESTION
from hoidap.chains.language import detect_language

from .data_layer import cut_after
from .explore import answered_command, offer_commands
from .page import AFTER, answer_on_page
from .preferences import offer_preferences, page_language, preferences
from .texts import text
from .turn import begin_turn, loaded

BEFORE = "checkpoint_before"  # a question's metadata: the state of the agent's memory in which it was asked


@cl.on_chat_start
async def start() -> None:
    """Begin a conversation."""
    await offer_preferences()
    await offer_commands()


@cl.on_chat_resume
async def resume(thread: ThreadDict) -> None:
    """Go on with a conversation of earlier, where its last answer left it."""
    for step in thread["steps"]:
        if checkpoint := (step.get("metadata") or {}).get(AFTER):
            cl.user_session.set(AFTER, checkpoint)
    await offer_preferences()
    await offer_commands()


@cl.on_message
async def hear(message: cl.Message) -> None:
    """Answer one message of the user; one that was edited is answered from where it was first asked."""
    if await answered_command(message):
        return
    question = message.content.strip()
    language = detect_language(question, page_language())
    if not any(character.isalnum() for character in question):
        await cl.Message(text("empty", language)).send()
    elif len(question) > LONGEST_QUESTION:
        await cl.Message(text("long", language, length=len(question), limit=LONGEST_QUESTION)).send()
    elif there := await loaded(language):
        chosen = preferences()
        asked: dict[str, Any] = {"question": question, "review": chosen.ask_first, "max_rows": chosen.rows or None}
        metadata = message.metadata or {}
        if BEFORE in metadata:
            asked["checkpoint_id"] = metadata[BEFORE]
        else:
            message.metadata = {**metadata, BEFORE: cl.user_session.get(AFTER) or BEGINNING}
            await message.update()
        await answer_on_page(there, asked, language)


@cl.action_callback("decide")
async def decide(action: cl.Action) -> str:
    """Go on with the query that waits; what was decided, in words, for the element to show from now on."""
    cancelled = action.payload.get("decision") == "cancel"
    asked: dict[str, Any] = {"decision": "cancel" if cancelled else "run"}
    if not cancelled and (own := action.payload.get("sql")):
        asked["sql"] = str(own)
    language = page_language()

    async def go_on() -> None:
        if there := await loaded(language):
            await answer_on_page(there, asked, language)

    begin_turn(go_on)
    return text("decided_cancel" if cancelled else "decided_run", language)


@server.sio.on("edit_message")  # type: ignore[untyped-decorator]
async def edit(sid: str, payload: MessagePayload) -> None:
    """Ask a question of earlier in other words: what came after it is gone, on the page and in the agent's memory.

    In place of Chainlit's own, which leaves the tools' lines in the history and cannot be stopped.
    """
    session = WebsocketSession.require(sid)
    init_ws_context(session)
    said = payload["message"]
    messages = chat_context.get()
    edited = next((message for message in messages if message.id == said["id"]), None)
    if edited is None:
        return

    async def ask_again() -> None:
        for later in messages[messages.index(edited) + 1 :]:
            chat_context.remove(later)
            await cl.context.emitter.delete_step(later.to_dict())
        await cut_after(session.thread_id, edited.id)
        edited.content = said["output"]
        await edited.update()
        await config.code.on_message(edited)

    begin_turn(ask_again, session)


@server.sio.on("stop")  # type: ignore[untyped-decorator]
async def stop(sid: str) -> None:
    """Cancel the answer under way, in place of Chainlit's own, which also says so, and always in English."""
    session = WebsocketSession.get(sid)
    if session and session.current_task:
        init_ws_context(session)
        session.current_task.cancel()
