"""Two models of one training become their mean."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from hoidap.training.average import average


def folder(path: Path, **weights: torch.Tensor) -> Path:
    path.mkdir()
    save_file(weights, path / "model.safetensors", metadata={"format": "pt"})
    (path / "config.json").write_text(path.name)
    return path


def test_the_mean_keeps_the_type_and_takes_the_rest_from_the_second(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", w=torch.tensor([1.0, 2.0], dtype=torch.bfloat16))
    other = folder(tmp_path / "other", w=torch.tensor([3.0, 6.0], dtype=torch.bfloat16))
    average(one, other, tmp_path / "out")
    mean = load_file(tmp_path / "out" / "model.safetensors")["w"]
    assert mean.tolist() == [2.0, 4.0]
    assert mean.dtype == torch.bfloat16
    assert (tmp_path / "out" / "config.json").read_text() == "other"


def test_other_shapes_are_refused(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "one", w=torch.zeros(2)), folder(tmp_path / "other", w=torch.zeros(3))
    with pytest.raises(ValueError, match="not of one architecture"):
        average(one, other, tmp_path / "out")
