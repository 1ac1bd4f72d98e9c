"""The HTTP application: the runnables by LangServe, `/chat_messages/`, health, metrics, and the chat page at /chat.

    hoidap serve

Nothing is loaded on import. The database and the model are opened in a thread while the server already answers:
/health/live says 200 at once, /health/ready 503 until the model is in memory.
"""

import asyncio
import logging
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from hoidap.databases import Database
from hoidap.models.server import PREFIX as ON_A_SERVER
from hoidap.settings import Settings, SettingsError, load_settings
from hoidap.terminal import say
from hoidap.ui import (
    History,
    Place,
    Staffed,
    close_desk,
    close_speech,
    expect_speech,
    mount_chat,
    open_desk,
    open_speech,
)
from hoidap.web import CannotListen, Parts, Served, WebError, failures
from hoidap.web.docs import docs_page
from hoidap.web.gate import Gate
from hoidap.web.guard import ANY_ADDRESS, LOOPBACK, Guard, allowed_hosts
from hoidap.web.identity import Identity
from hoidap.web.llm_routes import llm_routes
from hoidap.web.loading import BROKEN, load_profiles
from hoidap.web.model_metrics import ModelCollector
from hoidap.web.profiles import ONLY, ChatProfile, chat_profiles
from hoidap.web.routes import model_routes
from hoidap.web.tokens import prepare_tokens
from hoidap.web.traffic import AT_ONCE, Metrics, Traffic

log = logging.getLogger("hoidap.web")
QUESTIONS = ("agent", "sql", "answer", "llm", "chat_messages")
CHAT = "/chat"
PAGE_THREADS = 16  # for what the page asks beside the questions that the queue holds
OPEN = (
    "Everybody who reaches this address may ask, and without a password: HOIDAP_ACCOUNTS=accounts hoidap accounts add "
    "NAME makes a login (docs/access.md).",
    "Ai truy cập được địa chỉ này cũng hỏi được, không cần mật khẩu: HOIDAP_ACCOUNTS=accounts hoidap accounts add TÊN "
    "sẽ tạo tài khoản đăng nhập (docs/access.md).",
)
GRACE = 3  # seconds that answers under way get when the server is told to stop


