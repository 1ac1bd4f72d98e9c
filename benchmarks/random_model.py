"""A random model of a real shape, and a tokenizer of a real size: nothing has to be fetched to measure speed.

The shape is SmolLM2-135M's. The tokenizer is a byte-level BPE trained on this package's own texts, which holds about as
many characters a token as published ones do; its vocabulary is filled up to the full size, so that the last layer and
the grammar's masks are as wide as they would be.
"""

from itertools import islice, product
from json import dumps, loads
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

ROOT = Path(__file__).parent.parent
READ = ("agents", "chains", "databases", "tools", "ui", "web")
VOCABULARY = 49_152
LEARNT = 12_000  # tokens that the texts are worth; more would spell whole lines of this package as one
END = "<|end|>"
SHAPE: dict[str, Any] = {
    "hidden_size": 576,
    "intermediate_size": 1536,
    "num_hidden_layers": 30,
    "num_attention_heads": 9,
    "num_key_value_heads": 3,
    "vocab_size": VOCABULARY,
    "max_position_embeddings": 8192,
    "tie_word_embeddings": True,
    "initializer_range": 0.1,  # with the usual 0.02 a random model says one token for ever
    "bos_token_id": None,
    "eos_token_id": 0,
    "pad_token_id": 0,
}


def random_model(dtype: torch.dtype, device: str) -> Any:
    """135 million random weights, the same each time; it never ends an answer by itself."""
    torch.manual_seed(0)
    usual = torch.get_default_dtype()
    torch.set_default_dtype(dtype)  # converting a finished model would need the memory of both
    try:
        model = LlamaForCausalLM(LlamaConfig(**SHAPE)).eval()  # type: ignore[no-untyped-call]
    finally:
        torch.set_default_dtype(usual)
    with torch.no_grad():
        model.get_input_embeddings().weight[0] = 0  # the end token scores 0, and others more
    return model.to(device)


def trained_tokenizer() -> PreTrainedTokenizerFast:
    """The tokenizer; a second of work."""
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=LEARNT,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    backend.train_from_iterator(_texts(), trainer)
    filled = Tokenizer.from_str(dumps(_filled(loads(backend.to_str()))))
    filled.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=filled, eos_token=END, pad_token=END)  # type: ignore[no-untyped-call]


def _texts() -> list[str]:
    files = (path for folder in READ for path in sorted((ROOT / folder).rglob("*")))
    return [path.read_text(encoding="utf-8") for path in files if path.suffix in (".py", ".md", ".tsv", ".toml")]


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    """Add tokens up to the full vocabulary: pairs of long ones, which hardly any text puts side by side."""
    vocabulary: dict[str, int] = told["model"]["vocab"]
    merges: list[list[str]] = told["model"]["merges"]
    long = [token for token in vocabulary if len(token) > 4 and token != END][-400:]
    missing = VOCABULARY - len(vocabulary)
    fresh = ((one, other) for one, other in product(long, long) if one + other not in vocabulary)
    for one, other in islice(fresh, missing):
        if one + other not in vocabulary:
            vocabulary[one + other] = len(vocabulary)
            merges.append([one, other])
    return told
