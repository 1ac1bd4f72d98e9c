"""Streaming, callbacks and stopping, sync and async. A scripted model's tokens can be counted and slowed down."""

import asyncio
import threading
import time
from collections import Counter
from functools import reduce
from operator import add
from typing import Any
from unittest.mock import MagicMock

import pytest
from langchain_core.callbacks import AsyncCallbackHandler, BaseCallbackHandler
from langchain_core.runnables import Runnable, RunnableLambda
from scripted import Scripted

from hoidap.agents import build_agent
from hoidap.databases import Database
from hoidap.models import GenerationCancelled

SAID = "Có 400 cải tiến. Trong đó có 400 cải tiến. Tổng cộng 400 cải tiến."
QUESTION: Any = {"question": "Có bao nhiêu cải tiến?", "thread_id": "t"}
WAYS: dict[str, dict[str, Any]] = {
    "data": {"answer": SAID},
    "repaired": {"sql": ["SELECT Nothing FROM Jidouka", "SELECT COUNT(*) FROM Jidouka"], "answer": SAID},
    "rejected": {"answer": "Có 399 cải tiến. Hết."},
    "second rejected": {"answer": "Có 400 cải tiến. Trong đó có 7 cái của Bình."},
    "refused": {"sql": "DROP TABLE Author"},
    "failed": {"route": RuntimeError("no memory")},
    "small talk": {"route": "small_talk"},
    "listed": {"sql": "SELECT AuthorName FROM Author", "answer": "?"},
}


def without_time(answer: Any) -> dict[str, Any]:
    """The answer without what is another in each turn."""
    assert answer["checkpoint_id"]
    return {key: value for key, value in dict(answer).items() if key not in ("seconds", "checkpoint_id")}


@pytest.mark.parametrize("way", WAYS)
def test_the_chunks_add_up_to_the_answer(db: Database, way: str) -> None:
    chunks = list(build_agent(Scripted(**WAYS[way]), db).stream(QUESTION))
    whole = build_agent(Scripted(**WAYS[way]), db).invoke(QUESTION)
    assert without_time(reduce(add, chunks)) == without_time(whole)
    assert "seconds" in chunks[-1]
    assert all(chunks)


@pytest.mark.asyncio
@pytest.mark.parametrize("way", WAYS)
async def test_async_is_the_same(db: Database, way: str) -> None:
    chunks = [chunk async for chunk in build_agent(Scripted(**WAYS[way]), db).astream(QUESTION)]
    whole = await build_agent(Scripted(**WAYS[way]), db).ainvoke(QUESTION)
    assert without_time(reduce(add, chunks)) == without_time(whole)
    assert without_time(whole) == without_time(build_agent(Scripted(**WAYS[way]), db).invoke(QUESTION))


def test_the_answer_comes_sentence_by_sentence_and_in_time(db: Database) -> None:
    arrived = []
    for chunk in build_agent(Scripted(answer=SAID, pause=0.05), db).stream(QUESTION):
        arrived.append((time.monotonic(), chunk))
    said = [(at, chunk["answer"]) for at, chunk in arrived if chunk.get("answer")]
    assert [text for _, text in said] == ["Có 400 cải tiến.", " Trong đó có 400 cải tiến.", " Tổng cộng 400 cải tiến."]
    assert said[1][0] - said[0][0] > 0.1
    rows = next(at for at, chunk in arrived if chunk.get("rows"))
    assert said[0][0] - rows > 0.1  # the rows don't wait for the sentence


def test_batch_keeps_questions_apart(db: Database) -> None:
    agent = build_agent(Scripted(answer="Có 400."), db)
    questions: Any = [{"question": f"Có bao nhiêu cải tiến {n}?", "thread_id": str(n)} for n in range(5)]
    assert [answer["question"] for answer in agent.batch(questions)] == [q["question"] for q in questions]


def test_it_composes(db: Database) -> None:
    asked: Runnable[str, Any] = RunnableLambda(lambda text: {"question": text, "thread_id": "t"})
    chain = asked | build_agent(Scripted(answer=SAID), db)
    assert chain.invoke("Có bao nhiêu cải tiến?")["answer"] == SAID
    assert len(list(chain.stream("Có bao nhiêu cải tiến?"))) > 3


