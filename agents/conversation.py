"""One conversation: one turn at a time, and how the next one begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from langgraph.types import Command

from hoidap.chains.language import Language, detect_language
from hoidap.models.errors import GenerationCancelled

from .consent import agrees
from .errors import AgentInputError
from .memory import waiting_in
from .question import BEGINNING, Question
from .state import State, fresh

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.checkpoint.base import BaseCheckpointSaver

NOTHING_WAITS = "No query waits for a decision in this conversation: ask the question again."
NO_SUCH_STATE = "There is no such state of this conversation, or it is no longer kept: go on from a later one."


class Conversation:
    """A second question in the same conversation waits until it can see the first one's turn."""

    def __init__(self) -> None:
        self._lock = Lock()

    @contextmanager
    def turn(self, cancelled: Event) -> Iterator[None]:
        """Hold the conversation for a turn; raises GenerationCancelled where `cancelled` is set while it waits."""
        while not self._lock.acquire(timeout=0.1):
            if cancelled.is_set():
                raise GenerationCancelled("The question was stopped.")
        try:
            yield
        finally:
            self._lock.release()


@dataclass(frozen=True)
class Beginning:
    """How a turn begins: what the graph is given, in which state of the conversation, and what it is about."""

    given: State | Command[Any]
    settings: dict[str, Any]
    question: str
    language: Language


def begin(question: Question, key: str, memory: BaseCheckpointSaver[str]) -> Beginning:
    """The turn of `question` in the conversation that the memory calls `key`.

    A question asked while a query waits lets that go. Raises AgentInputError for a state that is not there, and for a
    decision where nothing waits.
    """
    state = question.get("checkpoint_id")
    settings = {"thread_id": key}
    if state and state != BEGINNING:
        settings["checkpoint_id"] = state
    saved = memory.get_tuple(config_of(settings))
    if saved is None and "checkpoint_id" in settings:
        raise AgentInputError(NO_SUCH_STATE)
    text, decision, waiting = question["question"], question.get("decision"), waiting_in(saved)
    if waiting and not (state or decision or question.get("sql")) and agrees(text):
        decision = "run"
    if decision is None:
        language = question.get("language") or detect_language(text)
        return Beginning(fresh(question, language), settings, text, language)
    if waiting is None:
        raise AgentInputError(NOTHING_WAITS)
    decided: Command[Any] = Command(resume={"decision": decision, "sql": question.get("sql")})
    return Beginning(decided, settings, text or waiting["question"], waiting["language"])


def config_of(settings: dict[str, Any]) -> RunnableConfig:
    """What a checkpointer is asked with."""
    return {"configurable": {"checkpoint_ns": "", **settings}}
