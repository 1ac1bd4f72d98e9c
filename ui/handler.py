"""Carries what the agent does, as it does it, from the agent's thread to the page.

Explicit steps and not Chainlit's own LangChain handler, which shows every runnable inside with its serialised state.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage

NO_ANSWER = ("generate_sql", "execute_sql")  # what a model writes inside these tools is not the answer


@dataclass(frozen=True)
class Token:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True)
class ToolStarted:
    """A tool begins."""

    run: UUID
    name: str


@dataclass(frozen=True)
class ToolEnded:
    """A tool has returned; `failed` where it raised instead."""

    run: UUID
    output: Any
    failed: bool = False


Event = Token | ToolStarted | ToolEnded


class PageHandler(BaseCallbackHandler):
    """Puts the tokens of the answer and the tools' starts and ends into an asyncio queue, from any thread."""

    def __init__(self, events: "asyncio.Queue[Any]") -> None:
        self._events, self._loop = events, asyncio.get_running_loop()
        self._parents: dict[UUID, UUID | None] = {}
        self._tools: dict[UUID, str] = {}

    def on_chain_start(
        self, serialized: Any, inputs: Any, *, run_id: UUID, parent_run_id: UUID | None = None, **kwargs: Any
    ) -> None:
        self._parents[run_id] = parent_run_id

    def on_chat_model_start(
        self,
        serialized: Any,
        messages: list[list[BaseMessage]],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **kwargs: Any,
    ) -> None:
        self._parents[run_id] = parent_run_id

    def on_llm_new_token(self, token: Any, *, run_id: UUID, **kwargs: Any) -> None:
        tool = self._tool_around(run_id)
        if isinstance(token, str) and token and tool and tool not in NO_ANSWER:
            self._put(Token(token))

    def on_tool_start(
        self, serialized: Any, input_str: str, *, run_id: UUID, parent_run_id: UUID | None = None, **kwargs: Any
    ) -> None:
        self._parents[run_id] = parent_run_id
        name = str(kwargs.get("name") or (serialized or {}).get("name", ""))
        self._tools[run_id] = name
        self._put(ToolStarted(run_id, name))

    def on_tool_end(self, output: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self._put(ToolEnded(run_id, output))

    def on_tool_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        self._put(ToolEnded(run_id, str(error), failed=True))

    def _tool_around(self, run_id: UUID | None) -> str:
        """The tool that a run belongs to; empty for the router's own model call."""
        while run_id is not None:
            if run_id in self._tools:
                return self._tools[run_id]
            run_id = self._parents.get(run_id)
        return ""

    def _put(self, event: Event) -> None:
        with suppress(RuntimeError):  # the loop was closed: the server is going down
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)