class Counting(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        self.tokens: list[str] = []
        self.runs: dict[Any, Any] = {}
        self.tools: list[str] = []

    def on_chain_start(self, serialized: Any, inputs: Any, *, run_id: Any, parent_run_id: Any = None, **_: Any) -> None:
        self.runs[run_id] = parent_run_id

    def on_chat_model_start(
        self, serialized: Any, messages: Any, *, run_id: Any, parent_run_id: Any = None, **_: Any
    ) -> None:
        self.seen["model start"] += 1
        self.runs[run_id] = parent_run_id

    def on_llm_new_token(self, token: Any, **_: Any) -> None:
        self.tokens.append(token)

    def on_llm_end(self, *_: Any, **__: Any) -> None:
        self.seen["model end"] += 1

    def on_tool_start(
        self, serialized: Any, input_str: str, *, run_id: Any, parent_run_id: Any = None, **_: Any
    ) -> None:
        self.tools.append(serialized["name"])
        self.runs[run_id] = parent_run_id

    def on_tool_end(self, output: Any, **given: Any) -> None:
        self.seen[f"{given['name']} end"] += 1


def check_counts(counting: Counting) -> None:
    assert counting.tools == ["generate_sql", "execute_sql", "summarize_answer"]
    assert counting.seen == {
        "model start": 3, "model end": 3, "generate_sql end": 1, "execute_sql end": 1, "summarize_answer end": 1,
    }  # fmt: skip
    assert "".join(token for token in counting.tokens if token) == (
        "query_databaseSELECT COUNT(*) AS n FROM JidoukaCó 400 cải tiến."
    )
    assert len([run for run, parent in counting.runs.items() if parent is None]) == 1  # all hang on one root


def test_a_handler_sees_every_token_and_every_tool_once(db: Database) -> None:
    agent = build_agent(Scripted(answer="Có 400 cải tiến."), db)
    for call in (agent.invoke, lambda *args: list(agent.stream(*args))):
        counting = Counting()
        call(QUESTION, {"callbacks": [counting]})
        check_counts(counting)


@pytest.mark.asyncio
async def test_so_it_does_in_async(db: Database) -> None:
    counting = Counting()
    await build_agent(Scripted(answer="Có 400 cải tiến."), db).ainvoke(QUESTION, {"callbacks": [counting]})
    check_counts(counting)


@pytest.mark.asyncio
async def test_an_async_handler_runs_on_the_loop_that_it_came_from(db: Database) -> None:
    loops = set()
    tokens = []

    class OnThisLoop(AsyncCallbackHandler):
        async def on_llm_new_token(self, token: Any, **_: Any) -> None:
            await asyncio.sleep(0)
            loops.add(asyncio.get_running_loop())
            tokens.append(token)

    await build_agent(Scripted(answer="Có 400 cải tiến."), db).ainvoke(QUESTION, {"callbacks": [OnThisLoop()]})
    assert loops == {asyncio.get_running_loop()}
    assert "".join(tokens).endswith("Có 400 cải tiến.")


@pytest.mark.asyncio
async def test_events_can_be_streamed(db: Database) -> None:
    agent = build_agent(Scripted(answer="Có 400 cải tiến."), db)
    names = [(e["event"], e["name"]) async for e in agent.astream_events(QUESTION, version="v2")]
    assert ("on_tool_end", "execute_sql") in names
    assert any(event == "on_chat_model_stream" for event, _ in names)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*langchain-community.*")
def test_langchain_communitys_streamlit_handler(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    """It draws tokens and tools into a Streamlit container, here a stand-in that takes note of what is drawn.

    The handler opens a "thought" at a model call and closes it at a tool's end; a tool that follows another without a
    model call between them (execute_sql) has no thought to be drawn in, which it reports as its own error and survives.
    """
    from langchain_community.callbacks.streamlit.streamlit_callback_handler import StreamlitCallbackHandler

    container = MagicMock()
    drawn: list[str] = []
    container.container.return_value = container
    container.empty.return_value = container
    container.expander.return_value = container

    def draw(body: str, **_: Any) -> MagicMock:
        drawn.append(body)
        return container

    container.markdown.side_effect = draw
    handler = StreamlitCallbackHandler(container)
    answer = build_agent(Scripted(answer="Có 400 cải tiến."), db).invoke(QUESTION, {"callbacks": [handler]})
    assert answer["answer"] == "Có 400 cải tiến."
    for text in ("query_database", "SELECT COUNT(*) AS n FROM Jidouka", "Có 400 cải tiến."):
        assert text in drawn
    labels = [call.args[0] for call in container.expander.call_args_list]
    assert any("generate_sql" in label for label in labels)


def wait_until_quiet(llm: Scripted) -> int:
    """How many tokens the model had said when it stopped saying more."""
    before = -1
    while llm.said != before:
        before = llm.said
        time.sleep(0.15)
    return before


def test_closing_a_stream_stops_the_model(db: Database) -> None:
    llm = Scripted(answer="Có 400 cải tiến. " + "và " * 500, pause=0.01)
    agent = build_agent(llm, db)
    stream = agent.stream(QUESTION)
    for chunk in stream:
        if chunk.get("answer"):
            break
    stream.close()  # type: ignore[attr-defined]
    assert wait_until_quiet(llm) < 100
    assert agent.invoke(QUESTION | {"question": "còn DC5?"})["answer"]
    assert "Có bao nhiêu" not in llm.prompts("route")[-1]  # a turn that was stopped is not remembered


@pytest.mark.asyncio
async def test_cancelling_the_task_stops_the_model(db: Database) -> None:
    llm = Scripted(answer="Có 400 cải tiến. " + "và " * 500, pause=0.01)
    agent = build_agent(llm, db)

    async def read() -> None:
        async for _ in agent.astream(QUESTION):
            pass

    for run in (read, lambda: agent.ainvoke(QUESTION)):
        before = llm.said
        task = asyncio.create_task(run())
        while llm.said < before + 20:
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(wait_until_quiet, llm) < before + 100
    assert not [thread for thread in threading.enumerate() if thread.name == "hoidap-turn"]


@pytest.mark.asyncio
async def test_breaking_out_of_an_async_stream_stops_the_model(db: Database) -> None:
    llm = Scripted(answer="Có 400 cải tiến. " + "và " * 500, pause=0.01)
    stream = build_agent(llm, db).astream(QUESTION)
    async for chunk in stream:
        if chunk.get("answer"):
            break
    await stream.aclose()  # type: ignore[attr-defined]
    assert await asyncio.to_thread(wait_until_quiet, llm) < 100


def test_an_event_stops_it_too(db: Database) -> None:
    cancelled = threading.Event()
    agent = build_agent(Scripted(answer="Có 400 cải tiến."), db)
    with pytest.raises(GenerationCancelled):
        for chunk in agent.stream(QUESTION, {"configurable": {"cancelled": cancelled}}):
            if chunk.get("tool"):
                cancelled.set()
