"""What a model thinks before it answers is dropped; the answer is streamed.

Two forms are known: `<think>...</think>` before the answer (Qwen3, DeepSeek R1 and others), and OpenAI's harmony,
where every message names its channel and only `final` is meant for the person who asked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from .profiles import Reasoning
from .request import Piece
from .text import StopStrings

_OPEN, _CLOSE = "<think>", "</think>"
_FINAL = "<|channel|>final<|message|>"
_MARKER = re.compile(r"<\|(start|channel|constrain|message|end|return|call)\|>")
_BEGUN = re.compile(r"<(\|[a-z]{0,9}\|?)?$")


def without_thinking(reasoning: Reasoning, prompt: str) -> str:
    """Lead a prompt past the reasoning, so that the answer comes at once: a grammar has no place for thoughts."""
    if reasoning == "harmony":
        return f"{prompt}{_FINAL}"
    if reasoning == "think" and _inside(prompt):
        return f"{prompt.rstrip()}\n\n{_CLOSE}\n\n"
    return prompt


class AnswerStream:
    """Takes the pieces that a model writes after a prompt and returns those of its answer, some of them empty."""

    def __init__(self, reasoning: Reasoning, prompt: str, stop: Sequence[str] = ()) -> None:
        self._channel: _Channel = _Plain()
        if reasoning == "think":
            self._channel = _Think(_inside(prompt))
        elif reasoning == "harmony":
            self._channel = _Harmony(prompt.endswith(_FINAL))
        self._stop = StopStrings(stop)

    def take(self, piece: Piece) -> Piece:
        text = self._stop.push(self._channel.push(piece.text))
        if piece.completion is None:
            return Piece(text)
        text += self._stop.push(self._channel.finish())
        text += self._stop.finish()
        return Piece(text, replace(piece.completion, finish_reason="stop") if self._stop.stopped else piece.completion)


class _Channel(Protocol):
    """Text goes in as it is written, and what belongs to the answer comes out; `finish` returns what was held back."""

    def push(self, text: str) -> str: ...
    def finish(self) -> str: ...


class _Plain:
    def push(self, text: str) -> str:
        return text

    def finish(self) -> str:
        return ""


class _Think:
    """Drops one block of thoughts at the beginning; an answer that speaks of `<think>` later is left alone."""

    def __init__(self, inside: bool) -> None:
        self._state = "thinking" if inside else "before"
        self._held = ""

    def push(self, text: str) -> str:
        self._held += text
        if self._state == "before":
            begin = self._held.lstrip()
            if _OPEN.startswith(begin):
                self._state = "thinking" if begin == _OPEN else "before"
                return ""
            self._state = "thinking" if begin.startswith(_OPEN) else "answer"
        if self._state == "thinking":
            _, closed, rest = self._held.partition(_CLOSE)
            self._held = rest if closed else self._held[1 - len(_CLOSE) :]
            if not closed:
                return ""
            self._state = "gap"
        if self._state == "gap":
            self._held = self._held.lstrip()
            if not self._held:
                return ""
            self._state = "answer"
        text, self._held = self._held, ""
        return text

    def finish(self) -> str:
        return self._held if self._state == "before" else ""


class _Harmony:
    """Shows what stands in messages on the channel `final`, and in those that name no channel."""

    def __init__(self, inside: bool) -> None:
        self._state = "message" if inside else "header"
        self._channel = ""
        self._marked = inside
        self._held = ""

    def push(self, text: str) -> str:
        self._held += text
        shown = ""
        while found := _MARKER.search(self._held):
            shown += self._text(self._held[: found.start()])
            self._held = self._held[found.end() :]
            self._mark(found[1])
        begun = _BEGUN.search(self._held)
        whole = begun.start() if begun else len(self._held)
        shown += self._text(self._held[:whole])
        self._held = self._held[whole:]
        return shown

    def finish(self) -> str:
        """A model that marks nothing has written nothing but its answer."""
        text = self._text(self._held)
        return text if self._marked else self._channel

    def _mark(self, marker: str) -> None:
        self._marked = True
        if marker == "message":
            self._state = "message"
        elif marker == "channel":
            self._state, self._channel = "channel", ""
        elif marker == "constrain":
            self._state = "header"
        else:
            self._state, self._channel = "header", ""

    def _text(self, text: str) -> str:
        if self._state == "message":
            return text if self._channel.split()[:1] in ([], ["final"]) else ""
        if self._state == "channel" or not self._marked:
            self._channel += text
        return ""


def _inside(prompt: str) -> bool:
    return prompt.rstrip().endswith(_OPEN)
