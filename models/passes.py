"""Forward passes over many requests at once: prompts are read and answers written in the same pass.

Two ways: `SharedPasses` for models whose attention can be replaced, `PlainPasses` for all others, which reads nothing
twice within a request but shares nothing between them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor

from .attention import Decode, Layout, Prefill, Writing, attending
from .prefix_cache import PrefixCache, Segment, common, joined
from .store import Store

_BESIDE = 256  # tokens that a request copies beside its answer at most, instead of reading them as a segment
_OVERLAP = 32  # shared tokens for which it pays to wait until another request has read them
# By which scores may differ from the stock model's, relative to the largest. In bf16, thirty random layers differ by
# that much from themselves in fp32, and the stock kernels from each other.
_TOLERANCE, _TOLERANCE_16 = 0.05, 0.25


@dataclass(eq=False)
class RequestState:
    """One request as the model sees it: the ids of its prompt and its answer, of which the first `done` are read."""

    ids: list[int]
    prompt: int
    done: int = 0
    cached: int = 0  # tokens of the prompt that were in the prefix cache
    segments: list[Segment] = field(default_factory=list)
    kept: int = 0  # how many of the segments came from the prefix cache
    beside: int = 0  # how many of the done ids stand in the store
    stock: Any = None  # in plain passes, the model's own cache
    scores: Tensor | None = None  # in plain passes, those after the last id

    @property
    def reading(self) -> bool:
        return self.done < self.prompt


Share = tuple[RequestState, int]  # a request whose prompt is being read, and how many tokens of it in this pass


class Passes(Protocol):
    """How an engine drives a model."""

    cache: PrefixCache

    def plan(self, reading: Sequence[RequestState], budget: int) -> list[Share]:
        """Choose whose prompts to read in the next pass, and how far; at least one where there is one."""

    def run(self, writing: Sequence[RequestState], reading: Sequence[Share], check: Callable[[], None]) -> Tensor:
        """Make one pass; returns the scores (requests, vocabulary) for what follows the last id.

        They are in the order of `writing` and of those in `reading` whose prompt ends in this pass. Where the pass
        raises, the states are as before. `check` may raise, at any layer.
        """

    def leave(self, state: RequestState) -> None:
        """Let go of what is kept for a request that has ended."""


class SharedPasses:
    """Packed passes over shared segments (see attention.py)."""

    def __init__(self, model: Any, cache: PrefixCache) -> None:
        self.cache = cache
        self._model = model
        self._store = Store()
        self._rows: list[RequestState] = []  # in the order of the store's rows

    def plan(self, reading: Sequence[RequestState], budget: int) -> list[Share]:
        chosen: list[Share] = []
        for state in reading:
            if state.done == state.cached:  # not begun
                self._look_up(state)
                end = state.done + _OVERLAP
                if any(common(state.ids[:end], other.ids[: other.prompt]) == end for other, _ in chosen):
                    continue  # what it shares with the other one will be in the cache
            chosen.append((state, min(state.prompt - state.done, budget)))
            budget -= chosen[-1][1]
            if budget <= 0:
                break
        return chosen

    def run(self, writing: Sequence[RequestState], reading: Sequence[Share], check: Callable[[], None]) -> Tensor:
        device = self._model.device
        in_store = sorted(writing, key=self._rows.index)  # rows in the store's own order are read without a copy
        prefills = [Prefill(s.ids[s.done : s.done + count], s.segments, device) for s, count in reading]
        parts: list[Decode | Prefill] = [self._decode(in_store, device)] if writing else []
        parts += prefills
        ids: list[int] = []
        positions: list[int] = []
        last: dict[RequestState, int] = {}
        for state, count in [*((state, len(state.ids) - state.done) for state in in_store), *reading]:
            ids += state.ids[state.done : state.done + count]
            positions += range(state.done, state.done + count)
            if state.done + count == len(state.ids):
                last[state] = len(ids) - 1
        wanted = [last[state] for state in [*writing, *(state for state, _ in reading)] if state in last]
        with attending(self._model):
            output = self._model(
                input_ids=torch.tensor([ids], device=device),
                position_ids=torch.tensor([positions], device=device),
                use_cache=False,
                logits_to_keep=torch.tensor(wanted, dtype=torch.long, device=device),
                layout=Layout(parts, check),
            )
        for state in writing:
            state.beside += len(state.ids) - state.done
            state.done = len(state.ids)
        for (state, count), prefill in zip(reading, prefills, strict=True):
            state.segments.append(prefill.taken())
            state.done += count
            if not state.reading:
                self._enter(state)
        scores: Tensor = output.logits[0]
        return scores

    def leave(self, state: RequestState) -> None:
        if state not in self._rows:
            return
        row, last = self._rows.index(state), self._rows.pop()
        if last is not state:
            self._store.move(len(self._rows), row)
            self._rows[row] = last
        if not self._rows:
            self._store.clear()

    def _look_up(self, state: RequestState) -> None:
        """Take from the cache what it has; the last token is always read, for its scores."""
        state.segments = self.cache.match(state.ids[: state.prompt - 1])
        state.kept = len(state.segments)
        state.done = state.cached = sum(map(len, state.segments))

    def _enter(self, state: RequestState) -> None:
        """Keep the prompt that was read, and give the request a row for its answer."""
        own = joined(state.segments[state.kept :])
        self.cache.insert(own, state.ids[: state.cached])
        state.segments = [*state.segments[: state.kept], own]
        beside: list[Segment] = []
        while state.segments and state.beside + len(state.segments[-1]) <= _BESIDE:
            beside.insert(0, state.segments.pop())
            state.beside += len(beside[0])
        row, place = len(self._rows), 0
        self._rows.append(state)
        self._store.reserve(len(self._rows), state.beside + 1)
        for segment in beside:
            self._store.copy_in(row, place, segment)
            place += len(segment)

    def _decode(self, writing: Sequence[RequestState], device: torch.device) -> Decode:
        rows = [
            Writing(self._rows.index(s), s.segments, s.done - s.beside, s.beside, len(s.ids) - s.done) for s in writing
        ]
        self._store.reserve(len(self._rows), max(row.filled + row.new for row in rows))
        return Decode(rows, self._store, device)


class PlainPasses:
    """The model's own attention and cache, for one request after the other."""

    def __init__(self, model: Any, cache: PrefixCache) -> None:
        self.cache = cache
        self._model = model

    def plan(self, reading: Sequence[RequestState], budget: int) -> list[Share]:
        return [(state, state.prompt) for state in reading[:1]]

    def run(self, writing: Sequence[RequestState], reading: Sequence[Share], check: Callable[[], None]) -> Tensor:
        return torch.stack([self._scores(state, check) for state in [*writing, *(state for state, _ in reading)]])

    def _scores(self, state: RequestState, check: Callable[[], None]) -> Tensor:
        """The scores of one request; read once, even where the pass is made again because of another one."""
        if state.scores is None or state.done < len(state.ids):
            check()
            fed = torch.tensor([state.ids[state.done :]], device=self._model.device)
            cache, state.stock, state.done = state.stock, None, 0  # what a failing pass leaves is of no use
            output = self._model(input_ids=fed, past_key_values=cache, use_cache=True, logits_to_keep=1)
            state.stock, state.done, state.scores = output.past_key_values, len(state.ids), output.logits[0, -1]
        return state.scores

    def leave(self, state: RequestState) -> None:
        state.stock = None


