"""The keys and values of prompts already read, kept for the prompts that begin alike.

A radix tree over token ids, as in SGLang's RadixAttention (Zheng et al., 2023): each edge holds a run of tokens with
its keys and values, and an edge is split where a prompt leaves it. What was used longest ago goes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Segment:
    """A run of tokens from position `start` on; per layer its keys and values, each (heads, tokens, size).

    Nothing changes a segment, so an answer under way goes on with those that it has, whatever the cache lets go.
    """

    ids: tuple[int, ...]
    start: int
    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]

    @property
    def nbytes(self) -> int:
        return sum(tensor.nbytes for tensor in (*self.keys, *self.values))

    def __len__(self) -> int:
        return len(self.ids)

    def split(self, at: int) -> tuple[Segment, Segment]:
        """Cut before the token `at`; each part in memory of its own, so that one can go without the other."""
        return self._part(slice(None, at), self.start), self._part(slice(at, None), self.start + at)

    def _part(self, run: slice, start: int) -> Segment:
        keys, values = (tuple(each[:, run].clone() for each in layers) for layers in (self.keys, self.values))
        return Segment(self.ids[run], start, keys, values)


def joined(segments: Sequence[Segment]) -> Segment:
    """Segments that follow each other, as one."""
    if len(segments) == 1:
        return segments[0]
    ids = tuple(token for segment in segments for token in segment.ids)
    keys = tuple(torch.cat(layer, 1) for layer in zip(*(segment.keys for segment in segments), strict=True))
    values = tuple(torch.cat(layer, 1) for layer in zip(*(segment.values for segment in segments), strict=True))
    return Segment(ids, segments[0].start, keys, values)


def common(first: Sequence[int], second: Sequence[int]) -> int:
    """How many ids two sequences share from the beginning."""
    at = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        at += 1
    return at


@dataclass(eq=False)
class _Node:
    segment: Segment | None  # None at the root
    parent: _Node | None
    children: dict[int, _Node] = field(default_factory=dict)  # by their first token
    used: int = 0


class PrefixCache:
    """Segments of prompts, at most `limit` bytes of them. One thread at a time."""

    def __init__(self, limit: int) -> None:
        self.limit, self.bytes, self.tokens = limit, 0, 0
        self._root = _Node(None, None)
        self._clock = count(1)

    def match(self, ids: Sequence[int]) -> list[Segment]:
        """The segments that hold the longest known beginning of `ids`, in order."""
        node, path = self._root, []
        now, at = next(self._clock), 0
        while at < len(ids) and (child := node.children.get(ids[at])) is not None:
            assert child.segment is not None
            shared = common(child.segment.ids, ids[at : at + len(child.segment)])
            node = child if shared == len(child.segment) else self._split(child, shared)
            assert node.segment is not None
            node.used = now
            path.append(node.segment)
            at += shared
        return path

    def insert(self, segment: Segment, before: Sequence[int]) -> None:
        """Keep a segment that follows the tokens `before`, as far as it is new.

        Does nothing where those tokens are not here any more, or the segment alone is beyond the limit.
        """
        path = self.match((*before, *segment.ids))
        known = sum(map(len, path)) - len(before)
        if known < 0 or known == len(segment) or segment.nbytes > self.limit:
            return
        node = self._root
        for passed in path:
            node = node.children[passed.ids[0]]
        new = segment.split(known)[1] if known else segment
        node.children[new.ids[0]] = _Node(new, node, used=next(self._clock))
        self._count(new, 1)
        self._evict()

    def clear(self) -> None:
        """Let everything go."""
        self._root = _Node(None, None)
        self.bytes = self.tokens = 0

    def _split(self, node: _Node, at: int) -> _Node:
        """Cut an edge in two; returns the node of its first half."""
        assert node.segment is not None and node.parent is not None
        head, tail = node.segment.split(at)
        front = _Node(head, node.parent, {tail.ids[0]: node}, node.used)
        node.parent.children[head.ids[0]] = front
        node.segment, node.parent = tail, front
        return front

    def _evict(self) -> None:
        while self.bytes > self.limit:
            oldest = min(self._leaves(), key=attrgetter("used"))
            assert oldest.segment is not None and oldest.parent is not None
            del oldest.parent.children[oldest.segment.ids[0]]
            self._count(oldest.segment, -1)

    def _leaves(self) -> list[_Node]:
        found, waiting = [], [self._root]
        while waiting:
            node = waiting.pop()
            waiting += node.children.values()
            if not node.children:
                found.append(node)
        return found

    def _count(self, segment: Segment, sign: int) -> None:
        self.bytes += sign * segment.nbytes
        self.tokens += sign * len(segment)
