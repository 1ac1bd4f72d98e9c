"""From token ids to text that may be shown: whole characters only, and never a part of a stop string."""

from collections.abc import Sequence
from typing import Any

_INCOMPLETE = "\ufffd"


class TextStream:
    """Decodes one answer as its tokens arrive.

    `push` returns the text that is certain by now, possibly none: bytes of an unfinished character and text that
    may yet become a stop string are held back. Once `stopped` is set the answer is over.
    """

    def __init__(self, tokenizer: Any, stop: Sequence[str]) -> None:
        self.stopped = False
        self._tokenizer = tokenizer
        self._stop = tuple(filter(None, stop))
        self._ids: list[int] = []
        self._shown = ""  # what the ids of the window have given so far
        self._held = ""

    def push(self, token: int) -> str:
        self._ids.append(token)
        text = self._decode(self._ids)
        if text.endswith(_INCOMPLETE):
            return ""
        new = text[len(self._shown) :]
        # The window keeps the last piece as context: some decoders drop the space before a first word.
        if new and len(self._ids) > 16:
            self._ids = self._ids[-4:]
            text = self._decode(self._ids)
        self._shown = text
        return self._release(new)

    def finish(self) -> str:
        """Return what was held back, now that no more tokens come."""
        if self.stopped:
            return ""
        text = self._release(self._tail())
        return text if self.stopped else text + self._held

    def _tail(self) -> str:
        return self._decode(self._ids)[len(self._shown) :]

    def _decode(self, ids: list[int]) -> str:
        text: str = self._tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return text

    def _release(self, new: str) -> str:
        text = self._held + new
        found = min((at for at in (text.find(stop) for stop in self._stop) if at >= 0), default=-1)
        if found >= 0:
            self.stopped, self._held = True, ""
            return text[:found]
        keep = max((_overlap(text, stop) for stop in self._stop), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]


def _overlap(text: str, stop: str) -> int:
    """Return how many of the last letters of the text begin the stop string."""
    return next((n for n in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:n])), 0)
