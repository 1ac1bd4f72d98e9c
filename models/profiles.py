"""What is known of each model by name: where its weights are, what it may be used for, and its habits.

The facts stand in profiles.toml; this module loads no model.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Quantize = Literal["none", "8bit", "4bit"]

# Bytes a parameter: bf16, and what bitsandbytes leaves of it (embeddings and norms stay at 16 bit).
_BYTES: dict[Quantize, float] = {"none": 2.0, "8bit": 1.15, "4bit": 0.75}
_EVERYTHING_ELSE = 1.2  # activations, KV cache of a few thousand tokens, buffers


@dataclass(frozen=True)
class Profile:
    """One model. `weights` is a hub name or a folder; `parameters` is 0 where it is not known."""

    name: str
    weights: str
    licence: str = "unknown"
    languages: tuple[str, ...] = ()
    parameters: int = 0
    context: int = 4096
    system_role: bool = True
    stop: tuple[str, ...] = ()
    form: Literal["slots", "instruct"] = "instruct"
    schema_tokens: int = 4000
    answer_prefix: str = ""
    published: str = ""

    def memory(self, quantize: Quantize = "none") -> float:
        """Return roughly how many gigabytes the model takes while it answers, by its number of parameters."""
        return self.parameters * _BYTES[quantize] * _EVERYTHING_ELSE / 1e9

    def get(self, key: str, default: object = None) -> object:
        """Answer LangChain, which asks a chat model's profile for capabilities as it would ask a dict."""
        return getattr(self, key, default)


@cache
def all_profiles() -> dict[str, Profile]:
    """Return all profiles by name, in the file's order."""
    facts = tomllib.loads(Path(__file__).with_name("profiles.toml").read_text(encoding="utf-8"))
    return {name: _profile(name, **values) for name, values in facts.items()}


def _profile(name: str, weights: str, languages: list[str], stop: list[str], **facts: Any) -> Profile:
    here = Path(__file__).parent
    where = weights if "/" in weights else str(here / weights)
    return Profile(name, where, languages=tuple(languages), stop=tuple(stop), **facts)
