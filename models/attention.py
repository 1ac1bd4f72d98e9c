"""Attention for several answers at once that read the same beginning.

Transformers lets an attention function be registered by name; a model calls ours with what its architecture needs
(scaling, sliding window, soft cap, sinks) for any mixture of answers, packed one behind the other without padding.
The keys and values of a shared beginning are read once for all of them, as in Hydragen (Juravsky et al., 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward

from .prefix_cache import Segment
from .store import Store

NAME = "hoidap"
_LONG = 64  # tokens from which on the stock kernel, which first copies all keys together, is the faster one


class Style(NamedTuple):
    """How a layer attends, in transformers' terms; a position sees `window` positions with its own, None: all."""

    scaling: float
    window: int | None
    softcap: float | None
    sinks: Tensor | None  # (heads,)


@dataclass(frozen=True)
class Writing:
    """One row of a pass that goes on with its answer: where it stands, and how many tokens are new."""

    row: int  # of the store
    shared: Sequence[Segment]
    start: int  # the position of its first token in the store
    filled: int  # tokens that the store holds of it
    new: int


class Decode:
    """The new tokens of the answers that are being written."""

    def __init__(self, rows: Sequence[Writing], store: Store, device: torch.device) -> None:
        self.tokens = sum(row.new for row in rows)
        self._store, self._count, self._most = store, len(rows), max(row.new for row in rows)
        self._read = max(row.filled + row.new for row in rows)

        def tensor(numbers: Iterator[int]) -> Tensor:
            return torch.tensor(list(numbers), device=device)

        index_of = tensor(index for index, row in enumerate(rows) for _ in range(row.new))
        row_of = tensor(row.row for row in rows for _ in range(row.new))
        in_order = all(row.row == index for index, row in enumerate(rows))
        self._rows = slice(len(rows)) if in_order else tensor(row.row for row in rows)
        self._place = tensor(row.filled + at for row in rows for at in range(row.new))
        alone = self.tokens == 1
        self._put_at: tuple[Tensor | int, Tensor | int] = (
            (rows[0].row, rows[0].filled) if alone else (row_of, self._place)
        )
        self._start = tensor(row.start for row in rows for _ in range(row.new))
        self._padded = self._unpadded = None
        if self.tokens < self._count * self._most:  # the rows are of unequal length
            offsets = [0]
            for row in rows:
                offsets.append(offsets[-1] + row.new)
            self._padded = tensor(
                offsets[index] + min(at, row.new - 1) for index, row in enumerate(rows) for at in range(self._most)
            )
            self._unpadded = tensor(index * self._most + at for index, row in enumerate(rows) for at in range(row.new))
        readers: dict[Segment, list[int]] = {}
        for index, row in enumerate(rows):
            for segment in row.shared:
                readers.setdefault(segment, []).append(index)
        self._shared = [
            (segment, None if len(by) == len(rows) else torch.isin(index_of, tensor(iter(by))).nonzero()[:, 0])
            for segment, by in readers.items()
        ]
        self._masks: dict[int | None, Tensor | None] = {}
        if self._most == 1 and all(row.filled + 1 == self._read for row in rows):
            self._masks[None] = None  # as for one answer alone: all that is read may be seen

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, style: Style) -> Tensor:
        """Attend from packed tokens (heads, tokens, size) to what their rows share and to the rows themselves."""
        keys, values = self._store.put(layer, *self._put_at, key, value)
        keys, values = keys[self._rows, :, : self._read], values[self._rows, :, : self._read]
        groups = query.reshape(key.shape[0], -1, *query.shape[1:])  # key heads, queries of each, tokens, size
        scores = [self._on_segment(groups, segment.keys[layer], readers) for segment, readers in self._shared]
        scores.append(self._on_rows(groups, keys.transpose(-1, -2)))
        weights = _weights(torch.cat(scores, -1), self._mask(style.window), style).to(value.dtype)
        out, at = None, 0
        for segment, readers in self._shared:
            part = weights[..., at : at + len(segment)]
            at += len(segment)
            seen = _times(part if readers is None else part[:, :, readers], segment.values[layer])
            if readers is not None:
                seen = seen.new_zeros(*groups.shape[:3], seen.shape[-1]).index_copy_(2, readers, seen)
            out = seen if out is None else out + seen
        seen = self._on_rows(weights[..., at:], values)
        return (seen if out is None else out + seen).flatten(0, 1)

    def _on_segment(self, groups: Tensor, keys: Tensor, readers: Tensor | None) -> Tensor:
        """Scores of all tokens on one segment; where only some read it, the others get minus infinity."""
        if readers is None:
            return _scores(groups, keys)
        scores = groups.new_full((*groups.shape[:3], keys.shape[1]), -torch.inf)
        return scores.index_copy_(2, readers, _scores(groups[:, :, readers], keys))

    def _on_rows(self, left: Tensor, right: Tensor) -> Tensor:
        """Multiply each row's tokens (key heads, queries, tokens, a) with the row's own (rows, key heads, a, b)."""
        if self._count == 1:
            return _times(left, right[0])
        heads, queries = left.shape[:2]
        padded = left if self._padded is None else left[:, :, self._padded]
        rows = padded.reshape(heads, queries, self._count, self._most, -1).permute(2, 0, 1, 3, 4)
        product = rows.reshape(self._count, heads, queries * self._most, -1) @ right
        product = product.view(self._count, heads, queries, self._most, -1).permute(1, 2, 0, 3, 4)
        product = product.reshape(heads, queries, self._count * self._most, -1)
        return product if self._unpadded is None else product[:, :, self._unpadded]

    def _mask(self, window: int | None) -> Tensor | None:
        """What each token must not see (tokens, segments and rows): true there; None where that is nothing."""
        if window not in self._masks:
            positions = (self._start + self._place)[:, None]
            own = torch.arange(self._read, device=positions.device)
            hidden = [_beyond(positions, segment, window) for segment, _ in self._shared]
            hidden.append((own > self._place[:, None]) | _outside(positions, self._start[:, None] + own, window))
            self._masks[window] = torch.cat(hidden, -1)
        return self._masks[window]


