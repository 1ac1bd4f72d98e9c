"""What may be asked over HTTP, and the check that every body passes before LangServe sees it.

LangServe checks less than it seems: a wrong item in a batch, a body that is not UTF-8 and one nested too deeply all
end as a 500 there, and a batch may have any length.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from langserve import CustomUserType
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from hoidap.agents.question import LONGEST_ID, LONGEST_QUESTION, LONGEST_SQL, checked_question
from hoidap.models.service_settings import MOST_TOKENS

MAX_BATCH = 16
MAX_TURNS = 20
MAX_ROWS = 1000
LONGEST_CONTEXT = 32_000

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_QUESTION)]
# LangServe's playground cannot draw a field that may be null, nor one whose default is: for its schema these are text
# that may be left out
ThreadId = Annotated[str | None, WithJsonSchema({"type": "string"})]
MaxTokens = Annotated[
    int | None, Field(strict=True, ge=1, le=MOST_TOKENS), WithJsonSchema({"type": "integer", "maximum": MOST_TOKENS})
]
Temperature = Annotated[float | None, Field(strict=True, ge=0, le=2), WithJsonSchema({"type": "number", "maximum": 2})]
Language = Annotated[Literal["vi", "en"] | None, WithJsonSchema({"type": "string", "enum": ["vi", "en"]})]
# it sends what was left empty as text without a letter
LeftOut = BeforeValidator(lambda given: None if given == "" else given)
Decision = Annotated[
    Literal["run", "cancel"] | None, LeftOut, WithJsonSchema({"type": "string", "enum": ["run", "cancel"]})
]
Sql = Annotated[str | None, Field(max_length=LONGEST_SQL), LeftOut, WithJsonSchema({"type": "string"})]
State = Annotated[str | None, Field(max_length=LONGEST_ID), LeftOut, WithJsonSchema({"type": "string"})]
Rows = Annotated[int | None, Field(strict=True, ge=1), WithJsonSchema({"type": "integer", "minimum": 1})]


def nothing() -> None:
    """A default that does not stand in the schema."""


class Input(CustomUserType):
    """Unknown fields are refused: a misspelt one would be dropped silently, and `user` is ours to say."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _plain_text_is_a_question(cls, given: Any) -> Any:
        return {"question": given} if isinstance(given, str) else given


class AgentInput(Input):
    """A question to the agent, or a decision about the query that waits in a conversation.

    Without a thread_id a question opens a conversation of its own.
    """

    question: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_QUESTION)] = ""
    thread_id: ThreadId = Field(default_factory=nothing)
    language: Language = Field(default_factory=nothing)
    sql: Sql = Field(default_factory=nothing)
    review: bool = False
    decision: Decision = Field(default_factory=nothing)
    checkpoint_id: State = Field(default_factory=nothing)
    max_rows: Rows = Field(default_factory=nothing)

    @model_validator(mode="after")
    def _agent_takes_it(self) -> "AgentInput":
        checked_question(self.model_dump())
        return self


class PastTurn(Input):
    """An earlier question of the conversation and the SQL that answered it."""

    question: Text
    sql: Annotated[str, Field(max_length=10_000)] = ""
    canonical: Annotated[str, Field(max_length=10_000)] = ""
    tables: list[str] = Field([], max_length=100)
    columns: list[str] = Field([], max_length=300)
    values: list[dict[str, str]] = Field([], max_length=100)
    row_count: int = 0


class SqlInput(Input):
    """A question to write SQL for, with the turns before it."""

    question: Text
    history: list[PastTurn] = Field([], max_length=MAX_TURNS)


class AnswerInput(Input):
    """A question and the rows that answer it."""

    question: Text
    columns: Annotated[list[str], Field(min_length=1, max_length=200)]
    rows: Annotated[list[list[JsonValue]], Field(max_length=MAX_ROWS)]
    truncated: bool = False
    language: Language = Field(default_factory=nothing)

    @model_validator(mode="after")
    def _rows_fit(self) -> "AnswerInput":
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("each row must have one value for each column")
        return self


class LlmInput(Input):
    """A question to the language model alone, with what it should be answered from."""

    question: Text
    context: Annotated[str, Field(max_length=LONGEST_CONTEXT)] = ""
    max_tokens: MaxTokens = Field(default_factory=nothing)
    temperature: Temperature = Field(default_factory=nothing)


class ChatMessage(BaseModel):
    """A message to `/chat_messages/`."""

    model_config = ConfigDict(extra="forbid")

    input_text: Text
    thread_id: ThreadId = Field(default_factory=nothing)

    @model_validator(mode="after")
    def _agent_takes_it(self) -> "ChatMessage":
        checked_question({"question": self.input_text, "thread_id": self.thread_id})
        return self


class ChatReply(BaseModel):
    """The agent's sentence."""

    agent: str


def names_a_thread(config: Any) -> bool:
    """Whether a config, or one of a list of them, holds what LangServe would drop without a word."""
    configs = config if isinstance(config, list) else [config]
    found = [one.get("configurable") for one in configs if isinstance(one, dict)]
    return any(isinstance(one, dict) and "thread_id" in one for one in found)


async def read_json(request: Request) -> dict[str, Any]:
    """The body as a JSON object; raises HTTPException 400 or 422."""
    try:
        body = await request.json()
    except (ValueError, RecursionError) as error:  # not JSON, not UTF-8, or nested without end
        raise HTTPException(400, "The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise HTTPException(422, "The body must be a JSON object.")
    return body


def checked(input_type: Any) -> Callable[[Request], Awaitable[None]]:
    """A FastAPI dependency that lets only bodies pass whose input is of this type."""
    adapter: TypeAdapter[Any] = TypeAdapter(input_type)

    async def check(request: Request) -> None:
        if request.method != "POST":
            return
        body = await read_json(request)
        batch = request.url.path.endswith("/batch")
        name = "inputs" if batch else "input"
        if name not in body:
            raise HTTPException(422, f"{name}: Field required.")
        inputs = body[name] if batch else [body[name]]
        if not isinstance(inputs, list) or not 1 <= len(inputs) <= MAX_BATCH:
            raise HTTPException(422, f"inputs: a list of 1 to {MAX_BATCH} inputs is needed.")
        if names_a_thread(body.get("config")):
            raise HTTPException(422, "config.configurable.thread_id is not read here; give thread_id in the input.")
        for one in inputs:
            try:
                adapter.validate_python(one)
            except ValidationError as error:
                raise RequestValidationError(error.errors(include_url=False, include_context=False)) from error

    return check
