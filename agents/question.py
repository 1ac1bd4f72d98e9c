"""Question in, Answer out: the agent's two contracts, and the check of what comes in."""

import re
import unicodedata
from typing import Any, Literal, NotRequired, TypedDict, get_type_hints
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, create_model

from .errors import AgentInputError

LONGEST_QUESTION = 2000
LONGEST_ID = 200
LONGEST_SQL = 8000  # characters; the guard reads no more
BEGINNING = "beginning"  # as a checkpoint_id: before the first turn of the conversation

Waiting = Literal["review", "cost"]
Decision = Literal["run", "cancel"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Question(TypedDict):
    """What somebody asks; `thread_id` names the conversation that it goes on with, a new one where it is left out.

    `sql` is run, under the same guard, where somebody wrote it themselves; nothing is written then. With `review` the
    SQL that was written is shown and waits. `decision` goes on with the query that waits in the conversation, or with
    `sql` in its place; the rest of the question is not needed then. `checkpoint_id` goes on from an earlier state of
    the conversation, as an Answer named it, or from its BEGINNING. `max_rows` asks for fewer rows than the database
    would give.
    """

    question: NotRequired[str]
    thread_id: NotRequired[str | None]
    user: NotRequired[str | None]
    language: NotRequired[Literal["vi", "en"] | None]
    sql: NotRequired[str | None]
    review: NotRequired[bool | None]
    decision: NotRequired[Decision | None]
    checkpoint_id: NotRequired[str | None]
    max_rows: NotRequired[int | None]


class Answer(TypedDict):
    """What the agent says, and what that stands on. Chunks of a stream hold some of the keys and add up to this.

    `doubts` says what the model was unsure of, seldom, `notes` what was mended or limited. `waiting` says that `sql`
    was not run and why: somebody wanted to see it first, or it would read very many rows; a question with a `decision`
    goes on with it. `checkpoint_id` is the state of the conversation after this turn, None where the turn broke down.
    """

    question: str
    answer: str
    tool: str
    sql: str | None
    columns: list[str]
    rows: list[list[Any]]
    truncated: bool
    confidence: float | None
    doubts: list[str]
    notes: list[str]
    waiting: Waiting | None
    thread_id: str
    checkpoint_id: str | None
    seconds: float


def complete(parts: Answer | dict[str, Any], question: Question) -> dict[str, Any]:
    """The fields of an Answer to `question` that `parts` lacks, each with the value that means "nothing"."""
    nothing: dict[str, Any] = {
        "question": question["question"], "answer": "", "tool": "", "sql": None, "columns": [], "rows": [],
        "truncated": False, "confidence": None, "doubts": [], "notes": [], "waiting": None,
        "thread_id": question["thread_id"], "checkpoint_id": None,
    }  # fmt: skip
    return {key: value for key, value in nothing.items() if key not in parts}


def model_of(contract: type, name: str) -> type[BaseModel]:
    """The pydantic model of a TypedDict, for schemas and servers; what may be left out is None."""
    hints = get_type_hints(contract)
    optional: frozenset[str] = getattr(contract, "__optional_keys__", frozenset())
    fields: dict[str, Any] = {key: (hint, None if key in optional else ...) for key, hint in hints.items()}
    model: type[BaseModel] = create_model(
        name, __config__=ConfigDict(extra="forbid"), __doc__=contract.__doc__, **fields
    )
    return model


def checked_question(given: Any, thread_id: Any = None) -> Question:
    """`given` (a Question or plain text) as a whole Question; `thread_id` is the one of the config, if any.

    Raises AgentInputError with a sentence that says what to change.
    """
    if isinstance(given, str):
        given = {"question": given}
    if isinstance(given, BaseModel):
        given = given.model_dump()
    if not isinstance(given, dict):
        raise AgentInputError("A question is text, or an object with the field 'question'.")
    if unknown := sorted(map(str, set(given) - set(Question.__annotations__))):
        raise AgentInputError(f"A question has no field {unknown[0]!r}.")
    thread_id = given.get("thread_id") or thread_id
    given = {key: value for key, value in given.items() if value is not None and key != "thread_id"}
    text = _text(given.get("question")) if given.get("question") or "decision" not in given else ""
    question = Question(question=text, thread_id=checked_id(thread_id or str(uuid4()), "thread_id"))
    for field, check in _CHECKS.items():
        if field in given:
            question[field] = check(given[field], field)  # type: ignore[literal-required]
    if "decision" in question:
        _check_decision(question, named=bool(thread_id))
    return question


def checked_id(value: Any, field: str) -> str:
    """A name of a thread, a user or a state; raises AgentInputError."""
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_ID or not value.isprintable():
        raise AgentInputError(f"The field {field!r} is a line of 1 to {LONGEST_ID} printable characters.")
    return value


def _check_decision(question: Question, named: bool) -> None:
    if not named:
        raise AgentInputError("The field 'decision' needs the 'thread_id' of the conversation in which a query waits.")
    if "checkpoint_id" in question:
        raise AgentInputError("A decision is about the query that waits now: leave 'checkpoint_id' out.")
    if "sql" in question and question["decision"] != "run":
        raise AgentInputError("The field 'sql' goes with a question, or with the decision 'run'.")


def _text(question: Any) -> str:
    if not isinstance(question, str):
        raise AgentInputError("The field 'question' is missing or is no text.")
    plain = _CONTROL.sub(" ", unicodedata.normalize("NFC", question)).strip()
    if not any(character.isalnum() for character in plain):
        raise AgentInputError("The question is empty.")
    if len(plain) > LONGEST_QUESTION:
        raise AgentInputError(f"The question is too long: at most {LONGEST_QUESTION} characters.")
    return plain


def _one_of(*allowed: str) -> Any:
    def check(value: Any, field: str) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise AgentInputError(f"The field {field!r} is {' or '.join(map(repr, allowed))}.")
        return value

    return check


def _sql(value: Any, field: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_SQL:
        raise AgentInputError(f"The field {field!r} is one SELECT statement of at most {LONGEST_SQL} characters.")
    return value.strip()


def _flag(value: Any, field: str) -> bool:
    if not isinstance(value, bool):
        raise AgentInputError(f"The field {field!r} is true or false.")
    return value


def _count(value: Any, field: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise AgentInputError(f"The field {field!r} is a whole number from 1 on.")
    return value


_CHECKS: dict[str, Any] = {
    "user": checked_id,
    "language": _one_of("vi", "en"),
    "sql": _sql,
    "review": _flag,
    "decision": _one_of("run", "cancel"),
    "checkpoint_id": checked_id,
    "max_rows": _count,
}
