"""Tiny random models of real architectures, with tokenizers trained here on a few sentences."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    Gemma2Config,
    Gemma2ForCausalLM,
    GptOssConfig,
    GptOssForCausalLM,
    LlamaConfig,
    LlamaForCausalLM,
    MptConfig,
    MptForCausalLM,
    Phi3Config,
    Phi3ForCausalLM,
    PreTrainedTokenizerFast,
    Qwen2Config,
    Qwen2ForCausalLM,
    TextGenerationPipeline,
)

from hoidap.models import LocalChat, LocalPipeline, Profile

SENTENCES = [
    "Có bao nhiêu cải tiến trong năm 2024?",
    "Bộ phận nào tiết kiệm được nhiều giờ nhất?",
    "Tổng thời gian tiết kiệm của bộ phận DC5 là bao nhiêu?",
    "How many improvements were made in 2024?",
    "SELECT COUNT(*) FROM Author WHERE DepartmentId = 5",
    "the quick brown fox jumps over the lazy dog",
]
TEMPLATE = (
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m['content'] }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
NO_SYSTEM = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
SHAPE: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 512,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 0,
    "initializer_range": 0.2,  # the default is so small that every random model repeats one token
}
ROPE = {"rope_type": "default", "rope_theta": 10_000.0}
ARCHITECTURES: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "llama": (LlamaConfig, LlamaForCausalLM, {}),
    "gemma2": (Gemma2Config, Gemma2ForCausalLM, {"head_dim": 8, "sliding_window": 16, "query_pre_attn_scalar": 8}),
    "gpt-oss": (
        GptOssConfig,
        GptOssForCausalLM,
        {
            "head_dim": 8,
            "sliding_window": 16,
            "num_local_experts": 4,
            "num_experts_per_tok": 2,
            "rope_parameters": ROPE,
        },
    ),
    "phi3": (Phi3Config, Phi3ForCausalLM, {"sliding_window": 16}),
    "qwen2": (
        Qwen2Config,
        Qwen2ForCausalLM,
        {"use_sliding_window": True, "sliding_window": 16, "max_window_layers": 1},
    ),
    # Positions by ALiBi, and an attention that cannot be replaced.
    "mpt": (MptConfig, MptForCausalLM, {"d_model": 32, "n_heads": 4, "n_layers": 2, "max_seq_len": 512}),
}


def _tokenizer() -> PreTrainedTokenizerFast:
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    special = ["<pad>", "<bos>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|stop|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=480,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    backend.train_from_iterator(SENTENCES * 3, trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=backend, pad_token="<pad>", bos_token="<bos>", eos_token="<|end|>", chat_template=TEMPLATE
    )
    tokenizer.add_tokens([AddedToken(f"◊c{i}", normalized=False) for i in range(20)])
    return tokenizer


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    return _tokenizer()


@pytest.fixture(scope="session")
def make_model() -> Callable[..., Any]:
    def make(architecture: str = "llama", seed: int = 0, **changes: Any) -> Any:
        config, model, special = ARCHITECTURES[architecture]
        torch.manual_seed(seed)
        made = model(config(vocab_size=512, **{**SHAPE, **special, **changes})).eval()
        made.generation_config.eos_token_id = 2
        return made

    return make


@pytest.fixture(scope="session")
def make_chat(make_model: Callable[..., Any], tokenizer: Any) -> Callable[..., LocalChat]:
    def make(architecture: str = "llama", seed: int = 0, profile: Profile | None = None, **changes: Any) -> LocalChat:
        pipe = TextGenerationPipeline(model=make_model(architecture, seed, **changes), tokenizer=tokenizer)
        llm = LocalPipeline(pipeline=pipe, model_id="tiny", pipeline_kwargs={"max_new_tokens": 24})
        return LocalChat(llm=llm, **({"profile": profile} if profile else {}))

    return make


@pytest.fixture
def chat(make_chat: Callable[..., LocalChat]) -> LocalChat:
    return make_chat()


@pytest.fixture(scope="session")
def model_folder(make_model: Callable[..., Any], tokenizer: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny-llama"
    make_model(hidden_size=64, intermediate_size=128).save_pretrained(folder)  # 4 bit needs rows of 64
    tokenizer.save_pretrained(folder)
    return folder
