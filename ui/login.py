"""Who is logged in on the page."""

import chainlit as cl
from chainlit.context import ChainlitContextException

from hoidap.web.identity import visitor


def asker() -> str | None:
    """The person who asks: of the request or WebSocket that is being answered, else of the page's session."""
    if name := visitor():
        return name
    try:
        user = cl.context.session.user
    except ChainlitContextException:
        return None
    return user.identifier if user else None
