"""Many requests on one engine: the queue, the cache, forced tokens, failures that stay with their caller, the end."""

import asyncio
import gc
import subprocess
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import torch
from langchain_core.messages import HumanMessage, SystemMessage

from hoidap.models import GrammarError, ModelBusy, ModelClosed, ModelFailed, OutOfMemory
from hoidap.models.engine import Engine
from hoidap.models.request import Request

SCHEMA = "Author: AuthorId int pk, AuthorName text, DepartmentId int -> Department.DepartmentId\n" * 6


def settle(engine: Engine) -> None:
    """Wait until nothing waits or runs."""
    end = time.monotonic() + 60
    while engine.info().running or engine.info().waiting:
        assert time.monotonic() < end
        time.sleep(0.001)


def hold(model: Any) -> threading.Event:
    """Stop the model before its next pass until the event is set."""
    go = threading.Event()
    model.register_forward_pre_hook(lambda *_: go.wait(60) and None)
    return go


def fail_when(model: Any, condition: Any, error: Exception) -> None:
    """Raise where the ids of a pass, a list, meet the condition."""

    def check(_: Any, args: Any, kwargs: Any) -> None:
        if condition(kwargs["input_ids"].flatten().tolist()):
            raise error

    model.register_forward_pre_hook(check, with_kwargs=True)


def test_a_full_queue_says_so_at_once(make_model: Any, tokenizer: Any) -> None:
    engine = Engine(model := make_model(), tokenizer, queue=2, rows=1)
    go = hold(model)
    tickets = [engine.submit(Request((5, 6, number), 3)) for number in range(7, 10)]
    with pytest.raises(ModelBusy, match="waiting"):
        engine.submit(Request((5, 6), 3))
    assert engine.info().waiting + engine.info().running == 3
    go.set()
    assert all(list(ticket.pieces())[-1].completion for ticket in tickets)
    assert list(engine.stream(Request((5, 6), 3)))[-1].completion


def test_a_request_that_left_gives_its_place(make_model: Any, tokenizer: Any) -> None:
    engine = Engine(model := make_model(), tokenizer, queue=1, rows=1)
    go = hold(model)
    running, waiting = (engine.submit(Request((5, 6, number), 200)) for number in (7, 8))
    for ticket in (running, waiting):
        ticket.drop()
    go.set()
    settle(engine)
    assert list(engine.stream(Request((5, 6), 3)))[-1].completion


def test_a_beginning_is_read_once(make_chat: Any) -> None:
    chat = make_chat(max_position_embeddings=2048)
    messages = [SystemMessage(SCHEMA), HumanMessage("Có bao nhiêu?")]
    cold = chat.invoke(messages)
    again = chat.invoke([SystemMessage(SCHEMA), HumanMessage("How many?")])
    assert cold.response_metadata["cached_tokens"] == 0
    assert again.response_metadata["cached_tokens"] > 0.9 * again.usage_metadata["input_tokens"] - 30
    info = chat.llm.engine.info()
    assert 0.3 < info.hit_rate < 0.6
    assert 0 < info.cache_bytes <= info.cache_limit


def test_preloading_makes_the_first_question_like_the_second(make_chat: Any) -> None:
    chat = make_chat(max_position_embeddings=2048)
    messages = [SystemMessage(SCHEMA), HumanMessage("Có bao nhiêu?")]
    expected = make_chat(max_position_embeddings=2048).invoke(messages).content
    chat.preload([SystemMessage(SCHEMA)])
    message = chat.invoke(messages)
    assert message.content == expected
    assert message.response_metadata["cached_tokens"] > 0.8 * message.usage_metadata["input_tokens"]


def test_clearing_lets_the_cache_go_and_disturbs_nobody(chat: Any) -> None:
    expected = chat.invoke("x").content
    stream = chat.stream("x")
    first = next(stream)
    chat.llm.engine.clear_caches()
    assert first.content + "".join(str(chunk.content) for chunk in stream) == expected
    chat.llm.engine.clear_caches()
    settle(chat.llm.engine)
    time.sleep(0.05)
    assert chat.llm.engine.info().cache_bytes == 0
    assert chat.invoke("x").content == expected


def test_without_a_cache_answers_are_the_same(make_model: Any, tokenizer: Any) -> None:
    prompt = tuple(range(5, 90))
    with_cache, without = (Engine(make_model(), tokenizer, cache_bytes=size) for size in (1 << 30, 0))
    for _ in range(2):
        texts = ["".join(piece.text for piece in e.stream(Request(prompt, 20))) for e in (with_cache, without)]
        assert texts[0] == texts[1]
    assert with_cache.info().cached_tokens > 0 == without.info().cached_tokens == without.info().cache_bytes


def test_forced_tokens_need_no_choice(chat: Any) -> None:
    grammar = 'start: "SELECT COUNT(*) FROM Author WHERE DepartmentId = " ("5" | "24")'
    message = chat.invoke("x", grammar=grammar, max_new_tokens=80)
    assert str(message.content).startswith("SELECT COUNT(*) FROM Author WHERE DepartmentId = ")
    assert message.response_metadata["finish_reason"] == "stop"
    forced, written = message.response_metadata["forced_tokens"], message.usage_metadata["output_tokens"]
    assert forced > 0.5 * written
    assert chat.llm.engine.info().passes <= written - forced + 2


