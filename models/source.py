"""From a name to the files of a model on this machine, and to the device that it runs on."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch
from huggingface_hub import try_to_load_from_cache

from .errors import DeviceUnavailable, ModelNotFound
from .hub import pull
from .profiles import Device

Read = TypeVar("Read")
_one_at_a_time = threading.Lock()  # transformers changes torch for all threads while it loads: weights would be lost


def source_of(weights: str, instead: str) -> str:
    """Return a folder that holds safetensors, or a hub name whose files are here or can be fetched.

    `instead` says what may be given; it ends the sentence of the ModelNotFound for anything else.
    """
    folder = Path(weights).expanduser()
    if folder.is_dir():
        if not any(folder.glob("*.safetensors")):
            raise ModelNotFound(
                f"The folder {folder} holds no .safetensors file. "
                "Give the folder that has config.json, the tokenizer and *.safetensors; other formats are not read."
            )
        return str(folder)
    if folder.is_absolute() or weights.startswith((".", "~")) or weights.count("/") != 1:
        raise ModelNotFound(f"There is no model in {weights}. {instead}")
    return weights


def read_or_pull(weights: str, read: Callable[[str], Read]) -> Read:
    """What `read` makes of the folder with the files; the hub is asked only for what is not on this machine.

    Not by its name on the hub: where peft is installed, transformers would ask there for adapters even if told not to.
    Raises PullFailed, or what `read` does.
    """
    folder = weights if Path(weights).is_dir() else _fetched(weights)
    if folder:
        with _one_at_a_time:
            try:
                return read(folder)
            except OSError:
                if folder == weights:
                    raise
    fetched = pull(weights)
    with _one_at_a_time:
        return read(str(fetched))


def _fetched(weights: str) -> str | None:
    """The folder of the files that were fetched of a hub name, which may not be all."""
    config = try_to_load_from_cache(weights, "config.json")
    return str(Path(config).parent) if isinstance(config, str) else None


def device_for(asked: Device) -> Device:
    """Return where a model goes, `auto` being the fastest place there is; raises DeviceUnavailable."""
    there: dict[Device, bool] = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    device = next(device for device, usable in there.items() if usable) if asked == "auto" else asked
    if not there[device]:
        raise DeviceUnavailable(f"This machine has no {device} device that torch can use. Choose auto or cpu.")
    return device


def first_line(error: Exception) -> str:
    """Return the first line of what a library says."""
    return (str(error).splitlines() or [type(error).__name__])[0]
