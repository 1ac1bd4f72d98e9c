"""Measuring part by part, each in a process of its own; keeping what was found, and showing it."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .measured import Found, Row, Split, heard, told

# Idle threads of OpenMP must not spin: on a busy machine they would take what the others need.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "TOKENIZERS_PARALLELISM": "false",
}
HERE = "--here"  # measure in this process


def run(module: str, part: str, options: Sequence[str]) -> list[Found]:
    """Measure one part in a process of its own; one that breaks off leaves its error on the terminal."""
    process = subprocess.run(
        [sys.executable, "-m", module, HERE, "--only", part, *options],
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if process.returncode:
        print(f"{part} broke off", file=sys.stderr)
    return [heard(json.loads(line)) for line in process.stdout.splitlines()]


def renewed(file: Path, parts: Iterable[str], module: str, options: Sequence[str]) -> dict[str, list[Found]]:
    """What the file has of earlier runs, with these parts measured again; it is written after each of them."""
    found = kept(file)
    for part in parts:
        if fresh := run(module, part, options):
            found[part] = fresh
            keep(file, found)
    return found


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


def machine(device: str) -> str:
    """What the figures were measured on."""
    if device == "cuda":
        import torch

        return f"{torch.cuda.get_device_name()}, {os.cpu_count()} cores"
    return f"{os.cpu_count()} cores, no GPU, {platform.system()} {platform.machine()}"


def show(found: Sequence[Found], title: str, *, as_json: bool, beside: str = "") -> None:
    """Print what was found: the rows against their goals, then how sets split up; `beside` says what that column is."""
    rows = [one for one in found if isinstance(one, Row)]
    splits = [one for one in found if isinstance(one, Split)]
    if as_json:
        judged = [told(row) | {"ratio": row.ratio, "met": row.met} for row in rows]
        print(json.dumps({"machine": title, "rows": judged, "splits": [told(one) for one in splits]}, indent=1))
        return
    screen = Console(width=max(120, Console().width))
    if rows:
        screen.print(table(rows, title, beside))
    if splits:
        screen.print(split_table(splits))


def table(rows: Sequence[Row], title: str, beside: str = "") -> Table:
    """The rows as they are read; ratios only where one of them is a goal."""
    ratios = any(row.goal and row.goal.of == "ratio" for row in rows)
    columns = ("what", "model", "ours", "beside", *(["ratio"] if ratios else []), "goal", "met")
    shown = Table(*columns, title=title, caption=f"beside: {beside}" if beside else None)
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.3g} x"
        shown.add_row(
            row.what + (f" ({row.note})" if row.note else ""),
            row.model,
            f"{row.ours:.4g} {row.unit}",
            "" if row.other is None else f"{row.other:.4g}",
            *([ratio] if ratios else []),
            str(row.goal or ""),
            {True: "yes", False: "no", None: ""}[row.met],
        )
    return shown


def split_table(splits: Sequence[Split]) -> Table:
    """A line a group, a column a set."""
    sets = list(dict.fromkeys(one.asked for one in splits))
    shown = Table("% right (of)", *sets)
    cells = {(one.group, one.asked): f"{100 * one.right / one.questions:.1f} ({one.questions})" for one in splits}
    for group in dict.fromkeys(one.group for one in splits):
        shown.add_row(group, *(cells.get((group, asked), "") for asked in sets))
    return shown
