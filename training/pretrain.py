"""Train the embedded model from scratch: `python -m hoidap.training.pretrain --minutes 60 --data ../shared/data`.

The recipe (docs/embedded-model.md has its measurements): Muon for the matrices and AdamW for the rest, bf16 autocast,
loss on the reply plus 0.3 x language-model loss on a part of the prompt, short lessons first, and a rate that falls
over the last quarter of the minutes given. It stops and goes on: each checkpoint in --runs holds all that a later
start needs. With --begin it starts from a model that there is, which may have fewer layers.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from torch.utils.data import DataLoader
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerBase, PreTrainedTokenizerFast

from hoidap.chains.lexicon import concepts

from .batches import Samples, Sizes, collate, length
from .corpus import Material, lessons, material
from .descent import descend, loss_of, optimizers
from .render import text_of
from .tokenizer import ROLES, train_tokenizer

LONGEST_STEP = 30.0  # seconds; what takes longer was a machine that slept or a process that was stopped


@dataclass
class Recipe:
    """What one training is made of; kept beside its checkpoints."""

    minutes: float = 60
    hidden: int = 256
    layers: int = 6
    heads: int = 4
    vocabulary: int = 6000
    rate: float = 1.5e-3
    batch_tokens: int = 4096
    longest: int = 900  # tokens of a lesson
    seed: int = 1
    begin: str = ""  # the model that it starts from, where it does not start from scratch


@dataclass
class Progressed:
    """How far a training has come."""

    step: int = 0
    lessons: int = 0
    tokens: int = 0
    seconds: float = 0.0
    loss: float = math.nan


def rate_at(recipe: Recipe, step: int, share: float) -> float:
    """Warm up over 150 steps, hold, and fall to 2 % over the last quarter (warm-up, stable, decay: Hu et al., 2024).

    What begins with a trained model falls over the last half.
    """
    decay = 0.5 if recipe.begin else 0.25
    falling = max(0.0, (min(share, 1.0) - 1 + decay) / decay)
    return recipe.rate * min(1.0, (step + 1) / 150) * (1 - 0.98 * falling)


def length_at(recipe: Recipe, share: float) -> int:
    """Short lessons first: what is longer than this is left out of a batch until its time has come.

    Who knows how to read begins with all of them.
    """
    return recipe.longest if recipe.begin or share > 0.1 else int(200 + (recipe.longest - 200) * share / 0.1)


def new_model(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    torch.manual_seed(recipe.seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=recipe.hidden,
        intermediate_size=recipe.hidden * 8 // 3 // 32 * 32,
        num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads,
        num_key_value_heads=recipe.heads,
        max_position_embeddings=2048,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return LlamaForCausalLM(config)


def grow(model: LlamaForCausalLM, begin: Path) -> None:
    """Give `model` the weights of the one in the folder `begin`, of which it says the same at first.

    Layers that it has more are spread among the old ones as copies that add nothing yet (LLaMA Pro: Wu et al., 2024).
    """
    old = LlamaForCausalLM.from_pretrained(begin, dtype=torch.float32, local_files_only=True)
    known, wanted = len(old.model.layers), len(model.model.layers)
    layers = []
    for place in range(wanted):
        behind = known * place // wanted
        layers.append(deepcopy(old.model.layers[behind]))
        if behind == known * (place - 1) // wanted and place:
            layers[-1].self_attn.o_proj.weight.data.zero_()
            layers[-1].mlp.down_proj.weight.data.zero_()
    old.model.layers = torch.nn.ModuleList(layers)
    model.load_state_dict(old.state_dict())


def save(model: LlamaForCausalLM, tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    """Write the model as `from_pretrained` reads it, in bf16; the model in memory stays as it is."""
    deepcopy(model).to(torch.bfloat16).cpu().save_pretrained(folder)  # type: ignore[arg-type]  # its decorator hides the signature
    tokenizer.save_pretrained(folder)


def train(
    recipe: Recipe, stock: Material, runs: Path, out: Path, device: str = "cpu", checkpoint_minutes: float = 5
) -> Progressed:
    """Train for `recipe.minutes` in all, going on from the checkpoint in `runs` if there is one; write to `out`."""
    tokenizer = _tokenizer(recipe, stock, runs)
    model = new_model(recipe, tokenizer)
    if recipe.begin:
        grow(model, Path(recipe.begin))
    model.to(torch.device(device))  # type: ignore[arg-type]  # transformers wraps `to` without its types
    pair = optimizers(model)
    done = Progressed()
    checkpoint = runs / "checkpoint.pt"
    if checkpoint.exists():
        kept = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(kept["model"])
        for optimizer, state in zip(pair, kept["optimizers"], strict=True):
            optimizer.load_state_dict(state)
        done = Progressed(**kept["done"])
    torch.manual_seed(recipe.seed + done.step)
    sizes = Sizes(recipe.batch_tokens, recipe.longest)
    samples = Samples(partial(lessons, stock=stock), tokenizer, sizes, recipe.seed, done.step)
    loader = DataLoader(samples, batch_size=None, num_workers=1, prefetch_factor=64)
    saved = done.seconds
    with _bar(recipe, done) as tick:
        last = time.monotonic()
        for batch in loader:
            share = done.seconds / (recipe.minutes * 60)
            if share >= 1:
                break
            batch = [sample for sample in batch if length(sample) <= length_at(recipe, share)]
            if not batch:
                continue
            ids, replies, prompts = (tensor.to(device) for tensor in collate(batch))
            loss, reply_loss = loss_of(model, ids, replies, prompts)
            loss.backward()  # type: ignore[no-untyped-call]
            descend(model, pair, rate_at(recipe, done.step, share))
            now = time.monotonic()
            done.step, done.lessons, done.tokens = done.step + 1, done.lessons + len(batch), done.tokens + ids.numel()
            done.seconds, last = done.seconds + min(now - last, LONGEST_STEP), now
            done.loss = reply_loss if math.isnan(done.loss) else 0.99 * done.loss + 0.01 * reply_loss
            tick(done)
            if done.seconds - saved > checkpoint_minutes * 60:
                saved = done.seconds
                _checkpoint(checkpoint, model, pair, done)
                save(model, tokenizer, out)
    _checkpoint(checkpoint, model, pair, done)
    save(model, tokenizer, out)
    return done


def _tokenizer(recipe: Recipe, stock: Material, runs: Path) -> PreTrainedTokenizerFast:
    folder = runs / "tokenizer"
    if (folder / "tokenizer.json").exists():
        known: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(folder)
        return known
    if recipe.begin:
        tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(recipe.begin)
    else:
        texts = ["".join(text_of(lesson, ROLES)) for lesson in islice(lessons(recipe.seed, stock), 12_000)]
        texts += [" ".join((*concept.english, *concept.vietnamese)) for concept in concepts()]
        tokenizer = train_tokenizer(texts, recipe.vocabulary)
    tokenizer.save_pretrained(folder)
    (runs / "recipe.json").write_text(json.dumps(asdict(recipe), indent=2) + "\n", encoding="utf-8")
    return tokenizer


def _checkpoint(path: Path, model: LlamaForCausalLM, pair: Sequence[torch.optim.Optimizer], done: Progressed) -> None:
    unfinished = path.with_suffix(".tmp")
    torch.save(
        {"model": model.state_dict(), "optimizers": [each.state_dict() for each in pair], "done": asdict(done)},
        unfinished,
    )
    unfinished.replace(path)
    with path.with_name("log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(asdict(done)) + "\n")


class _bar:  # noqa: N801  # used as a context manager only
    """A progress bar over the minutes given; one line a hundred steps where there is no terminal."""

    def __init__(self, recipe: Recipe, done: Progressed) -> None:
        self.progress = Progress(TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
        self.task = self.progress.add_task("training", total=recipe.minutes * 60, completed=int(done.seconds))

    def __enter__(self) -> Any:
        if self.progress.console.is_terminal:
            self.progress.start()
        return self.tick

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def tick(self, done: Progressed) -> None:
        speed = done.tokens / max(done.seconds, 1)
        text = f"step {done.step}  loss {done.loss:.3f}  {done.lessons} lessons  {speed:.0f} tokens/s"
        self.progress.update(self.task, completed=done.seconds, description=text)
        if not self.progress.console.is_terminal and done.step % 100 == 0:
            print(f"{done.seconds:.0f}s {text}", flush=True)


def main(
    minutes: Annotated[float, typer.Option(help="How long to train in all, earlier starts included.")] = 60,
    data: Annotated[
        Path | None,
        typer.Option(
            help="The folder with spider_train, cosql_train and wikisql; without it only generated questions."
        ),
    ] = None,
    runs: Annotated[Path, typer.Option(help="Checkpoints, tokenizer and log; delete it to start anew.")] = Path(
        "runs/embedded"
    ),
    out: Annotated[Path, typer.Option(help="Where the model is written.")] = Path("models/embedded"),
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    threads: Annotated[int, typer.Option(help="CPU threads.")] = 1,
    hidden: Annotated[int, typer.Option(help="Width of the model.")] = 256,
    layers: Annotated[int, typer.Option(help="Depth of the model.")] = 6,
    rate: Annotated[float, typer.Option(help="Peak learning rate.")] = 1.5e-3,
    seed: Annotated[int, typer.Option(help="Seed of data and weights.")] = 1,
    begin: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="A model to start from, with as many layers or fewer."),
    ] = None,
) -> None:
    """Train the embedded model from scratch or from another, or go on with a training that was stopped."""
    torch.set_num_threads(threads)
    runs.mkdir(parents=True, exist_ok=True)
    recipe = Recipe(
        minutes=minutes,
        hidden=hidden,
        layers=layers,
        heads=hidden // 64,
        rate=rate,
        seed=seed,
        begin=str(begin or ""),
    )
    done = train(recipe, material(data, runs / "material.pickle"), runs, out, device)
    typer.echo(f"{done.lessons} lessons, loss {done.loss:.3f}, {done.seconds / 60:.0f} minutes; the model is in {out}")


if __name__ == "__main__":
    typer.run(main)
