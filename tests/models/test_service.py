"""The model layer alone: answers, settings, what is told of the model, and an end that leaves nothing behind."""

import asyncio
import contextlib
import gc
import re
import sys
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from servers import StandIn, listing, spoken

from hoidap.chains.answer import answer_messages, facts_of
from hoidap.models import (
    GenerationCancelled,
    GenerationSettings,
    LanguageService,
    LocalChat,
    ModelClosed,
    ModelFailed,
    Profile,
    PromptTooLong,
    RowsNeeded,
    WrongSetting,
    load_service,
)
from hoidap.models.memory import process_bytes
from hoidap.models.quantize import to_int8
from hoidap.models.service_prompt import instruct_messages, slots_messages

QUESTION = "Có bao nhiêu?"


@pytest.fixture
def service(make_chat: Callable[..., LocalChat]) -> LanguageService:
    return LanguageService(make_chat(max_position_embeddings=2048))


async def gathered(service: LanguageService, *args: Any, **options: Any) -> list[str]:
    return [text async for text in service.astream_answer(*args, **options)]


def test_four_ways_to_the_same_answer(service: LanguageService) -> None:
    answer = service.generate_answer(QUESTION)
    chunks = list(service.stream_answer(QUESTION))
    assert "".join(chunks) == answer
    assert len(chunks) > 5
    assert asyncio.run(service.agenerate_answer(QUESTION)) == answer
    assert "".join(asyncio.run(gathered(service, QUESTION))) == answer
    assert service.generate_answer(QUESTION, "Một ngữ cảnh.") != answer


def test_the_prompt_is_constant_at_its_front() -> None:
    system, asked = instruct_messages("Be short.", " Which floor? ", "\nFloor 3.\n")
    assert (system.content, asked.content) == ("Be short.", "Context:\nFloor 3.\n\nQuestion: Which floor?")
    assert [message.content for message in instruct_messages("", "Which floor?", " ")] == ["Which floor?"]


def test_settings_begin_as_the_model_was_made_and_change(service: LanguageService) -> None:
    assert service.settings.max_tokens == 24
    assert "language" in service.settings.system
    before = service.settings
    assert service.configure(max_tokens=5, system="Kurz.") == service.settings != before
    assert len(list(service.stream_answer(QUESTION))) <= 5
    assert len(list(service.stream_answer(QUESTION, max_tokens=9))) > 5
    assert service.settings.max_tokens == 5


def test_temperature_and_top_p_reach_the_model(service: LanguageService) -> None:
    greedy = service.generate_answer(QUESTION)
    assert len({service.generate_answer(QUESTION, temperature=2.0) for _ in range(4)}) > 1
    service.configure(temperature=2.0, top_p=1e-6)
    assert service.generate_answer(QUESTION) == greedy


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"temperature": 3}, "temperature cannot be 3: input should be less than or equal to 2."),
        ({"temperature": float("nan")}, "temperature cannot be nan"),
        ({"top_p": 0}, "top_p cannot be 0"),
        ({"max_tokens": 0}, "max_tokens cannot be 0"),
        ({"max_tokens": "many"}, "max_tokens cannot be 'many': input should be a valid integer."),
        ({"max_tokens": True}, "max_tokens cannot be True"),
        ({"system": "x" * 20_001}, "system cannot be what was given"),
        ({"system": "x y " * 1000}, "system is too long"),
        ({"beams": 4}, "There is no setting beams: choose among max_tokens, temperature, top_p, system."),
    ],
)
def test_a_wrong_setting_is_one_sentence_and_changes_nothing(
    changes: dict[str, Any], said: str, service: LanguageService
) -> None:
    before = service.settings
    with pytest.raises(WrongSetting) as caught:
        service.configure(**{"max_tokens": 7, **changes})
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert service.settings is before


def test_a_wrong_setting_of_one_answer(service: LanguageService) -> None:
    with pytest.raises(WrongSetting, match="max_tokens cannot be -1"):
        service.generate_answer(QUESTION, max_tokens=-1)


