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
    """A database that the page can offer questions about, while the model is loading."""

    db: "Database"


@dataclass(frozen=True)
class Staffed(Desk):
    """A database, and the agent that is asked about it by `user`, until there are logins."""

    agent: "Runnable[Any, Any]"
    user: str | None = None


_open: list[Desk] = []


def open_desk(db: "Database", agent: "Runnable[Any, Any] | None" = None, user: str | None = None) -> None:
    """From now on the page offers questions about this database, and asks this agent for this user."""
    _open[:] = [Staffed(db, agent, user) if agent else Desk(db)]


def close_desk() -> None:
    """From now on the page says that it is starting."""
    _open.clear()


def desk() -> Desk | None:
    """What there is to ask about, or None while not even the database is open."""
    return _open[0] if _open else None


def staffed() -> Staffed | None:
    """What the page asks, or None while the model is loading."""
    place = desk()
    return place if isinstance(place, Staffed) else None
