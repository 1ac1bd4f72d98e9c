"""Where the keys and values of answers are kept while they are being written."""

from __future__ import annotations

import torch
from torch import Tensor

from .prefix_cache import Segment


class Store:
    """The keys and values of the answers that are being written, one row each: (rows, heads, room, size) a layer."""

    def __init__(self) -> None:
        self.rows = self.room = 0
        self._keys: dict[int, Tensor] = {}
        self._values: dict[int, Tensor] = {}

    def reserve(self, rows: int, room: int) -> None:
        """Make place; what stands there stays."""
        if rows > self.rows or room > self.room:
            self.rows, self.room = max(rows, self.rows), max(-(-room // 64) * 64, self.room)
            self._keys = {layer: self._grown(tensor) for layer, tensor in self._keys.items()}
            self._values = {layer: self._grown(tensor) for layer, tensor in self._values.items()}

    def clear(self) -> None:
        """Give the memory back."""
        self._keys, self._values, self.rows, self.room = {}, {}, 0, 0

    def put(
        self, layer: int, rows: Tensor | int, places: Tensor | int, keys: Tensor, values: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Write the keys and values (heads, tokens, size) of tokens to their rows and places; returns the whole.

        One token alone is written five times as fast where its row and place are numbers.
        """
        for tensors, new in ((self._keys, keys), (self._values, values)):
            if layer not in tensors:
                tensors[layer] = new.new_zeros(self.rows, new.shape[0], self.room, new.shape[2])
            tensors[layer][rows, :, places] = new.transpose(0, 1)
        return self._keys[layer], self._values[layer]

    def copy_in(self, row: int, place: int, segment: Segment) -> None:
        """Write a segment into a row."""
        span = torch.arange(place, place + len(segment), device=segment.keys[0].device)
        rows = torch.full_like(span, row)
        for layer, (keys, values) in enumerate(zip(segment.keys, segment.values, strict=True)):
            self.put(layer, rows, span, keys, values)

    def move(self, source: int, target: int) -> None:
        """Copy one row over another."""
        for tensor in (*self._keys.values(), *self._values.values()):
            tensor[target] = tensor[source]

    def _grown(self, tensor: Tensor) -> Tensor:
        rows, heads, room, size = tensor.shape
        grown = tensor.new_zeros(self.rows, heads, self.room, size)
        grown[:rows, :, :room] = tensor
        return grown
