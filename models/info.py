"""What a model in memory is, what it takes, and how busy it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .errors import ModelClosed
from .memory import device_bytes, give_back, process_bytes
from .profiles import Profile

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from .engine import Engine

PURPOSES = {
    "slots": "made for hoidap's own three prompts (route, SQL, answer): by itself it can only tell what rows say",
    "instruct": "follows instructions",
}


@dataclass(frozen=True)
class CacheInfo:
    """The KV caches that are kept; `hit_rate` is the share of all prompt tokens that were not computed again."""

    tokens: int
    bytes: int
    limit: int
    hit_rate: float


@dataclass(frozen=True)
class QueueInfo:
    """The requests that a model is answering, those that wait for it, and how many may."""

    running: int
    waiting: int
    limit: int


@dataclass(frozen=True)
class ModelInfo:
    """One model; None is what cannot be known of it from here.

    `device_bytes` is what torch holds on a GPU, `process_bytes` what this process holds of the machine's memory.
    """

    name: str
    purpose: str
    process_bytes: int
    licence: str | None = None
    languages: tuple[str, ...] = ()
    architecture: str | None = None
    parameters: int | None = None
    device: str | None = None
    dtype: str | None = None
    quantization: str | None = None
    context: int | None = None
    weights_bytes: int | None = None
    device_bytes: int | None = None
    cache: CacheInfo | None = None
    queue: QueueInfo | None = None


def engine_of(llm: "BaseChatModel") -> "Engine | None":
    """The engine that answers for a chat model; None for one that does not run in this process."""
    engine: Engine | None = getattr(getattr(llm, "llm", None), "engine", None)
    return engine


@contextmanager
def for_a_while(load: Callable[[], "BaseChatModel"]) -> Iterator["BaseChatModel"]:
    """The model that `load` brings, as long as the block lasts: then its engine ends and its memory is given back."""
    llm = load()
    try:
        yield llm
    finally:
        if engine := engine_of(llm):
            engine.close()
        del llm, engine
        give_back()


def model_info(llm: "BaseChatModel") -> ModelInfo:
    """What is known of a chat model now; cheap, and never in the way of an answer. Raises ModelClosed."""
    profile = getattr(llm, "profile", None)
    form = getattr(profile, "form", "instruct")
    known: dict[str, Any] = {}
    if isinstance(profile, Profile):
        known = {"licence": profile.licence, "languages": profile.languages, "context": profile.context}
    if server := getattr(llm, "server", None):
        known["device"] = f"server at {server.host}"
    engine = engine_of(llm)
    if engine is not None:
        if engine.model is None:
            raise ModelClosed("The model was unloaded.")
        known |= _of_weights(engine.model) | _of_engine(engine)
    return ModelInfo(
        name=model_name(llm),
        purpose=PURPOSES[form],
        process_bytes=process_bytes(),
        **known,
    )


def model_name(llm: "BaseChatModel") -> str:
    """The name of a chat model's profile, or what it calls itself."""
    return str(
        getattr(getattr(llm, "profile", None), "name", None) or getattr(llm, "model_name", None) or llm.get_name()
    )


def _of_weights(model: Any) -> dict[str, Any]:
    quantization = _quantization(model)
    return {
        "architecture": type(model).__name__,
        "parameters": _int8_parameters(model) if quantization == "int8" else model.num_parameters(),
        "device": str(model.device),
        "dtype": str(model.dtype).removeprefix("torch."),
        "quantization": quantization,
        "weights_bytes": model.get_memory_footprint(),
        "device_bytes": device_bytes(model.device),
    }


def _of_engine(engine: "Engine") -> dict[str, Any]:
    now = engine.info()
    return {
        "context": engine.context,
        "cache": CacheInfo(now.cache_tokens, now.cache_bytes, now.cache_limit, round(now.hit_rate, 4)),
        "queue": QueueInfo(now.running, now.waiting, now.queue),
    }


def _quantization(model: Any) -> str:
    if any(str(buffer.dtype) == "torch.int8" for buffer in model.buffers()):
        return "int8"
    return next((bits for bits in ("8bit", "4bit") if getattr(model, f"is_loaded_in_{bits}", False)), "none")


def _int8_parameters(model: Any) -> int:
    """Count the weights that stand in buffers too, and one that is written down twice once."""
    twice = model.get_input_embeddings().weight.numel() if model.config.get_text_config().tie_word_embeddings else 0
    whole: int = model.num_parameters() + sum(buffer.numel() for buffer in model.buffers() if buffer.ndim == 2) - twice
    return whole
