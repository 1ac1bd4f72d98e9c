"""Training every weight of a small model: what the embedded model is tuned by.

Adapters save memory where a model is large. This one has six million weights, and all of them can move. So that it
unlearns nothing, half of its lessons are those that it was first trained on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import torch
from torch.utils.data import DataLoader
from transformers import AutoTokenizer, LlamaForCausalLM

from ..batches import Samples, Sizes, collate
from ..descent import descend, optimizers, reply_loss
from ..pretrain import save
from .errors import CannotTune
from .events import Event, Halved, Looked, Resumed, Went
from .lessons import Course
from .memory import Fit, out_of_memory
from .watch import Watch

RATE = 4e-4  # at its peak; the base was trained at 1.5e-3
LEAST_TOKENS = 256  # of a batch
PADDED = 64  # a batch is as long as a multiple of this; with every length there is, 2 GB more are taken

Tell = Callable[[Event], None]
Look = Callable[[Path], Looked]


class FullTraining:
    """One training of all weights, from the base in the folder `base` to folders in `work`."""

    def __init__(self, base: Path, course: Course, work: Path, watch: Watch, fit: Fit, device: str, seed: int) -> None:
        self.course, self.work, self.watch, self.device, self.seed = course, work, watch, device, seed
        self.sizes = Sizes(fit.rows * fit.longest, fit.longest)
        self.tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
        self.model = LlamaForCausalLM.from_pretrained(base, dtype=torch.float32, local_files_only=True)
        self.model.to(torch.device(device))  # type: ignore[arg-type]  # transformers wraps `to` without its types
        self.pair = optimizers(self.model)

    @property
    def checkpoint(self) -> Path:
        """Everything that a later start needs."""
        return self.work / "checkpoint.pt"

    def run(self, look: Look, tell: Tell, base: Looked | None = None, rate: float = RATE) -> Path:
        """Train until the watch is over; returns the folder of the best weights that `look` saw.

        `look` is asked from time to time about a folder of weights, and `base` is what it said of those that the
        training begins with, which are the first candidate. Raises CannotTune where no batch is small enough.
        """
        if base is not None and not self.checkpoint.exists():
            save(self.model, self.tokenizer, self.work / "best")
            self.watch.best = base.score
        self._resume(tell)
        torch.set_num_threads(free_cores())
        while not self.watch.over():
            try:
                self._train(look, tell, rate)
            except (RuntimeError, MemoryError) as error:
                if not out_of_memory(error):
                    raise
                self._halve(tell)
        return self.work / "best"

    def _train(self, look: Look, tell: Tell, rate: float) -> None:
        torch.manual_seed(self.seed + self.watch.steps)
        samples = Samples(self.course, self.tokenizer, self.sizes, self.seed, self.watch.steps)
        loader = DataLoader(samples, batch_size=None, num_workers=1, prefetch_factor=16)
        self.model.train()
        last = time.monotonic()
        for batch in loader:
            ids, replies, _ = (tensor.to(self.device) for tensor in collate(batch, PADDED))
            loss, _ = reply_loss(self.model, ids, replies)
            loss.backward()  # type: ignore[no-untyped-call]
            descend(self.model, self.pair, self.watch.rate(rate))
            now = time.monotonic()
            self.watch.stepped(now - last, len(batch))
            last = now
            tell(Went("training", self.watch.spent, self.watch.seconds))
            if self.watch.look_due():
                self._look(look, tell)
                last = time.monotonic()
            if self.watch.checkpoint_due() or self.watch.over():
                self._keep()
            if self.watch.over():
                return

    def _look(self, look: Look, tell: Tell) -> None:
        begin = time.monotonic()
        folder = self.work / "now"
        save(self.model, self.tokenizer, folder)
        seen = look(folder)
        best = self.watch.saw(seen.score, time.monotonic() - begin)
        if best:
            save(self.model, self.tokenizer, self.work / "best")
        tell(replace(seen, minutes=self.watch.spent / 60, best=best))

    def _resume(self, tell: Tell) -> None:
        if not self.checkpoint.exists():
            return
        kept = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.model.load_state_dict(kept["model"])
        for optimizer, state in zip(self.pair, kept["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        self.watch = Watch(**kept["watch"])
        self.sizes = Sizes(**kept["sizes"])
        tell(Resumed(self.watch.spent / 60, self.watch.steps))

    def _keep(self) -> None:
        unfinished = self.checkpoint.with_suffix(".unfinished")
        kept = {
            "model": self.model.state_dict(),
            "optimizers": [each.state_dict() for each in self.pair],
            "watch": asdict(self.watch),
            "sizes": asdict(self.sizes),
        }
        torch.save(kept, unfinished)
        unfinished.replace(self.checkpoint)

    def _halve(self, tell: Tell) -> None:
        """Go on with half the batch; where that is one lesson alone, with shorter lessons too."""
        tokens = self.sizes.batch_tokens // 2
        if tokens < LEAST_TOKENS:
            raise CannotTune("There is not enough memory for one lesson; close other programs or take a smaller model.")
        for optimizer in self.pair:
            optimizer.zero_grad()
        self.sizes = Sizes(tokens, min(self.sizes.longest, tokens))
        tell(Halved(tokens // self.sizes.longest))


def free_cores() -> int:
    """The cores that nobody else uses: threads that wait for busy ones make a step three times as slow as one alone."""
    cores = os.cpu_count() or 1
    return max(1, min(cores, round(cores - os.getloadavg()[0])))
