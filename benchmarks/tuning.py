"""`hoidap tune` on Chinook and Northwind, judged by questions that people wrote and that nothing was chosen by.

    python -m benchmarks.tuning --data ../shared/data --minutes 30

Each is tuned with some 200 questions of its own (benchmarks/pairs). Both question sets of each database are asked of
the base and of the tuned model, with the words that it learned where it is its database; McNemar's test compares them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from hoidap.settings import PREFIX
from hoidap.training.significance import compare

EVALS = Path(__file__).parents[1] / "tests/evals"
PAIRS = Path(__file__).parent / "pairs"
NAMES = ("chinook", "northwind")


def _hoidap(*arguments: str, glossary: str | None = None) -> dict[str, Any]:
    """The JSON object that a command of hoidap prints; a failure of its own ends this program with its message."""
    done = subprocess.run(
        [sys.executable, "-m", "hoidap.cli", *arguments, "--json"],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        env={**os.environ, f"{PREFIX}GLOSSARY": glossary or ""},
    )
    if not done.stdout.strip():
        raise SystemExit(done.returncode)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _asked(name: str, questions: str, model: str, data: Path, glossary: str | None = None) -> list[bool]:
    """Whether each question was answered rightly; the database is named, for a glossary belongs to none of a folder."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "questions.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for line in (EVALS / f"{questions}.jsonl").read_text(encoding="utf-8").splitlines():
                print(json.dumps({key: told for key, told in json.loads(line).items() if key != "db_path"}), file=out)
        asked = _hoidap("eval", str(file), "--db", _url(name, data), "--model", model, glossary=glossary)
    return [record["ok"] for record in asked["records"]]


def _url(name: str, data: Path) -> str:
    return f"sqlite:///{(data / 'demo' / f'{name}.sqlite').resolve()}"


def main(
    data: Annotated[Path, typer.Option(help="The folder with demo/chinook.sqlite and demo/northwind.sqlite.")],
    minutes: Annotated[float, typer.Option(help="Of each tuning.")] = 30,
    base: Annotated[str, typer.Option(help="The model to begin with.")] = "embedded",
    runs: Annotated[Path, typer.Option(help="Where the tuned models go.")] = Path("runs/tuned"),
    only: Annotated[list[str] | None, typer.Option(help="Tune on this one alone.")] = None,
) -> None:
    """Tune on each, and ask both."""
    sets = {questions: name for name in NAMES for questions in (name, f"fresh_{name}")}
    before = {questions: _asked(name, questions, base, data) for questions, name in sets.items()}
    for name in only or NAMES:
        out = runs / name
        wish = ("--db", _url(name, data), "--base", base, "--out", str(out), "--minutes", str(minutes))
        tuned = _hoidap("tune", *wish, "--add", str(PAIRS / f"{name}.jsonl"))
        print(f"{name}: {tuned['minutes']:.1f} min, {tuned['steps']} steps, {tuned['peak'] / 1e9:.2f} GB of ", end="")
        print(f"{tuned['estimate'] / 1e9:.2f} GB expected, {'promoted' if tuned['promoted'] else 'base kept'}")
        for part in ("here", "own", "elsewhere"):
            if told := tuned[part]:
                print(
                    f"  held out, {part}: {told['base']} -> {told['result']} of {told['questions']}, p {told['p']:.2g}"
                )
        model = str(out) if tuned["promoted"] else base
        for questions, of in sets.items():
            if not tuned["promoted"] and (of != name or not tuned["glossary"]):
                continue  # nothing has changed for it
            was, now = before[questions], _asked(of, questions, model, data, tuned["glossary"] if of == name else None)
            told = compare(was, now)
            print(f"  {questions}: {sum(was)} -> {sum(now)} of {len(was)}, ", end="")
            print(f"won {told.won}, lost {told.lost}, p {told.p:.2g}")


if __name__ == "__main__":
    typer.run(main)
