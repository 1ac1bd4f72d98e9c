"""What the graph knows while it answers, and what of it the conversation memory keeps: the turns, and nothing else."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from langgraph.channels import UntrackedValue

from hoidap.chains.language import Language
from hoidap.chains.turn import Turn

KEPT_TURNS = 20  # in the memory
HISTORY_TURNS = 6  # of those, so many are given to the chains

# Rows of the company's database don't belong into a file of conversations: what is untracked is never written there.
Json = Annotated[dict[str, Any], UntrackedValue]
Text = Annotated[str, UntrackedValue]


class State(TypedDict, total=False):
    """Plain dicts and lists only. `failure` says why the last step failed, `attempts` how often SQL was written.

    `waiting` is kept: the question and the draft of a costly query that runs once it is `agreed` to, in the next turn.
    """

    turns: list[Turn]
    waiting: dict[str, Any]
    agreed: Annotated[bool, UntrackedValue]
    question: Text
    language: Annotated[Language, UntrackedValue]
    tool: Text
    draft: Json
    result: Json
    attempts: Annotated[int, UntrackedValue]
    failure: Text
    answer: Text


Node = Literal["route", "generate_sql", "execute_sql", "summarize_answer", "reply", "apologize", "remember"]


def fresh(question: str, language: Language) -> State:
    """The state at the start of a turn; the turns before it come from the memory."""
    return State(
        question=question,
        language=language,
        tool="",
        draft={},
        result={},
        attempts=0,
        failure="",
        answer="",
        agreed=False,
    )


def history_of(state: State) -> list[Turn]:
    """The last turns that read data, oldest first."""
    return [turn for turn in state.get("turns", []) if turn["sql"]][-HISTORY_TURNS:]
