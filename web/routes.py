"""The runnables that LangServe serves: thin fronts that stand before the model is loaded and say who asks."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import uuid4

from fastapi import APIRouter, Depends, HTTPException, Request
from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator
from langchain_core.runnables.config import get_config_list
from langchain_core.runnables.utils import AddableDict
from langserve import add_routes

from hoidap.agents.question import Answer, model_of

from .failures import note
from .identity import visitor
from .inputs import AgentInput, AnswerInput, ChatMessage, ChatReply, SqlInput, checked
from .parts import Parts, Served
from .traffic import RETRY_AFTER

if TYPE_CHECKING:
    from hoidap.agents import Question
    from hoidap.chains.answer import AnswerInput as Rows
    from hoidap.chains.sql import Ask

BATCH_AT_ONCE = 4  # inputs of one batch under way together, so that it leaves the others their share
ENDPOINTS: list[Literal["invoke", "batch", "stream", "stream_log", "input_schema", "output_schema", "playground"]] = [
    "invoke",
    "batch",
    "stream",
    "stream_log",  # the playground reads this one; a front hands no callbacks on, so the log shows the answer alone
    "input_schema",
    "output_schema",
    "playground",
]


class Front(RunnableGenerator[Any, Any]):
    """What LangServe is given: a batch leaves the other people their share, and ends with its first failure.

    LangChain's own way of limiting a batch leaves coroutines behind that nobody awaits when the client goes away.
    """

    async def abatch(
        self,
        inputs: list[Any],
        config: RunnableConfig | list[RunnableConfig] | None = None,
        *,
        return_exceptions: bool = False,
        **kwargs: Any,
    ) -> list[Any]:
        gate = asyncio.Semaphore(BATCH_AT_ONCE)

        async def one(given: Any, config: RunnableConfig) -> Any:
            async with gate:
                try:
                    return await self.ainvoke(given, config, **kwargs)
                except Exception as error:
                    if return_exceptions:
                        return error
                    raise

        configs = get_config_list(config, len(inputs))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(*pair)) for pair in zip(inputs, configs, strict=True)]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return [task.result() for task in tasks]


@contextmanager
def stoppable() -> Iterator[RunnableConfig]:
    """The config of one request, which stops the model when the client has left.

    It hands no callbacks on: what runs inside is not for the client, and LangServe gathers every event in memory.
    """
    cancelled = threading.Event()
    try:
        yield {"callbacks": [], "configurable": {"cancelled": cancelled}}
    except Exception as error:
        note(error)
        raise
    finally:
        cancelled.set()


def as_question(asked: Any, user: str | None) -> "Question":
    """What the agent is asked: by whoever is logged in, in the thread that was named or in a new one."""
    checked_input = AgentInput.model_validate(asked)
    question = cast("Question", checked_input.model_dump(exclude_none=True))
    return {**question, "thread_id": checked_input.thread_id or uuid4().hex, "user": user}


def agent_front(parts: Callable[[], Parts]) -> Runnable[Any, Any]:
    """`/agent`: Question -> Answer, in chunks."""

    async def ask(inputs: AsyncIterator[Any]) -> AsyncIterator[AddableDict]:
        async for asked in inputs:
            with stoppable() as config:
                async for chunk in parts().agent.astream(as_question(asked, visitor()), config):
                    yield AddableDict(chunk)

    front: Runnable[Any, Any] = Front(ask, name="agent")
    return front.with_types(input_type=AgentInput, output_type=model_of(Answer, "Answer"))


def sql_front(parts: Callable[[], Parts]) -> Runnable[Any, Any]:
    """`/sql`: a question, alone or with the turns before it, -> SQL."""

    async def write(inputs: AsyncIterator[Any]) -> AsyncIterator[str]:
        from hoidap.chains import write_sql

        async for asked in inputs:
            question = cast("Ask", SqlInput.model_validate(asked).model_dump())
            with stoppable() as config:
                yield await write_sql(parts().llm, parts().db.for_user(visitor())).ainvoke(question, config)

    return Front(write, name="sql").with_types(input_type=SqlInput, output_type=str)


def answer_front(parts: Callable[[], Parts]) -> Runnable[Any, Any]:
    """`/answer`: a question and its rows -> a sentence, in chunks."""

    async def answer(inputs: AsyncIterator[Any]) -> AsyncIterator[str]:
        from hoidap.chains import answer_question

        async for asked in inputs:
            rows = cast("Rows", AnswerInput.model_validate(asked).model_dump(exclude_none=True))
            with stoppable() as config:
                async for chunk in answer_question(parts().answer_llm).astream(rows, config):
                    yield chunk

    return Front(answer, name="answer").with_types(input_type=AnswerInput, output_type=str)


def loaded(served: Served) -> Callable[[], Parts]:
    """What gives the parts, or answers 503 until they are in memory."""

    def parts() -> Parts:
        if served.parts is None:
            raise HTTPException(503, served.failure or "The model is still loading.", {"Retry-After": RETRY_AFTER})
        return served.parts

    return parts


def model_routes(served: Served) -> APIRouter:
    """Everything that needs the model: 503 until it is in memory."""
    parts = loaded(served)

    async def ready(request: Request) -> None:
        if request.method == "POST":
            parts()

    router = APIRouter()
    agent = agent_front(parts)
    fronts = {
        "/agent": (agent, AgentInput),
        "/sql": (sql_front(parts), SqlInput),
        "/answer": (answer_front(parts), AnswerInput),
    }
    for path, (front, input_type) in fronts.items():
        add_routes(
            router,
            front,
            path=path,
            config_keys=[],
            enabled_endpoints=ENDPOINTS,
            dependencies=[Depends(ready), Depends(checked(input_type))],
        )

    @router.post("/chat_messages/", dependencies=[Depends(ready)])
    @router.post("/chat_messages", include_in_schema=False, dependencies=[Depends(ready)])
    async def chat_messages(message: ChatMessage) -> ChatReply:
        """Ask the agent, and get its sentence alone."""
        answer = await agent.ainvoke({"question": message.input_text, "thread_id": message.thread_id})
        return ChatReply(agent=answer["answer"])

    return router
