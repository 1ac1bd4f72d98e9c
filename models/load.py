"""From a name to a chat model in memory."""

from pathlib import Path
from typing import Any, Literal

import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    BitsAndBytesConfig,
    TextGenerationPipeline,
)

from .chat import LocalChat
from .errors import DeviceUnavailable, ModelNotFound
from .guess import guess_profile
from .pipeline import LocalPipeline
from .profiles import Profile, Quantize, all_profiles

Device = Literal["auto", "cuda", "mps", "cpu"]


def load_chat_model(
    name: str = "embedded", *, device: Device = "auto", quantize: Quantize = "none", max_new_tokens: int = 256
) -> LocalChat:
    """Load a model into memory: "embedded", the name of a profile, a folder, or a hub name such as `Qwen/...`.

    Only safetensors are read and no code of the model's is run. Raises ModelNotFound, or DeviceUnavailable where
    this machine cannot do what is asked.
    """
    known = all_profiles().get(name)
    weights = _where(known.weights if known else name)
    chosen = _device(device)
    settings = _settings(weights, known, chosen, quantize)
    try:
        tokenizer = AutoTokenizer.from_pretrained(weights)
        model = AutoModelForCausalLM.from_pretrained(weights, use_safetensors=True, **settings)
    except (OSError, ValueError) as error:
        raise ModelNotFound(_why_not(name, weights, error)) from error
    pipeline = TextGenerationPipeline(model=model, tokenizer=tokenizer)  # type: ignore[no-untyped-call]
    profile = known or guess_profile(weights, tokenizer)
    llm = LocalPipeline(pipeline=pipeline, model_id=weights, pipeline_kwargs={"max_new_tokens": max_new_tokens})
    return LocalChat(llm=llm, profile=profile)


def _where(weights: str) -> str:
    """Return a folder that holds safetensors, or the hub name unchanged."""
    folder = Path(weights).expanduser()
    if folder.is_dir():
        if not any(folder.glob("*.safetensors")):
            raise ModelNotFound(
                f"The folder {folder} holds no .safetensors file. "
                "Give the folder that has config.json, the tokenizer and *.safetensors; other formats are not read."
            )
        return str(folder)
    if folder.is_absolute() or weights.startswith((".", "~")) or weights.count("/") != 1:
        raise ModelNotFound(
            f"There is no model in {weights}. Give a folder with a model in it, a hub name with one slash, "
            f"or one of: {', '.join(all_profiles())}."
        )
    return weights


def _device(asked: Device) -> str:
    if asked == "cpu":
        return asked
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if asked == "auto":
        return next((device for device, usable in there.items() if usable), "cpu")
    if not there[asked]:
        raise DeviceUnavailable(f"This machine has no {asked} device that torch can use. Choose auto or cpu.")
    return asked


def _settings(weights: str, profile: Profile | None, device: str, quantize: Quantize) -> dict[str, Any]:
    """Return the keywords for from_pretrained."""
    small = profile is not None and profile.form == "slots"
    settings: dict[str, Any] = {"device_map": device, "dtype": torch.float32 if small and device == "cpu" else "auto"}
    if quantize != "none":
        if device == "mps":
            raise DeviceUnavailable("Quantised models do not run on mps. Choose quantize none, or device cpu.")
        settings["quantization_config"] = BitsAndBytesConfig(  # type: ignore[no-untyped-call]
            load_in_4bit=quantize == "4bit", load_in_8bit=quantize == "8bit"
        )
    return settings


def _why_not(name: str, weights: str, error: Exception) -> str:
    first = str(error).splitlines()[0] if str(error) else type(error).__name__
    if Path(weights).is_dir():
        return f"The model in {weights} cannot be read: {first}"
    return (
        f"The model {name!r} is not on this machine and could not be downloaded as {weights}. Connect to the network "
        f"(and accept its licence on the hub where it asks for that), or give a folder. The hub said: {first}"
    )
