"""HuggingFacePipeline as it should behave: greedy, without an echo, with stop strings, cancelling and async."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from contextlib import aclosing, closing
from threading import Event
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.outputs import Generation, GenerationChunk, LLMResult
from langchain_huggingface import HuggingFacePipeline
from pydantic import Field, PrivateAttr

from .decoding import Sampling
from .engine import Engine
from .request import Piece, Request, Ticket

_OPTIONS = {"max_new_tokens", "temperature", "top_p", "seed", "do_sample", "grammar", "cancelled", "add_special_tokens"}
_DESCRIBED = ("confidence", "finish_reason", "cached_tokens", "forced_tokens")
_ALWAYS = {"skip_prompt", "return_full_text", "stream"}  # stock names for what is always so here


class LocalPipeline(HuggingFacePipeline):
    """A text-generation pipeline that answers through one worker.

    `pipeline_kwargs`, at construction or at a call, and plain call keywords take max_new_tokens, temperature (0 is
    greedy, the default), top_p and seed. A call also takes `grammar` (Lark text), `cancelled` (anything with
    `is_set()`; once set, the call raises GenerationCancelled within a token) and `add_special_tokens`.

    Calls that come while others are answered are answered beside them; where `queue` of them wait, the next raises
    ModelBusy. The keys and values of prompts are kept up to `cache_bytes`, for prompts that begin alike.
    """

    stop_sequences: list[str] = Field(default_factory=list)
    queue: int = 256
    cache_bytes: int = 1 << 30
    _engine: Engine = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        model, tokenizer = self.pipeline.model, self.pipeline.tokenizer
        self._engine = Engine(model, tokenizer, queue=self.queue, cache_bytes=self.cache_bytes)

    @property
    def engine(self) -> Engine:
        """What runs the model: its queue, its caches, and what they are worth."""
        return self._engine

    def submit(self, prompt: str, stop: list[str] | None = None, **options: Any) -> Ticket:
        """Queue a prompt now, to be read later."""
        return self._engine.submit(self._request(prompt, stop, **options))

    def pieces(self, prompt: str, stop: list[str] | None = None, **options: Any) -> Generator[Piece, None, None]:
        """Answer a prompt piece by piece; the last piece tells how the answer ended."""
        return self._engine.stream(self._request(prompt, stop, **options))

    def apieces(self, prompt: str, stop: list[str] | None = None, **options: Any) -> AsyncGenerator[Piece, None]:
        """Answer a prompt piece by piece on the event loop."""
        return self._engine.astream(self._request(prompt, stop, **options))

    def get_token_ids(self, text: str) -> list[int]:
        """Return the ids of the text's tokens, without those that only frame a prompt."""
        ids: list[int] = self.pipeline.tokenizer(text, add_special_tokens=False).input_ids
        return ids

    def _generate(
        self,
        prompts: list[str],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> LLMResult:
        tickets: list[Ticket] = []
        try:
            tickets += (self.submit(prompt, stop, **kwargs) for prompt in prompts)
            return LLMResult(generations=[[as_generation(list(ticket.pieces()))] for ticket in tickets])
        finally:
            for ticket in tickets:
                ticket.drop()

    async def _agenerate(
        self,
        prompts: list[str],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> LLMResult:
        async def answer(prompt: str) -> list[Generation]:
            return [as_generation([piece async for piece in self.apieces(prompt, stop, **kwargs)])]

        tasks = [asyncio.ensure_future(answer(prompt)) for prompt in prompts]
        try:
            return LLMResult(generations=await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()

    def _stream(
        self,
        prompt: str,
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[GenerationChunk]:
        with closing(self.pieces(prompt, stop, **kwargs)) as pieces:
            for piece in pieces:
                chunk = GenerationChunk(text=piece.text, generation_info=describe(piece))
                if run_manager and piece.text:
                    run_manager.on_llm_new_token(piece.text, chunk=chunk)
                yield chunk

    async def _astream(
        self,
        prompt: str,
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[GenerationChunk]:
        async with aclosing(self.apieces(prompt, stop, **kwargs)) as pieces:
            async for piece in pieces:
                chunk = GenerationChunk(text=piece.text, generation_info=describe(piece))
                if run_manager and piece.text:
                    await run_manager.on_llm_new_token(piece.text, chunk=chunk)
                yield chunk

    def _request(self, prompt: str, stop: list[str] | None, **options: Any) -> Request:
        """Merge what was set at construction and at the call; the call wins."""
        merged = {**(self.pipeline_kwargs or {}), **options.pop("pipeline_kwargs", {}), **options}
        if unknown := merged.keys() - _OPTIONS - _ALWAYS:
            raise TypeError(f"A local model does not know {', '.join(sorted(unknown))}")
        given = {name: value for name, value in merged.items() if value is not None}
        usual = 1.0 if given.get("do_sample") else 0.0
        temperature = given.get("temperature", usual) if given.get("do_sample", True) else 0.0
        encode = self.pipeline.tokenizer
        ids = encode(prompt, add_special_tokens=given.get("add_special_tokens", True)).input_ids
        return Request(
            prompt=tuple(ids),
            max_new_tokens=given.get("max_new_tokens", 256),
            sampling=Sampling(temperature, given.get("top_p", 1.0), given.get("seed")),
            stop=(*self.stop_sequences, *(stop or ())),
            grammar=given.get("grammar"),
            cancelled=given.get("cancelled", Event()),
        )


def as_generation(pieces: list[Piece]) -> Generation:
    """Put the pieces of an answer together."""
    return Generation(text="".join(piece.text for piece in pieces), generation_info=describe(pieces[-1]))


def describe(piece: Piece) -> dict[str, Any] | None:
    """Return what LangChain's response_metadata shows of the end of an answer."""
    if piece.completion is None:
        return None
    return {name: getattr(piece.completion, name) for name in _DESCRIBED}
