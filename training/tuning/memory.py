"""How much memory a training takes, and the largest batch that fits into what there is."""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

SPARED = 0.8  # of what is available: others need memory too
MOST_TOKENS = 4096  # of a batch; more makes no faster steps on a CPU
MOST_ROWS = 64
_MESSAGES = ("out of memory", "can't allocate memory", "not enough memory")


@dataclass(frozen=True)
class Shape:
    """What the memory of a training depends on; `width` and the rest as the model's config names them."""

    parameters: int
    trained: int
    layers: int
    width: int
    inner: int
    vocabulary: int
    weight_bytes: float
    recomputed: bool = False

    def fixed(self) -> int:
        """Bytes whatever the batch: weights, and for each trained one its gradient, two moments and a copy in bf16."""
        return int(self.parameters * self.weight_bytes + self.trained * (4 + 8 + 2))

    def for_token(self, replied: float) -> float:
        """Bytes of one token of a batch, of which `replied` is the share that the loss counts.

        What a layer keeps for the way back, in 16 bits (Korthikanti et al., 2022, without attention's matrices, which
        are computed anew): its input, the norms', queries, keys, values, what attention gives and three of the inner
        width; with recomputing, its input alone, and one layer's whole. The scores of the vocabulary stand in 32 bits
        three times: as they come, as probabilities, and as their gradient.
        """
        layer = 2 * (10 * self.width + 4 * self.inner) + 4 * 4 * self.width
        kept = self.layers * 2 * self.width + layer if self.recomputed else self.layers * layer
        return kept + replied * 4 * 3.5 * self.vocabulary


@dataclass(frozen=True)
class Fit:
    """`rows` lessons of `longest` tokens make a batch; `estimate` is what the process is expected to hold at most."""

    rows: int
    longest: int
    estimate: int
    available: int


def fitted(shape: Shape, longest: int, replied: float, device: str, held: int, most_tokens: int = MOST_TOKENS) -> Fit:
    """The largest batch that fits; where not even one row does, one row, and what it will probably take.

    `held` is what the process holds before the weights come.
    """
    free = available(device)
    room = SPARED * free - shape.fixed()
    row = longest * shape.for_token(replied)
    rows = int(max(1, min(room // row, most_tokens // longest, MOST_ROWS)))
    before = held if device == "cpu" else 0
    return Fit(rows, longest, int(before + shape.fixed() + rows * row), free)


def available(device: str) -> int:
    """Bytes that can still be taken: of the GPU, or of the machine and what its container allows."""
    if device == "cuda":
        return int(torch.cuda.mem_get_info()[0])
    free = int(psutil.virtual_memory().available)
    limit, used = (_number(Path("/sys/fs/cgroup") / name) for name in ("memory.max", "memory.current"))
    return min(free, limit - used) if limit is not None and used is not None else free


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):  # no such file, or "max"
        return None


def peak(device: str) -> int:
    """The most bytes held so far: on a GPU by torch, else by this process, those it started left out."""
    if device == "cuda":
        return int(torch.cuda.max_memory_allocated())
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory did not suffice, wherever that was."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error).lower() for words in _MESSAGES)
