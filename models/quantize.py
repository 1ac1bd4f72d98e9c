"""Weights in fewer bits: 8bit and 4bit by bitsandbytes, and int8 for the CPU, where it is faster too.

int8 keeps weights as int8 with a scale a row, rounds every token's activations to int8 with a scale of its own, and
multiplies integers by `torch._int_mm` (oneDNN), as torchao's Int8DynamicActivationInt8Weight does. Measured on one
core of an AMD EPYC with AVX512-VNNI, microseconds for 896 x 4864 weights and 1, 8 and 512 tokens:

    fp32                                            354    1,447   44,073
    bf16                                            335      573   21,440
    here                                             80      363   12,883   error 0.9 to 1.1 %
    torch.ao.quantization.quantize_dynamic, fbgemm   78      190   12,615   error 1.8 to 2.4 %: one scale for all tokens
    torchao 0.18, eager                           1,265    1,872   21,183   error 0.9 to 1.1 %: made for torch.compile
    torch._weight_int8pack_mm, weights only       3,594   28,726       3.6 seconds

A whole Llama of 135 million parameters goes from 72 to 39 ms a token and from 1.7 to 0.7 s for a prompt of 512, if
what is not linear is computed in fp32 (59 ms a token in bf16). The embedded model answers in 20 % less time, as with
fbgemm. quantize_dynamic is deprecated together with torch's quantised tensors, and torchao would be a dependency for
what are these twenty lines. Sums of integers are exact, so that a token's result does not depend on its batch.
"""

from typing import Any

import torch
from torch import Tensor, nn

from .errors import DeviceUnavailable

_LARGEST = 127


class Int8Linear(nn.Module):
    """A linear layer with int8 weights (out, in) and one fp32 scale for each of its outputs."""

    weight: Tensor
    scale: Tensor
    bias: Tensor | None

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        weight, scale = _rounded(linear.weight.detach())
        self.register_buffer("weight", weight)
        self.register_buffer("scale", scale.squeeze(1))
        self.register_buffer("bias", None if linear.bias is None else linear.bias.detach().float())

    def forward(self, inputs: Tensor) -> Tensor:
        """Map (..., in) to (..., out) in the type of the inputs."""
        rows, scale = _rounded(inputs.reshape(-1, inputs.shape[-1]))
        outputs = (torch._int_mm(rows, self.weight.t()) * scale).mul_(self.scale)
        if self.bias is not None:
            outputs += self.bias
        return outputs.to(inputs.dtype).reshape(*inputs.shape[:-1], -1)


def _rounded(rows: Tensor) -> tuple[Tensor, Tensor]:
    """Return rows as int8, and the scale (rows, 1) that brings each of them back."""
    rows = rows.float()
    scale = rows.abs().amax(-1, keepdim=True).clamp_min(torch.finfo(torch.float32).tiny) / _LARGEST
    return (rows / scale).round_().to(torch.int8), scale


def to_int8(model: Any) -> None:
    """Replace every linear layer of a model on the CPU, in place, and compute the rest in fp32.

    Raises DeviceUnavailable where torch lacks oneDNN, without which the product is computed number by number, and for
    models that keep most of their weights in something else than linear layers, as mixtures of experts do.
    """
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        raise DeviceUnavailable("int8 needs a torch that was built with oneDNN. Choose quantize none.")
    linear = [(name, layer) for name, layer in model.named_modules() if isinstance(layer, nn.Linear)]
    tied = {id(layer.weight) for _, layer in linear}
    left = sum(p.numel() for p in model.parameters() if p.ndim > 1 and id(p) not in tied)
    if left > sum(layer.weight.numel() for _, layer in linear):
        raise DeviceUnavailable("Most of this model's weights are not in linear layers, so int8 would save little.")
    for name, layer in linear:
        parent, _, own = name.rpartition(".")
        setattr(model.get_submodule(parent), own, Int8Linear(layer))
    model.float()
