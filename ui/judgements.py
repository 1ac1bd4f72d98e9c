"""What people thought of answers, as questions with their SQL: to look at, to verify, to tune on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .history import History, Json


@dataclass(frozen=True)
class Judgement:
    """What somebody thinks of an answer: its question and SQL, and those of the turns before it."""

    question: str
    sql: str
    history: list[dict[str, str]]
    good: bool
    comment: str
    user: str
    given_at: str


def judgements_in(url: str) -> list[Judgement]:
    """Those in the history at `url`; raises HistoryUnavailable."""
    history = History(url)
    try:
        return list(judgements(history))
    finally:
        history.close()


def judgements(history: History) -> Iterator[Judgement]:
    """Every answer that read data and that somebody judged, the first judgement first."""
    for given in history.given():
        thread = history.thread(given["thread_id"])
        turns = _turns_until(given["step_id"], thread["steps"]) if thread else []
        if turns:
            *earlier, this = turns
            yield Judgement(
                **this,
                history=earlier,
                good=given["value"] > 0,
                comment=given["comment"] or "",
                user=given["identifier"],
                given_at=given["given_at"],
            )


def _turns_until(judged: str, said: Iterable[Json]) -> list[dict[str, str]]:
    """Question and SQL of the answer that was judged and of those before it; empty where that one read no data.

    Chainlit judges the run in which an answer was given, where there is one.
    """
    turns, last = [], 0
    for step in said:
        told = step.get("metadata") or {}
        if told.get("sql"):
            turns.append({key: told[key] for key in ("question", "sql")})
            if judged in (step["id"], step.get("parentId")):
                last = len(turns)
    return turns[:last]
