"""Weights in fewer bits on the CPU: what is near enough, and one sentence where it is no use."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from hoidap.models import DeviceUnavailable, LocalChat, load_chat_model
from hoidap.models.profiles import all_profiles
from hoidap.models.quantize import Int8Linear, to_int8


def loaded(name: str, **options: Any) -> LocalChat:
    chat = load_chat_model(name, **options)
    assert isinstance(chat, LocalChat)
    return chat


@pytest.mark.parametrize("quantize", ["8bit", "4bit"])
def test_bitsandbytes_on_the_cpu(quantize: Any, model_folder: Path) -> None:
    pytest.importorskip("bitsandbytes", reason="bitsandbytes is not there for this machine")
    chat = loaded(str(model_folder), device="cpu", quantize=quantize, max_new_tokens=4)
    assert getattr(chat.llm.pipeline.model, f"is_loaded_in_{quantize}")
    assert chat.invoke("Có bao nhiêu?", grammar='start: "◊c3"').content == "◊c3"


@pytest.mark.parametrize("shape", [(64,), (1, 64), (2, 3, 64), (300, 64)])
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_int8_is_near_the_exact_product(shape: tuple[int, ...], bias: bool, dtype: Any) -> None:
    torch.manual_seed(0)
    linear = nn.Linear(64, 48, bias=bias).to(dtype)
    inputs = torch.randn(shape, dtype=dtype)
    exact, near = linear(inputs), Int8Linear(linear)(inputs)
    assert near.dtype == dtype and near.shape == exact.shape
    assert (near - exact).norm() / exact.norm() < 0.02


def test_int8_keeps_a_large_token_from_blurring_the_others() -> None:
    """With one scale for all tokens, as fbgemm has, the small one would be rounded to nothing."""
    torch.manual_seed(0)
    linear = nn.Linear(64, 48, bias=False)
    inputs = torch.randn(2, 64) * torch.tensor([[1000.0], [0.01]])
    exact, near = linear(inputs), Int8Linear(linear)(inputs)
    assert ((near - exact).norm(dim=1) / exact.norm(dim=1)).max() < 0.02


def test_int8_gives_a_token_the_same_alone_and_in_a_batch() -> None:
    torch.manual_seed(0)
    layer = Int8Linear(nn.Linear(96, 48))
    inputs = torch.randn(17, 96)
    assert torch.equal(layer(inputs), torch.cat([layer(row[None]) for row in inputs]))


def test_int8_of_nothing_is_nothing() -> None:
    layer = Int8Linear(nn.Linear(8, 4, bias=False))
    assert torch.equal(layer(torch.zeros(1, 8)), torch.zeros(1, 4))


@pytest.mark.parametrize("architecture", ["llama", "gemma2", "phi3", "qwen2"])
def test_int8_models_write_what_the_grammar_asks_for(architecture: str, make_chat: Any) -> None:
    chat = make_chat(architecture)
    model = chat.llm.pipeline.model
    ids = torch.tensor([[5, 6, 7, 8]])
    with torch.inference_mode():
        exact = model(ids).logits
        to_int8(model)
        near = model(ids).logits
    assert not any(isinstance(layer, nn.Linear) for layer in model.modules())
    assert (near - exact).norm() / exact.norm() < 0.1
    assert chat.invoke("Có bao nhiêu?", grammar='start: "◊c3"').content == "◊c3"


def test_int8_takes_a_quarter_of_the_memory_of_what_is_linear(make_model: Any) -> None:
    model = make_model(hidden_size=256, intermediate_size=1024)
    before = model.get_memory_footprint()
    to_int8(model)
    assert model.get_memory_footprint() < 0.4 * before


def test_int8_leaves_a_mixture_of_experts_alone(make_model: Any) -> None:
    model = make_model("gpt-oss")
    with pytest.raises(DeviceUnavailable, match="not in linear layers"):
        to_int8(model)
    assert any(isinstance(layer, nn.Linear) for layer in model.modules())


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_int8_is_for_the_cpu(device: Any, model_folder: Path) -> None:
    with pytest.raises(DeviceUnavailable, match=f"for {device} quantize 8bit"):
        load_chat_model(str(model_folder), device=device, quantize="int8")
    assert loaded(str(model_folder), quantize="int8").llm.pipeline.model.device.type == "cpu"


# The gate


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "hoidap.models.local"]


def test_a_model_that_was_never_measured_in_int8_says_so(model_folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        load_chat_model(str(model_folder), quantize="int8")
    (sentence,) = said(caplog)
    assert "never been measured" in sentence and "benchmarks.int8" in sentence and sentence.count(".") == 2


def test_the_embedded_model_was_measured_and_lost_little(caplog: pytest.LogCaptureFixture) -> None:
    lost = all_profiles()["embedded"].int8_cost()
    assert lost is not None and lost <= 1
    with caplog.at_level(logging.WARNING):
        chat = loaded("embedded", quantize="int8")
    assert not said(caplog)
    assert any(isinstance(layer, Int8Linear) for layer in chat.llm.pipeline.model.modules())


def test_a_model_that_lost_much_says_how_much(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    known = all_profiles()["embedded"]
    worse = replace(known, int8=tuple((name, share - 2.5) for name, share in known.measured))
    monkeypatch.setitem(all_profiles(), "embedded", worse)
    with caplog.at_level(logging.WARNING):
        load_chat_model("embedded", quantize="int8")
    assert said(caplog) == ["With int8, embedded gives 2.5 percentage points fewer right answers."]
