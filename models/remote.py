"""A chat model on an OpenAI-compatible server, used like one that runs here: `openai:MODEL@http://host:port/v1`."""

import asyncio
import logging
import math
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, closing
from typing import Any

import httpx
import openai
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.exceptions import ContextOverflowError
from langchain_core.language_models.chat_models import agenerate_from_stream, generate_from_stream
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import Field, SecretStr

from .background import aiterate, iterate
from .errors import GenerationCancelled
from .profiles import Profile
from .remote_errors import PATIENCE, plain_error
from .server import Server, find_server, known_profile

_TIMEOUT = httpx.Timeout(PATIENCE, connect=10)
_POLL = 0.02
_NO_KEY = "none"  # servers without a key want one in the request all the same

log = logging.getLogger(__name__)


class RemoteChat(ChatOpenAI):
    """A chat model that runs on a server.

    Calls take what those of LocalChat take: `grammar`, `max_new_tokens`, `temperature`, `top_p`, `seed`, `stop` and
    `cancelled`. A grammar goes to servers that take one; elsewhere the answer is free and has to be checked.
    `confidence` is the product of the probabilities that the server tells of the tokens, before any grammar.
    """

    profile: Profile = Field(exclude=True)  # type: ignore[assignment]  # LangChain's is a TypedDict
    server: Server = Field(exclude=True)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        def reported() -> Iterator[ChatGenerationChunk]:
            for chunk in self._stream(messages, stop, **kwargs):
                if run_manager and chunk.text:
                    run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk

        return generate_from_stream(reported())

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        async def reported() -> AsyncIterator[ChatGenerationChunk]:
            async for chunk in self._astream(messages, stop, **kwargs):
                if run_manager and chunk.text:
                    await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk

        return await agenerate_from_stream(reported())

    # The callers of the next two report the tokens to the callbacks.

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        with closing(iterate(lambda: self._chunks(messages, stop, **kwargs))) as chunks:
            yield from chunks

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        async with aclosing(aiterate(lambda: self._chunks(messages, stop, **kwargs))) as chunks:
            async for chunk in chunks:
                yield chunk

    def get_num_tokens(self, text: str) -> int:
        """Estimate the tokens of a text: the tokenizer is on the server, and OpenAI's would be fetched from a hub."""
        return len(text.encode()) // 3 + 1

    def get_num_tokens_from_messages(self, messages: Any, *args: Any, **kwargs: Any) -> int:
        """Estimate the tokens of a prompt."""
        return sum(self.get_num_tokens(str(message.text)) + 4 for message in messages)

    async def close(self) -> None:
        """Close the connections that are kept open."""
        await self.root_async_client.close()

    async def _chunks(
        self, messages: list[BaseMessage], stop: list[str] | None, cancelled: Any = None, **options: Any
    ) -> AsyncGenerator[ChatGenerationChunk, None]:
        watch = asyncio.create_task(_cancel_when(cancelled, asyncio.current_task())) if cancelled is not None else None
        log_probability: float | None = None
        try:
            sent = super()._astream(_folded(messages, self.profile), stop, **self._options(options))
            async with aclosing(sent) as chunks:  # type: ignore[type-var]
                async for chunk in chunks:
                    info = chunk.generation_info or {}
                    for token in (info.pop("logprobs", None) or {}).get("content") or ():
                        log_probability = (log_probability or 0.0) + token["logprob"]
                    if "finish_reason" in info:
                        info["confidence"] = None if log_probability is None else math.exp(log_probability)
                    yield chunk
        except asyncio.CancelledError:
            if cancelled is not None and cancelled.is_set():
                raise GenerationCancelled("The question was stopped.") from None
            raise
        except (openai.OpenAIError, httpx.HTTPError, ContextOverflowError, TimeoutError) as error:
            raise plain_error(error, self.server) from error
        finally:
            if watch is not None:
                watch.cancel()

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        """Name the options as OpenAI's protocol does; what it has no name for goes into the body as it is."""
        given = {name: value for name, value in options.items() if value is not None}
        extra = {**(self.extra_body or {}), **given.pop("extra_body", {})}
        thinks = self.profile.reasoning != "none" and "grammar" not in given  # which has no place for thoughts
        if self.server.kind and self.profile.reasoning == "think":
            extra.setdefault("chat_template_kwargs", {"enable_thinking": thinks})
        if self.server.kind and self.profile.reasoning_effort:
            given.setdefault("reasoning_effort", self.profile.reasoning_effort)
        if "grammar" in given:
            extra |= self.server.grammar(given.pop("grammar"))
        if "max_new_tokens" in given:
            given["max_completion_tokens"] = given.pop("max_new_tokens") + thinks * self.profile.thinking_tokens
        return given | ({"extra_body": extra} if extra else {})


def load_remote(name: str, *, key: str = "", max_new_tokens: int = 256) -> RemoteChat:
    """Find the server in `openai:MODEL@URL`; raises ModelNotFound. The key is never shown."""
    key = key or _NO_KEY
    server = find_server(name, key)
    profile = known_profile(server)
    if not server.is_here:
        log.warning("Questions, the names in the schema and the rows of answers are sent to %s.", server.host)
    if not server.grammar_field:
        log.info("The model server at %s takes no grammar; what it writes is checked afterwards.", server.url)
    return RemoteChat(
        model=server.model,
        base_url=server.url,
        api_key=SecretStr(key),
        server=server,
        profile=profile,
        temperature=0.0,
        max_completion_tokens=max_new_tokens + profile.thinking_tokens,
        logprobs=True,
        top_logprobs=1,  # llama-server tells of no token without it
        stream_usage=True,
        use_responses_api=False,
        max_retries=0,  # who is told that a server is busy can say so at once
        timeout=_TIMEOUT,
        stream_chunk_timeout=PATIENCE,
        http_async_client=httpx.AsyncClient(timeout=_TIMEOUT),
    )


def _folded(messages: list[BaseMessage], profile: Profile) -> list[BaseMessage]:
    """Put what the system says before the first question, for models whose template has no place for it."""
    system = [message for message in messages if isinstance(message, SystemMessage)]
    if profile.system_role or not system:
        return messages
    rest = [message for message in messages if not isinstance(message, SystemMessage)]
    first = rest.pop(0).text if rest and isinstance(rest[0], HumanMessage) else ""
    said = [str(message.text) for message in system] + ([str(first)] if first else [])
    return [HumanMessage("\n\n".join(said)), *rest]


async def _cancel_when(cancelled: Any, task: "asyncio.Task[Any] | None") -> None:
    while not cancelled.is_set():
        await asyncio.sleep(_POLL)
    if task is not None:
        task.cancel()
