"""One worker thread owns the model. Requests that wait are answered together, and each gets its text as it is made.

New requests join between two passes and leave when they end. Callers, sync or async, only read from their own queue,
so a slow or vanished reader never holds the others up.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import threading
from collections import Counter, deque
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any
from weakref import WeakSet

import torch
from torch import Tensor

from .decoding import Chooser, choose
from .errors import GenerationCancelled, ModelBusy, ModelClosed, ModelError, ModelFailed, OutOfMemory, PromptTooLong
from .grammar import GrammarCompiler
from .passes import PlainPasses, RequestState, Share, passes_for
from .prefix_cache import PrefixCache
from .request import Answer, Outcome, Piece, Request, Ticket
from .text import TextStream

_ALONE, _BETWEEN = 512, 128  # prompt tokens in a pass: while nobody is being answered, and while somebody is
_LINGER = 10.0  # seconds that the worker waits for more; then it ends, so that an engine nobody holds can go


@dataclass(frozen=True)
class EngineInfo:
    """What an engine is doing now, and has done since it began."""

    running: int
    waiting: int
    queue: int
    cache_tokens: int
    cache_bytes: int
    cache_limit: int
    prompt_tokens: int
    cached_tokens: int
    new_tokens: int
    forced_tokens: int
    passes: int

    @property
    def hit_rate(self) -> float:
        """The share of all prompt tokens that the prefix cache spared the model."""
        return self.cached_tokens / self.prompt_tokens if self.prompt_tokens else 0.0


_engines: WeakSet[Engine] = WeakSet()


@atexit.register
def _close_all() -> None:
    """End all workers before Python goes: torch aborts the process where one is in the middle of a pass."""
    for engine in list(_engines):
        engine.close()


class _AllLeft(Exception):
    """Nobody waits any more for what the pass under way would give."""


class Engine:
    """Answers requests with one model.

    At most `rows` are answered at a time while `queue` more wait; one more raises ModelBusy at once. The keys and
    values of prompts are kept up to `cache_bytes`. Every request yields pieces, the last one with its completion, or
    raises: a ModelError as it is, anything else as ModelFailed. Closing the iterator, or cancelling the task that
    reads it, stops the model within a token.
    """

    def __init__(
        self, model: Any, tokenizer: Any, *, queue: int = 256, rows: int = 16, cache_bytes: int = 1 << 30
    ) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.queue, self.rows = queue, rows
        self.end_tokens = _end_tokens(model, tokenizer)
        self.context: int | None = getattr(model.config.get_text_config(), "max_position_embeddings", None)
        self._added = {token.content: number for number, token in tokenizer.added_tokens_decoder.items()}
        self._grammars = GrammarCompiler(tokenizer, model.config.get_text_config().vocab_size, sorted(self.end_tokens))
        self._passes = passes_for(model, cache_bytes)
        self._totals: Counter[str] = Counter()
        self._waiting: deque[Answer] = deque()
        self._running: list[Answer] = []
        self._wake = threading.Condition()
        self._worker: threading.Thread | None = None
        self._closed = self._clear = False
        _engines.add(self)

    def stream(self, request: Request) -> Generator[Piece, None, None]:
        """Answer a request piece by piece, in the caller's thread."""
        return self.submit(request).pieces()

    def submit(self, request: Request) -> Ticket:
        """Queue a request now, to be read later."""
        pieces: SimpleQueue[Outcome] = SimpleQueue()
        return Ticket(pieces, self._submit(request, pieces.put))

    async def astream(self, request: Request) -> AsyncGenerator[Piece, None]:
        """Answer a request piece by piece, on the running event loop."""
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[Outcome] = asyncio.Queue()

        def put(piece: Outcome) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody listens any more
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        if request.grammar is not None:
            await asyncio.to_thread(self._grammars.compile, request.grammar)  # the first of a kind takes a while
        abandoned = self._submit(request, put)
        try:
            while not isinstance(piece := await pieces.get(), Exception):
                yield piece
                if piece.completion:
                    return
            raise piece
        finally:
            abandoned.set()

    def preload(self, prompt: Sequence[int]) -> None:
        """Read a prompt into the prefix cache, and wait until it is there."""
        for _ in self.stream(Request(tuple(prompt), 0)):
            pass

    def info(self) -> EngineInfo:
        """Return what is going on, at any time and from any thread."""
        cache, totals = self._passes.cache, self._totals
        return EngineInfo(
            running=len(self._running),
            waiting=len(self._waiting),
            queue=self.queue,
            cache_tokens=cache.tokens,
            cache_bytes=cache.bytes,
            cache_limit=cache.limit,
            prompt_tokens=totals["prompt_tokens"],
            cached_tokens=totals["cached_tokens"],
            new_tokens=totals["new_tokens"],
            forced_tokens=totals["forced_tokens"],
            passes=totals["passes"],
        )

    def clear_caches(self) -> None:
        """Let the prefix cache go; answers under way are not disturbed."""
        with self._wake:
            self._clear = True
            if self._worker is None:
                self._clear_now()
            self._wake.notify()

    def close(self) -> None:
        """End the worker and let go of the model; what waits or runs raises ModelClosed."""
        with self._wake:
            self._closed = True
            worker = self._worker
            self._wake.notify()
        if worker is not None and worker is not threading.current_thread():
            worker.join()
        self.model = None
        self._passes = PlainPasses(None, PrefixCache(0))

    # What callers' threads do

    def _submit(self, request: Request, put: Callable[[Outcome], None]) -> threading.Event:
        """Queue a request; returns the event that abandons it. The worker puts its pieces, or an exception."""
        if self._closed:
            raise ModelClosed("The model has been unloaded.")
        room = self._room(request)
        answer = Answer(
            request=request,
            room=room,
            # A stop string that is a special token never shows up as text.
            ends=self.end_tokens | {self._added[text] for text in request.stop if text in self._added},
            chooser=self._chooser(request),
            text=TextStream(self.tokenizer, request.stop),
            put=put,
            state=RequestState(list(request.prompt), len(request.prompt)),
        )
        with self._wake:
            if self._closed:
                raise ModelClosed("The model has been unloaded.")
            if len(self._running) + len(self._waiting) >= self.rows + self.queue:
                raise ModelBusy("Too many questions are waiting for the model. Ask again in a few seconds.")
            self._waiting.append(answer)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="hoidap-model", daemon=True)
                self._worker.start()
            self._wake.notify()
        return answer.abandoned

    def _room(self, request: Request) -> int:
        """Return how many tokens the answer may have."""
        if not request.prompt:
            raise PromptTooLong("The prompt is empty. Ask something.")
        if self.context is None:
            return request.max_new_tokens
        room = self.context - len(request.prompt)
        if room < 1:
            raise PromptTooLong(
                f"The prompt has {len(request.prompt)} tokens, and this model reads at most {self.context - 1}. "
                "Ask a shorter question, or choose a model with a longer context."
            )
        return min(room, request.max_new_tokens)

    def _chooser(self, request: Request) -> Chooser:
        grammar = self._grammars.compile(request.grammar) if request.grammar is not None else None
        penalty = getattr(self.model.generation_config, "repetition_penalty", None) or 1.0
        return Chooser(request.sampling, grammar, penalty, self.model.device)

    # What the worker does

    def _work(self) -> None:
        with torch.inference_mode():
            while self._take():
                try:
                    self._pass_once()
                except Exception as error:  # noqa: BLE001  # nobody must wait for ever because of our mistake
                    self._end_all(_explained(error))

    def _take(self) -> bool:
        """Wait for something to do and let requests in; false where the worker should end."""
        with self._wake:
            while not (self._waiting or self._running or self._closed or self._clear):
                if not self._wake.wait(_LINGER):
                    self._worker = None
                    return False
            if self._clear:
                self._clear_now()
            if self._closed:
                self._worker = None
                self._end_all(ModelClosed("The model was unloaded while it was answering."))
                return False
            for answer in [answer for answer in (*self._waiting, *self._running) if answer.left]:
                self._end(answer, GenerationCancelled("The request was stopped."))
            while self._waiting and len(self._running) < self.rows:
                self._running.append(self._waiting.popleft())
        return True

    def _pass_once(self) -> None:
        """Read on and write on for everybody by one pass of the model."""
        writing = [answer for answer in self._running if not answer.state.reading]
        reading = [answer.state for answer in self._running if answer.state.reading]
        self._pass(writing, self._passes.plan(reading, _BETWEEN if writing else _ALONE))

    def _pass(self, writing: Sequence[Answer], reading: Sequence[Share], again: bool = False) -> None:
        by_state = {answer.state: answer for answer in self._running}
        involved = [*writing, *(by_state[state] for state, _ in reading)]
        if not involved:
            return

        def check() -> None:
            if self._closed or all(answer.left for answer in involved):
                raise _AllLeft

        try:
            scores = self._passes.run([answer.state for answer in writing], reading, check).float()
        except _AllLeft:
            return
        except Exception as error:  # noqa: BLE001  # any model raises what it likes
            self._recover(error, writing, reading, again)
            return
        self._totals["passes"] += 1
        self._extend([answer for answer in involved if not answer.state.reading], scores)

    def _recover(self, error: Exception, writing: Sequence[Answer], reading: Sequence[Share], again: bool) -> None:
        """After a failed pass: who failed it alone gets the error, all others go on."""
        no_memory = _is_out_of_memory(error)
        if no_memory:
            self._clear_now()
        if len(writing) + len(reading) > 1:
            for answer in writing:
                self._pass([answer], [])
            for share in reading:
                self._pass([], [share])
        elif no_memory and not again:
            self._pass(writing, reading, again=True)
        else:
            failed = writing or [answer for answer in self._running if answer.state is reading[0][0]]
            self._end(failed[0], _explained(error, no_memory))

    def _extend(self, answers: Sequence[Answer], scores: Tensor) -> None:
        """Choose the next token of each answer from scores (answers, vocabulary)."""
        for row, answer in enumerate(answers):
            if answer.room == 0:
                self._end(answer, answer.finish("length"))
            else:
                if answer.new_tokens == 0:
                    self._totals.update(prompt_tokens=answer.state.prompt, cached_tokens=answer.state.cached)
                with self._answering_for(answer):
                    answer.chooser.restrict(scores[row], answer.state.ids)
        ready = [row for row, answer in enumerate(answers) if answer in self._running]
        if not ready:
            return
        if len(ready) < len(answers):
            answers, scores = [answers[row] for row in ready], scores[ready]
        for answer, step in zip(answers, choose(scores, [answer.chooser for answer in answers]), strict=True):
            with self._answering_for(answer):
                written, forced = answer.new_tokens, answer.forced_tokens
                piece = answer.extend(step)
                self._totals.update(new_tokens=answer.new_tokens - written, forced_tokens=answer.forced_tokens - forced)
                if piece.completion:
                    self._end(answer, piece)
                elif piece.text:
                    answer.put(piece)

    @contextlib.contextmanager
    def _answering_for(self, answer: Answer) -> Iterator[None]:
        """Let what fails for one answer end that one alone."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  # grammars and tokenizers raise what they like
            self._end(answer, _explained(error))

    def _end(self, answer: Answer, outcome: Outcome) -> None:
        if answer in self._running:
            self._running.remove(answer)
            self._passes.leave(answer.state)
        else:
            self._waiting.remove(answer)
        answer.put(outcome)

    def _end_all(self, error: ModelError) -> None:
        for answer in (*self._waiting, *self._running):
            self._end(answer, error)

    def _clear_now(self) -> None:
        self._clear = False
        self._passes.cache.clear()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def _end_tokens(model: Any, tokenizer: Any) -> frozenset[int]:
    configured = model.generation_config.eos_token_id
    configured = configured if isinstance(configured, list) else [configured]
    return frozenset(token for token in (*configured, tokenizer.eos_token_id) if token is not None)


def _is_out_of_memory(error: Exception) -> bool:
    """Tell torch's ways of saying so; the CPU's allocator has no exception of its own."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error)


def _explained(error: Exception, no_memory: bool = False) -> ModelError:
    if isinstance(error, ModelError):
        return error
    if no_memory:
        explained: ModelError = OutOfMemory(
            "The model ran out of memory. Ask a shorter question, or choose a smaller model or HOIDAP_QUANTIZE=4bit."
        )
    else:
        what = (str(error).splitlines() or ["no reason given"])[0]
        explained = ModelFailed(f"The model failed while answering: {type(error).__name__}: {what}")
    explained.__cause__ = error
    return explained