def create_app(source: Settings | Parts, *, on_failure: Callable[[], None] | None = None) -> FastAPI:
    """An application over parts that are there, or over settings, whose model is loaded when the server starts.

    `on_failure` is called when the database or the model cannot be opened.
    """
    settings = source if isinstance(source, Settings) else Settings()
    served, metrics = Served(), Metrics()

    kept: list[History] = []  # the one, once it is open

    async def load() -> None:
        try:
            kept.append(History(settings.conversations()) if isinstance(source, Settings) else History())
            open_desk(kept[0])
            profiles = chat_profiles(settings)
            if isinstance(source, Parts):
                served.profiles = {ONLY: source}
            else:
                served.profiles = await load_profiles(
                    profiles, settings.conversations(), partial(offer, kept[0], profiles)
                )
        except BROKEN as error:
            served.failure = str(error)
            log.error("%s", error)
        except Exception:  # a mistake of ours must not leave a server that says "loading" for ever
            served.failure = failures.UNEXPECTED
            log.exception("loading failed")
        if served.parts:
            offer(kept[0], profiles, served.profiles)
            metrics.ready.set(1)
            for parts in served.profiles.values():
                await asyncio.to_thread(parts.read_schema)
            if isinstance(source, Settings):  # parts that were handed in are asked what their owner asks, and no more
                await open_speech(source)
                for parts in served.profiles.values():
                    await asyncio.to_thread(parts.try_examples)
        elif on_failure:
            on_failure()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        # The default has as many threads as there are cores, and a thread that waits for the model holds one.
        asyncio.get_running_loop().set_default_executor(
            ThreadPoolExecutor(settings.queue + PAGE_THREADS, "hoidap-wait")
        )
        loading = asyncio.create_task(load())
        if isinstance(source, Parts):
            await loading
        else:
            expect_speech(source)
        yield
        loading.cancel()
        for history in kept:
            close_desk(history)
        if isinstance(source, Settings):
            close_speech()
            for parts in served.profiles.values():
                parts.db.close()

    app = FastAPI(
        title="hoidap",
        description="Ask a database in Vietnamese or English.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(model_routes(served))
    app.include_router(llm_routes(served))
    metrics.registry.register(ModelCollector(served))
    add_plain_routes(app, served, metrics)
    failures.install(app)
    prepare_tokens(settings.folder(), settings.port)
    mount_chat(app, CHAT, settings.folder() / "chat")
    at_once = settings.queue if settings.model.startswith(ON_A_SERVER) else AT_ONCE  # it has its own idea of enough
    app.add_middleware(Traffic, metrics=metrics, limit=settings.queue, routes=QUESTIONS, at_once=at_once)
    app.add_middleware(Identity, gate=Gate.of(settings, source.user), page=CHAT)
    app.add_middleware(failures.LastResort)
    hosts = allowed_hosts(settings.host, settings.allowed_hosts)
    app.add_middleware(Guard, hosts=hosts, any_address=settings.host in ANY_ADDRESS, page=CHAT)
    return app


def offer(history: History, profiles: Mapping[str, ChatProfile], there: "Mapping[str, Database | Parts]") -> None:
    """Let the page offer what there is of each profile: a database, and later its agent too."""
    places: dict[str, Place] = {}
    for name, what in there.items():
        title, description = profiles[name].title or name, profiles[name].description
        if isinstance(what, Parts):
            places[name] = Staffed(what.db, title, description, what.agent, what.llm)
        else:
            places[name] = Place(what, title, description)
    open_desk(history, places)


def add_plain_routes(app: FastAPI, served: Served, metrics: Metrics) -> None:
    """Health, metrics, and the way to the page."""

    @app.get("/", include_in_schema=False)
    async def home() -> RedirectResponse:
        return RedirectResponse(f"{CHAT}/")

    @app.get("/favicon.ico", include_in_schema=False)
    async def icon() -> RedirectResponse:
        return RedirectResponse(f"{CHAT}/favicon")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(docs_page(app.openapi()))

    @app.get("/health/live")
    async def live() -> dict[str, str]:
        """200 as long as the process answers."""
        return {"status": "live"}

    @app.get("/health/ready")
    async def ready() -> JSONResponse:
        """200 once the model is in memory, 503 before."""
        if served.parts:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "failed" if served.failure else "loading", "detail": served.failure}, 503)

    @app.get("/metrics", include_in_schema=False)
    async def counters() -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket; raises CannotListen, with what to do, before seconds are spent on loading a model."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio leaves Nagle's algorithm on and every reply waits 40 ms for an acknowledgement.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        reason = error.strerror or str(error)
        raise CannotListen(
            f"Cannot listen on {host}:{port} ({reason}); choose another with --port or --host."
        ) from error
    return bound


def serve(settings: Settings) -> None:
    """Run the server until it is told to stop; raises WebError when it cannot run."""
    bound = listen(settings.host, settings.port)
    failed = False

    def give_up() -> None:
        nonlocal failed
        failed = server.should_exit = True

    with bound:
        app = create_app(settings, on_failure=give_up)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                server_header=False,
                proxy_headers=False,  # which of them are believed is for the gate to say
                timeout_graceful_shutdown=GRACE,
                ws_max_size=2**20,
            )
        )
        shown = "localhost" if settings.host in ANY_ADDRESS else settings.host
        print(f"hoidap: http://{shown}:{settings.port}{CHAT}", file=sys.stderr)
        if settings.host not in LOOPBACK and Gate.of(settings, settings.user).is_open:
            print(f"hoidap: {say(*OPEN)}", file=sys.stderr)
        server.run(sockets=[bound])
    if failed:
        raise WebError("The server stopped because it could not load what it serves; the line above says why.")


def main() -> None:
    """`hoidap serve`: the settings come from the environment."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as in cli.py
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("chainlit").setLevel(
        logging.ERROR
    )  # it tells of every file that it writes, and of every language
    try:
        serve(load_settings())
    except (WebError, SettingsError) as error:
        raise SystemExit(f"hoidap: {error}") from error


if __name__ == "__main__":
    main()
