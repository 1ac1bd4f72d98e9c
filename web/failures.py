"""What a failure looks like over HTTP: one JSON object with one sentence, and never a stack trace.

A stream that has begun carries it as an `error` event, `{"status_code", "message"}`.
"""

import json
import logging
from collections.abc import Sequence
from contextvars import ContextVar
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hoidap.agents.errors import AgentInputError
from hoidap.chains.errors import ChainError
from hoidap.databases.errors import DatabaseError
from hoidap.models.errors import ModelError, PromptTooLong, RowsNeeded, WrongSetting

from .traffic import RETRY_AFTER

log = logging.getLogger("hoidap.web")
UNEXPECTED = "Something went wrong inside hoidap; its log says what."
UNANSWERABLE = (AgentInputError, ChainError, PromptTooLong, RowsNeeded, WrongSetting)
OUTAGES = (ModelError, DatabaseError)
ERROR_EVENT = b"event: error\r\n"

_failures: ContextVar[list[Exception] | None] = ContextVar("failures", default=None)  # of the request under way


def note(error: Exception) -> None:
    """Remember what broke a stream, for LangServe's error event says nothing about it."""
    noted = _failures.get()
    if noted is not None:
        noted.append(error)


def explained(error: Exception) -> tuple[int, str]:
    """The status and the sentence of a failure."""
    if isinstance(error, UNANSWERABLE):
        return 422, str(error)
    return (503, str(error)) if isinstance(error, OUTAGES) else (500, UNEXPECTED)


def sentence(errors: Sequence[Any]) -> str:
    """The first of pydantic's findings, with the place where it is."""
    first = errors[0]
    if not isinstance(first, dict):
        return str(first)
    place = ".".join(str(part) for part in first.get("loc", ()))
    reason = str(first.get("msg", "not valid")).removeprefix("Value error, ").rstrip(".")
    return f"{place}: {reason}." if place else f"{reason}."


async def explain_input(request: Request, error: Exception) -> JSONResponse:
    """The answer to a request that does not fit."""
    assert isinstance(error, RequestValidationError)
    return JSONResponse({"detail": sentence(error.errors())}, 422)


async def explain_chain(request: Request, error: Exception) -> JSONResponse:
    """The answer where a question has none."""
    status, said = explained(error)
    return JSONResponse({"detail": said}, status)


async def explain_outage(request: Request, error: Exception) -> JSONResponse:
    """The answer while the model or the database cannot be used."""
    log.error("%s %s: %s", request.method, request.url.path, error)
    status, said = explained(error)
    return JSONResponse({"detail": said}, status, {"Retry-After": RETRY_AFTER})


def error_event(error: Exception) -> bytes:
    """A failure as a server-sent event."""
    status, said = explained(error)
    return ERROR_EVENT + f"data: {json.dumps({'status_code': status, 'message': said})}\r\n\r\n".encode()


class LastResort:
    """ASGI middleware that turns any exception into a 500 with one sentence, and ends a broken stream cleanly.

    LangServe writes an `error` event without a reason and raises then; here the event gets its sentence, and the client
    does not see the connection break.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started = ended = False
        noted: list[Exception] = []
        _failures.set(noted)

        async def noting(message: Message) -> None:
            nonlocal started, ended
            if noted and message.get("body", b"").startswith(ERROR_EVENT):
                message = {**message, "body": error_event(noted[0])}
            started = started or message["type"] == "http.response.start"
            ended = ended or (message["type"] == "http.response.body" and not message.get("more_body"))
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:  # the edge of the program: logged here, and one sentence to the client
            if noted and explained(noted[0])[0] != 500:
                log.error("%s %s: %s", scope["method"], scope["path"], noted[0])
            else:
                log.exception("%s %s failed", scope["method"], scope["path"])
            if not started:
                await JSONResponse({"detail": UNEXPECTED}, 500)(scope, receive, send)
            elif not ended:
                await send({"type": "http.response.body", "body": b"", "more_body": False})


def install(app: FastAPI) -> None:
    """Make an application answer its failures in our form."""
    app.add_exception_handler(RequestValidationError, explain_input)
    for unanswerable in UNANSWERABLE:
        app.add_exception_handler(unanswerable, explain_chain)
    for outage in OUTAGES:
        app.add_exception_handler(outage, explain_outage)