class Prefill:
    """A run of prompt tokens of one request; `taken` gathers their keys and values, layer by layer."""

    def __init__(self, ids: Sequence[int], before: Sequence[Segment], device: torch.device) -> None:
        self.ids, self.tokens, self._before, self._device = tuple(ids), len(ids), before, device
        self.start = sum(map(len, before))
        self._keys: list[Tensor] = []
        self._values: list[Tensor] = []
        self._masks: dict[int | None, Tensor] = {}

    def taken(self) -> Segment:
        return Segment(self.ids, self.start, tuple(self._keys), tuple(self._values))

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor, style: Style) -> Tensor:
        """Attend from packed tokens (heads, tokens, size) to all before them and to each other."""
        if layer != len(self._keys):
            raise NotImplementedError("the layers are not called one after the other")
        self._keys.append(key.contiguous())
        self._values.append(value.contiguous())
        keys = [*(segment.keys[layer] for segment in self._before), key]
        values = [*(segment.values[layer] for segment in self._before), value]
        if self.tokens >= _LONG and style.softcap is None and style.sinks is None:
            plain = self.start == 0 and (style.window is None or style.window >= self.tokens)
            hidden = None if plain else self._hidden(style.window)
            return _stock(query, torch.cat(keys, 1), torch.cat(values, 1), hidden, style)
        groups = query.reshape(key.shape[0], -1, *query.shape[1:])
        scores = torch.cat([_scores(groups, each) for each in keys], -1)
        weights = _weights(scores, self._hidden(style.window), style).to(value.dtype)
        parts = torch.split(weights, [each.shape[1] for each in values], -1)
        return torch.stack([_times(part, each) for part, each in zip(parts, values, strict=True)]).sum(0).flatten(0, 1)

    def _hidden(self, window: int | None) -> Tensor:
        """What each token must not see (tokens, all so far): true there."""
        if window not in self._masks:
            seen = torch.arange(self.start + self.tokens, device=self._device)
            positions = seen[self.start :, None]
            self._masks[window] = (seen > positions) | _outside(positions, seen, window)
        return self._masks[window]


