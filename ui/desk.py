"""What the page asks: the agent and the database of this process, the same ones that HTTP uses.

Chainlit calls our functions by itself and hands them nothing of ours, so that this one value is module-level; the
application's lifespan sets it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from hoidap.databases import Database


@dataclass(frozen=True)
class Desk:
    """An agent, and the database that it asks."""

    agent: "Runnable[Any, Any]"
    db: "Database"


_open: list[Desk] = []


def open_desk(agent: "Runnable[Any, Any]", db: "Database") -> None:
    """From now on the page asks this agent."""
    _open[:] = [Desk(agent, db)]


def close_desk() -> None:
    """From now on the page says that it is starting."""
    _open.clear()


def desk() -> Desk | None:
    """What the page asks, or None while the model is loading."""
    return _open[0] if _open else None
