"""Whether what may be asked next is answered right: it goes to the data, and its SQL brings the rows that are meant."""

from __future__ import annotations

import logging
from threading import Event
from typing import Any

from langchain_core.runnables import RunnableConfig

from hoidap.chains.canonical import expand
from hoidap.chains.doubts import doubts
from hoidap.chains.errors import ChainError
from hoidap.chains.linking import link
from hoidap.chains.model_call import CANCELLED, ChatModel
from hoidap.chains.restating import restated
from hoidap.chains.route import QUERY_DATABASE, route
from hoidap.chains.sql import draft_sql, past_of
from hoidap.chains.turn import Turn
from hoidap.databases import Database, DatabaseError
from hoidap.models.errors import GenerationCancelled, ModelError
from hoidap.models.info import engine_of

from .answered import FollowUp
from .base import ToolContext
from .example_check import say_the_same
from .registry import load_tools, routable

MOST = 3  # suggested below an answer

log = logging.getLogger(__name__)


class FollowUpCheck:
    """Tries questions that go on with a turn, over one view of a database; each asks the model once at a time."""

    def __init__(self, llm: ChatModel, db: Database) -> None:
        self._db, self._llm = db, llm
        self._route = route(llm, routable(load_tools(ToolContext(llm, llm, db))), db)
        self._draft = draft_sql(llm, db, samples=0)

    def others(self, ours: int) -> int:
        """How many requests besides `ours` the model has; 0 for one that runs elsewhere and does not say."""
        engine = engine_of(self._llm)  # type: ignore[arg-type]
        now = engine.info() if engine else None
        return now.running + now.waiting - ours if now else 0

    def is_answered_right(self, one: FollowUp, turn: Turn, cancelled: Event) -> bool:
        """Whether the model's query leaves nothing open and brings the rows of the one meant.

        Raises GenerationCancelled once `cancelled` is set.
        """
        config = RunnableConfig(configurable={CANCELLED: cancelled})
        try:
            meant = self._db.query(expand(one.canonical, self._db.schema), cancelled)
            if not _tells(meant.rows):
                return False
            if self._route.invoke({"question": one.question, "history": [turn]}, config) != QUERY_DATABASE:
                return False
            draft = self._draft.invoke({"question": one.question, "history": [turn]}, config)
            if draft["notes"] or draft["doubts"] or self._is_doubtful(draft["canonical"], one.question, turn):
                return False
            written = self._db.query(draft["sql"], cancelled)
        except GenerationCancelled:
            raise
        except (ChainError, DatabaseError, ModelError) as error:
            log.debug("not suggested: %s (%s)", one.question, error)
            return False
        return say_the_same(written.rows, meant.rows)

    def _is_doubtful(self, canonical: str, question: str, turn: Turn) -> bool:
        """Whether the agent would look for another query, which nobody has tried here."""
        past = past_of([turn], self._db)
        if not canonical or past is None:
            return False
        past = restated(past, question, self._db.schema)
        links = link(question, self._db.schema, self._db.values, year=past.year)
        return bool(doubts(canonical, links, self._db.schema, past.sql))


def _tells(rows: list[list[Any]]) -> bool:
    """Whether there is more in the rows than that there is nothing."""
    return any(value not in (None, 0, "") for row in rows for value in row)


class Suggested:
    """The first few that are answered right, no two of a kind."""

    def __init__(self) -> None:
        self._taken: list[FollowUp] = []

    @property
    def questions(self) -> list[str]:
        """Those that were taken."""
        return [one.question for one in self._taken]

    def wants(self, one: FollowUp) -> bool:
        """Whether it is worth trying."""
        return len(self._taken) < MOST and one.kind not in {other.kind for other in self._taken}

    def take(self, one: FollowUp) -> None:
        """Keep one that is answered right."""
        self._taken.append(one)
