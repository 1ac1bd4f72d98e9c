"""Question in, Answer out: the agent's two contracts, and the check of what comes in."""

import re
import unicodedata
from typing import Any, Literal, NotRequired, TypedDict, get_type_hints
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, create_model

from .errors import AgentInputError

LONGEST_QUESTION = 2000
LONGEST_ID = 200

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Question(TypedDict):
    """What somebody asks; `thread_id` names the conversation that it goes on with, a new one where it is left out."""

    question: str
    thread_id: NotRequired[str | None]
    user: NotRequired[str | None]
    language: NotRequired[Literal["vi", "en"] | None]


class Answer(TypedDict):
    """What the agent says, and what that stands on. Chunks of a stream hold some of the keys and add up to this."""

    question: str
    answer: str
    tool: str
    sql: str | None
    columns: list[str]
    rows: list[list[Any]]
    truncated: bool
    confidence: float | None
    notes: list[str]
    thread_id: str
    seconds: float


def complete(parts: Answer | dict[str, Any]) -> dict[str, Any]:
    """The fields of an Answer that `parts` lacks, each with the value that means "nothing"."""
    nothing: dict[str, Any] = {
        "answer": "", "tool": "", "sql": None, "columns": [], "rows": [],
        "truncated": False, "confidence": None, "notes": [],
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
    question = Question(
        question=_text(given.get("question")),
        thread_id=_id(given.get("thread_id") or thread_id or str(uuid4()), "thread_id"),
    )
    if given.get("user") is not None:
        question["user"] = _id(given["user"], "user")
    if given.get("language") is not None:
        if given["language"] not in ("vi", "en"):
            raise AgentInputError("The field 'language' is 'vi' or 'en'.")
        question["language"] = given["language"]
    return question


def _text(question: Any) -> str:
    if not isinstance(question, str):
        raise AgentInputError("The field 'question' is missing or is no text.")
    plain = _CONTROL.sub(" ", unicodedata.normalize("NFC", question)).strip()
    if not any(character.isalnum() for character in plain):
        raise AgentInputError("The question is empty.")
    if len(plain) > LONGEST_QUESTION:
        raise AgentInputError(f"The question is too long: at most {LONGEST_QUESTION} characters.")
    return plain


def _id(value: Any, field: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_ID or not value.isprintable():
        raise AgentInputError(f"The field {field!r} is a line of 1 to {LONGEST_ID} printable characters.")
    return value
