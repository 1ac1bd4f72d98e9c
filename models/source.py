"""From a name to the files of a model on this machine, and to the device that it runs on."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch

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


def read_or_pull(weights: str, read: Callable[[], Read]) -> Read:
    """Read what is on this machine; the hub is asked only for what is not. Raises PullFailed, or what `read` does."""
    with _one_at_a_time:
        try:
            return read()
        except OSError:
            if Path(weights).is_dir():
                raise
    pull(weights)
    with _one_at_a_time:
        return read()


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
