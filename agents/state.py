"""What the graph knows while it answers: the state, which the conversation memory keeps, and what stands aside of it.

The turns are kept, and of the turn under way what is needed to go on with it: a query may wait for a decision for days
and through restarts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, TypedDict

from hoidap.chains.language import Language
from hoidap.chains.turn import Turn

from .apologies import Trouble
from .question import BEGINNING, Question, Waiting

KEPT_TURNS = 20  # in the memory
HISTORY_TURNS = 6  # of those, so many are given to the chains


class State(TypedDict, total=False):
    """Plain dicts and lists only.

    `own` says that somebody other than the model wrote the SQL of the draft, `agreed` that it may read very many rows,
    `attempts` how often the model wrote SQL.
    """

    turns: list[Turn]
    question: str
    language: Language
    tool: str
    draft: dict[str, Any]
    own: bool
    review: bool
    max_rows: int | None
    waiting: Waiting | None
    agreed: bool
    attempts: int


@dataclass
class Aside:
    """What the steps of one turn tell each other and nobody keeps; `error` is why the last one failed.

    Rows of the company's database don't belong into a file of conversations, nor does what an engine says, which may
    quote them. Not channels of the state, even untracked ones: LangGraph writes those of a turn that is stopped.
    """

    result: dict[str, Any] = field(default_factory=dict)
    error: Exception | None = None
    trouble: Trouble = "unexpected"


Node = Literal[
    "route", "generate_sql", "review_sql", "wait", "execute_sql", "summarize_answer", "reply", "apologize", "remember"
]


def fresh(question: Question, language: Language) -> State:
    """The state at the start of a turn; the turns before it come from the memory."""
    sql = question.get("sql")
    state = State(
        question=question["question"],
        language=language,
        tool="",
        draft={"sql": sql} if sql else {},
        own=bool(sql),
        review=bool(question.get("review")),
        max_rows=question.get("max_rows"),
        waiting=None,
        agreed=False,
        attempts=0,
    )
    return {**state, "turns": []} if question.get("checkpoint_id") == BEGINNING else state


def history_of(state: State) -> list[Turn]:
    """The last turns that read data, oldest first."""
    return [turn for turn in state.get("turns", []) if turn["sql"]][-HISTORY_TURNS:]
