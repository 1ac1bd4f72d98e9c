"""What a new conversation offers: the databases to choose from, and questions to begin with."""

import chainlit as cl

from .desk import place, places
from .starters import starters
from .texts import browser_language


@cl.set_chat_profiles
async def offer_profiles(user: cl.User | None, language: str | None = None) -> list[cl.ChatProfile]:
    """The databases to choose from, where there are several."""
    there = places()
    if len(there) < 2:
        return []
    return [
        cl.ChatProfile(name=name, display_name=one.title, markdown_description=one.description, default=not index)
        for index, (name, one) in enumerate(there.items())
    ]


@cl.set_starters
async def offer_starters(user: cl.User | None, language: str | None, profile: str | None = None) -> list[cl.Starter]:
    """Questions to click on; none until the database is open."""
    there = place(profile)
    if there is None:
        return []
    seen = there.db.for_user(user.identifier if user else None)
    return [cl.Starter(question, question) for question in starters(seen.schema, browser_language(language))]
