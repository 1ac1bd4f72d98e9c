"""What the page asks: the databases, agents and history of this process, the same ones that HTTP uses.

Chainlit calls our functions by itself and hands them nothing of ours, so that this one value is module-level; the
application's lifespan sets it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hoidap.agents import Agent
    from hoidap.chains.model_call import ChatModel
    from hoidap.databases import Database

    from .history import History


@dataclass(frozen=True)
class Place:
    """What a chat profile names: a database that the page can offer questions about while its model is loading."""

    db: "Database"
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class Staffed(Place):
    """A place with the agent that is asked about it."""

    agent: "Agent" = None  # type: ignore[assignment]  # a field after those that have a default needs one; always given
    llm: "ChatModel | None" = None  # by which follow-up questions are tried; without it none are suggested


@dataclass(frozen=True)
class Desk:
    """The places by the names of their profiles, the first one for who chose none, and where conversations are kept."""

    history: "History"
    places: Mapping[str, Place]


_open: list[Desk] = []  # one for each server of this process; the page asks at the last one


def open_desk(history: "History", places: Mapping[str, Place] | None = None) -> None:
    """From now on the page keeps conversations in this history, and asks in these places."""
    _open[:] = [*(desk for desk in _open if desk.history is not history), Desk(history, places or {})]


def show_places(places: Mapping[str, Place]) -> None:
    """From now on the page asks in these places; LookupError while no server runs."""
    open_desk(history(), places)


def close_desk(history: "History") -> None:
    """The server of this history is gone; where no other one runs, the page says that it is starting."""
    _open[:] = [desk for desk in _open if desk.history is not history]


def history() -> "History":
    """Where conversations are kept; LookupError while no server runs."""
    if not _open:
        raise LookupError("No server runs, so there is no history.")
    return _open[-1].history


def places() -> Mapping[str, Place]:
    """What there is to ask, by name; nothing while not even a database is open."""
    return _open[-1].places if _open else {}


def place(profile: str | None = None) -> Place | None:
    """The place of a profile, or the first one; None while it is not open yet."""
    return places().get(profile or "") or next(iter(places().values()), None)
