"""Whether a question is answered right: it goes to the data, and its SQL brings the rows that were meant."""

from __future__ import annotations

import logging
import time
from typing import Any

from hoidap.chains.canonical import expand
from hoidap.chains.errors import ChainError
from hoidap.chains.model_call import ChatModel
from hoidap.chains.route import QUERY_DATABASE, route
from hoidap.chains.sql import draft_sql
from hoidap.databases import Database, DatabaseError
from hoidap.models.errors import ModelError

from .base import ToolContext
from .example_candidates import Candidate
from .registry import load_tools, routable

SECONDS = 60.0  # for the questions of one language; a large model on a processor writes for minutes

log = logging.getLogger(__name__)


class Check:
    """Tries questions over one view of a database for as long as SECONDS."""

    def __init__(self, llm: ChatModel, db: Database) -> None:
        self._db, self._until = db, time.monotonic() + SECONDS
        self._route = route(llm, routable(load_tools(ToolContext(llm, llm, db))), db)
        self._draft = draft_sql(llm, db)

    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._until

    def is_answered_right(self, one: Candidate) -> bool:
        """Whether the model's query for the question leaves nothing open and brings the rows of the one meant."""
        try:
            if self._route.invoke({"question": one.question, "history": []}) != QUERY_DATABASE:
                return False
            draft = self._draft.invoke({"question": one.question})
            if draft["notes"] or draft["doubts"]:
                return False
            written, meant = self._db.query(draft["sql"]), self._db.query(expand(one.canonical, self._db.schema))
        except (ChainError, DatabaseError, ModelError) as error:
            log.debug("not offered: %s (%s)", one.question, error)
            return False
        return bool(meant.rows) and say_the_same(written.rows, meant.rows)


def say_the_same(written: list[list[Any]], meant: list[list[Any]]) -> bool:
    """Whether the rows hold what was meant, in any order of rows, beside nothing but more columns."""
    if len(written) != len(meant) or any(value is None for value in meant[0]):
        return False
    columns = [sorted(map(repr, column)) for column in zip(*written, strict=True)]
    return all(sorted(map(repr, column)) in columns for column in zip(*meant, strict=True))
