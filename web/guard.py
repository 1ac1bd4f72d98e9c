"""What a request must be before anything reads it: for this host, from this page, and not too large.

A page of another site must not be able to ask the database through the browser of someone who has hoidap open: an
exact list of hosts stops DNS rebinding, and the Origin and Sec-Fetch-Site headers stop cross-site requests and
WebSockets. A login does not stop them: the browser sends its cookie along.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 1024 * 1024
ANY_ADDRESS = {"0.0.0.0", "::", ""}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}
# The page may load nothing from elsewhere, so that no answer can carry data out in the address of a picture. Its own
# script needs 'unsafe-eval': Chainlit compiles custom elements such as our table in the browser, and blob: to record.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:; connect-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)


def hostname(host: str) -> str:
    """The name in a Host header, without port and brackets, in lower case; empty where it is not a host."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def allowed_hosts(host: str, more: Collection[str] = ()) -> frozenset[str]:
    """The names under which a server that listens on `host` may be called."""
    names = LOOPBACK | {name.lower() for name in more}
    return frozenset(names | ({socket.gethostname().lower()} if host in ANY_ADDRESS else {host.lower()}))


def is_address(name: str) -> bool:
    """Whether a host is a bare IP address, which no DNS rebinding can be behind."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """ASGI middleware that refuses what is not for us, and hands on the rest with its whole body in memory.

    As the body is read up front, a client that leaves can be seen at once: its request is cancelled, and the model
    with it, where Starlette alone would let `/invoke` run to its end.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], any_address: bool = False, page: str = "/chat") -> None:
        self.app, self.hosts, self.any_address, self.page = app, hosts, any_address, page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        reason = self.refusal(scope)
        if scope["type"] == "websocket":
            if reason:
                return await send({"type": "websocket.close", "code": 1008, "reason": reason})
            return await self.app(scope, receive, send)
        if reason:
            return await refuse(reason, 403, scope, receive, send)
        send = self.with_headers(scope, send)
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return await self.app(scope, receive, send)
        body = await read_body(scope, receive)
        if body is None:
            return await refuse("The request is larger than 1 MiB.", 413, scope, receive, send)
        return await self.run(scope, body, receive, send)

    def refusal(self, scope: Scope) -> str:
        """Why this request is not for us; empty when it is."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        name = hostname(host)
        if name not in self.hosts and not (self.any_address and is_address(name)):
            return "This server does not answer under that host name."
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return "Requests from another site's page are refused."
        plain_visit = headers.get("sec-fetch-mode") == "navigate" and scope.get("method") == "GET"
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not plain_visit:
            return "Requests from another site's page are refused."
        return ""

    def with_headers(self, scope: Scope, send: Send) -> Send:
        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["path"].startswith(self.page):
                    headers["Content-Security-Policy"] = PAGE_POLICY
            await send(message)

        return wrapped

    async def run(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Run the application on a body that is there, and cancel it when the client leaves."""
        pending, gone = [body], asyncio.Event()

        async def replay() -> Message:
            if pending:
                return {"type": "http.request", "body": pending.pop(), "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def watch(request: asyncio.Task[None]) -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            gone.set()
            request.cancel()

        request = asyncio.ensure_future(self.app(scope, replay, send))
        watcher = asyncio.create_task(watch(request))
        try:
            await request
        except asyncio.CancelledError:
            request.cancel()
            if not gone.is_set():
                raise
        finally:
            watcher.cancel()


async def read_body(scope: Scope, receive: Receive) -> bytes | None:
    """The whole body, or None when it is longer than MAX_BODY."""
    declared = Headers(scope=scope).get("content-length", "0")
    if not declared.isdecimal() or int(declared) > MAX_BODY:
        return None
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(chunks)


async def refuse(reason: str, status: int, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with a reason instead of calling the application."""
    await JSONResponse({"detail": reason}, status)(scope, receive, send)
