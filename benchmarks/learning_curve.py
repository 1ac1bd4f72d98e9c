"""The picture of a training: the loss of the replies by the lessons read, from the log that training keeps."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("agg")  # no display is needed
from matplotlib import pyplot
from matplotlib.ticker import NullFormatter, ScalarFormatter

from .plot import OURS

TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)  # of the loss


def last_training(log: Path) -> list[dict[str, Any]]:
    """The entries of the log's last training; one that starts anew begins to count anew."""
    entries: list[dict[str, Any]] = []
    for line in log.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entries and entry["step"] < entries[-1]["step"]:
            entries.clear()
        entries.append(entry)
    return entries


def draw(entries: Sequence[dict[str, Any]], file: Path) -> None:
    """Write a PNG."""
    figure, panel = pyplot.subplots(figsize=(7, 3.6))
    lessons = [entry["lessons"] / 1000 for entry in entries]
    losses = [entry["loss"] for entry in entries]
    panel.plot(lessons, losses, "-", color=OURS)
    last = entries[-1]
    panel.set(xlabel="thousand lessons", ylabel="loss of the replies", yscale="log", xlim=(0, None))
    panel.set_title(f"{last['tokens'] / 1e6:.0f} million tokens, {last['seconds'] / 60:.0f} minutes", fontsize=10)
    panel.set_yticks([tick for tick in TICKS if min(losses) / 2 < tick < 2 * max(losses)])
    panel.yaxis.set_major_formatter(ScalarFormatter())
    panel.yaxis.set_minor_formatter(NullFormatter())
    panel.grid(alpha=0.25, which="both")
    figure.tight_layout()
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=130)
    pyplot.close(figure)
