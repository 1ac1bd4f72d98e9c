"""Patterns of sentences: `[a|b]` is a choice, `{slot}` a gap; a pattern is parsed once and said many times."""

import re
from collections.abc import Sequence
from functools import cache
from random import Random

# A parsed pattern: a sequence of literal text, ("slot", name) and choices (tuples of parsed patterns).
Part = str | tuple[str, str] | list["Parsed"]
Parsed = tuple[Part, ...]

_TOKEN = re.compile(r"[\[\]|]|\{\w+\}|[^\[\]|{}]+")


@cache
def parse(pattern: str) -> Parsed:
    tokens = _TOKEN.findall(pattern)
    parsed, rest = _alternatives(tokens, 0)
    if rest != len(tokens) or len(parsed) != 1:
        raise ValueError(f"unbalanced brackets in {pattern!r}")
    return parsed[0]


def _alternatives(tokens: list[str], at: int) -> tuple[list[Parsed], int]:
    options: list[Parsed] = []
    parts: list[Part] = []
    while at < len(tokens) and tokens[at] != "]":
        token = tokens[at]
        if token == "[":
            inner, at = _alternatives(tokens, at + 1)
            parts.append(inner)
        elif token == "|":
            options.append(tuple(parts))
            parts = []
        elif token.startswith("{"):
            parts.append(("slot", token[1:-1]))
        else:
            parts.append(token)
        at += 1
    return [*options, tuple(parts)], at


def _write(parsed: Parsed, rng: Random, slots: dict[str, str]) -> str:
    out = []
    for part in parsed:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, tuple):
            out.append(slots[part[1]])
        else:
            out.append(_write(part[int(rng.random() * len(part))], rng, slots))
    return "".join(out)


def say(rng: Random, patterns: str | Sequence[str], **slots: str) -> str:
    """One saying of one of the patterns, its gaps filled."""
    pattern = patterns if isinstance(patterns, str) else patterns[int(rng.random() * len(patterns))]
    return " ".join(_write(parse(pattern), rng, slots).split()).replace(" ,", ",")


def sayings(pattern: str) -> int:
    """How many different sentences a pattern can say, its gaps left open."""

    def count(parsed: Parsed) -> int:
        total = 1
        for part in parsed:
            if isinstance(part, list):
                total *= sum(count(option) for option in part)
        return total

    return count(parse(pattern))
