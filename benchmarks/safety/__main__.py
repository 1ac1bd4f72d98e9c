"""What cannot harm a database, measured on live servers, against what is to be reached.

    python -m benchmarks.safety [TOPIC ...] [--quick] [--json]

Each topic runs in a process of its own, and all of them where none is named. The servers are started for it and thrown
away; SQL Server is not among them.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib import import_module
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ..measured import Found, Goal, Row, heard, send, told
from ..results import HERE, machine


class Topic(StrEnum):
    """What can be measured by itself; each is a module of this folder."""

    GUARD = "guard"
    HOSTILE = "hostile"
    BENIGN = "benign"
    LIMITS = "limits"
    MEMORY = "memory"
    FAILURES = "failures"
    PROMPTS = "prompts"
    CONVERSATIONS = "conversations"
    LARGE_SCHEMAS = "large_schemas"


def main(
    topics: Annotated[list[Topic] | None, typer.Argument(help="What to measure; all where none is named.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Few of each kind, to see that it works.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of the table.")] = False,
    here: Annotated[bool, typer.Option(HERE, hidden=True)] = False,
) -> None:
    """Print each figure beside its goal; exit 1 where one is missed."""
    chosen = topics or list(Topic)
    if here:
        for topic in chosen:
            measure: Callable[[bool], Iterator[Found]] = import_module(f"{__package__}.{topic}").measure
            send(measure(quick))
        return
    rows = [row for topic in chosen for row in measured(topic, quick)]
    title = machine("cpu")
    if as_json:
        print(json.dumps({"machine": title, "rows": [told(row) | {"met": row.met} for row in rows]}, indent=1))
    else:
        Console(width=max(120, Console().width)).print(table(rows, title))
    raise typer.Exit(any(row.met is False for row in rows))


def measured(topic: Topic, quick: bool) -> list[Row]:
    """What one topic found; one that breaks off counts as missed, and leaves its error on the terminal."""
    command = [sys.executable, "-m", str(__package__), HERE, topic, *(["--quick"] if quick else [])]
    process = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    found = [heard(json.loads(line)) for line in process.stdout.splitlines()]
    rows = [one for one in found if isinstance(one, Row)]
    if process.returncode:
        rows.append(Row(f"{topic} broke off", "", 1, "", None, Goal(0, "ours")))
    return rows


def table(rows: list[Row], title: str) -> Table:
    """The figures as they are read."""
    shown = Table("what", "where", "measured", "goal", "met", "of", title=title)
    for row in rows:
        met = {True: "yes", False: "no", None: ""}[row.met]
        shown.add_row(row.what, row.model, f"{row.ours:.4g} {row.unit}", str(row.goal or ""), met, row.note)
    return shown


if __name__ == "__main__":
    typer.run(main)
