"""Average the weights of two models of one training, as in model soups (Wortsman et al., 2022).

    python -m hoidap.training.average FOLDER OTHER --out FOLDER

Both must be of one architecture and tokenizer; everything but the weights is taken from the second.
"""

import shutil
from pathlib import Path
from typing import Annotated

import typer
from safetensors.torch import load_file, save_file

WEIGHTS = "model.safetensors"


def average(one: Path, other: Path, out: Path) -> None:
    """Write the mean of the weights in the folders `one` and `other`; raises ValueError where they do not match."""
    first, second = load_file(one / WEIGHTS), load_file(other / WEIGHTS)
    if {name: tensor.shape for name, tensor in first.items()} != {
        name: tensor.shape for name, tensor in second.items()
    }:
        raise ValueError(f"{one} and {other} are not of one architecture")
    out.mkdir(parents=True, exist_ok=True)
    for file in other.iterdir():
        if file.name != WEIGHTS and file.resolve().parent != out.resolve():
            shutil.copyfile(file, out / file.name)
    mean = {name: ((first[name].float() + tensor.float()) / 2).to(tensor.dtype) for name, tensor in second.items()}
    save_file(mean, out / WEIGHTS, metadata={"format": "pt"})


def main(
    one: Annotated[Path, typer.Argument(help="A folder with model.safetensors.")],
    other: Annotated[Path, typer.Argument(help="Another of the same training.")],
    out: Annotated[Path, typer.Option(help="Where the averaged model goes.")],
) -> None:
    """Average, and say where it is."""
    try:
        average(one, other, out)
    except (OSError, ValueError) as error:
        raise typer.BadParameter(str(error)) from error
    print(out)


if __name__ == "__main__":
    typer.run(main)
