"""What int8 costs in right answers and saves in time, beside the same model as it is.

    python -m benchmarks.int8 [--model NAME] [--databases FOLDER] [QUESTIONS.jsonl ...]

Both answer each question one after the other in the same process, so that a busy machine slows both alike. Seconds are
those of the processor, a question. The shares belong into models/profiles.toml, under `measured` and `int8`.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import torch
import typer
from rich.console import Console
from rich.table import Table

from hoidap.models import load_chat_model
from hoidap.settings import load_settings
from hoidap.training.evaluation import MOST_ROWS, Example, Record, evaluate
from hoidap.training.question_files import read_examples

EVALS = Path(__file__).parent.parent / "tests" / "evals"
SETS = ("jidouka", "chinook", "northwind")
FORMS: tuple[Literal["none", "int8"], ...] = ("none", "int8")


def measure(model: str, examples: Sequence[Example]) -> dict[str, tuple[list[Record], float]]:
    """The records and the processor's seconds of each form, by form."""
    settings = load_settings()

    def answers(form: Literal["none", "int8"]) -> Iterator[Record]:
        llm = load_chat_model(model, device="cpu", quantize=form)
        return evaluate(llm, examples, lambda file: settings.connect(file, max_rows=MOST_ROWS))

    running = {form: answers(form) for form in FORMS}
    records: dict[str, list[Record]] = {form: [] for form in FORMS}
    seconds = dict.fromkeys(FORMS, 0.0)
    for number in range(len(examples)):
        for form, iterator in running.items():
            begin = time.process_time()
            records[form].append(next(iterator))
            if number:  # the first also opens databases and warms caches up
                seconds[form] += time.process_time() - begin
    return {form: (records[form], seconds[form] / max(1, len(examples) - 1)) for form in FORMS}


def right(records: Sequence[Record]) -> float:
    """The percentage of right answers."""
    return 100 * sum(record.ok for record in records) / len(records)


def main(
    questions: Annotated[
        list[Path] | None, typer.Argument(help="Files of questions; three of tests/evals where none is named.")
    ] = None,
    model: Annotated[str, typer.Option(help="A profile, a folder or a hub name.")] = "embedded",
    databases: Annotated[Path | None, typer.Option(help="Folder of the SQLite files.")] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads that torch may use.")] = 1,
) -> None:
    """Print right answers and seconds with and without int8, and which questions changed sides."""
    torch.set_num_threads(threads)
    table = Table("questions", "right", "right, int8", "seconds", "seconds, int8", title=model)
    changed = []
    for path in questions or [EVALS / f"{name}.jsonl" for name in SETS]:
        measured = measure(model, read_examples(path, databases))
        (plain, plain_seconds), (rounded, rounded_seconds) = measured["none"], measured["int8"]
        shares = f"{right(plain):.1f} %", f"{right(rounded):.1f} %"
        table.add_row(f"{path.stem} ({len(plain)})", *shares, f"{plain_seconds:.3f}", f"{rounded_seconds:.3f}")
        changed += [(a, b) for a, b in zip(plain, rounded, strict=True) if a.ok != b.ok]
    screen = Console(highlight=False, markup=False)
    screen.print(table)
    for before, after in changed:
        screen.print(f"{'lost' if before.ok else 'won'}: {before.question}")
        screen.print(f"    {before.predicted}\n    {after.predicted}", soft_wrap=True)


if __name__ == "__main__":
    typer.run(main)
