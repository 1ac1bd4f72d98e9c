"""Greedy answers are those of stock `generate`, token for token."""

from typing import Any

import pytest
import torch
from transformers import PreTrainedTokenizerFast

PROMPTS = ["Có bao nhiêu cải tiến trong năm 2024?", "How many?", "SELECT COUNT(*) FROM Author WHERE " * 3]


def stock(model: Any, tokenizer: PreTrainedTokenizerFast, prompt: str, tokens: int, **options: Any) -> list[int]:
    ids = tokenizer(prompt, add_special_tokens=False, return_tensors="pt").input_ids
    made = model.generate(
        ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=tokens, pad_token_id=0, **options
    )
    return [int(token) for token in made[0, ids.shape[1] :]]


@pytest.mark.parametrize("architecture", ["llama", "gemma2", "phi3", "qwen2"])
@pytest.mark.parametrize("seed", [0, 1])
def test_same_tokens_as_generate(architecture: str, seed: int, make_chat: Any, tokenizer: Any) -> None:
    llm = make_chat(architecture, seed).llm
    for prompt in PROMPTS:
        expected = stock(llm.pipeline.model, tokenizer, prompt, 40)
        assert llm.invoke(prompt, max_new_tokens=40, add_special_tokens=False) == tokenizer.decode(
            expected, skip_special_tokens=True
        )


def test_repetition_penalty_of_the_model_is_kept(make_chat: Any, tokenizer: Any) -> None:
    llm = make_chat("qwen2").llm
    llm.pipeline.model.generation_config.repetition_penalty = 1.3
    expected = stock(llm.pipeline.model, tokenizer, PROMPTS[0], 40)
    assert llm.invoke(PROMPTS[0], max_new_tokens=40, add_special_tokens=False) == tokenizer.decode(
        expected, skip_special_tokens=True
    )


def test_every_end_token_of_the_model_ends_the_answer(make_chat: Any, tokenizer: Any) -> None:
    llm = make_chat().llm
    free = stock(llm.pipeline.model, tokenizer, PROMPTS[0], 12)
    end = next(token for at, token in enumerate(free) if at >= 4 and token not in free[:at])
    chat = make_chat()
    chat.llm.pipeline.model.generation_config.eos_token_id = [2, end]
    other = type(chat.llm)(pipeline=chat.llm.pipeline, model_id="tiny")
    assert other.invoke(PROMPTS[0], add_special_tokens=False) == tokenizer.decode(free[: free.index(end)])


def test_confidence_is_the_product_of_the_chosen_probabilities(chat: Any, tokenizer: Any) -> None:
    message = chat.invoke("Có bao nhiêu cải tiến?", max_new_tokens=3)
    prompt = tokenizer("<|user|>Có bao nhiêu cải tiến?<|assistant|>", return_tensors="pt").input_ids
    made = chat.llm.pipeline.model.generate(
        prompt, do_sample=False, max_new_tokens=3, output_scores=True, return_dict_in_generate=True, pad_token_id=0
    )
    chosen = [float(scores.softmax(-1).max()) for scores in made.scores]
    assert message.response_metadata["confidence"] == pytest.approx(chosen[0] * chosen[1] * chosen[2], rel=1e-3)
    assert message.response_metadata["finish_reason"] == "length"
    assert message.usage_metadata == {
        "input_tokens": prompt.shape[1],
        "output_tokens": 3,
        "total_tokens": prompt.shape[1] + 3,
    }


def test_sampling_is_seeded_and_greedy_is_the_default(chat: Any) -> None:
    greedy = chat.invoke("x").content
    assert chat.invoke("x", temperature=0).content == greedy
    warm = [chat.invoke("x", temperature=1.5, seed=seed).content for seed in (1, 1, 2)]
    assert warm[0] == warm[1] != warm[2]
    narrow = chat.invoke("x", temperature=1.5, top_p=1e-6, seed=3).content
    assert narrow == greedy