def passes_for(model: Any, cache_bytes: int) -> Passes:
    """Shared passes where the model gives the same scores by them as on its own, else plain ones."""
    cache = PrefixCache(cache_bytes)
    if _may_share(model) and _agrees(model):
        return SharedPasses(model, cache)
    return PlainPasses(model, cache)


def _may_share(model: Any) -> bool:
    config = model.config.get_text_config()
    rope = getattr(config, "rope_parameters", None) or {}
    kinds = {kind.get("rope_type", "default") for kind in [rope, *rope.values()] if isinstance(kind, dict)}
    return (
        getattr(model, "_supports_attention_backend", False)
        and set(getattr(config, "layer_types", None) or ()) <= {"full_attention", "sliding_attention"}
        and not kinds & {"dynamic", "longrope"}  # the length of the longest request would change the others
    )


@torch.inference_mode()
def _agrees(model: Any) -> bool:
    """Read a short prompt in two runs, write on, and compare with one stock pass."""
    ids = [number % model.config.get_text_config().vocab_size for number in range(3, 15)]
    try:
        stock = model(input_ids=torch.tensor([ids], device=model.device), use_cache=False).logits[0, -1].float()
        passes, state = SharedPasses(model, PrefixCache(0)), RequestState(ids[:9], 9)
        for count in (4, 5):
            passes.run([], [(state, count)], lambda: None)
        state.ids += ids[9:]
        ours = passes.run([state], [], lambda: None)[0].float()
    except (TypeError, NotImplementedError, AttributeError, RuntimeError):
        return False  # its attention is called in a way that we do not know
    tolerance = _TOLERANCE if model.dtype.itemsize > 2 else _TOLERANCE_16
    return bool((ours - stock).abs().max() <= tolerance * stock.abs().max())
