"""The login of the page: Chainlit's form and its OAuth, with who may come in looked up at the gate of the request.

Chainlit has one set of callbacks in a process, and a process may serve several applications, each with its own gate:
its own routes for logging in give way to ours, and the gate is the one that the request came through.
"""

import logging
from typing import Annotated, Any

import chainlit as cl
from chainlit.auth import get_configuration
from chainlit.context import ChainlitContextException
from chainlit.oauth_providers import get_configured_oauth_providers
from fastapi import APIRouter, Form, HTTPException, Response

from hoidap.web.errors import TooManyAttempts, WrongPassword
from hoidap.web.identity import NO_PASSWORDS, Visit, visit, visitor
from hoidap.web.oauth import proven_address
from hoidap.web.tokens import ACCOUNT, LIFE, OAUTH, cookie_name, issue

log = logging.getLogger("hoidap.ui")


def asker() -> str | None:
    """The person who asks: of the request or WebSocket that is being answered, else of the page's session."""
    if name := visitor():
        return name
    try:
        user = cl.context.session.user
    except ChainlitContextException:
        return None
    return user.identifier if user else None


def login_routes() -> APIRouter:
    """What the page asks for before anybody is logged in; stands before Chainlit's own."""
    router = APIRouter(include_in_schema=False)

    @router.get("/auth/config")
    def ways() -> dict[str, Any]:
        gate = here().gate
        return {
            **get_configuration(),
            "passwordAuth": gate.passwords is not None,
            "headerAuth": gate.passwords is None and not gate.oauth_users,
            "oauthProviders": get_configured_oauth_providers() if gate.oauth_users else [],
        }

    @router.post("/auth/header")
    def come_back() -> dict[str, bool]:
        """For who has pressed Log out where there is no login."""
        if not here().name:
            raise HTTPException(401, NO_PASSWORDS)
        return {"success": True}

    @router.post("/login")
    async def log_in(
        username: Annotated[str, Form()], password: Annotated[str, Form()], response: Response
    ) -> dict[str, bool]:
        under_way = here()
        if under_way.gate.passwords is None:
            raise HTTPException(404, "There are no accounts here.")
        try:
            account = await under_way.gate.passwords.login(username, password, under_way.address)
        except (WrongPassword, TooManyAttempts):
            # Of a 401 the form shows the reason phrase alone, which is empty behind a proxy that speaks HTTP/2.
            return {"success": False}
        token = issue(account.name, by=ACCOUNT, stamp=account.stamp)
        response.set_cookie(cookie_name(), token, max_age=LIFE, httponly=True, samesite="lax")
        return {"success": True}

    return router


def here() -> Visit:
    """The request under way."""
    under_way = visit()
    assert under_way is not None, "no request without web.identity.Identity in front"
    return under_way


async def invited(
    provider_id: str, token: str, raw_user_data: dict[str, Any], default_user: cl.User, id_token: str | None = None
) -> cl.User | None:
    """Who comes from an OAuth provider, where their address is on the list."""
    address = proven_address(provider_id, raw_user_data, default_user.identifier).casefold()
    if here().gate.invites(address):
        return cl.User(identifier=address, metadata={"by": OAUTH})
    log.warning("not on the list of who may come in by OAuth: %r from %s", address, provider_id)
    return None


if get_configured_oauth_providers():
    cl.oauth_callback(invited)
