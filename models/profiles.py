"""What is known of each model by name: where its weights are, what it may be used for, and its habits.

The facts stand in profiles.toml; this module loads no model.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any, Literal

Reasoning = Literal["none", "think", "harmony"]
Device = Literal["auto", "cuda", "mps", "cpu"]
Quantize = Literal["none", "8bit", "4bit", "int8"]

# Bytes a parameter: 16 bit, and what is left where embeddings and norms stay at 16 bit, or with int8 at 32.
_BYTES: dict[Quantize, float] = {"none": 2.0, "8bit": 1.15, "4bit": 0.75, "int8": 1.5}
MOST_FOR_SCHEMA = 4000
PROFILE_FILE = "profile.toml"  # in a folder of weights, what is known of them
_EVERYTHING_ELSE = 1.2  # activations, KV cache of a few thousand tokens, buffers


Shares = tuple[tuple[str, float], ...]  # of questions answered right, in %, by the name of the questions


@dataclass(frozen=True)
class Profile:
    """One model. `weights` is a hub name or a folder; `parameters` is 0 where it is not known."""

    name: str
    weights: str
    licence: str = "unknown"
    languages: tuple[str, ...] = ()
    parameters: int = 0
    stored_bytes: int = 0
    context: int = 4096
    system_role: bool = True
    stop: tuple[str, ...] = ()
    reasoning: Reasoning = "none"
    reasoning_effort: str = ""
    thinking_tokens: int = 0
    form: Literal["slots", "instruct"] = "instruct"
    schema_tokens: int = 0
    dtype: Literal["", "float32"] = ""
    published: str = ""
    measured: Shares = ()
    int8: Shares = ()

    def room_for_schema(self) -> int:
        """Return how many tokens of a prompt a database's schema may take: half of the context where nothing is said.

        More than MOST_FOR_SCHEMA is read too slowly, and hides what matters from a small model.
        """
        return self.schema_tokens or min(self.context // 2, MOST_FOR_SCHEMA)

    def memory(self, quantize: Quantize = "none") -> float:
        """Return roughly how many gigabytes the model takes while it answers; 0 where it cannot be had in that form."""
        if self.stored_bytes:  # it comes in fewer bits as it is
            return self.stored_bytes * _EVERYTHING_ELSE / 1e9 if quantize == "none" else 0.0
        return self.parameters * _BYTES[quantize] * _EVERYTHING_ELSE / 1e9

    def unpacked(self) -> float:
        """Return the gigabytes of a model that comes in fewer bits where those have to be unpacked, as on a CPU."""
        return self.parameters * _BYTES["none"] * _EVERYTHING_ELSE / 1e9 if self.stored_bytes else 0.0

    def disk(self) -> int:
        """Return how many bytes its files have, as published: 16 bits a parameter where nothing else is said."""
        return self.stored_bytes or 2 * self.parameters

    def int8_cost(self) -> float | None:
        """Return the percentage points that int8 lost, the mean over the sets of questions; None if not measured.

        The greatest loss would say little: of a set of sixty, one question is more than a point.
        """
        if not self.int8:
            return None
        return fmean(dict(self.measured)[name] - share for name, share in self.int8)

    def get(self, key: str, default: object = None) -> object:
        """Answer LangChain, which asks a chat model's profile for capabilities as it would ask a dict."""
        return getattr(self, key, default)


@cache
def all_profiles() -> dict[str, Profile]:
    """Return all profiles by name, in the file's order."""
    facts = tomllib.loads(Path(__file__).with_name("profiles.toml").read_text(encoding="utf-8"))
    return {name: _profile(name, **values) for name, values in facts.items()}


def profile_in(folder: Path) -> Profile | None:
    """Return what the file beside some weights says of them, as `hoidap tune` writes it; None where there is none.

    Raises ValueError for a file that says what no profile has.
    """
    file = folder / PROFILE_FILE
    if not file.is_file():
        return None
    try:
        said = _profile(folder.name, "", **tomllib.loads(file.read_text(encoding="utf-8")))
    except TypeError as error:
        raise ValueError(f"{file} says what no profile has: {error}") from error
    return replace(said, weights=str(folder))


def _profile(name: str, weights: str, **facts: Any) -> Profile:
    where = weights if "/" in weights else str(Path(__file__).parent / weights)
    return Profile(name, where, **{key: _frozen(value) for key, value in facts.items()})


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return tuple(value.items())
    return tuple(value) if isinstance(value, list) else value
