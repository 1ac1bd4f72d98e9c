"""Greedy answers are those of stock `generate`, token for token: cached or not, alone or beside others."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch

from hoidap.models.engine import Engine
from hoidap.models.passes import PlainPasses, SharedPasses
from hoidap.models.request import Request

SHARED = ["llama", "gemma2", "gpt-oss", "phi3", "qwen2"]


def stock(model: Any, prompt: list[int], tokens: int) -> list[int]:
    ids = torch.tensor([prompt])
    made = model.generate(
        ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=tokens, pad_token_id=0
    )
    return [int(token) for token in made[0, len(prompt) :]]


def ids_of(engine: Engine, prompt: list[int], tokens: int) -> list[int]:
    """What the engine wrote, as ids: the text of a random model cannot be turned back."""
    written: list[int] = []
    leave = engine._passes.leave

    def remember(state: Any) -> None:
        if state.ids[: state.prompt] == prompt:
            written[:] = state.ids[state.prompt :]
        leave(state)

    engine._passes.leave = remember  # type: ignore[method-assign]
    completion = list(engine.stream(Request(tuple(prompt), tokens)))[-1].completion
    assert completion is not None
    return written + ([2] if completion.finish_reason == "stop" else [])


def prompts(seed: int, beginning: int, count: int = 6) -> list[list[int]]:
    """Prompts with a common beginning of some tokens and different ends."""
    draw = random.Random(seed)
    common = [draw.randrange(3, 480) for _ in range(beginning)]
    return [common + [draw.randrange(3, 480) for _ in range(draw.randrange(1, 90))] for _ in range(count)]


@pytest.mark.parametrize("architecture", SHARED)
def test_these_architectures_share_passes(architecture: str, make_model: Any, tokenizer: Any) -> None:
    assert isinstance(Engine(make_model(architecture), tokenizer)._passes, SharedPasses)


@pytest.mark.parametrize("architecture", [*SHARED, "mpt"])
@pytest.mark.parametrize("beginning", [0, 40, 300])
def test_one_after_the_other(architecture: str, beginning: int, make_model: Any, tokenizer: Any) -> None:
    model = make_model(architecture, seed=beginning)
    engine = Engine(model, tokenizer)
    for prompt in prompts(1, beginning, 4):
        expected = stock(model, prompt, 30)
        assert ids_of(engine, prompt, 30) == expected
        assert ids_of(engine, prompt, 30) == expected  # now from the cache
    if architecture != "mpt":
        assert engine.info().cached_tokens >= beginning * 7


@pytest.mark.parametrize("architecture", [*SHARED, "mpt"])
@pytest.mark.parametrize("beginning", [3, 300])
def test_together(architecture: str, beginning: int, make_model: Any, tokenizer: Any) -> None:
    model = make_model(architecture, seed=7)
    asked = prompts(2, beginning, 8) + prompts(3, 20, 2)
    expected = [stock(model, prompt, 24) for prompt in asked]
    engine, written = Engine(model, tokenizer, rows=6), {}
    leave = engine._passes.leave

    def remember(state: Any) -> None:
        written[tuple(state.ids[: state.prompt])] = state.ids[state.prompt :]
        leave(state)

    engine._passes.leave = remember  # type: ignore[method-assign]
    with ThreadPoolExecutor(len(asked)) as pool:
        list(pool.map(lambda prompt: list(engine.stream(Request(tuple(prompt), 24))), asked))
    ends = [written[tuple(prompt)] for prompt in asked]
    assert ends == [[token for token in one if token != 2] for one in expected]
    if architecture != "mpt":
        assert engine.info().passes < sum(map(len, expected)) / 2


def test_prompts_longer_than_a_pass(make_model: Any, tokenizer: Any) -> None:
    model = make_model("llama", max_position_embeddings=4096)
    engine = Engine(model, tokenizer)
    for prompt in prompts(5, 1300, 3):
        assert ids_of(engine, prompt, 20) == stock(model, prompt, 20)
    assert engine.info().passes > 3


def test_a_model_whose_attention_is_not_ours_is_read_plainly(make_model: Any, tokenizer: Any) -> None:
    assert isinstance(Engine(make_model("mpt"), tokenizer)._passes, PlainPasses)
    stretched = {"rope_type": "dynamic", "rope_theta": 10_000.0, "factor": 2.0}
    model = make_model("llama", rope_parameters=stretched)
    assert isinstance(Engine(model, tokenizer)._passes, PlainPasses)


def test_the_model_stays_a_stock_model(make_model: Any, tokenizer: Any) -> None:
    model = make_model("llama")
    before = model.config._attn_implementation
    list(Engine(model, tokenizer).stream(Request((5, 6, 7), 4)))
    assert model.config._attn_implementation == before != "hoidap"


@pytest.mark.parametrize("architecture", ["llama", "gemma2"])
def test_whatever_comes_between(architecture: str, make_model: Any, tokenizer: Any) -> None:
    """Requests that come, leave and share at random, with a cache too small for them all, that is cleared as well."""
    draw = random.Random(11)
    model = make_model(architecture, seed=3)
    asked = [prompt for seed, beginning in ((4, 0), (5, 30), (6, 200)) for prompt in prompts(seed, beginning, 5)]
    expected = [tokenizer.decode(stock(model, prompt, 16), skip_special_tokens=True) for prompt in asked]
    engine = Engine(model, tokenizer, rows=5, cache_bytes=150_000)

    def ask(number: int) -> None:
        which = draw.randrange(len(asked))
        pieces = engine.stream(Request(tuple(asked[which]), 16))
        if number % 5 == 0:
            for _ in range(draw.randrange(4)):
                next(pieces, None)
            pieces.close()
        elif number % 7 == 0:
            engine.clear_caches()
            pieces.close()
        else:
            assert "".join(piece.text for piece in pieces) == expected[which]

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(ask, range(120)))
    assert engine.info().cache_bytes <= 150_000
    assert engine.info().cached_tokens > 0
