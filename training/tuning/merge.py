"""Adapters added to the weights, so that the result is a model like any other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from peft import PeftModel
from transformers import AutoConfig, AutoTokenizer

from .adapters import asking, load_base
from .events import Merged
from .judging import Exam, loaded
from .promote import write_profile

if TYPE_CHECKING:
    from hoidap.models.profiles import Profile

    from .order import Order

ASKED = 40  # questions that must get the same SQL before and after


def merge(base: str, adapter: Path, out: Path, exam: Exam, order: Order, device: str, profile: Profile) -> Merged:
    """Write the merged model to `out` in the type of the base's weights, or in 32 bits where that changes any SQL.

    The adapter is added to weights that are not in four bits, whatever it was trained on.
    """
    tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
    model = PeftModel.from_pretrained(load_base(base, device, four_bit=False).float(), str(adapter))
    asked = exam.first(ASKED)
    with asking(model, tokenizer, profile) as llm:
        before = [record.predicted for record in asked.take(llm)]
    merged = model.merge_and_unload()
    stored = AutoConfig.from_pretrained(base, local_files_only=True).dtype or torch.float32
    for dtype in (stored, torch.float32):
        _save(merged, tokenizer, out, dtype)
        write_profile(out, profile, "float32" if dtype == torch.float32 else "")
        with loaded(out, replace(order, four_bit=False)) as llm:
            after = [record.predicted for record in asked.take(llm)]
        changed = sum(one != other for one, other in zip(before, after, strict=True))
        if not changed:
            break
    return Merged(len(before), changed, str(dtype).removeprefix("torch."))


def _save(model: Any, tokenizer: Any, out: Path, dtype: torch.dtype) -> None:
    weights = {name: tensor.to(dtype) for name, tensor in model.state_dict().items()}
    model.config.dtype = dtype
    model.save_pretrained(out, state_dict=weights)
    tokenizer.save_pretrained(out)
