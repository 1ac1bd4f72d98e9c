"""What is asked of a tuning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..dataset import Pair

MOST_PAIRS, PAIRS_A_MINUTE = 6000, 150

Method = Literal["auto", "full", "lora"]


@dataclass(frozen=True)
class Order:
    """`minutes` are those of the whole command, making and judging included.

    `out` is the folder that HOIDAP_MODEL is to take; what is not finished lies beside it, in `work`. `own` are pairs
    that people wrote or approved of, tried on the database, and `glossary` is the file that belongs to it, if any.
    `four_bit` is QLoRA instead of LoRA.
    Method "auto" trains every weight of a model of hoidap's own prompt form, and adapters of any other.
    """

    base: str
    out: Path
    minutes: float = 30
    method: Method = "auto"
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    four_bit: bool = False
    seed: int = 0
    most_pairs: int = 0
    own: tuple[Pair, ...] = ()
    glossary: Path | None = None

    @property
    def pairs(self) -> int:
        """How many questions are made: `most_pairs`, or as many as can be learned in the time."""
        return self.most_pairs or int(min(MOST_PAIRS, PAIRS_A_MINUTE * self.minutes))

    @property
    def work(self) -> Path:
        """Where pairs, checkpoints and candidates lie until the tuning is over."""
        return self.out.with_name(self.out.name + ".tuning")
