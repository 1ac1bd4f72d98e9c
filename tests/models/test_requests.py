"""Many callers of one model: errors, cancelling, concurrency. Forward passes are counted, not seconds."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from hoidap.models import GenerationCancelled, ModelFailed, PromptTooLong


class Gate:
    """Counts the forward passes of a model, and lets through as many as it is told."""

    def __init__(self, chat: Any) -> None:
        self.passes = 0
        self._permits = threading.Semaphore(0)
        self._waiting = threading.Event()
        self._engine = chat.llm.engine
        chat.llm.pipeline.model.register_forward_pre_hook(self._hold)

    def _hold(self, *_: Any) -> None:
        if not self._permits.acquire(blocking=False):
            self._waiting.set()
            self._permits.acquire(timeout=60)
        self.passes += 1

    def open(self, passes: int) -> None:
        """Let some passes through and wait until the model asks for one more."""
        self._waiting.clear()
        self._permits.release(passes)
        assert self._waiting.wait(60)

    def finish(self) -> int:
        """Let everything through, wait until the model is idle, and return how many passes there were in all."""
        self._permits.release(10_000)
        settle(self._engine)
        return self.passes


def settle(engine: Any) -> None:
    """Wait until nothing waits or runs."""
    end = time.monotonic() + 60
    while engine.info().running or engine.info().waiting:
        assert time.monotonic() < end
        time.sleep(0.001)


def fail_once(chat: Any, at_pass: int) -> None:
    passes = iter(range(1, 10_000))

    def fail(*_: Any) -> None:
        if next(passes) == at_pass:
            raise RuntimeError("boom")

    chat.llm.pipeline.model.register_forward_pre_hook(fail)


def test_closing_a_stream_stops_the_model(chat: Any) -> None:
    gate = Gate(chat)
    stream = chat.stream("Có bao nhiêu?", max_new_tokens=200)
    with ThreadPoolExecutor(1) as pool:
        opening = pool.submit(gate.open, 1)
        next(stream)
        opening.result()
    stream.close()
    assert gate.finish() == 2


def test_the_event_stops_the_model_and_tells_the_caller(chat: Any) -> None:
    gate, cancelled = Gate(chat), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(chat.invoke, "Có bao nhiêu?", max_new_tokens=200, cancelled=cancelled)
        gate.open(3)
        cancelled.set()
        assert gate.finish() == 4
        with pytest.raises(GenerationCancelled):
            answer.result()


def test_a_request_cancelled_in_the_queue_never_starts(chat: Any) -> None:
    gate, cancelled = Gate(chat), threading.Event()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(chat.invoke, "a", max_new_tokens=2)
        gate.open(1)
        second = pool.submit(chat.invoke, "b", max_new_tokens=200, cancelled=cancelled)
        cancelled.set()
        first_passes = gate.finish()
        assert first.result().content
        with pytest.raises(GenerationCancelled):
            second.result()
        assert gate.finish() == first_passes == 2


def test_cancelling_a_task_stops_the_model(chat: Any) -> None:
    gate = Gate(chat)

    async def cancel() -> None:
        task = asyncio.create_task(chat.ainvoke("Có bao nhiêu?", max_new_tokens=200))
        await asyncio.to_thread(gate.open, 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert gate.finish() == 3


def test_leaving_an_async_stream_stops_the_model(chat: Any) -> None:
    gate = Gate(chat)

    async def leave() -> None:
        opening = asyncio.create_task(asyncio.to_thread(gate.open, 1))
        async with contextlib.aclosing(chat.astream("Có bao nhiêu?", max_new_tokens=200)) as stream:
            await anext(stream)
            await opening
        await asyncio.sleep(0)  # LangChain leaves the closing of our generator to the loop

    asyncio.run(leave())
    assert gate.finish() == 2


@pytest.mark.parametrize("at_pass", [1, 3])
@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke", "astream"])
def test_an_exception_in_the_model_reaches_its_caller(way: str, at_pass: int, chat: Any) -> None:
    expected = chat.invoke("x").content
    fail_once(chat, at_pass)

    async def collect() -> list[Any]:
        return [chunk async for chunk in chat.astream("x")]

    calls: dict[str, Callable[[], object]] = {
        "invoke": lambda: chat.invoke("x"),
        "stream": lambda: list(chat.stream("x")),
        "ainvoke": lambda: asyncio.run(chat.ainvoke("x")),
        "astream": lambda: asyncio.run(collect()),
    }
    with pytest.raises(ModelFailed, match="boom") as caught:
        calls[way]()
    assert isinstance(caught.value.__cause__, RuntimeError)
    assert chat.invoke("x").content == expected


def test_eight_threads_get_their_own_answers(chat: Any) -> None:
    questions = [f"Có bao nhiêu cải tiến của DC{n}?" for n in range(8)]
    single = [chat.invoke(question).content for question in questions]
    assert len(set(single)) > 1
    with ThreadPoolExecutor(8) as pool:
        assert [message.content for message in pool.map(chat.invoke, questions)] == single
        streamed = pool.map(lambda q: "".join(str(chunk.content) for chunk in chat.stream(q)), questions)
        assert list(streamed) == single


def test_batch_and_abatch_are_single_calls(chat: Any) -> None:
    questions = ["một", "hai", "ba", "bốn"]
    single = [chat.invoke(question).content for question in questions]
    assert [message.content for message in chat.batch(questions)] == single
    assert [message.content for message in asyncio.run(chat.abatch(questions))] == single
    assert chat.llm.batch(questions) == [chat.llm.invoke(question) for question in questions]


def test_another_call_inside_a_stream_does_not_wait_for_it(chat: Any) -> None:
    expected = chat.invoke("b").content
    for _ in chat.stream("a"):
        assert chat.invoke("b").content == expected


def test_a_prompt_beyond_the_context_is_refused(chat: Any) -> None:
    with pytest.raises(PromptTooLong, match="reads at most 511"):
        chat.invoke("Có bao nhiêu? " * 200)
    near = chat.llm.invoke("a" * 500, max_new_tokens=100, add_special_tokens=False)
    assert near


def test_an_answer_ends_where_the_context_does(chat: Any, tokenizer: Any) -> None:
    prompt = "z " * 250
    message = chat.invoke(prompt, max_new_tokens=10_000)
    assert message.usage_metadata["total_tokens"] <= 512
