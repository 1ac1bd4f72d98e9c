"""Adapters added to the weights, so that the result is a model like any other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from peft import PeftModel
from transformers import AutoConfig, AutoTokenizer

from .adapters import asking, load_base
from .events import Merged
from .judging import Exam, loaded

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
    with asking(model, tokenizer, profile) as llm:
        before = [record.predicted for record in exam.first(ASKED).take(llm)]
    merged = model.merge_and_unload()
    stored = AutoConfig.from_pretrained(base, local_files_only=True).dtype or torch.float32

    def changed(dtype: torch.dtype) -> int:
        _save(merged, tokenizer, out, dtype)
        with loaded(out, order) as llm:
            after = [record.predicted for record in exam.first(ASKED).take(llm)]
        return sum(one != other for one, other in zip(before, after, strict=True))

    return _written(changed, stored, len(before))


def _written(changed: Callable[[torch.dtype], int], stored: torch.dtype, asked: int) -> Merged:
    for dtype in dict.fromkeys((stored, torch.float32)):
        count = changed(dtype)
        if not count:
            break
    return Merged(asked, count, str(dtype).removeprefix("torch."))


def _save(model: Any, tokenizer: Any, out: Path, dtype: torch.dtype) -> None:
    weights = {name: tensor.to(dtype) for name, tensor in model.state_dict().items()}
    model.config.dtype = dtype
    model.save_pretrained(out, state_dict=weights)
    tokenizer.save_pretrained(out)