@dataclass(frozen=True)
class Layout:
    """What one forward pass is made of, in the order of its packed tokens."""

    parts: Sequence[Decode | Prefill]
    check: Callable[[], None] = field(default=lambda: None)  # called at every layer; raises to leave the pass


def attend(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    layout: Layout,
    scaling: float | None = None,
    sliding_window: int | None = None,
    softcap: float | None = None,
    s_aux: Tensor | None = None,
    **_: Any,
) -> tuple[Tensor, None]:
    """The attention function as transformers calls it: query (1, heads, tokens, size) -> (1, tokens, heads, size)."""
    layout.check()
    style = Style(scaling or query.shape[-1] ** -0.5, sliding_window, softcap, s_aux)
    outputs, at = [], 0
    for part in layout.parts:
        run = slice(at, at + part.tokens)
        outputs.append(part.attend(module.layer_idx, query[0, :, run], key[0, :, run], value[0, :, run], style))
        at += part.tokens
    output = outputs[0] if len(outputs) == 1 else torch.cat(outputs, 1)
    return output.transpose(0, 1)[None], None


@cache
def _register() -> None:
    AttentionInterface.register(NAME, attend)


@contextmanager
def attending(model: Any) -> Iterator[None]:
    """Let a model attend our way for the time of one pass, so that it stays a stock model for everyone else."""
    _register()
    config = model.config
    stock = config._attn_implementation
    config._attn_implementation = NAME
    try:
        yield
    finally:
        config._attn_implementation = stock


def _weights(scores: Tensor, hidden: Tensor | None, style: Style) -> Tensor:
    """Scores (key heads, queries, tokens, seen) to weights, in fp32."""
    scores = scores.float() * style.scaling
    if style.softcap is not None:
        scores = (scores / style.softcap).tanh_() * style.softcap
    if hidden is not None:
        scores.masked_fill_(hidden, -torch.inf)
    if style.sinks is None:
        return scores.softmax(-1)
    sinks = style.sinks.float().view(*scores.shape[:2], 1, 1).expand(*scores.shape[:3], 1)
    return torch.cat([scores, sinks], -1).softmax(-1)[..., :-1]


def _scores(query: Tensor, keys: Tensor) -> Tensor:
    """Multiply (key heads, queries, tokens, size) with keys (key heads, seen, size), which are not transposed.

    The product for bf16 would first copy what is; so the small side is.
    """
    heads, queries, tokens = query.shape[:3]
    product = torch.bmm(keys, query.reshape(heads, queries * tokens, -1).transpose(1, 2))
    return product.transpose(1, 2).view(heads, queries, tokens, -1)


def _times(left: Tensor, right: Tensor) -> Tensor:
    """Multiply (key heads, queries, tokens, a) with what all tokens share (key heads, a, b)."""
    heads, queries, tokens = left.shape[:3]
    return torch.bmm(left.reshape(heads, queries * tokens, -1), right).view(heads, queries, tokens, -1)


def _stock(query: Tensor, key: Tensor, value: Tensor, hidden: Tensor | None, style: Style) -> Tensor:
    """The stock kernel for one sequence; (heads, tokens, size) in and out."""
    grouped: Any = _Grouped(query.shape[0] // key.shape[0])
    mask = None if hidden is None else ~hidden[None, None]
    out, _ = sdpa_attention_forward(
        grouped, query[None], key[None], value[None], mask, scaling=style.scaling, is_causal=hidden is None
    )
    return out[0].transpose(0, 1)


class _Grouped(NamedTuple):
    """What the stock kernel asks of the module that calls it."""

    num_key_value_groups: int


def _outside(positions: Tensor, seen: Tensor, window: int | None) -> Tensor:
    if window is None:
        return torch.zeros((), dtype=torch.bool, device=seen.device)
    return seen <= positions - window


def _beyond(positions: Tensor, segment: Segment, window: int | None) -> Tensor:
    """Which tokens of a segment lie before the window of each position (tokens, segment)."""
    seen = torch.arange(segment.start, segment.start + len(segment), device=positions.device)
    return _outside(positions, seen, window).expand(len(positions), len(segment))
