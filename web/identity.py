"""Who asks: found out once for each request, and looked up by whatever answers it."""

from contextvars import ContextVar
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import TooManyAttempts, WrongPassword
from .gate import Gate, Person
from .tokens import cookie_name, issue

LOG_IN = "Log in to ask: on the page at /chat, or with a name and password (HTTP Basic)."
NO_PASSWORDS = "Log in to ask, on the page at /chat."
WRONG = "The name or the password is wrong."
OPEN_TO_ALL = ("/", "/favicon.ico", "/health/live", "/health/ready")
# Of the page: what its login form is made of. What else is not below one of these is files that are the same for all.
LOGIN = ("login", "logout", "auth")
OF_A_PERSON = ("project", "ws", "user", "feedback", "mcp", "set-session-cookie")
TEXTS = "project/translations"


@dataclass(frozen=True)
class Visit:
    """A request: the gate that it came through, who makes it, and from where."""

    gate: Gate
    name: str | None
    address: str


_visit: ContextVar[Visit | None] = ContextVar("visit", default=None)


def visit() -> Visit | None:
    """The request that is being answered; None outside of one."""
    return _visit.get()


def visitor() -> str | None:
    """The name of the person whose request is being answered; None outside of one."""
    under_way = _visit.get()
    return under_way.name if under_way else None


class Identity:
    """ASGI middleware that knows who asks, tells the page so, and refuses who may not ask.

    The page's own login is Chainlit's, which reads a token from a cookie: a fresh one is put into each request here, so
    that whoever needs no password sees no login page, and none that is no longer good is ever seen by Chainlit.
    """

    def __init__(self, app: ASGIApp, gate: Gate, page: str = "/chat") -> None:
        self.app, self.gate, self.page = app, gate, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        request = HTTPConnection(scope)
        try:
            person = await self.gate.person(request)
        except WrongPassword:
            return await self.refuse(401, WRONG, scope, receive, send)
        except TooManyAttempts as error:
            return await self.refuse(429, str(error), scope, receive, send, {"Retry-After": str(error.seconds)})
        if person is None and self.needs_name(scope):
            return await self.refuse(401, LOG_IN if self.gate.passwords else NO_PASSWORDS, scope, receive, send)
        _visit.set(Visit(self.gate, person.name if person else None, self.gate.address(request)))
        if self.gate.is_secure(request):
            scope, send = {**scope, "scheme": "wss" if scope["type"] == "websocket" else "https"}, securing(send)
        if scope["path"].startswith(f"{self.page}/"):
            token = issue(person.name) if person else ""
            scope = {**scope, "headers": with_token(scope["headers"], token)}
        if scope["type"] == "websocket" and person:
            receive = staying(person, receive, send)
        return await self.app(scope, receive, send)

    def needs_name(self, scope: Scope) -> bool:
        """Whether only people with a name may have what is at this path."""
        path, method = scope["path"], scope.get("method", "GET")
        if not path.startswith(f"{self.page}/") and path != self.page:
            return path not in OPEN_TO_ALL
        below = path.removeprefix(self.page).strip("/")
        first = below.split("/")[0]
        if below == TEXTS or first in LOGIN:
            return False
        return first in OF_A_PERSON or method not in ("GET", "HEAD")

    async def refuse(
        self, status: int, reason: str, scope: Scope, receive: Receive, send: Send, more: dict[str, str] | None = None
    ) -> None:
        """Say why not, and how to log in; a browser asks for a password then, but on the page, which has a form."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
            return
        basic = self.gate.passwords and not scope["path"].startswith(f"{self.page}/")
        challenge = 'Basic realm="hoidap", charset="UTF-8"' if basic else 'Cookie realm="hoidap"'
        headers = {"WWW-Authenticate": challenge, **(more or {})} if status == 401 else more
        await JSONResponse({"detail": reason}, status, headers)(scope, receive, send)


def with_token(headers: list[tuple[bytes, bytes]], token: str) -> list[tuple[bytes, bytes]]:
    """The headers of a request with this login token and no other."""
    name = cookie_name()
    sent = [part.strip() for key, value in headers if key == b"cookie" for part in value.decode("latin-1").split(";")]
    cookies = [part for part in sent if part and not part.startswith(name)] + ([f"{name}={token}"] if token else [])
    # a Bearer token would be taken in place of a missing cookie
    others = [(key, value) for key, value in headers if key not in (b"cookie", b"authorization")]
    return [*others, (b"cookie", "; ".join(cookies).encode("latin-1"))] if cookies else others


def securing(send: Send) -> Send:
    """Mark every cookie that is set as one for https alone."""

    async def wrapped(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            cookies = headers.getlist("set-cookie")
            del headers["set-cookie"]
            for cookie in cookies:
                headers.append("set-cookie", cookie if "; secure" in cookie.lower() else f"{cookie}; Secure")
        await send(message)

    return wrapped


def staying(person: Person, receive: Receive, send: Send) -> Receive:
    """Close a WebSocket as soon as something comes from somebody who may no longer ask."""

    async def wrapped() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive" or person.stays():
            return message
        await send({"type": "websocket.close", "code": 1008, "reason": NO_PASSWORDS})
        return {"type": "websocket.disconnect", "code": 1008}

    return wrapped
