"""The one way in which chains call a chat model: streamed, so that callbacks see every token and a stop takes effect.

A turn is stopped through its config: `config["configurable"]["cancelled"]` holds a `threading.Event`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from threading import Event
from typing import Any, Literal

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import ensure_config

from hoidap.models.errors import GenerationCancelled, ModelError, ModelFailed

ChatModel = Runnable[LanguageModelInput, AIMessage]
Form = Literal["slots", "instruct"]

CANCELLED = "cancelled"
_TEMPLATE_MARK = re.compile(r"<(?=\||/?(?:start|end)_of_turn|/?s>)")


def form_of(llm: ChatModel) -> Form:
    """How prompts for `llm` are written; a chat model that is not ours is instructed in plain words."""
    return "slots" if getattr(getattr(llm, "profile", None), "form", None) == "slots" else "instruct"


def takes_grammar(llm: ChatModel) -> bool:
    """Whether `llm` is one of ours, and so understands `grammar` and `cancelled`."""
    return hasattr(getattr(llm, "profile", None), "form")


def stream_reply(
    llm: ChatModel, messages: Sequence[BaseMessage], config: RunnableConfig | None = None, **options: Any
) -> Iterator[AIMessageChunk]:
    """Stream the reply of `llm`.

    `options` (grammar, max_new_tokens, temperature, ...) go to models of ours; others don't understand them. Raises
    ModelError: GenerationCancelled where the turn was stopped, ModelFailed for whatever a foreign model raised.
    """
    config = ensure_config(config)
    cancelled: Event | None = config.get("configurable", {}).get(CANCELLED)
    given = {**options, CANCELLED: cancelled} if takes_grammar(llm) else {}
    given = {name: value for name, value in given.items() if value is not None}
    _check(cancelled)
    stream = llm.stream([_harmless(message) for message in messages], config, **given)
    try:
        for chunk in stream:
            _check(cancelled)
            if isinstance(chunk, AIMessageChunk):
                yield chunk
    except ModelError:
        raise
    except Exception as error:  # any chat model may be plugged in, and each raises what it likes
        raise ModelFailed("The language model failed while it was answering.") from error
    finally:
        if hasattr(stream, "close"):
            stream.close()


def reply(
    llm: ChatModel, messages: Sequence[BaseMessage], config: RunnableConfig | None = None, **options: Any
) -> AIMessageChunk:
    """The whole reply, added up from its stream; takes and raises what `stream_reply` does."""
    whole = AIMessageChunk(content="")
    for chunk in stream_reply(llm, messages, config, **options):
        whole = whole + chunk
    return whole


def _check(cancelled: Event | None) -> None:
    if cancelled is not None and cancelled.is_set():
        raise GenerationCancelled("The question was stopped.")


def _harmless(message: BaseMessage) -> BaseMessage:
    """The message without the marks by which chat templates tell who speaks: nobody speaks for the system but us."""
    if not isinstance(message, HumanMessage) or not _TEMPLATE_MARK.search(str(message.content)):
        return message
    return HumanMessage(_TEMPLATE_MARK.sub("‹", str(message.content)))