def test_samples_of_one_prompt_are_drawn_together(make_chat: Any) -> None:
    chat = make_chat()
    options = [{"temperature": 1.5, "seed": seed} for seed in range(6)]
    single = [chat.invoke("Có bao nhiêu cải tiến?", **each).content for each in options]
    before = chat.llm.engine.info().passes
    prompt = chat._to_chat_prompt([HumanMessage("Có bao nhiêu cải tiến?")])
    tickets = [chat.llm.submit(prompt, add_special_tokens=False, **each) for each in options]
    assert ["".join(piece.text for piece in ticket.pieces()) for ticket in tickets] == single
    assert chat.llm.engine.info().passes - before < 30


def test_a_failure_in_a_pass_reaches_its_caller_alone(make_model: Any, tokenizer: Any) -> None:
    expected = [
        "".join(p.text for p in Engine(make_model(), tokenizer).stream(Request((n, 9), 12))) for n in range(20, 26)
    ]
    engine = Engine(model := make_model(), tokenizer)
    fail_when(model, lambda ids: 23 in ids[:12] and len(ids) > 1 and 9 in ids, RuntimeError("boom"))
    go = hold(model)
    tickets = [engine.submit(Request((number, 9), 12)) for number in range(20, 26)]
    go.set()
    for number, ticket in enumerate(tickets):
        if number == 3:
            with pytest.raises(ModelFailed, match="boom"):
                list(ticket.pieces())
        else:
            assert "".join(piece.text for piece in ticket.pieces()) == expected[number]
    assert "".join(piece.text for piece in engine.stream(Request((20, 9), 12))) == expected[0]


def test_a_grammar_that_cannot_be_followed_ends_its_own_answer(chat: Any) -> None:
    with ThreadPoolExecutor(2) as pool:
        wrong = pool.submit(chat.invoke, "x", grammar="start: nowhere")
        right = pool.submit(chat.invoke, "x")
        with pytest.raises(GrammarError):
            wrong.result()
        assert right.result().content


def test_out_of_memory_is_one_sentence_and_clears_the_cache(make_model: Any, tokenizer: Any) -> None:
    engine = Engine(model := make_model(), tokenizer)
    list(engine.stream(Request(tuple(range(5, 60)), 2)))
    assert engine.info().cache_bytes > 0
    fail_when(model, lambda ids: 99 in ids, torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"))
    with pytest.raises(OutOfMemory, match="ran out of memory") as caught:
        list(engine.stream(Request((99, 5), 4)))
    assert isinstance(caught.value.__cause__, torch.OutOfMemoryError)
    assert engine.info().cache_bytes == 0
    assert list(engine.stream(Request((5, 6), 4)))[-1].completion


def test_memory_that_the_cache_held_is_enough_for_another_try(make_model: Any, tokenizer: Any) -> None:
    engine = Engine(model := make_model(), tokenizer)
    errors = iter([True])
    fail_when(model, lambda ids: next(errors, False), RuntimeError("[enforce fail] can't allocate memory: 9 bytes"))
    assert list(engine.stream(Request((5, 6), 4)))[-1].completion


def test_a_closed_engine_lets_go_of_its_model(make_model: Any, tokenizer: Any) -> None:
    engine = Engine(model := make_model(), tokenizer)
    list(engine.stream(Request((5, 6), 4)))
    go = hold(model)
    running = engine.submit(Request((5, 6), 400))
    closing = threading.Thread(target=engine.close)
    closing.start()
    go.set()
    closing.join(60)
    with pytest.raises(ModelClosed):
        list(running.pieces())
    with pytest.raises(ModelClosed):
        engine.submit(Request((5, 6), 4))
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_an_engine_that_nobody_holds_goes(make_model: Any, tokenizer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hoidap.models.engine._LINGER", 0.01)
    engine = Engine(make_model(), tokenizer)
    list(engine.stream(Request((5, 6), 4)))
    gone, end = weakref.ref(engine), time.monotonic() + 30
    del engine
    while gone() is not None and time.monotonic() < end:
        time.sleep(0.02)
        gc.collect()
    assert gone() is None


def test_sync_and_async_callers_are_answered_together(chat: Any) -> None:
    questions = [f"Có bao nhiêu cải tiến của DC{number}?" for number in range(6)]
    expected = [chat.invoke(question).content for question in questions]

    async def ask() -> list[str]:
        return [str(message.content) for message in await asyncio.gather(*map(chat.ainvoke, questions))]

    with ThreadPoolExecutor(7) as pool:
        others = pool.map(chat.invoke, questions)
        assert asyncio.run(ask()) == expected
        assert [message.content for message in others] == expected


def test_a_process_may_end_while_its_model_writes(model_folder: Path) -> None:
    code = (
        "import sys; from hoidap.models import load_chat_model;"
        "stream = load_chat_model(sys.argv[1]).stream('x', max_new_tokens=400); next(stream); sys.exit(3)"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(model_folder)], capture_output=True, timeout=120)
    assert ended.returncode == 3, ended.stderr
