"""How the embedded model descends: its loss, and an optimiser for each kind of weights."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional
from transformers import LlamaForCausalLM

from .batches import IGNORED

PROMPT_LOSS, PROMPT_SHARE = 0.3, 0.3  # weight of the prompt's loss; share of its tokens that count, to save time


def reply_loss(model: LlamaForCausalLM, ids: Tensor, replies: Tensor) -> tuple[Tensor, Tensor]:
    """The mean loss of the tokens of the replies, and the hidden states (batch, length, width) that it came of."""
    with torch.autocast(ids.device.type, dtype=torch.bfloat16):
        hidden = model.model(ids).last_hidden_state
        logits = model.lm_head(hidden[replies != IGNORED]).float()
    return functional.cross_entropy(logits, replies[replies != IGNORED]), hidden


def loss_of(model: LlamaForCausalLM, ids: Tensor, replies: Tensor, prompts: Tensor) -> tuple[Tensor, float]:
    """The loss of replies and prompts to descend, and the loss of the replies alone."""
    loss, hidden = reply_loss(model, ids, replies)
    counted = (prompts != IGNORED) & (torch.rand(prompts.shape, device=ids.device) < PROMPT_SHARE)
    with torch.autocast(ids.device.type, dtype=torch.bfloat16):
        logits = model.lm_head(hidden[counted]).float()
    return loss + PROMPT_LOSS * functional.cross_entropy(logits, prompts[counted]), loss.item()


def optimizers(model: LlamaForCausalLM) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside the layers, AdamW for the embedding and the norms (Jordan et al., 2024)."""
    matrices = [
        p for name, p in model.named_parameters() if p.ndim == 2 and "embed" not in name and "lm_head" not in name
    ]
    inside = {id(p) for p in matrices}
    rest = [p for p in model.parameters() if id(p) not in inside]
    return [
        torch.optim.Muon(matrices, lr=1e-3, weight_decay=0.05, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=1e-3, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def descend(model: LlamaForCausalLM, pair: list[torch.optim.Optimizer], rate: float) -> None:
    """Take one step down the gradients that the model holds, and forget them."""
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    for optimizer in pair:
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.step()
        optimizer.zero_grad()
