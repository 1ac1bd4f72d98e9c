"""From a name to a chat model in memory."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import torch
from httpx import HTTPError
from huggingface_hub import HfApi
from huggingface_hub.errors import OfflineModeIsEnabled
from safetensors import SafetensorError
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, TextGenerationPipeline

from .chat import LocalChat
from .errors import DeviceUnavailable, ModelNotFound
from .guess import guess_profile
from .pipeline import LocalPipeline
from .profiles import Quantize, all_profiles
from .server import PREFIX

if TYPE_CHECKING:
    from .remote import RemoteChat

Device = Literal["auto", "cuda", "mps", "cpu"]


def load_chat_model(
    name: str = "embedded",
    *,
    device: Device = "auto",
    quantize: Quantize = "none",
    max_new_tokens: int = 256,
    key: str = "",
) -> "LocalChat | RemoteChat":
    """Load a model into memory: "embedded", the name of a profile, a folder, or a hub name such as `Qwen/...`.

    Only safetensors are read and no code of the model's is run. `openai:NAME@http://host/v1` is a model on a server,
    to which `key` is shown. Raises ModelNotFound, or DeviceUnavailable where this machine cannot do what is asked.
    """
    if name.startswith(PREFIX):
        try:
            from .remote import load_remote
        except ModuleNotFoundError as error:
            raise ModelNotFound("A model on a server needs more packages: pip install 'hoidap[scale]'.") from error
        return load_remote(name, key=key, max_new_tokens=max_new_tokens)
    known = all_profiles().get(name)
    weights = _where(known.weights if known else name)
    settings = _settings(_device(device), quantize)
    try:
        tokenizer, model = _read(weights, settings)
    except (OSError, ValueError, SafetensorError) as error:
        raise ModelNotFound(f"The model in {weights} cannot be read: {_first_line(error)}") from error
    profile = known or guess_profile(weights, tokenizer)
    if profile.form == "slots" and quantize == "none" and model.device.type == "cpu":
        model.float()  # faster there than bf16, and a small model stays small
    pipeline = TextGenerationPipeline(model=model, tokenizer=tokenizer)  # type: ignore[no-untyped-call]
    llm = LocalPipeline(pipeline=pipeline, model_id=weights, pipeline_kwargs={"max_new_tokens": max_new_tokens})
    return LocalChat(llm=llm, profile=profile)


def _where(weights: str) -> str:
    """Return a folder that holds safetensors, or a hub name whose files are here or can be fetched."""
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
            f"There is no model in {weights}. Give a folder, a hub name such as Qwen/Qwen2.5-Coder-1.5B-Instruct, "
            f"or one of: {', '.join(all_profiles())}."
        )
    return weights


def _ask_hub(weights: str) -> None:
    """Find out in seconds what from_pretrained would say after a minute of retries."""
    try:
        HfApi().model_info(weights, timeout=10)
    except (HTTPError, OfflineModeIsEnabled) as error:
        raise ModelNotFound(
            f"The model {weights} is not on this machine and the hub does not give it. Connect to the network, "
            f"accept its licence on the hub where it asks for that, or give a folder. ({_first_line(error)})"
        ) from error


def _read(weights: str, settings: dict[str, Any]) -> tuple[Any, Any]:
    """Read tokenizer and weights; the hub is asked only for what is not on this machine."""
    try:
        return _from_pretrained(weights, local_files_only=True, **settings)
    except OSError:
        if Path(weights).is_dir():
            raise
        _ask_hub(weights)
    return _from_pretrained(weights, **settings)


def _from_pretrained(weights: str, local_files_only: bool = False, **settings: Any) -> tuple[Any, Any]:
    # Left unsaid, trust_remote_code asks on the terminal.
    source: dict[str, Any] = {"local_files_only": local_files_only, "trust_remote_code": False}
    tokenizer = AutoTokenizer.from_pretrained(weights, **source)
    return tokenizer, AutoModelForCausalLM.from_pretrained(weights, use_safetensors=True, **source, **settings)


def _device(asked: Device) -> str:
    if asked == "cpu":
        return asked
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if asked == "auto":
        return next((device for device, usable in there.items() if usable), "cpu")
    if not there[asked]:
        raise DeviceUnavailable(f"This machine has no {asked} device that torch can use. Choose auto or cpu.")
    return asked


def _settings(device: str, quantize: Quantize) -> dict[str, Any]:
    """Return the keywords for from_pretrained; the weights keep the type in which they are stored."""
    settings: dict[str, Any] = {"device_map": device, "dtype": "auto"}
    if quantize == "none":
        return settings
    if device == "mps":
        raise DeviceUnavailable("Quantised models do not run on mps. Choose quantize none, or device cpu.")
    bits: dict[str, Any] = {"load_in_4bit": quantize == "4bit", "load_in_8bit": quantize == "8bit"}
    return settings | {"quantization_config": BitsAndBytesConfig(**bits)}  # type: ignore[no-untyped-call]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
