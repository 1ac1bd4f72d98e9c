"""The Chainlit app: our page, put together. Imported once, by `mount_chat`."""

import re

from chainlit import server

from . import (  # each registers what Chainlit is to call
    conversation,
    data_layer,
    downloads,
    login,
    own_sql,
    profiles,
    voice,
)

__all__ = ["application", "conversation", "data_layer", "downloads", "login", "own_sql", "profiles", "voice"]

# The page that Chainlit ships fetches fonts and a style sheet from other hosts, also where ours replace them.
ELSEWHERE = re.compile(r'<link\b[^>]*\bhref="https?://[^>]*>', re.DOTALL)

application = server.app
_shipped_page = server.get_html_template


def _own_page(root_path: str) -> str:
    page: str = _shipped_page(root_path)  # type: ignore[no-untyped-call]
    return ELSEWHERE.sub("", page)


server.get_html_template = _own_page
