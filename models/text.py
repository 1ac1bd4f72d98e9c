"""From token ids to text that may be shown: whole characters only, and never a part of a stop string."""

from collections.abc import Sequence
from typing import Any

_INCOMPLETE = "\ufffd"
_THINK = ("<think>", "</think>")
_HARMONY = tuple(f"<|{name}|>" for name in ("channel", "message", "start", "end", "return", "call", "constrain"))


class StopStrings:
    """Lets text through up to the first stop string, and holds back what may yet become one."""

    def __init__(self, stop: Sequence[str]) -> None:
        self.stopped = False
        self._stop = tuple(filter(None, stop))
        self._held = ""

    def push(self, new: str) -> str:
        if self.stopped:
            return ""
        text = self._held + new
        found = min((at for at in (text.find(stop) for stop in self._stop) if at >= 0), default=-1)
        if found >= 0:
            self.stopped, self._held = True, ""
            return text[:found]
        keep = max((_overlap(text, stop) for stop in self._stop), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]

    def finish(self) -> str:
        """Return what was held back, now that no more comes."""
        return self._held


class TextStream:
    """Decodes one answer as its tokens arrive.

    `push` returns the text that is certain by now, possibly none: bytes of an unfinished character and text that
    may yet become a stop string are held back. Once `stopped` is set the answer is over. Special tokens are left out,
    but for those that mark a reasoning channel: whoever drops the channel has to see them.
    """

    def __init__(self, tokenizer: Any, stop: Sequence[str]) -> None:
        self._tokenizer = tokenizer
        self._stop = StopStrings(stop)
        self._markers = _channel_markers(tokenizer)
        self._ids: list[int] = []
        self._shown = ""  # what the ids of the window have given so far

    @property
    def stopped(self) -> bool:
        return self._stop.stopped

    def push(self, token: int) -> str:
        if token in self._markers:
            text = self._tail() + self._markers[token]
            self._ids, self._shown = [], ""
            return self._stop.push(text)
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
        return self._stop.push(new)

    def finish(self) -> str:
        """Return what was held back, now that no more tokens come."""
        return self._stop.push(self._tail()) + self._stop.finish()

    def _tail(self) -> str:
        return self._decode(self._ids)[len(self._shown) :]

    def _decode(self, ids: list[int]) -> str:
        text: str = self._tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return text


def _channel_markers(tokenizer: Any) -> dict[int, str]:
    known = {text: tokenizer.convert_tokens_to_ids(text) for text in (*_THINK, *_HARMONY)}
    missing = (None, tokenizer.unk_token_id)
    # Without channels `<|end|>` and its like are what other families end a turn with.
    names = _THINK if known["<|channel|>"] in missing else known
    return {known[text]: text for text in names if known[text] not in missing}


def _overlap(text: str, stop: str) -> int:
    """Return how many of the last letters of the text begin the stop string."""
    return next((n for n in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:n])), 0)
