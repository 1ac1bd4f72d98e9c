"""Choosing the next token from scores, for several requests at once.

Greedy choices are those of stock `generate`, token for token.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import torch
from torch import Tensor
from transformers import RepetitionPenaltyLogitsProcessor, TopPLogitsWarper

from .grammar import Grammar


class Flag(Protocol):
    """Anything with the reading half of `threading.Event`."""

    def is_set(self) -> bool: ...


@dataclass(frozen=True)
class Sampling:
    """How the next token is chosen; temperature 0 is greedy."""

    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None


GREEDY = Sampling()


class Step(NamedTuple):
    """One chosen token and the natural logarithm of its probability, after the grammar and before the temperature."""

    token: int
    log_probability: float


class Chooser:
    """Chooses the tokens of one request; holds its random generator, its grammar and its penalty."""

    def __init__(self, sampling: Sampling, grammar: Grammar | None, penalty: float, device: torch.device) -> None:
        self.temperature = sampling.temperature
        self.grammar = grammar
        self._nucleus = TopPLogitsWarper(sampling.top_p) if sampling.top_p < 1 else None
        self._penalise = RepetitionPenaltyLogitsProcessor(penalty) if penalty != 1.0 else None
        self._generator: torch.Generator | None = None
        if sampling.seed is not None:
            self._generator = torch.Generator(device).manual_seed(sampling.seed)

    def restrict(self, scores: Tensor, ids: Sequence[int]) -> None:
        """Change the scores (vocabulary,) in place: the model's penalty for what was said, then the grammar."""
        if self._penalise is not None:
            scores.copy_(self._penalise(torch.tensor([ids], device=scores.device), scores[None])[0])
        if self.grammar is not None:
            self.grammar.mask(scores)

    def sample(self, scores: Tensor) -> int:
        """Draw a token from scores (vocabulary,)."""
        warped = scores[None] / self.temperature
        if self._nucleus is not None:
            warped = self._nucleus(None, warped)
        return int(torch.multinomial(warped.softmax(-1), 1, generator=self._generator))


def choose(scores: Tensor, choosers: Sequence[Chooser]) -> list[Step]:
    """Choose one token a row from scores (rows, vocabulary) that have been restricted."""
    tokens = scores.argmax(-1)
    for row, chooser in enumerate(choosers):
        if chooser.temperature > 0:
            tokens[row] = chooser.sample(scores[row])
    likelihood = scores.gather(-1, tokens[:, None])[:, 0] - scores.logsumexp(-1)
    return [Step(*step) for step in zip(tokens.tolist(), likelihood.tolist(), strict=True)]


def confidence(log_probabilities: float) -> float:
    """Turn a sum of log probabilities into the probability of the whole answer, 0 to 1."""
    return min(1.0, math.exp(log_probabilities))
