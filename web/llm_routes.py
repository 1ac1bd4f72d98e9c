"""`/llm`: the language model alone, without the database, and its settings while it runs.

The one who may change settings and clear caches is whoever sits at this machine, logged in where people log in: the
request must come from it, by its own name, and through no proxy, behind which everybody looks local.
"""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Callable
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request
from langchain_core.runnables import Runnable
from langserve import add_routes
from pydantic import BaseModel, ConfigDict

from hoidap.models import GenerationSettings, ModelInfo

from .guard import LOOPBACK, hostname
from .inputs import LlmInput, checked, read_json
from .parts import Parts, Served
from .routes import ENDPOINTS, Front, loaded, stoppable

BY_PROXY = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


class SettingsChange(BaseModel):
    """The settings to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", strict=True)

    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    system: str | None = None


class Cleared(BaseModel):
    """How much memory the caches held."""

    freed_bytes: int


def llm_front(parts: Callable[[], Parts]) -> Runnable[Any, Any]:
    """`/llm`: a question and a context -> text, in chunks."""

    async def answer(inputs: AsyncIterator[Any]) -> AsyncIterator[str]:
        async for asked in inputs:
            given = LlmInput.model_validate(asked).model_dump()
            with stoppable() as config:
                silent = True
                async for text in parts().service.astream_answer(**given, config=config):
                    silent = False
                    yield text
                if silent:
                    yield ""  # a stream without a chunk would have no value

    return Front(answer, name="llm").with_types(input_type=LlmInput, output_type=str)


def is_here(request: Request) -> bool:
    """Whether a request was made on this machine itself."""
    if any(name in request.headers for name in BY_PROXY):
        return False
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    local = getattr(address, "ipv4_mapped", None) or address
    return bool(local.is_loopback) and hostname(request.headers.get("host", "")) in LOOPBACK


async def administrator(request: Request) -> None:
    """Let only those pass who sit at this machine."""
    if not is_here(request):
        raise HTTPException(403, "This is done on the machine that hoidap runs on, at http://127.0.0.1.")


def llm_routes(served: Served) -> APIRouter:
    """Everything below `/llm`: 503 until the model is in memory."""
    parts = loaded(served)

    async def answerable(request: Request) -> None:
        """Refuse what cannot be answered while there is still a status to say so, which a stream has sent by then."""
        if request.method != "POST":
            return
        service, body = parts().service, await read_json(request)
        for asked in body["inputs"] if "inputs" in body else [body["input"]]:
            await asyncio.to_thread(service.check, **LlmInput.model_validate(asked).model_dump())

    async def ready(request: Request) -> None:
        if request.method == "POST":
            parts()

    router = APIRouter()
    add_routes(
        router,
        llm_front(parts),
        path="/llm",
        config_keys=[],
        enabled_endpoints=ENDPOINTS,
        dependencies=[Depends(ready), Depends(checked(LlmInput)), Depends(answerable)],
    )

    @router.get("/llm/info", tags=["llm"])
    def info() -> ModelInfo:
        """What the model is, what memory it takes, and how busy it is."""
        return parts().service.model_info()

    @router.get("/llm/settings", tags=["llm"])
    async def settings() -> GenerationSettings:
        """How answers are written unless a request says otherwise."""
        return parts().service.settings

    @router.patch("/llm/settings", tags=["llm"], dependencies=[Depends(administrator)])
    async def change(change: SettingsChange) -> GenerationSettings:
        """Change settings for everybody from the next answer on; only on the machine that hoidap runs on."""
        return parts().service.configure(**change.model_dump(exclude_none=True))

    @router.post("/llm/clear_caches", tags=["llm"], dependencies=[Depends(administrator)])
    def clear_caches() -> Cleared:
        """Give back the memory of the KV caches; only on the machine that hoidap runs on."""
        service = parts().service
        held = service.model_info().cache
        service.clear_caches()
        return Cleared(freed_bytes=held.bytes if held else 0)

    return router
