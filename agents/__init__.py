"""The router agent: a LangGraph graph over the tools, its state, its conversation memory."""

from typing import TYPE_CHECKING

from .errors import AgentError, AgentInputError, MemoryUnavailable

if TYPE_CHECKING:
    from .agent import Agent, build_agent
    from .question import Answer, Question

__all__ = ["Agent", "AgentError", "AgentInputError", "Answer", "MemoryUnavailable", "Question", "build_agent"]

# LangGraph takes a second to load; whoever only wants to catch an AgentInputError doesn't wait for it.
_LATE = {"Agent": "agent", "build_agent": "agent", "Answer": "question", "Question": "question"}


def __getattr__(name: str) -> object:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f".{_LATE[name]}", __name__), name)
    globals()[name] = found
    return found
