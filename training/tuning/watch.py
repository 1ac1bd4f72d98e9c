"""The clock of a training: when to look how good it has become, when to keep a checkpoint, and when to stop."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

WARM_UP = 40  # steps until the rate is whole
FALLING = 0.6  # share of the time after which the rate falls
LONGEST_STEP = 60.0  # seconds; what takes longer was a machine that slept or a process that was stopped
LOOKS = 6
PATIENCE = 2  # looks without anything better, after which the end begins early
CHECKPOINT_SECONDS = 60.0


@dataclass
class Watch:
    """`seconds` is how long the training may take in all, `spent` what it has used; looking is part of it."""

    seconds: float
    spent: float = 0.0
    steps: int = 0
    lessons: int = 0
    looked: int = 0
    best: float = -1.0
    since_best: int = 0
    kept_at: float = 0.0

    @property
    def share(self) -> float:
        """How much of the time is used, from 0 to 1."""
        return min(1.0, self.spent / self.seconds)

    def rate(self, peak: float) -> float:
        """The learning rate now: warmed up, held, then falling to 2 % of its peak."""
        falling = max(0.0, (self.share - FALLING) / (1 - FALLING))
        return peak * min(1.0, (self.steps + 1) / WARM_UP) * (1 - 0.98 * falling)

    def stepped(self, seconds: float, lessons: int) -> None:
        """Count a step."""
        self.steps, self.lessons = self.steps + 1, self.lessons + lessons
        self.spent += min(seconds, LONGEST_STEP)

    def look_due(self) -> bool:
        """Whether it is time to look; at the very end always."""
        return self.share >= min(1.0, (self.looked + 1) / LOOKS)

    def saw(self, score: float, seconds: float) -> bool:
        """Count a look; tells whether this is the best so far.

        Where nothing better comes any more, the rate begins to fall now: the end of a training, at a small rate, is
        what improves it most, so it is not what early stopping should save. Of two that are as good, the later one is
        the best: it has seen more.
        """
        better = score >= self.best
        self.looked, self.spent = self.looked + 1, self.spent + seconds
        self.best, self.since_best = (score, 0) if better else (self.best, self.since_best + 1)
        if self.since_best >= PATIENCE and self.share < FALLING:
            self.seconds = self.spent / FALLING
        return better

    def checkpoint_due(self) -> bool:
        """Whether a checkpoint should be kept; asking counts as keeping it."""
        if self.spent - self.kept_at < CHECKPOINT_SECONDS:
            return False
        self.kept_at = self.spent
        return True

    def over(self) -> bool:
        """Whether the time is used up."""
        return self.share >= 1

    def write(self, file: Path) -> None:
        """Keep it beside a checkpoint."""
        unfinished = file.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(self)), encoding="utf-8")
        unfinished.replace(file)

    @classmethod
    def read(cls, file: Path, seconds: float) -> Watch:
        """The one in `file`, or a new one."""
        return cls(**json.loads(file.read_text(encoding="utf-8"))) if file.exists() else cls(seconds)
