"""The embedded model on every set that it is never trained on, against what is to be reached.

    python -m benchmarks.embedded [--only PART ...] [--quick] [--model FOLDER] [--data FOLDER] [--json] [--log LOG]

Each part runs in a process of its own, with one thread for torch, and is kept in a file when it ends: what an earlier
run measured of the same weights is shown beside what this one measures again. `--log` draws the learning curve.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hoidap.databases import data_folder

from .measured import Found, send
from .results import HERE, machine, renewed, show

ROOT = Path(__file__).parent.parent
PLOT = ROOT / "docs" / "images" / "learning_curve.png"
QUICK = 40  # questions of a set
ENGLISH_ANSWERS = 100  # questions of the large set whose rows are told
BESIDE = "the likeliest SQL, without grammar and samples"


class Part(StrEnum):
    """What can be measured by itself."""

    JIDOUKA = "jidouka"
    CHINOOK = "chinook"
    NORTHWIND = "northwind"
    FRESH_CHINOOK = "fresh_chinook"
    FRESH_NORTHWIND = "fresh_northwind"
    ENGLISH = "english"
    VIETNAMESE = "vietnamese"
    FOLLOW_UPS = "follow-ups"
    ROUTES = "routes"
    ANSWERS = "answers"


def measure(part: Part, model: str, device: str, data: Path, most: int | None, records: Path | None) -> Iterator[Found]:
    """Measure one part in this process, on at most so many questions; `records` takes what became of each."""
    import torch
    from transformers.utils.logging import disable_progress_bar

    from hoidap.models import load_chat_model

    from . import routing, telling, writing_sql
    from .sets import QuestionSet, read, sample

    torch.set_num_threads(1)
    disable_progress_bar()  # type: ignore[no-untyped-call]  # of the weights
    llm = load_chat_model(model, device=device)  # type: ignore[arg-type]
    name = Path(model).name
    with ExitStack() as closing:
        file = closing.enter_context((records / f"{part}.jsonl").open("w", encoding="utf-8")) if records else None

        def note(record: dict[str, Any]) -> None:
            if file:
                print(json.dumps(record, ensure_ascii=False), file=file, flush=True)

        match part:
            case Part.ROUTES:
                yield from routing.measure(llm, name, data, most, note)
            case Part.ANSWERS:
                sets = {asked: read(asked, data) for asked in QuestionSet if asked is not QuestionSet.FOLLOW_UPS}
                sets[QuestionSet.ENGLISH] = sample(sets[QuestionSet.ENGLISH], ENGLISH_ANSWERS)
                every = [example for examples in sets.values() for example in examples]
                yield from telling.measure(llm, name, sample(every, most or len(every)), note)
            case _:
                asked = QuestionSet(part)
                examples = read(asked, data)
                yield from writing_sql.measure(llm, name, asked, sample(examples, most or len(examples)), note)


def weights(model: str) -> str:
    """A mark of the weights, by which results of another training are not taken for theirs."""
    from hoidap.models.profiles import all_profiles

    known = all_profiles().get(model)
    files = sorted(Path(known.weights if known else model).glob("*.safetensors"))
    if not files:
        return re.sub(r"\W+", "-", model)
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def main(
    only: Annotated[list[Part] | None, typer.Option(help="Measure these parts again; all where none is named.")] = None,
    model: Annotated[str, typer.Option(help="The embedded model, or a folder with another.")] = "embedded",
    data: Annotated[Path, typer.Option(help="The folder with demo, spider_train and cosql_train.")] = ROOT.parent
    / "shared"
    / "data",
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    quick: Annotated[bool, typer.Option("--quick", help=f"Samples of {QUICK} questions.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    log: Annotated[Path | None, typer.Option(help="A training's log.jsonl, to draw; measures what is named.")] = None,
    plot: Annotated[Path, typer.Option(help="Where the picture goes.")] = PLOT,
    records: Annotated[Path | None, typer.Option(help="A folder for what became of each question.")] = None,
    results: Annotated[Path | None, typer.Option(help="Where results are kept; in the data folder by default.")] = None,
    here: Annotated[bool, typer.Option(HERE, hidden=True)] = False,
) -> None:
    """Measure, and show it."""
    parts = only or ([] if log else list(Part))
    if records:
        records.mkdir(parents=True, exist_ok=True)
    if here:
        return send(measure(parts[0], model, device, data, QUICK if quick else None, records))
    if log:
        from .learning_curve import draw, last_training

        draw(last_training(log), plot)
    mark = weights(model)
    file = results or data_folder() / f"benchmarks-{mark}-{device}{'-quick' if quick else ''}.json"
    options = ["--model", model, "--data", str(data), "--device", device, *(["--quick"] if quick else [])]
    found = renewed(file, parts, __spec__.name, [*options, *(["--records", str(records)] if records else [])])
    everything = [one for part in Part for one in found.get(part, [])]
    title = f"{model} ({mark}){', samples' if quick else ''} on {machine(device)}"
    return show(everything, title, as_json=as_json, beside=BESIDE)


if __name__ == "__main__":
    typer.run(main)
