"""What a new conversation offers: the databases to choose from, and questions to begin with."""

import asyncio
import logging

import chainlit as cl
from chainlit.config import config
from chainlit.session import WebsocketSession

from hoidap.tools.example_questions import check_view

from .desk import Place, place, places
from .starters import starters
from .texts import browser_language

log = logging.getLogger("hoidap.ui")


# Chainlit looks for settings of a profile's own, of which ours have none, in a loop of events that runs already: that
# fails, and it goes on as if nothing were.
WebsocketSession.get_config = lambda self: config  # type: ignore[method-assign]


@cl.set_chat_profiles
async def offer_profiles(user: cl.User | None, language: str | None = None) -> list[cl.ChatProfile]:
    """The databases to choose from, where there are several."""
    there = places()
    if len(there) < 2:
        return []
    return [
        cl.ChatProfile(
            name=name,
            display_name=one.title,
            markdown_description=one.description,
            default=not index,
            starters=_starters(one, user, language),
        )
        for index, (name, one) in enumerate(there.items())
    ]


@cl.set_starters
async def offer_starters(user: cl.User | None, language: str | None) -> list[cl.Starter]:
    """Questions to click on; none until the database is open."""
    there = place()
    return _starters(there, user, language) if there else []


def _starters(there: Place, user: cl.User | None, language: str | None) -> list[cl.Starter]:
    seen = there.db.for_user(user.identifier) if user else there.db
    trying = asyncio.get_running_loop().run_in_executor(None, check_view, there.db, seen)
    trying.add_done_callback(_tried)
    return [cl.Starter(question, question) for question in starters(seen, browser_language(language))]


def _tried(trying: "asyncio.Future[None]") -> None:
    if not trying.cancelled() and (error := trying.exception()):
        log.error("no examples were tried", exc_info=error)
