"""One request to a model, from its prompt to the last piece of its answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Literal, NamedTuple

from .decoding import GREEDY, Chooser, Flag, Sampling, Step, confidence
from .passes import RequestState
from .text import TextStream


@dataclass(frozen=True)
class Request:
    """What one answer is made from; max_new_tokens 0 only reads the prompt into the prefix cache."""

    prompt: tuple[int, ...]
    max_new_tokens: int
    sampling: Sampling = GREEDY
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    cancelled: Flag = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Completion:
    """How an answer ended; `cached_tokens` of the prompt were known already, `forced_tokens` needed no choice."""

    confidence: float
    finish_reason: Literal["stop", "length"]
    prompt_tokens: int
    new_tokens: int
    cached_tokens: int
    forced_tokens: int


class Piece(NamedTuple):
    """Some text of the answer; only the last piece has a completion, and only there the text may be empty."""

    text: str
    completion: Completion | None = None


Outcome = Piece | Exception


@dataclass(eq=False)
class Answer:
    """A request on its way through the engine."""

    request: Request
    room: int  # tokens
    ends: frozenset[int]  # tokens that end it
    chooser: Chooser
    text: TextStream
    put: Callable[[Outcome], None]
    state: RequestState
    abandoned: threading.Event = field(default_factory=threading.Event)
    log_probability: float = 0.0
    new_tokens: int = 0
    forced_tokens: int = 0

    @property
    def left(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.abandoned.is_set() or self.request.cancelled.is_set()

    def extend(self, step: Step) -> Piece:
        """Add a chosen token, and those that it forces; returns what is certain of the text by now."""
        self.log_probability += step.log_probability
        grammar = self.chooser.grammar
        forced = [] if grammar is None or step.token in self.ends else grammar.accept(step.token)
        shown = ""
        for index, token in enumerate((step.token, *forced)):
            self.new_tokens += 1
            self.forced_tokens += index > 0
            if token in self.ends:
                return self.finish("stop", shown)
            self.state.ids.append(token)
            shown += self.text.push(token)
            if self.text.stopped or (grammar is not None and grammar.ended and index == len(forced)):
                return self.finish("stop", shown)
            if self.new_tokens >= self.room:
                return self.finish("length", shown)
        return Piece(shown)

    def finish(self, reason: Literal["stop", "length"], shown: str = "") -> Piece:
        """The last piece."""
        return Piece(
            shown + self.text.finish(),
            Completion(
                confidence(self.log_probability),
                reason,
                self.state.prompt,
                self.new_tokens,
                self.state.cached,
                self.forced_tokens,
            ),
        )


class Ticket:
    """A request in the queue: read it once, or drop it."""

    def __init__(self, pieces: SimpleQueue[Outcome], abandoned: threading.Event) -> None:
        self._pieces, self._abandoned = pieces, abandoned

    def pieces(self) -> Generator[Piece, None, None]:
        """Yield the answer as it comes."""
        try:
            while not isinstance(piece := self._pieces.get(), Exception):
                yield piece
                if piece.completion:
                    return
            raise piece
        finally:
            self.drop()

    def drop(self) -> None:
        """Let the model stop; does nothing where it has ended."""
        self._abandoned.set()
