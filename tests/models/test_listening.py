"""Speech to text by random Whisper models: what goes in and how it ends, not what they write."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_speech import QUESTIONS, spoken, tiny_whisper

from hoidap.models import (
    GenerationCancelled,
    Listener,
    ModelBusy,
    ModelClosed,
    ModelFailed,
    ModelNotFound,
    load_listener,
)
from hoidap.models.sound import Sound


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_whisper(tmp_path_factory.mktemp("whisper"))


@pytest.fixture
def listener(folder: Path) -> Iterator[Listener]:
    listener = load_listener(str(folder), queue=2)
    yield listener
    listener.close()


class Asked:
    """Notes what the model is asked to generate."""

    def __init__(self, listener: Listener, monkeypatch: pytest.MonkeyPatch, instead: Any = None) -> None:
        self.calls: list[dict[str, Any]] = []
        model = listener._pipeline.model
        generate = instead or model.generate

        def noting(**settings: Any) -> Any:
            self.calls.append(settings)
            return generate(**settings)

        monkeypatch.setattr(model, "generate", noting)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_spoken_question_becomes_text(listener: Listener, language: str) -> None:
    sound = spoken(QUESTIONS[language], language)
    text = asyncio.run(listener.hear(sound))
    assert text and text == " ".join(text.split()) and text.isprintable() and "\ufffd" not in text
    assert asyncio.run(listener.hear(sound)) == text


@pytest.mark.parametrize(("language", "wanted"), [("vi", "vi"), ("en", "en"), ("auto", None)])
def test_the_language_is_the_chosen_one_and_else_one_of_two(
    folder: Path, language: Any, wanted: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = load_listener(str(folder), language=language)
    asked = Asked(listener, monkeypatch)
    asyncio.run(listener.hear(spoken(QUESTIONS["vi"], "vi")))
    assert (asked.calls[0]["task"], asked.calls[0]["language"]) == ("transcribe", wanted)
    assert set(listener._pipeline.model.generation_config.lang_to_id) == {"<|vi|>", "<|en|>"}
    listener.close()


def test_a_model_of_one_language_is_not_told_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = load_listener(str(tiny_whisper(tmp_path / "one", multilingual=False)), language="vi")
    asked = Asked(listener, monkeypatch)
    assert asyncio.run(listener.hear(spoken(QUESTIONS["vi"], "vi")))
    assert not {"language", "task"} & set(asked.calls[0])
    listener.close()


def test_names_are_given_as_a_hint_and_are_no_part_of_the_text(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, sound = Asked(listener, monkeypatch), spoken(QUESTIONS["vi"], "vi")
    text = asyncio.run(listener.hear(sound, ["DC5", "Revit", "Excel VBA"]))
    tokenizer = listener._pipeline.tokenizer
    assert tokenizer.decode(asked.calls[0]["prompt_ids"]) == "<|startofprev|> DC5, Revit, Excel VBA."
    assert "DC5" not in text
    asyncio.run(listener.hear(sound, [f"Tên thứ {number}" for number in range(1000)]))
    hinted = tokenizer.decode(asked.calls[1]["prompt_ids"])
    assert hinted.startswith("<|startofprev|> Tên thứ 0, Tên thứ 1,") and len(asked.calls[1]["prompt_ids"]) <= 96
    asyncio.run(listener.hear(sound, []))
    assert "prompt_ids" not in asked.calls[2]


def test_silence_is_no_text_and_asks_no_model(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(listener, monkeypatch)
    assert asyncio.run(listener.hear(Sound(np.zeros(48_000, np.float32), 24_000))) == ""
    assert asyncio.run(listener.hear(Sound(np.zeros(0, np.float32), 24_000))) == ""
    assert not asked.calls


def test_what_is_longer_than_whisper_hears_is_heard_in_parts(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, sound = Asked(listener, monkeypatch), spoken(QUESTIONS["en"], "en")
    long = Sound(np.tile(sound.samples, 14)[: sound.rate * 45], sound.rate)
    assert asyncio.run(listener.hear(long))
    assert len(asked.calls) == 2


def test_one_at_a_time_and_no_more_than_the_queue_holds(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go, most = threading.Event(), threading.Event(), []

    def slow(**settings: Any) -> Any:
        most.append(sum(thread.name.startswith("hoidap-speech") for thread in threading.enumerate()))
        begun.set()
        go.wait(10)
        return settings["prompt_ids"][None]

    Asked(listener, monkeypatch, slow)
    sound = spoken("DC năm", "vi")

    async def crowd() -> list[Any]:
        asking = [asyncio.create_task(listener.hear(sound, ["DC5"])) for _ in range(5)]
        await asyncio.to_thread(begun.wait, 10)
        began = time.perf_counter()
        await asyncio.sleep(0)
        assert time.perf_counter() - began < 0.5, "the event loop is held up"
        go.set()
        return await asyncio.gather(*asking, return_exceptions=True)

    results = asyncio.run(crowd())
    busy = [result for result in results if isinstance(result, ModelBusy)]
    assert len(busy) == 2 and "Try again" in str(busy[0])
    assert max(most) == 1 and len(most) == 3
    assert isinstance(asyncio.run(listener.hear(sound, ["DC5"])), str)


def test_who_leaves_stops_the_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = load_listener(str(folder))
    stopped, begun = threading.Event(), threading.Event()

    def endless(**settings: Any) -> Any:
        begun.set()
        while not settings["stopping_criteria"](settings["input_features"][..., 0], None).all():
            time.sleep(0.01)
        stopped.set()
        return settings["input_features"][..., 0].long()

    Asked(listener, monkeypatch, endless)
    sound = spoken(QUESTIONS["vi"], "vi")

    async def leave() -> None:
        task = asyncio.create_task(listener.hear(sound))
        await asyncio.to_thread(begun.wait, 10)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())
    assert stopped.wait(10)

    async def close() -> None:
        begun.clear()
        task = asyncio.create_task(listener.hear(sound))
        await asyncio.to_thread(begun.wait, 10)
        await asyncio.to_thread(listener.close)
        with pytest.raises(GenerationCancelled):
            await task
        with pytest.raises(ModelClosed):
            await listener.hear(sound)

    asyncio.run(close())


def test_what_the_model_raises_is_a_model_error(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**settings: Any) -> Any:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")

    Asked(listener, monkeypatch, broken)
    with pytest.raises(ModelFailed, match="not enough memory") as failure:
        asyncio.run(listener.hear(spoken("xin chào", "vi")))
    assert isinstance(failure.value.__cause__, RuntimeError)


def test_what_is_no_whisper_in_safetensors_is_one_sentence(tmp_path: Path, model_folder: Path) -> None:
    (tmp_path / "pickle").mkdir()
    (tmp_path / "pickle" / "pytorch_model.bin").write_bytes(b"x")
    for name, words in [
        (str(tmp_path / "pickle"), "no .safetensors file"),
        (str(tmp_path / "nowhere"), "openai/whisper-small"),
        (str(model_folder), "cannot be read"),
    ]:
        with pytest.raises(ModelNotFound, match=words) as failure:
            load_listener(name)
        assert "\n" not in str(failure.value)
