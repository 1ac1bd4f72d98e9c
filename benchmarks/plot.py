"""The picture of throughput by number of users, ours and the stock way."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("agg")  # no display is needed
from matplotlib import pyplot

from .measured import Series

OURS, STOCK = "#0d776b", "#9aa5a4"


def draw(series: Sequence[Series], device: str, file: Path) -> None:
    """One panel a model; writes a PNG."""
    figure, panels = pyplot.subplots(1, len(series), figsize=(3.6 * len(series), 3.2), squeeze=False)
    per = "CPU second" if device == "cpu" else "second"
    for panel, one in zip(panels[0], series, strict=True):
        panel.plot(one.users, one.ours, "o-", color=OURS, label="hoidap")
        panel.plot(one.users, one.other, "s--", color=STOCK, label="stock pipeline")
        panel.set(title=one.model, xlabel="users at once", xticks=one.users, ylim=(0, None))
        panel.set_xscale("log", base=2)
        panel.set_xticks(one.users, [str(users) for users in one.users])
        panel.grid(alpha=0.25)
    panels[0][0].set_ylabel(f"requests per {per}")
    panels[0][0].legend(frameon=False)
    figure.tight_layout()
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, dpi=130)
    pyplot.close(figure)
