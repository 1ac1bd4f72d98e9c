"""Which tools the evidence of a message speaks for, and how much the small model's word counts beside it.

A log-linear choice: each kind of evidence has a weight for each of our own tools and one for plug-ins. They stand in
route_weights.tsv, written by `python -m hoidap.training.fit_routes`. A model of a few million parameters is asked last,
and only where the two likeliest tools are close: it knows few of the words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

from .route_evidence import Evidence

PLUG_IN = "plug-in"
MODEL_WEIGHT = 0.2  # of the model's log odds, beside the evidence's
_SUREST = 3.0  # log odds; a small model that is surer than this is not to be trusted more

Weights = Mapping[str, Mapping[str, float]]  # by tool, then by evidence


def ranked(ours: Evidence, plug_ins: Mapping[str, Evidence], weights: Weights | None = None) -> list[tuple[str, float]]:
    """The tools with the log odds that the evidence gives them, the likeliest first."""
    weights = weights or known_weights()
    scores = {tool: _score(ours, of_tool) for tool, of_tool in weights.items() if tool != PLUG_IN}
    for name, shared in plug_ins.items():
        scores[name] = _score(ours, weights[PLUG_IN]) + _score(shared, weights[PLUG_IN])
    return sorted(scores.items(), key=lambda scored: -scored[1])


def beyond_doubt(first: tuple[str, float], second: tuple[str, float]) -> bool:
    """Whether the evidence is so far ahead that no word of the model could change the choice."""
    return first[1] - second[1] > MODEL_WEIGHT * _SUREST


def settled(first: tuple[str, float], second: tuple[str, float], said: str, confidence: float) -> str:
    """The tool of the two that evidence and model speak for together.

    `said` is the one that the model named, `confidence` the probability that it gave it.
    """
    sure = max(-_SUREST, min(_SUREST, _log_odds(confidence)))
    ahead = first[1] - second[1] + MODEL_WEIGHT * (sure if said == first[0] else -sure)
    return first[0] if ahead >= 0 else second[0]


@cache
def known_weights() -> Weights:
    """The weights of route_weights.tsv."""
    lines = resources.files("hoidap.chains").joinpath("route_weights.tsv").read_text(encoding="utf-8").splitlines()
    head, *rows = (line.split("\t") for line in lines if not line.startswith("#"))
    table = {name: [float(cell or 0) for cell in cells] for name, *cells in rows}
    return {tool: {name: cells[place] for name, cells in table.items()} for place, tool in enumerate(head[1:])}


def _score(evidence: Evidence, weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * amount for name, amount in evidence.items())


def _log_odds(probability: float) -> float:
    likely = max(1e-6, min(1 - 1e-6, probability))
    return math.log(likely / (1 - likely))
