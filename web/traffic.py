"""How many questions are under way: more than the queue holds are sent away, and all are counted for /metrics."""

from asyncio import Semaphore
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RETRY_AFTER = "5"
AT_ONCE = 16  # as many as one engine answers together: more would take each other's time, and all come late
SECONDS = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120)


class Metrics:
    """The counters of one application; a registry of its own, so that two in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "hoidap_requests", "Questions over HTTP, by route and status.", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "hoidap_request_seconds",
            "Time to the end of the answer.",
            ["route"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.waiting = Gauge("hoidap_requests_waiting", "Questions under way now.", registry=self.registry)
        self.ready = Gauge("hoidap_ready", "1 once the model is in memory.", registry=self.registry)


class Traffic:
    """ASGI middleware that bounds and counts the requests that need the model: POST below one of `routes`.

    `at_once` of them are worked on while others wait, up to `limit` in all; one more is sent away at once. The bound
    stands here and not only in the model, because a stream has sent its 200 before the model is asked.
    """

    def __init__(
        self, app: ASGIApp, metrics: Metrics, limit: int, routes: tuple[str, ...], at_once: int = AT_ONCE
    ) -> None:
        self.app, self.metrics, self.limit, self.routes, self.under_way = app, metrics, limit, routes, 0
        self.turn = Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = scope["path"].strip("/").split("/")[0] if scope["type"] == "http" and scope["method"] == "POST" else ""
        if route not in self.routes:
            return await self.app(scope, receive, send)
        if self.under_way >= self.limit:
            self.metrics.requests.labels(route, "503").inc()
            detail = "Too many questions are waiting; please ask again in a few seconds."
            return await JSONResponse({"detail": detail}, 503, {"Retry-After": RETRY_AFTER})(scope, receive, send)
        return await self.measure(route, scope, receive, send)

    async def measure(self, route: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application and count what it answered; 499 stands for a client that left."""
        status, started = "499", perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        self.under_way += 1
        self.metrics.waiting.inc()
        try:
            async with self.turn:
                await self.app(scope, receive, noting)
        finally:
            self.under_way -= 1
            self.metrics.waiting.dec()
            self.metrics.requests.labels(route, status).inc()
            self.metrics.seconds.labels(route).observe(perf_counter() - started)
