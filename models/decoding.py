"""The decode loop: one forward pass a token, over the model's own KV cache.

Written out instead of calling `generate`, because a token's probability, the grammar, cancelling and streaming
each need a hand on every step. Greedy output is the same, token for token.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import torch
from transformers import RepetitionPenaltyLogitsProcessor, TopPLogitsWarper

from .errors import GenerationCancelled

if TYPE_CHECKING:
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


def decode(
    model: Any, prompt: Sequence[int], sampling: Sampling, grammar: "Grammar | None", cancelled: Flag
) -> Iterator[Step]:
    """Yield tokens for as long as the caller asks; the caller decides on end tokens and on the limit.

    Ends by itself where the grammar permits nothing more. Raises GenerationCancelled within a token of
    `cancelled` being set. Call inside `torch.inference_mode()`.
    """
    device = model.device
    ids = torch.tensor([prompt], device=device)
    fed, cache = ids, None
    penalty = getattr(model.generation_config, "repetition_penalty", None) or 1.0
    penalise = RepetitionPenaltyLogitsProcessor(penalty) if penalty != 1.0 else None
    choose = _Choice(sampling, device)
    while True:
        if cancelled.is_set():
            raise GenerationCancelled("The request was stopped.")
        output = model(input_ids=fed, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache = output.past_key_values
        scores = output.logits[:, -1].float()
        if penalise is not None:
            scores = penalise(ids, scores)
        if grammar is not None:
            grammar.mask(scores)
        step = choose(scores)
        yield step
        if grammar is not None and grammar.accept(step.token):
            return
        fed = torch.tensor([[step.token]], device=device)
        if penalise is not None:
            ids = torch.cat([ids, fed], dim=1)


class _Choice:
    """Picks a token from scores; holds the random generator of a request."""

    def __init__(self, sampling: Sampling, device: torch.device) -> None:
        self.temperature = sampling.temperature
        self.nucleus = TopPLogitsWarper(sampling.top_p) if sampling.top_p < 1 else None
        self.generator: torch.Generator | None = None
        if sampling.seed is not None:
            self.generator = torch.Generator(device).manual_seed(sampling.seed)

    def __call__(self, scores: torch.Tensor) -> Step:
        if self.temperature > 0:
            warped = scores / self.temperature
            if self.nucleus is not None:
                warped = self.nucleus(None, warped)
            token = int(torch.multinomial(warped.softmax(-1), 1, generator=self.generator))
        else:
            token = int(scores.argmax(-1))
        return Step(token, float(scores[0, token] - scores[0].logsumexp(-1)))


def confidence(log_probabilities: float) -> float:
    """Turn a sum of log probabilities into the probability of the whole answer, 0 to 1."""
    return min(1.0, math.exp(log_probabilities))
