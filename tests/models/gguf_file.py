"""The embedded model as a GGUF file, for servers that read no other.

Its own way to split words has no name in llama.cpp. GPT-2's splits less, and no token of ours reaches over what ours
would split, so that the tokens are the same.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from gguf import MODEL_ARCH, GGUFWriter, TokenType, get_tensor_name_map
from safetensors.torch import load_file


def write_gguf(folder: Path, file: Path) -> None:
    """Write the model in `folder` (Llama, byte-level BPE) as 32-bit GGUF."""
    config = json.loads((folder / "config.json").read_text())
    writer = GGUFWriter(file, "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_rope_dimension_count(config["head_dim"])
    writer.add_vocab_size(config["vocab_size"])
    _add_tokenizer(writer, json.loads((folder / "tokenizer.json").read_text()), config)
    writer.add_chat_template((folder / "chat_template.jinja").read_text())
    names = get_tensor_name_map(MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    heads = {"q_proj": config["num_attention_heads"], "k_proj": config["num_key_value_heads"]}
    for name, tensor in load_file(folder / "model.safetensors").items():
        weights = tensor.float().numpy()
        for part, count in heads.items():
            if part in name:
                weights = _in_pairs(weights, count)
        there = names.get_name(name, try_suffixes=(".weight",))
        assert there is not None, name
        writer.add_tensor(there, np.ascontiguousarray(weights))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_tokenizer(writer: GGUFWriter, tokenizer: dict[str, Any], config: dict[str, Any]) -> None:
    model = tokenizer["model"]
    tokens = {number: token for token, number in model["vocab"].items()}
    kinds = dict.fromkeys(tokens, TokenType.NORMAL)
    for token in tokenizer["added_tokens"]:
        tokens[token["id"]] = token["content"]
        kinds[token["id"]] = TokenType.CONTROL if token["special"] else TokenType.USER_DEFINED
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list([tokens[number] for number in sorted(tokens)])
    writer.add_token_types([kinds[number] for number in sorted(tokens)])
    writer.add_token_merges([" ".join(pair) if isinstance(pair, list) else pair for pair in model["merges"]])
    writer.add_eos_token_id(config["eos_token_id"])
    writer.add_pad_token_id(config["pad_token_id"])
    writer.add_add_bos_token(False)


def _in_pairs(weights: Any, heads: int) -> Any:
    """Reorder the rows of a projection: llama.cpp turns neighbours, transformers halves."""
    size = weights.shape[0] // heads // 2
    return weights.reshape(heads, 2, size, -1).swapaxes(1, 2).reshape(weights.shape)
