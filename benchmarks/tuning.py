"""`hoidap tune` on Chinook and Northwind, judged by the questions that people wrote and nothing was chosen by.

    python -m benchmarks.tuning --data ../shared/data --minutes 30

For each database: its own question set and the other one, by the base and by the tuned model, with McNemar's test.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hoidap.training.significance import compare

EVALS = Path(__file__).parents[1] / "tests/evals"
NAMES = ("chinook", "northwind")


def _hoidap(*arguments: str) -> dict[str, Any]:
    """The JSON object that a command of hoidap prints; a failure of its own ends this program with its message."""
    done = subprocess.run(
        [sys.executable, "-m", "hoidap.cli", *arguments, "--json"], stdout=subprocess.PIPE, text=True, check=False
    )
    if not done.stdout.strip():
        raise SystemExit(done.returncode)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _asked(name: str, model: str, data: Path) -> list[dict[str, Any]]:
    asked = _hoidap("eval", str(EVALS / f"{name}.jsonl"), "--databases", str(data), "--model", model)
    records: list[dict[str, Any]] = asked["records"]
    return records


def main(
    data: Annotated[Path, typer.Option(help="The folder with demo/chinook.sqlite and demo/northwind.sqlite.")],
    minutes: Annotated[float, typer.Option(help="Of each tuning.")] = 30,
    base: Annotated[str, typer.Option(help="The model to begin with.")] = "embedded",
    runs: Annotated[Path, typer.Option(help="Where the tuned models go.")] = Path("runs/tuned"),
) -> None:
    """Tune on each, and ask both."""
    before = {name: _asked(name, base, data / "demo") for name in NAMES}
    for name in NAMES:
        out = runs / name
        url = f"sqlite:///{(data / 'demo' / f'{name}.sqlite').resolve()}"
        tuned = _hoidap("tune", "--db", url, "--base", base, "--out", str(out), "--minutes", str(minutes))
        here = tuned["here"]
        print(
            f"{name}: held-out templates {here['base']} -> {here['result']} of {here['questions']}, p {here['p']:.2g}"
        )
        print(f"  {tuned['minutes']:.1f} min, {tuned['steps']} steps, {tuned['peak'] / 1e9:.2f} GB, ", end="")
        print(f"{tuned['estimate'] / 1e9:.2f} GB expected, {'promoted' if tuned['promoted'] else 'base kept'}")
        for asked in NAMES if tuned["promoted"] else ():
            was = [one["ok"] for one in before[asked]]
            now = [one["ok"] for one in _asked(asked, str(out), data / "demo")]
            told = compare(was, now)
            print(
                f"  {asked}: {sum(was)} -> {sum(now)} of {len(was)}, won {told.won}, lost {told.lost}, p {told.p:.2g}"
            )


if __name__ == "__main__":
    typer.run(main)
