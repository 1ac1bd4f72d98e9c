"""Lessons as batches of token ids of like length, made in a worker process while the model trains."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import torch
from torch import Tensor
from torch.utils.data import IterableDataset
from transformers import PreTrainedTokenizerBase

from .render import Lesson, text_of
from .tokenizer import END, ROLES

IGNORED = -100
WINDOW = 256  # lessons that are sorted by their length at a time

Sample = tuple[list[int], list[int]]  # token ids of a prompt and of its reply


@dataclass(frozen=True)
class Sizes:
    """How large a batch may be: tokens in all, padding counted, and of one lesson."""

    batch_tokens: int = 4096
    longest: int = 900


class Samples(IterableDataset[list[Sample]]):
    """Batches without end of the lessons that `open_lessons` gives for a seed; `start` tells one beginning apart."""

    def __init__(
        self,
        open_lessons: Callable[[int], Iterator[Lesson]],
        tokenizer: PreTrainedTokenizerBase,
        sizes: Sizes,
        seed: int,
        start: int,
    ) -> None:
        self.open_lessons, self.tokenizer, self.sizes = open_lessons, tokenizer, sizes
        self.seed, self.start = seed, start

    def __iter__(self) -> Iterator[list[Sample]]:
        torch.set_num_threads(1)
        worker = torch.utils.data.get_worker_info()
        stream = self.open_lessons(self.seed + 1009 * self.start + (worker.id if worker else 0))
        order = torch.Generator().manual_seed(self.seed + self.start)
        while True:
            window = sorted(islice(self._samples(stream), WINDOW), key=length)
            batches = list(self._batches(window))
            for position in torch.randperm(len(batches), generator=order).tolist():
                yield batches[position]

    def _samples(self, stream: Iterator[Lesson]) -> Iterator[Sample]:
        for lesson in stream:
            sample = tokens_of(lesson, self.tokenizer)
            if length(sample) <= self.sizes.longest:
                yield sample

    def _batches(self, window: Sequence[Sample]) -> Iterator[list[Sample]]:
        batch: list[Sample] = []
        for sample in window:  # sorted, so that the newest is the longest
            if batch and (len(batch) + 1) * length(sample) > self.sizes.batch_tokens:
                yield batch
                batch = []
            batch.append(sample)
        if batch:
            yield batch


def tokens_of(lesson: Lesson, tokenizer: PreTrainedTokenizerBase) -> Sample:
    """A lesson of the embedded model as its tokenizer reads it, the end of the reply among the reply's tokens."""
    prompt, reply = text_of(lesson, ROLES)
    return tokenizer.encode(prompt), tokenizer.encode(reply + END)


def length(sample: Sample) -> int:
    """Tokens of prompt and reply together."""
    return len(sample[0]) + len(sample[1])


def collate(batch: Sequence[Sample], multiple: int = 1) -> tuple[Tensor, Tensor, Tensor]:
    """Right-padded ids, and the next token of the reply and of the prompt at each position; all (batch, length).

    The length is a `multiple`: of each shape that a CPU has multiplied, oneDNN keeps what it worked out.
    """
    longest = -(-max(map(length, batch)) // multiple) * multiple
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    replies, prompts = torch.full_like(ids, IGNORED), torch.full_like(ids, IGNORED)
    for row, (prompt, reply) in enumerate(batch):
        ids[row, : len(prompt) + len(reply)] = torch.tensor(prompt + reply)
        replies[row, len(prompt) - 1 : len(prompt) + len(reply) - 1] = torch.tensor(reply)
        prompts[row, : len(prompt) - 1] = torch.tensor(prompt[1:])
    return ids, replies, prompts
