"""A model in this process: from a folder or a hub name to a chat model in memory."""

import logging
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, TextGenerationPipeline

from .chat import LocalChat
from .errors import DeviceUnavailable, ModelNotFound
from .guess import guess_profile
from .pipeline import LocalPipeline
from .profiles import Device, Profile, Quantize, all_profiles
from .quantize import to_int8
from .source import device_for, first_line, read_or_pull, source_of

_EXAMPLE = "Qwen/Qwen2.5-Coder-1.5B-Instruct"
_MOST_LOST = 1.0  # percentage points that int8 may cost without a word
_log = logging.getLogger(__name__)


def load_local(
    name: str, device: Device, quantize: Quantize, max_new_tokens: int, queue: int, cache_mb: int
) -> LocalChat:
    """Load weights and put the chat model around them; see load_chat_model."""
    known = all_profiles().get(name)
    instead = f"Give a folder, a hub name such as {_EXAMPLE}, or one of: {', '.join(all_profiles())}."
    weights = source_of(known.weights if known else name, instead)
    device = _device(device, quantize)
    try:
        profile, tokenizer, model = read_or_pull(
            weights, lambda folder: _from_here(folder, weights, known, device, quantize)
        )
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelNotFound(f"The model in {weights} cannot be read: {first_line(error)}") from error
    if quantize == "int8":
        _warn_of_int8(profile)
        to_int8(model)
    pipeline = TextGenerationPipeline(model=model, tokenizer=tokenizer)  # type: ignore[no-untyped-call]
    llm = LocalPipeline(
        pipeline=pipeline,
        model_id=weights,
        pipeline_kwargs={"max_new_tokens": max_new_tokens},
        queue=queue,
        cache_bytes=cache_mb << 20,
    )
    return LocalChat(llm=llm, profile=profile)


def _from_here(
    folder: str, weights: str, known: Profile | None, device: Device, quantize: Quantize
) -> tuple[Profile, Any, Any]:
    # Left unsaid, trust_remote_code asks on the terminal.
    source: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(folder, **source)
    profile = known or guess_profile(weights, tokenizer)
    settings: dict[str, Any] = {"device_map": device, "dtype": _dtype(profile, device, quantize)}
    if quantize in ("8bit", "4bit"):
        bits: dict[str, Any] = {"load_in_4bit": quantize == "4bit", "load_in_8bit": quantize == "8bit"}
        settings["quantization_config"] = BitsAndBytesConfig(**bits)  # type: ignore[no-untyped-call]
    return profile, tokenizer, AutoModelForCausalLM.from_pretrained(folder, use_safetensors=True, **source, **settings)


def _device(asked: Device, quantize: Quantize) -> Device:
    """Return where the model goes, `auto` being the fastest place that can do what is asked."""
    if quantize == "int8" and asked not in ("auto", "cpu"):
        raise DeviceUnavailable(f"int8 is for the CPU. Choose device cpu, or for {asked} quantize 8bit.")
    device = "cpu" if quantize == "int8" else device_for(asked)
    if device == "mps" and quantize != "none":
        if asked == "auto":
            return "cpu"
        raise DeviceUnavailable("Quantised models do not run on mps. Choose quantize none, or device cpu.")
    return device


def _dtype(profile: Profile, device: Device, quantize: Quantize) -> Any:
    """Return the type to load in; on a GPU, and where bits are cut, that in which the weights are stored.

    On a CPU bf16 takes half the memory and, for long prompts, half the time; a small model is faster in fp32.
    """
    if device != "cpu" or quantize != "none":
        return "auto"
    exact = profile.form == "slots" or profile.dtype == "float32"
    return torch.bfloat16 if _computes_bf16() and not exact else torch.float32


def _computes_bf16() -> bool:
    """Tell whether this CPU multiplies in bf16 by itself; where torch has to emulate it, fp32 is much faster."""
    can = torch.cpu.get_capabilities()
    return any(can.get(name, False) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def _warn_of_int8(profile: Profile) -> None:
    lost = profile.int8_cost()
    if lost is None:
        measure = f"`python -m benchmarks.int8 --model {profile.weights}` measures it"
        _log.warning("What int8 costs %s in right answers has never been measured; %s.", profile.name, measure)
    elif lost > _MOST_LOST:
        _log.warning("With int8, %s gives %.1f percentage points fewer right answers.", profile.name, lost)
