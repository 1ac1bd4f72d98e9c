"""The model engine and the server under load, beside the stock way, against what was to be reached.

    python -m benchmarks.engine [--only PART ...] [--quick] [--device cuda] [--json]

Each part runs in a process of its own, with one thread for torch, and is kept in a file when it ends: what an earlier
run measured is shown beside what this one measures again.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hoidap.databases import data_folder

from .measured import Series, send
from .results import HERE, machine, renewed, show

ROUNDS, QUICK = 7, 3
PLOT = Path(__file__).parent.parent / "docs" / "images" / "throughput.png"


class Part(StrEnum):
    """What can be measured by itself."""

    FP32 = "fp32"
    BF16 = "bf16"
    EMBEDDED = "embedded"
    MEMORY = "memory"
    OVERHEAD = "overhead"
    STOP = "stop"
    CROWD = "crowd"


def measure(part: Part, device: str, quick: bool) -> None:
    """Measure one part in this process, and print what is found."""
    import torch

    torch.set_num_threads(1)
    rounds = QUICK if quick else ROUNDS
    match part:
        case Part.FP32 | Part.BF16 | Part.EMBEDDED:
            from . import answering

            send(answering.measure(part, device, rounds))
        case Part.MEMORY:
            from . import memory

            send(memory.measure(device, (Part.FP32, Part.BF16, Part.EMBEDDED)))
        case Part.OVERHEAD:
            from . import overhead

            send(overhead.measure(rounds))
        case Part.STOP:
            from . import leaving

            send(leaving.measure(device, 20 if quick else 100))
        case Part.CROWD:
            from . import crowd

            send(crowd.measure(device, 1 if quick else 3))


def main(
    only: Annotated[list[Part] | None, typer.Option(help="Measure these parts again; all where none is named.")] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    quick: Annotated[bool, typer.Option("--quick", help="Medians of 3 instead of 7.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    plot: Annotated[Path, typer.Option(help="Where the picture goes.")] = PLOT,
    results: Annotated[Path | None, typer.Option(help="Where results are kept; in the data folder by default.")] = None,
    here: Annotated[bool, typer.Option(HERE, hidden=True)] = False,
) -> None:
    """Measure, and show it."""
    parts = only or list(Part)
    if here:
        return measure(parts[0], device, quick)
    file = results or data_folder() / f"benchmarks-{device}.json"
    found = renewed(file, parts, __spec__.name, ["--device", device, *(["--quick"] if quick else [])])
    everything = [one for part in Part for one in found.get(part, [])]
    draw_if_possible([one for one in everything if isinstance(one, Series)], device, plot)
    return show(everything, machine(device), as_json=as_json)


def draw_if_possible(series: list[Series], device: str, file: Path) -> None:
    """Draw the plot where there is something to draw, and something to draw with."""
    try:
        from .plot import draw
    except ImportError:
        print("No picture: it needs matplotlib (pip install 'hoidap[bench]').", file=sys.stderr)
    else:
        if series:
            draw(series, device, file)


if __name__ == "__main__":
    typer.run(main)
