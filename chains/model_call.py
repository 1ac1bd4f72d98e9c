"""The one way in which chains call a chat model: streamed, so that callbacks see every token and a stop takes effect.

A turn is stopped through its config: `config["configurable"]["cancelled"]` holds a `threading.Event`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any, Literal

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config

from hoidap.models.errors import GenerationCancelled, ModelError, ModelFailed

ChatModel = Runnable[LanguageModelInput, AIMessage]
Form = Literal["slots", "instruct"]

CANCELLED = "cancelled"


def form_of(llm: ChatModel) -> Form:
    """How prompts for `llm` are written; a chat model that is not ours is instructed in plain words."""
    return "slots" if getattr(getattr(llm, "profile", None), "form", None) == "slots" else "instruct"


def takes_grammar(llm: ChatModel) -> bool:
    """Whether `llm` is one of ours, and so understands `grammar` and `cancelled`."""
    return hasattr(getattr(llm, "profile", None), "form")


def stream_reply(
    llm: ChatModel,
    messages: Sequence[BaseMessage],
    config: RunnableConfig | None = None,
    *,
    grammar: str | None = None,
    max_new_tokens: int | None = None,
    temperature: float | None = None,
) -> Iterator[AIMessageChunk]:
    """Stream the reply of `llm`; what models that are not ours don't understand is left out.

    Raises ModelError: GenerationCancelled where the turn was stopped, ModelFailed for whatever a foreign model raised.
    """
    config = ensure_config(config)
    cancelled = config.get("configurable", {}).get(CANCELLED)
    stream = llm.stream(list(messages), config, **_keywords(llm, grammar, max_new_tokens, temperature, cancelled))
    try:
        for chunk in stream:
            if cancelled is not None and cancelled.is_set():
                raise GenerationCancelled("The question was stopped.")
            if isinstance(chunk, AIMessageChunk):
                yield chunk
    except ModelError:
        raise
    except Exception as error:
        raise ModelFailed("The language model failed while it was answering.") from error
    finally:
        if hasattr(stream, "close"):
            stream.close()


def reply(
    llm: ChatModel,
    messages: Sequence[BaseMessage],
    config: RunnableConfig | None = None,
    *,
    grammar: str | None = None,
    max_new_tokens: int | None = None,
    temperature: float | None = None,
) -> AIMessageChunk:
    """The whole reply, added up from its stream; raises what `stream_reply` raises."""
    whole = AIMessageChunk(content="")
    for chunk in stream_reply(
        llm, messages, config, grammar=grammar, max_new_tokens=max_new_tokens, temperature=temperature
    ):
        whole = whole + chunk
    return whole


def _keywords(
    llm: ChatModel,
    grammar: str | None,
    max_new_tokens: int | None,
    temperature: float | None,
    cancelled: Event | None,
) -> dict[str, Any]:
    if not takes_grammar(llm):
        return {}
    keywords = {
        "grammar": grammar,
        "max_new_tokens": max_new_tokens,
        "temperature": temperature,
        "cancelled": cancelled,
    }
    return {name: value for name, value in keywords.items() if value is not None}
