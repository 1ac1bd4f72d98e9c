"""Fit the weights by which chains/route_choice.py reads the evidence of a message.

    python -m hoidap.training.fit_routes --data FOLDER

The messages are those of training/data/routes_dev.jsonl, which people wrote, and generated ones, which count less.
`FOLDER` holds `spider_train/`. The messages of tests/evals are neither read nor fitted to. Printed is how many of
the written messages are decided rightly by weights that were fitted without them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Annotated

import typer

from hoidap.chains import Turn
from hoidap.chains.linking import link
from hoidap.chains.route import QUERY_DATABASE, QUERY_DATABASE_DESCRIPTION
from hoidap.chains.route_choice import PLUG_IN, Weights, ranked
from hoidap.chains.route_evidence import Evidence, evidence
from hoidap.databases import Database, demo_database

from .holdout import databases, split
from .render import index_of
from .synthesize import random_schema, real_source, routes
from .synthesize.routes import OUT_OF_SCOPE, SMALL_TALK

if TYPE_CHECKING:
    from torch import Tensor

HERE = Path(__file__).parent
WRITTEN = HERE / "data" / "routes_dev.jsonl"
WEIGHTS = HERE.parent / "chains" / "route_weights.tsv"
OURS = (QUERY_DATABASE, SMALL_TALK, OUT_OF_SCOPE)
GENERATED, REAL_SCHEMAS = 1600, 12
WEIGHT_OF_GENERATED = 0.1
PENALTY = 0.3  # on the squares of the weights
FOLDS = 8


@dataclass(frozen=True)
class Seen:
    """The evidence of one message, and the tool that takes it."""

    kind: str
    ours: Evidence
    plug_ins: Mapping[str, Evidence]
    tool: str


def written(data: Path) -> list[Seen]:
    """The messages that people wrote, over the demo database and some of Spider's that are trained on."""
    files = databases(data / "spider_train" / "databases")
    known: dict[str, Database] = {}
    seen = []
    for line in map(json.loads, WRITTEN.read_text(encoding="utf-8").splitlines()):
        name = line.get("db_id", "")
        if name not in known:
            known[name] = Database.connect(f"sqlite:///{files[name]}" if name else demo_database())
        db = known[name]
        tools = [*_described(), *((tool["name"], tool["description"]) for tool in line.get("tools", []))]
        history = [Turn(question=turn["question"], sql="SELECT 1") for turn in line.get("history", [])]
        links = link(line["question"], db.schema, db.values)
        seen.append(Seen(line["kind"], *evidence(links, tools, history, set(OURS)), line["route"]))
    for db in known.values():
        db.close()
    return seen


def generated(data: Path, count: int) -> Iterator[Seen]:
    """As many generated messages, half of them over real schemas."""
    files = databases(data / "spider_train" / "databases")
    real = []
    for name in Random(1).sample(split(files)[0], REAL_SCHEMAS):
        db = Database.connect(f"sqlite:///{files[name]}")
        real.append((db.schema, tuple(db.values)))
        db.close()
    for source in (random_schema, real_source(tuple(real))):
        for example in islice(routes(Random(5), source), count // 2):
            links = link(example.question, example.schema, index_of(example.values), language=example.language)
            history = [Turn(question=past.question, sql=past.sql) for past in example.history]
            yield Seen("generated", *evidence(links, example.tools, history, set(OURS)), example.tool)


def fit(seen: Sequence[Seen], amounts: Sequence[float]) -> Weights:
    """The weights that make the right tools likeliest, kept small; `amounts` say how much each message counts."""
    import torch
    from torch.nn.functional import cross_entropy

    names = list(seen[0].ours)
    shared = list(next(plug_in for one in seen for plug_in in one.plug_ins.values()))
    most = len(OURS) + max(len(one.plug_ins) for one in seen)
    rows = torch.zeros(len(seen), most, (len(OURS) + 1) * len(names) + len(shared))
    absent = torch.zeros(len(seen), most)
    for place, one in enumerate(seen):
        _fill(rows[place], one, names, shared)
        absent[place, len(OURS) + len(one.plug_ins) :] = -1e9
    right = torch.tensor([[*OURS, *one.plug_ins].index(one.tool) for one in seen])
    counts = torch.tensor(amounts)
    weights = torch.zeros(rows.shape[2], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        lost = (cross_entropy(rows @ weights + absent, right, reduction="none") * counts).sum()
        whole: Tensor = lost + PENALTY * (weights**2).sum()
        whole.backward()  # type: ignore[no-untyped-call]
        return whole

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found = [round(weight, 2) for weight in weights.tolist()]
    parts = {tool: found[place * len(names) :] for place, tool in enumerate((*OURS, PLUG_IN))}
    own = {tool: dict(zip(names, part, strict=False)) for tool, part in parts.items()}
    own[PLUG_IN] |= dict(zip(shared, found[-len(shared) :], strict=True))
    return own


def _fill(rows: Tensor, one: Seen, names: Sequence[str], shared: Sequence[str]) -> None:
    """Write the evidence of a message, a row for each tool, into `rows` (tools, weights)."""
    import torch

    ours = torch.tensor([one.ours[name] for name in names])
    for place in range(len(OURS) + len(one.plug_ins)):
        block = min(place, len(OURS)) * len(names)
        rows[place, block : block + len(names)] = ours
    for place, plug_in in enumerate(one.plug_ins.values()):
        rows[len(OURS) + place, -len(shared) :] = torch.tensor([plug_in[name] for name in shared])


def right(seen: Sequence[Seen], weights: Weights) -> list[bool]:
    """Of each message whether the evidence alone decides it rightly."""
    return [ranked(one.ours, one.plug_ins, weights)[0][0] == one.tool for one in seen]


def held_out(people: Sequence[Seen], machine: Sequence[Seen]) -> dict[str, list[bool]]:
    """By kind, whether each written message is decided rightly by weights that were fitted without it."""
    order = Random(0).sample(list(people), len(people))
    found: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        kept = [one for place, one in enumerate(order) if place % FOLDS != fold]
        weights = fit([*kept, *machine], [1.0] * len(kept) + [WEIGHT_OF_GENERATED] * len(machine))
        left = order[fold::FOLDS]
        for one, ok in zip(left, right(left, weights), strict=True):
            found.setdefault(one.kind, []).append(ok)
    return found


def save(weights: Weights, file: Path) -> None:
    """Write the table of weights, a line a kind of evidence."""
    names = list(weights[PLUG_IN])
    lines = ["# Written by `python -m hoidap.training.fit_routes`; what each line is: chains/route_evidence.py."]
    lines.append("\t".join(["evidence", *weights]))
    for name in names:
        lines.append(
            "\t".join([name, *(str(of_tool[name]) if name in of_tool else "" for of_tool in weights.values())])
        )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _described() -> list[tuple[str, str]]:
    return [(QUERY_DATABASE, QUERY_DATABASE_DESCRIPTION), *((name, "") for name in OURS[1:])]


def main(data: Annotated[Path, typer.Option(help="The folder with spider_train.")]) -> None:
    """Fit, say how well it does, and write the weights."""
    people, machine = written(data), list(generated(data, GENERATED))
    found = held_out(people, machine)
    found["all"] = [ok for every in found.values() for ok in every]
    for kind, ok in found.items():
        print(f"{kind}: {sum(ok)} of {len(ok)}")
    save(fit([*people, *machine], [1.0] * len(people) + [WEIGHT_OF_GENERATED] * len(machine)), WEIGHTS)


if __name__ == "__main__":
    typer.run(main)
