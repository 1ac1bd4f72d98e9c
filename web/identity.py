"""Who asks: found out once for each request, and looked up by whatever answers it."""

from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from .tokens import cookie_name, token

_visitor: ContextVar[str | None] = ContextVar("visitor", default=None)


def visitor() -> str | None:
    """The name of the person whose request is being answered; None outside of one."""
    return _visitor.get()


class Identity:
    """ASGI middleware that knows who asks, and tells the page so.

    The page's own login is Chainlit's, which reads a token from a cookie: it is put into the request here, so that
    whoever needs no password sees no login page, and no cookie of theirs can expire or be of another server.
    """

    def __init__(self, app: ASGIApp, user: str, page: str = "/chat") -> None:
        self.app, self.user, self.page = app, user, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        _visitor.set(self.user)
        if scope["path"].startswith(f"{self.page}/"):
            scope = {**scope, "headers": with_token(scope["headers"], token(self.user))}
        return await self.app(scope, receive, send)


def with_token(headers: list[tuple[bytes, bytes]], given: str | None) -> list[tuple[bytes, bytes]]:
    """The headers of a request with this login token and no other."""
    name = cookie_name()
    sent = [part.strip() for key, value in headers if key == b"cookie" for part in value.decode("latin-1").split(";")]
    kept = [part for part in sent if part and not part.startswith(name)]
    cookies = [*kept, *([f"{name}={given}"] if given else [])]
    others = [(key, value) for key, value in headers if key != b"cookie"]
    return [*others, (b"cookie", "; ".join(cookies).encode("latin-1"))] if cookies else others
