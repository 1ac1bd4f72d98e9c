"""The model engine and the server under load, beside the stock way, against what was to be reached.

    python -m benchmarks.engine [--only PART ...] [--quick] [--device cuda] [--json]

Each part runs in a process of its own, with one thread for torch, and is kept in a file when it ends: what an earlier
run measured is shown beside what this one measures again.
"""

import json
import os
import platform
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hoidap.databases import data_folder

from .measured import Found, Row, Series, heard, send, told

ROUNDS, QUICK = 7, 3
PLOT = Path(__file__).parent.parent / "docs" / "images" / "throughput.png"
# Idle threads of OpenMP must not spin: on a busy machine they would take what the others need.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "TOKENIZERS_PARALLELISM": "false",
}


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


def run(part: Part, device: str, quick: bool) -> list[Found]:
    """Measure one part in a process of its own; one that breaks off leaves its error on the terminal."""
    options = ["--here", "--only", part, "--device", device, *(["--quick"] if quick else [])]
    process = subprocess.run(
        [sys.executable, "-m", __spec__.name, *options],
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if process.returncode:
        print(f"{part} broke off", file=sys.stderr)
    return [heard(json.loads(line)) for line in process.stdout.splitlines()]


def machine(device: str) -> str:
    """What the figures were measured on."""
    if device == "cuda":
        import torch

        return f"{torch.cuda.get_device_name()}, {os.cpu_count()} cores"
    return f"{os.cpu_count()} cores, no GPU, {platform.system()} {platform.machine()}"


def table(rows: list[Row], device: str) -> Table:
    """The rows as they are read."""
    shown = Table("what", "model", "ours", "beside", "ratio", "goal", "met", title=machine(device))
    for row in rows:
        shown.add_row(
            row.what + (f" ({row.note})" if row.note else ""),
            row.model,
            f"{row.ours:.4g} {row.unit}",
            "" if row.other is None else f"{row.other:.4g}",
            "" if row.ratio is None else f"{row.ratio:.3g} x",
            str(row.goal or ""),
            {True: "yes", False: "no", None: ""}[row.met],
        )
    return shown


def kept(file: Path) -> dict[str, list[Found]]:
    """What earlier runs left in the file, by part."""
    if not file.exists():
        return {}
    parts = json.loads(file.read_text(encoding="utf-8"))
    return {part: [heard(one) for one in found] for part, found in parts.items()}


def keep(file: Path, found: dict[str, list[Found]]) -> None:
    """Write what is known so far."""
    parts = {part: [told(one) for one in ones] for part, ones in found.items()}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(parts, indent=1), encoding="utf-8")


def main(
    only: Annotated[list[Part] | None, typer.Option(help="Measure these parts again; all where none is named.")] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    quick: Annotated[bool, typer.Option("--quick", help="Medians of 3 instead of 7.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    plot: Annotated[Path, typer.Option(help="Where the picture goes.")] = PLOT,
    results: Annotated[Path | None, typer.Option(help="Where results are kept; in the data folder by default.")] = None,
    here: Annotated[bool, typer.Option("--here", hidden=True)] = False,
) -> None:
    """Measure, and show it."""
    parts = only or list(Part)
    if here:
        return measure(parts[0], device, quick)
    file = results or data_folder() / f"benchmarks-{device}.json"
    found = kept(file)
    for part in parts:
        if fresh := run(part, device, quick):
            found[part] = fresh
            keep(file, found)
    everything = [one for part in Part for one in found.get(part, [])]
    draw_if_possible([one for one in everything if isinstance(one, Series)], device, plot)
    rows = [one for one in everything if isinstance(one, Row)]
    if as_json:
        judged = [told(row) | {"ratio": row.ratio, "met": row.met} for row in rows]
        return print(json.dumps({"machine": machine(device), "rows": judged}, indent=1))
    return Console(width=max(120, Console().width)).print(table(rows, device))


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
