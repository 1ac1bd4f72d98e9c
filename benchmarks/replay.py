"""A model that takes no time: what the real one said the first time, it says again at once."""

from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

from hoidap.models import LocalChat, Profile


class Replay(BaseChatModel):
    """Answers as `source` does, and keeps what it answered."""

    source: LocalChat
    profile: Profile = Field(exclude=True)  # type: ignore[assignment]  # LangChain's is a TypedDict
    _heard: dict[Any, list[AIMessageChunk]] = PrivateAttr(default_factory=dict)

    @classmethod
    def of(cls, source: LocalChat) -> "Replay":
        return cls(source=source, profile=source.profile)

    @property
    def _llm_type(self) -> str:
        return "replay"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **options: Any,
    ) -> ChatResult:
        raise NotImplementedError("the chains stream")

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **options: Any,
    ) -> Iterator[ChatGenerationChunk]:
        key = (*(str(message.content) for message in messages), options.get("temperature"), options.get("seed"))
        if key not in self._heard:
            self._heard[key] = [chunk for chunk in self.source.stream(messages, **options) if _is_chunk(chunk)]
        for chunk in self._heard[key]:
            yield ChatGenerationChunk(message=chunk.model_copy())


def _is_chunk(message: Any) -> bool:
    return isinstance(message, AIMessageChunk)
