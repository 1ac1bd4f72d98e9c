"""From a base to one candidate: every weight or adapters, whichever the base's kind is tuned better by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

from hoidap.databases import Database
from hoidap.models import load_chat_model
from hoidap.models.info import for_a_while
from hoidap.models.memory import process_bytes
from hoidap.models.source import device_for

from ..average import average
from ..batches import Sample, length, tokens_of
from .errors import CannotTune
from .events import Event, Fitted, Merged, Unsaid
from .judging import loaded
from .lessons import course
from .memory import Fit, Shape, fitted, peak
from .order import Order
from .promote import write_profile
from .stages import Looking, Material, ticking
from .watch import Watch

if TYPE_CHECKING:
    from hoidap.models.profiles import Profile

LONGEST = {"slots": 900, "instruct": 4096}  # tokens of a lesson
MEASURED = 300  # lessons by which it is seen how long they are
LOOK_BYTES = 400 << 20  # what a look holds beside the training: a second copy of a small model, and its caches
# What a training holds on a CPU beyond its tensors: oneDNN keeps what it worked out for each shape. 850 MB were seen.
CPU_BYTES = 900 << 20

Tell = Callable[[Event], None]


@dataclass(frozen=True)
class Trained:
    """A candidate's folder, how it came about, and what that took."""

    candidate: Path
    method: str
    steps: int
    estimate: int
    peak: int


def method_for(order: Order, base: Profile) -> str:
    """`full`, `lora` or `qlora`: all weights where the base is small and hoidap's own, adapters otherwise."""
    if order.method == "full" and base.form != "slots":
        raise CannotTune("Only a model of hoidap's own prompt form can be trained whole; take lora for this one.")
    if order.method == "full" or (order.method == "auto" and base.form == "slots"):
        return "full"
    four_bit = order.four_bit or device_for(order.device) == "cuda"
    return "qlora" if four_bit and base.form != "slots" else "lora"


def fully_trained(
    order: Order, base: Profile, db: Database, material: Material, watch: Watch, look: Looking, tell: Tell
) -> Trained:
    """All weights; of the best ones seen and their mean with the base, what looks better."""
    from .full import FullTraining

    device = device_for(order.device)
    _tell_unsaid(material, tell)
    lessons = course(material.split.train, db)
    if not lessons.examples:
        raise CannotTune("None of the questions can be said in the SQL that this model writes.")
    folder = Path(base.weights)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    seen = [tokens_of(lesson, tokenizer) for lesson in islice(lessons(order.seed), MEASURED)]
    fit = _fit(base.weights, seen, LONGEST["slots"], device, "full", tell)
    training = FullTraining(folder, lessons, order.work, watch, fit, device, order.seed)

    def look_at(weights: Path) -> Any:
        with loaded(weights, order) as llm:
            return look(llm)

    best = training.run(look_at, tell, look.base)
    mean = order.work / "mean"
    average(folder, best, mean)
    halfway = look_at(mean)
    tell(halfway)
    candidate = mean if halfway.score > training.watch.best else best
    write_profile(candidate, base)
    return Trained(candidate, "full", training.watch.steps, fit.estimate, peak(device))


def adapted(
    order: Order, base: Profile, db: Database, material: Material, watch: Watch, look: Looking, tell: Tell
) -> Trained:
    """Adapters, added to the weights in the end. Raises CannotTune where the packages of the extra are missing."""
    try:
        from .adapters import AdapterTraining
        from .merge import merge
        from .prompts import samples, within
    except ModuleNotFoundError as error:
        raise CannotTune("Adapters need more packages: pip install 'hoidap[tune]'.") from error
    device, method = device_for(order.device), method_for(order, base)
    if base.form == "slots":
        _tell_unsaid(material, tell)
    llm: Any
    with for_a_while(
        lambda: load_chat_model(order.base, device="cpu" if base.form == "slots" else order.device)
    ) as llm:
        made = samples(llm, db, material.split.train, order.seed, ticking(tell, "lessons"))
        weights, tokenizer = str(llm.llm.model_id), llm.llm.pipeline.tokenizer
    del llm
    fit = _fit(weights, made, min(base.context, LONGEST[base.form]), device, method, tell)
    training = AdapterTraining(
        weights, within(made, fit.longest), order.work / "adapters", fit, device, tokenizer, base
    )
    adapter = training.run(look, tell, watch, four_bit=method == "qlora", seed=order.seed)
    merged: Merged = merge(weights, adapter, order.work / "merged", material.exams.choose, order, device, base)
    tell(merged)
    return Trained(order.work / "merged", method, training.watch.steps, fit.estimate, peak(device))


def _tell_unsaid(material: Material, tell: Tell) -> None:
    if unsaid := sum(pair.source != "made" and not pair.canonical for pair in material.split.train):
        tell(Unsaid(unsaid))


def _fit(weights: str, made: Sequence[Sample], most: int, device: str, method: str, tell: Tell) -> Fit:
    """The batch that fits, for lessons as long as the longest of `made` that is no longer than `most`."""
    lengths = [length(sample) for sample in made]
    longest = max((one for one in lengths if one <= most), default=0)
    if not longest:
        raise CannotTune(f"Every question is longer than the {most} tokens that this model reads.")
    replied = sum(len(reply) for _, reply in made) / sum(lengths)
    held = process_bytes() + LOOK_BYTES + CPU_BYTES
    fit = fitted(_shape(weights, device, method), longest, replied, device, held)
    tell(Fitted(fit.rows, fit.longest, fit.estimate, fit.available, sum(one > longest for one in lengths)))
    return fit


def _shape(weights: str, device: str, method: str) -> Shape:
    config = AutoConfig.from_pretrained(weights, local_files_only=True).get_text_config()
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config)  # type: ignore[no-untyped-call]
    parameters = model.num_parameters()
    trained = parameters
    if method != "full":
        from .adapters import lora

        layers = [
            one for name, one in model.named_modules() if isinstance(one, torch.nn.Linear) and "lm_head" not in name
        ]
        trained = sum(lora().r * (one.in_features + one.out_features) for one in layers)
    bytes_each = {"full": 4.0, "lora": 4.0 if device == "cpu" else 2.0, "qlora": 0.75}[method]
    return Shape(
        parameters,
        trained,
        config.num_hidden_layers,
        config.hidden_size,
        config.intermediate_size,
        config.vocab_size,
        bytes_each,
        recomputed=method != "full",
    )
