"""A chat model that says what a test wants.

The graph's own mechanics (repair, refusal, memory, streaming, faults, stopping) need a model that fails on cue and is
the same each time, which no trained model does. That real models answer well is measured elsewhere.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

Call = Literal["route", "sql", "answer", "other"]
Say = str | Exception | Callable[[str], "str | Exception"]


class Scripted(BaseChatModel):
    """Says `route`, `sql` and `answer` to those prompts; a list is said one by one, its last element for ever."""

    route: Any = "query_database"
    sql: Any = "SELECT COUNT(*) AS n FROM Jidouka"
    answer: Any = "Không rõ."
    pause: float = 0.0
    _calls: list[tuple[Call, list[BaseMessage]]] = PrivateAttr(default_factory=list)
    _lock: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _said: int = PrivateAttr(default=0)

    @property
    def calls(self) -> list[tuple[Call, list[BaseMessage]]]:
        return self._calls

    @property
    def said(self) -> int:
        """How many tokens were produced, read by somebody or not."""
        return self._said

    def prompts(self, call: Call) -> list[str]:
        """What was asked in calls of that kind: the last message of each."""
        return [str(messages[-1].content) for kind, messages in self._calls if kind == call]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _tokens(self, messages: list[BaseMessage]) -> list[str]:
        kind = _kind(str(messages[0].content))
        with self._lock:
            count = sum(other == kind for other, _ in self._calls)
            self._calls.append((kind, messages))
        say = {"route": self.route, "sql": self.sql, "answer": self.answer, "other": "?"}[kind]
        if isinstance(say, list):
            say = say[min(count, len(say) - 1)]
        if callable(say):
            say = say(str(messages[-1].content))
        if isinstance(say, Exception):
            raise say
        return re.findall(r"\s*\S+|\s+$", say)

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any) -> ChatResult:
        message = AIMessage(content="".join(self._tokens(messages)))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any
    ) -> Iterator[ChatGenerationChunk]:
        for token in self._tokens(messages):
            time.sleep(self.pause)
            self._said += 1
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=token))
            if run_manager:
                run_manager.on_llm_new_token(token, chunk=chunk)
            yield chunk


def _kind(system: str) -> Call:
    for kind, opening in (("route", "You choose the tool"), ("answer", "You answer a question from the rows")):
        if system.startswith(opening):
            return kind  # type: ignore[return-value]
    return "sql" if system.startswith("You write one") else "other"
