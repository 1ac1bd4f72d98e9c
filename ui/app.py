"""The Chainlit app: Chainlit's decorators around our page. Imported once, by `mount_chat`."""

import asyncio
import re

import chainlit as cl
from chainlit import server
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession

from hoidap.agents.question import LONGEST_QUESTION
from hoidap.chains.language import detect_language

from .desk import Staffed, desk, staffed
from .page import answer_on_page
from .starters import starters
from .texts import Language, browser_language, text

LOADING_SECONDS = 120
# The page that Chainlit ships fetches fonts and a style sheet from other hosts, also where ours replace them.
ELSEWHERE = re.compile(r'<link\b[^>]*\bhref="https?://[^>]*>', re.DOTALL)

application = server.app
_shipped_page = server.get_html_template


def _own_page(root_path: str) -> str:
    page: str = _shipped_page(root_path)  # type: ignore[no-untyped-call]
    return ELSEWHERE.sub("", page)


server.get_html_template = _own_page


@cl.set_starters
async def offer_starters(user: cl.User | None, language: str | None) -> list[cl.Starter]:
    """Questions to click on; none until the database is open."""
    place = desk()
    if place is None:
        return []
    return [cl.Starter(question, question) for question in starters(place.db.schema, browser_language(language))]


@cl.on_message
async def hear(message: cl.Message) -> None:
    """Answer one message of the user."""
    session = cl.context.session
    question = message.content.strip()
    language = detect_language(question, browser_language(getattr(session, "language", None)))
    if not any(character.isalnum() for character in question):
        await cl.Message(text("empty", language)).send()
    elif len(question) > LONGEST_QUESTION:
        await cl.Message(text("long", language, length=len(question), limit=LONGEST_QUESTION)).send()
    elif place := await loaded(language):
        await answer_on_page(place, question, session.thread_id, language)


async def loaded(language: Language) -> Staffed | None:
    """The desk with its agent; who asks while the model is loading waits for it, and is told so."""
    if place := staffed():
        return place
    waiting = await cl.Message(text("loading", language)).send()
    try:
        async with asyncio.timeout(LOADING_SECONDS):
            while not (place := staffed()):
                await asyncio.sleep(0.2)
        return place
    except TimeoutError:
        await cl.Message(text("not_loaded", language)).send()
        return None
    finally:
        await waiting.remove()


@server.sio.on("stop")  # type: ignore[untyped-decorator]
async def stop(sid: str) -> None:
    """Cancel the answer under way, in place of Chainlit's own, which also says so, and always in English."""
    session = WebsocketSession.get(sid)
    if session and session.current_task:
        init_ws_context(session)
        session.current_task.cancel()
