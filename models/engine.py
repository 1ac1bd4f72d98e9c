"""One worker thread owns the model; requests wait in line and get their text as it is made.

Callers, sync or async, only read from their own queue, so a slow or vanished reader never holds the model up.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import torch

from .decoding import GREEDY, Flag, Sampling, confidence, decode
from .errors import ModelError, ModelFailed, PromptTooLong
from .grammar import GrammarCompiler
from .text import TextStream


@dataclass(frozen=True)
class Request:
    """What one answer is made from."""

    prompt: tuple[int, ...]
    max_new_tokens: int
    sampling: Sampling = GREEDY
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    cancelled: Flag = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Completion:
    """How an answer ended."""

    confidence: float
    finish_reason: Literal["stop", "length"]
    prompt_tokens: int
    new_tokens: int


class Piece(NamedTuple):
    """Some text of the answer; only the last piece has a completion, and only there the text may be empty."""

    text: str
    completion: Completion | None = None


Outcome = Piece | Future[None]


class _AnyOf:
    """Set where one of its flags is."""

    def __init__(self, *flags: Flag) -> None:
        self.flags = flags

    def is_set(self) -> bool:
        return any(flag.is_set() for flag in self.flags)


class Engine:
    """Answers requests with one model, one at a time, in order of arrival.

    Every request yields pieces, the last one with its completion, or raises: a ModelError as it is, anything else
    as ModelFailed. Closing the iterator, or cancelling the task that reads it, stops the model within a token.
    """

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.end_tokens = _end_tokens(model, tokenizer)
        self.context: int | None = getattr(model.config.get_text_config(), "max_position_embeddings", None)
        self._added = {token.content: number for number, token in tokenizer.added_tokens_decoder.items()}
        self._grammars: GrammarCompiler | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="hoidap-model")

    def stream(self, request: Request) -> Generator[Piece, None, None]:
        """Answer a request piece by piece, in the caller's thread."""
        pieces: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        abandoned = self._submit(request, pieces.put)
        try:
            while isinstance(piece := pieces.get(), Piece):
                yield piece
            _raise(piece)
        finally:
            abandoned.set()

    async def astream(self, request: Request) -> AsyncGenerator[Piece, None]:
        """Answer a request piece by piece, on the running event loop."""
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[Outcome] = asyncio.Queue()

        def put(piece: Outcome) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody listens any more
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        abandoned = self._submit(request, put)
        try:
            while isinstance(piece := await pieces.get(), Piece):
                yield piece
            _raise(piece)
        finally:
            abandoned.set()

    def _submit(self, request: Request, put: Callable[[Outcome], None]) -> threading.Event:
        """Queue a request; returns the event that abandons it. The worker puts pieces and then its future."""
        abandoned = threading.Event()
        future = self._worker.submit(self._answer, request, _AnyOf(abandoned, request.cancelled), put)
        future.add_done_callback(put)
        return abandoned

    def _answer(self, request: Request, cancelled: Flag, put: Callable[[Piece], None]) -> None:
        room = self._room(request)
        # A stop string that is a special token never shows up as text.
        stop_tokens = self.end_tokens | {self._added[text] for text in request.stop if text in self._added}
        grammar = self._compiler().compile(request.grammar) if request.grammar is not None else None
        text = TextStream(self.tokenizer, request.stop)
        finish: Literal["stop", "length"] = "stop"
        new_tokens, log_probability, shown = 0, 0.0, ""
        with torch.inference_mode():
            for step in decode(self.model, request.prompt, request.sampling, grammar, cancelled):
                log_probability += step.log_probability
                new_tokens += 1
                if step.token in stop_tokens:
                    break
                shown = text.push(step.token)
                if text.stopped:
                    break
                if new_tokens >= room:
                    finish = "length"
                    break
                if shown:
                    put(Piece(shown))
                    shown = ""
        completion = Completion(confidence(log_probability), finish, len(request.prompt), new_tokens)
        put(Piece(shown + text.finish(), completion))

    def _room(self, request: Request) -> int:
        """Return how many tokens the answer may have."""
        if self.context is None:
            return request.max_new_tokens
        room = self.context - len(request.prompt)
        if room < 1:
            raise PromptTooLong(
                f"The prompt has {len(request.prompt)} tokens, and this model reads at most {self.context - 1}. "
                "Ask a shorter question, or choose a model with a longer context."
            )
        return min(room, request.max_new_tokens)

    def _compiler(self) -> GrammarCompiler:
        if self._grammars is None:
            vocabulary = self.model.config.get_text_config().vocab_size
            self._grammars = GrammarCompiler(self.tokenizer, vocabulary, sorted(self.end_tokens))
        return self._grammars


def _end_tokens(model: Any, tokenizer: Any) -> set[int]:
    configured = model.generation_config.eos_token_id
    configured = configured if isinstance(configured, list) else [configured]
    return {token for token in (*configured, tokenizer.eos_token_id) if token is not None}


def _raise(future: Future[None]) -> None:
    error = future.exception()
    if error is None:
        return
    if isinstance(error, ModelError):
        raise error
    what = (str(error).splitlines() or ["no reason given"])[0]
    raise ModelFailed(f"The model failed while answering: {type(error).__name__}: {what}") from error
