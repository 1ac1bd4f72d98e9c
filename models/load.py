"""From a name to a chat model: one in this process, or one on a server."""

from typing import TYPE_CHECKING

from .errors import ModelNotFound
from .profiles import Device, Quantize
from .server import PREFIX

if TYPE_CHECKING:  # each takes seconds to import, and one of them is needed
    from .chat import LocalChat
    from .remote import RemoteChat


def load_chat_model(
    name: str = "embedded",
    *,
    device: Device = "auto",
    quantize: Quantize = "none",
    max_new_tokens: int = 256,
    queue: int = 256,
    cache_mb: int = 1024,
    key: str = "",
) -> "LocalChat | RemoteChat":
    """Load a model into memory: "embedded", the name of a profile, a folder, or a hub name such as `Qwen/...`.

    Only safetensors are read and no code of the model's is run. While `queue` requests wait, more are turned away; the
    prefix cache takes up to `cache_mb` megabytes. `openai:NAME@http://host/v1` is a model on a server,
    to which `key` is shown. Raises ModelNotFound, or DeviceUnavailable where this machine cannot do what is asked.
    """
    if name.startswith(PREFIX):
        try:
            from .remote import load_remote
        except ModuleNotFoundError as error:
            raise ModelNotFound("A model on a server needs more packages: pip install 'hoidap[scale]'.") from error
        return load_remote(name, key=key, max_new_tokens=max_new_tokens)
    from .local import load_local

    return load_local(name, device, quantize, max_new_tokens, queue, cache_mb)