def test_changes_at_the_same_time_are_all_kept(service: LanguageService) -> None:
    changes: list[dict[str, Any]] = [{"max_tokens": 3}, {"temperature": 0.5}, {"top_p": 0.5}, {"system": "x"}]
    threads = [threading.Thread(target=service.configure, kwargs=change) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert service.settings == GenerationSettings(max_tokens=3, temperature=0.5, top_p=0.5, system="x")


def test_a_prompt_that_is_too_long_is_said(service: LanguageService) -> None:
    with pytest.raises(PromptTooLong):
        service.generate_answer(QUESTION, "dài " * 2000)


def test_a_stop_by_the_config(service: LanguageService) -> None:
    cancelled = threading.Event()
    stream = service.stream_answer(QUESTION, max_tokens=500, config={"configurable": {"cancelled": cancelled}})
    next(stream)
    cancelled.set()
    with pytest.raises(GenerationCancelled):
        list(stream)


def test_leaving_a_stream_stops_the_model(service: LanguageService) -> None:
    passes: list[int] = []
    chat: Any = service._llm
    chat.llm.pipeline.model.register_forward_hook(lambda *_: passes.append(1))
    with contextlib.closing(service.stream_answer(QUESTION, max_tokens=1500)) as stream:  # type: ignore[type-var]
        next(stream)

    async def leave() -> None:
        async with contextlib.aclosing(service.astream_answer(QUESTION, max_tokens=1500)) as stream:  # type: ignore[type-var]
            await anext(stream)

    asyncio.run(leave())
    service.generate_answer(QUESTION, max_tokens=1)
    assert len(passes) < 1000


def test_what_is_told_of_a_model(service: LanguageService) -> None:
    info = service.model_info()
    chat: Any = service._llm
    weights = chat.llm.pipeline.model
    assert (info.name, info.architecture, info.dtype, info.device) == ("tiny", "LlamaForCausalLM", "float32", "cpu")
    count = sum(weight.numel() for weight in weights.parameters())
    assert info.parameters == count
    assert info.weights_bytes == pytest.approx(4 * count, rel=0.01)
    assert info.process_bytes > 4 * count
    assert (info.context, info.quantization, info.device_bytes) == (2048, "none", None)
    assert info.purpose == "follows instructions"


def test_the_cache_is_counted_and_cleared(service: LanguageService) -> None:
    before = service.model_info()
    assert before.cache and before.queue
    assert (before.cache.hit_rate, before.cache.tokens) == (0, 0)
    service.generate_answer("Có bao nhiêu?", "Một ngữ cảnh.")
    service.generate_answer("Bao lâu?", "Một ngữ cảnh.")
    after = service.model_info().cache
    assert after and 0.4 < after.hit_rate < 1
    assert 0 < after.bytes <= after.limit
    assert after.tokens > 0
    service.clear_caches()
    deadline = time.monotonic() + 20
    while (cleared := service.model_info()).cache != replace(after, tokens=0, bytes=0):
        assert time.monotonic() < deadline, cleared
    assert cleared.cache and cleared.queue
    assert (cleared.queue.running, cleared.queue.waiting) == (0, 0)


def test_quantised_weights_are_told(model_folder: Path) -> None:
    pytest.importorskip("bitsandbytes", reason="bitsandbytes is not there for this machine")
    with load_service(str(model_folder), device="cpu") as plain:
        whole = plain.model_info()
    with load_service(str(model_folder), device="cpu", quantize="4bit") as service:
        info = service.model_info()
    assert (whole.quantization, info.quantization) == ("none", "4bit")
    assert info.parameters == whole.parameters
    assert info.parameters and info.weights_bytes and info.weights_bytes < 4 * info.parameters


def test_int8_weights_are_told(make_chat: Callable[..., LocalChat]) -> None:
    chat = make_chat(tie_word_embeddings=True)
    service = LanguageService(chat)
    whole = service.model_info()
    to_int8(chat.llm.pipeline.model)
    info = service.model_info()
    assert (whole.quantization, info.quantization) == ("none", "int8")
    assert whole.weights_bytes and info.weights_bytes and info.weights_bytes < whole.weights_bytes
    assert info.parameters == whole.parameters


def test_an_end_leaves_no_thread_and_no_weights(model_folder: Path) -> None:
    before = set(threading.enumerate())
    with load_service(str(model_folder), device="cpu") as service:
        chat: Any = service._llm
        weights = weakref.ref(chat.llm.pipeline.model)
        assert service.generate_answer(QUESTION, max_tokens=3)
        (worker,) = set(threading.enumerate()) - before
    assert not worker.is_alive()
    gc.collect()
    assert weights() is None, "the chat model is still held, the weights are not"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems give memory back when they like")
def test_the_memory_of_the_weights_is_given_back(make_chat: Callable[..., LocalChat]) -> None:
    chat = make_chat(hidden_size=512, intermediate_size=2048, num_hidden_layers=8)
    service = LanguageService(chat)
    service.generate_answer(QUESTION, max_tokens=2)
    loaded = service.model_info()
    service.unload()
    assert loaded.weights_bytes and loaded.weights_bytes > 100_000_000
    assert loaded.process_bytes - process_bytes() > 0.8 * loaded.weights_bytes


def test_after_the_end_everything_says_so(service: LanguageService) -> None:
    service.unload()
    service.unload()
    calls: list[Callable[[], object]] = [
        lambda: service.generate_answer(QUESTION),
        lambda: list(service.stream_answer(QUESTION)),
        lambda: asyncio.run(service.agenerate_answer(QUESTION)),
        lambda: service.configure(max_tokens=5),
        service.model_info,
        service.clear_caches,
    ]
    for call in calls:
        with pytest.raises(ModelClosed, match="unloaded"):
            call()


def test_the_chat_model_of_a_service_that_ended_is_closed_too(chat: LocalChat) -> None:
    LanguageService(chat).unload()
    with pytest.raises(ModelClosed):
        chat.invoke(QUESTION)


ROWS = "bộ phận | giờ\nDC5 | 12\nDC3 | 7\n"


def test_slots_are_asked_as_they_were_trained() -> None:
    facts = facts_of({"question": QUESTION, "columns": ["bộ phận", "giờ"], "rows": [["DC5", "12"], ["DC3", "7"]]})
    assert slots_messages(QUESTION, ROWS) == answer_messages(facts, "slots")
    many = {"question": "How many?", "columns": ["n"], "rows": [[str(n)] for n in range(20)]}
    table = "n\n" + "\n".join(str(n) for n in range(20))
    assert slots_messages("How many?", table) == answer_messages(facts_of(many), "slots")  # type: ignore[arg-type]


@pytest.mark.parametrize("context", ["", "Paris is the capital of France.", "a | b\n1 | 2 | 3", "a | b"])
def test_slots_without_rows_are_refused(context: str, make_chat: Any) -> None:
    service = LanguageService(make_chat(profile=Profile("slots", "x", form="slots")))
    with pytest.raises(RowsNeeded, match="give them as the context"):
        service.generate_answer(QUESTION, context)
    assert service.generate_answer(QUESTION, ROWS)
    with pytest.raises(WrongSetting, match="only the prompts that it was trained on"):
        service.configure(system="Be kind.")
    assert "tell what rows say" in service.model_info().purpose


def test_the_embedded_model_tells_rows() -> None:
    with load_service("embedded", device="cpu") as service:
        assert "61" in service.generate_answer("Có bao nhiêu cải tiến năm 2024?", "số lượng\n61")
        assert service.model_info().parameters == pytest.approx(6_254_848, rel=0.1)


def test_any_chat_model_will_do() -> None:
    service = LanguageService(FakeListChatModel(responses=["Tầng ba."]))
    assert service.generate_answer("Tầng nào?", max_tokens=5) == "Tầng ba."
    assert asyncio.run(service.agenerate_answer("Tầng nào?")) == "Tầng ba."
    info = service.model_info()
    assert (info.architecture, info.cache, info.queue) == (None, None, None)
    service.clear_caches()
    service.unload()


def test_what_another_chat_model_raises_is_one_of_ours() -> None:
    service = LanguageService(FakeListChatModel(responses=["abc"], error_on_chunk_number=1))
    with pytest.raises(ModelFailed, match="failed while it was answering"):
        service.generate_answer("?")
    with pytest.raises(ModelFailed):
        asyncio.run(service.agenerate_answer("?"))


def test_the_examples_of_the_documentation_run(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    examples = re.findall(r"^<!-- tested -->\n```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 3
    for example in examples:
        exec(compile(example, "docs/models.md", "exec"), {})
        assert capsys.readouterr().out.strip()
    promised = re.search(r"print\(error\)  # (.*)", page)
    assert promised
    with pytest.raises(WrongSetting, match=re.escape(promised[1])):
        GenerationSettings().changed(temperature=5)


def test_a_model_on_a_server() -> None:
    stand_in = StandIn(models=listing("vllm", "m", max_model_len=8192), completions=(200, spoken("Tầng ", "ba.")))
    with stand_in.run() as url, load_service(f"openai:m@{url}", max_new_tokens=40) as service:
        stand_in.sent.clear()
        assert list(service.stream_answer("Tầng nào?", "Tầng ba.", temperature=0.5)) == ["Tầng ", "ba."]
        assert asyncio.run(service.agenerate_answer("Tầng nào?", max_tokens=7)) == "Tầng ba."
        info = service.model_info()
    assert [sent["max_completion_tokens"] for sent in stand_in.sent] == [40, 7]
    assert [sent["temperature"] for sent in stand_in.sent] == [0.5, 0.0]
    assert stand_in.sent[0]["messages"][1]["content"] == "Context:\nTầng ba.\n\nQuestion: Tầng nào?"
    assert (info.name, info.device, info.context, info.cache) == ("m", "server at 127.0.0.1", 8192, None)
    with pytest.raises(ModelClosed):
        service.model_info()
