"""Fit the weights by which chains/route_choice.py reads the evidence of a message.

    python -m hoidap.training.fit_routes --data FOLDER

The messages are those of training/data/routes_dev.jsonl, which people wrote, the same beside other plug-ins and over
other databases, and generated ones, which count less. `FOLDER` holds `spider_train/` and `demo/`. The messages of
tests/evals are neither read nor fitted to. Printed is how many of the written messages are decided rightly by weights
that were fitted without them, and without any other message for the same plug-in or over the same database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hoidap.chains.route_choice import PLUG_IN, Weights, ranked
from hoidap.chains.route_evidence import PUT

from .route_messages import OURS, Message, Seen, generated, seen, written

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = Path(__file__).parent.parent / "chains" / "route_weights.tsv"
PENALTY, PENALTY_OF_WORDING = 0.3, 0.9  # on the squares of the weights
LEAST_OFTEN = 6  # written messages, varied ones too, that are put alike
SMALLEST = 0.04  # a weight of a wording that is no larger says nothing
FOLDS = 5


def fit(messages: Sequence[Seen]) -> Weights:
    """The weights that make the right tools likeliest, kept small."""
    import torch
    from torch.nn.functional import cross_entropy

    names = _names(messages)
    shared = list(next(plug_in for one in messages for plug_in in one.plug_ins.values()))
    ours, theirs, absent = _tensors(messages, names, shared)
    right = torch.tensor([[*OURS, *one.plug_ins].index(one.tool) for one in messages])
    counts = torch.tensor([one.counts for one in messages])
    penalties = torch.tensor([[PENALTY_OF_WORDING if name.startswith(PUT) else PENALTY] for name in names])
    by_tool = torch.zeros(len(names), len(OURS) + 1, requires_grad=True)
    by_plug_in = torch.zeros(len(shared), requires_grad=True)
    optimizer = torch.optim.LBFGS([by_tool, by_plug_in], max_iter=100, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        scores = torch.sparse.mm(ours, by_tool)
        scores = torch.cat([scores[:, :-1], scores[:, -1:] + theirs @ by_plug_in], dim=1) + absent
        lost = (cross_entropy(scores, right, reduction="none") * counts).sum()
        whole: Tensor = lost + (penalties * by_tool**2).sum() + PENALTY * (by_plug_in**2).sum()
        whole.backward()  # type: ignore[no-untyped-call]
        return whole

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found = {name: [round(weight, 2) for weight in row] for name, row in zip(names, by_tool.tolist(), strict=True)}
    kept = {n: row for n, row in found.items() if not n.startswith(PUT) or max(map(abs, row)) > SMALLEST}
    weights = {tool: {name: row[place] for name, row in kept.items()} for place, tool in enumerate((*OURS, PLUG_IN))}
    weights[PLUG_IN] |= {name: round(weight, 2) for name, weight in zip(shared, by_plug_in.tolist(), strict=True)}
    return weights


def _names(messages: Sequence[Seen]) -> list[str]:
    """Every kind of evidence, but of the wordings those only that are not rare."""
    often = Counter(name for one in messages for name in one.ours if one.kind != "generated")
    kinds = [name for name in messages[0].ours if not name.startswith(PUT)]
    return kinds + sorted(name for name, count in often.items() if name.startswith(PUT) and count >= LEAST_OFTEN)


def _tensors(messages: Sequence[Seen], names: Sequence[str], shared: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
    """Evidence of the messages (messages, names), sparse; of their plug-ins (messages, plug-ins, shared); what is none.

    The third (messages, tools) is 0 for a tool that is there and a large negative number for one that is not.
    """
    import torch

    places = {name: place for place, name in enumerate(names)}
    cells = [
        (row, places[name], amount)
        for row, one in enumerate(messages)
        for name, amount in one.ours.items()
        if amount and name in places
    ]
    most = max(1, *(len(one.plug_ins) for one in messages))
    theirs = torch.zeros(len(messages), most, len(shared))
    absent = torch.zeros(len(messages), len(OURS) + most)
    for row, one in enumerate(messages):
        for place, plug_in in enumerate(one.plug_ins.values()):
            theirs[row, place] = torch.tensor([plug_in[name] for name in shared])
        absent[row, len(OURS) + len(one.plug_ins) :] = -1e9
    at = torch.tensor([cell[:2] for cell in cells]).T
    amounts = torch.tensor([float(cell[2]) for cell in cells])
    shape = (len(messages), len(names))
    return torch.sparse_coo_tensor(at, amounts, shape, check_invariants=True).coalesce(), theirs, absent


def right(messages: Sequence[Seen], weights: Weights) -> list[bool]:
    """Of each message whether the evidence alone decides it rightly."""
    return [ranked(one.ours, one.plug_ins, weights)[0][0] == one.tool for one in messages]


def held_out(messages: Sequence[Seen]) -> dict[str, list[bool]]:
    """By kind, whether each written message is decided rightly by weights that were fitted without its like."""
    found: dict[str, list[bool]] = {}
    for fold in range(FOLDS):
        kept = [one for one in messages if one.origin is None or _fold(one.origin) != fold]
        left = [one for one in messages if one.counts == 1.0 and one.origin and _fold(one.origin) == fold]
        for one, ok in zip(left, right(left, fit(kept)), strict=True):
            found.setdefault(one.kind, []).append(ok)
    return found


def _fold(message: Message) -> int:
    """The same for all messages for one plug-in, and for all over one database that is not the demo database."""
    like = message.tool if message.tool not in OURS else message.database or message.text
    return sha256(like.encode()).digest()[0] % FOLDS


def save(weights: Weights, file: Path) -> None:
    """Write the table of weights, a line a kind of evidence."""
    lines = ["# Written by `python -m hoidap.training.fit_routes`; what each line is: chains/route_evidence.py."]
    lines.append("\t".join(["evidence", *weights]))
    for name in weights[PLUG_IN]:
        cells = (f"{of_tool[name]:g}" if of_tool.get(name) else "" for of_tool in weights.values())
        lines.append("\t".join([name, *cells]))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(data: Annotated[Path, typer.Option(help="The folder with spider_train and demo.")]) -> None:
    """Fit, say how well it does, and write the weights."""
    messages = [*seen(data, written()), *generated(data)]
    found = held_out(messages)
    found["all"] = [ok for every in found.values() for ok in every]
    for kind, ok in found.items():
        print(f"{kind}: {sum(ok)} of {len(ok)}")
    save(fit(messages), WEIGHTS)


if __name__ == "__main__":
    typer.run(main)
