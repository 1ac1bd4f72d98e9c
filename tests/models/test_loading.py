"""From names to models, and one plain sentence where there is none."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from hoidap.models import DeviceUnavailable, LocalChat, ModelNotFound, load_chat_model


def loaded(name: str, **options: Any) -> LocalChat:
    chat = load_chat_model(name, **options)
    assert isinstance(chat, LocalChat)
    return chat


def test_a_folder_is_loaded_and_answers(model_folder: Path) -> None:
    chat = loaded(str(model_folder), device="cpu", max_new_tokens=5)
    assert chat.profile.name == "tiny-llama"
    assert chat.profile.form == "instruct"
    message = chat.invoke("Có bao nhiêu?")
    assert message.usage_metadata is not None
    assert message.usage_metadata["output_tokens"] == 5


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(ModelNotFound, match="There is no model in /nowhere/at/all"):
        load_chat_model("/nowhere/at/all")
    with pytest.raises(ModelNotFound, match="embedded, gemma-2-2b-it"):
        load_chat_model("gemma-2-2b")


def test_a_folder_without_safetensors(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelNotFound, match=r"holds no [.]safetensors file"):
        load_chat_model(str(tmp_path))


def test_a_folder_with_something_else_in_it(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(ModelNotFound, match="cannot be read"):
        load_chat_model(str(tmp_path))


def test_the_code_of_a_model_is_not_run(model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own-code"
    shutil.copytree(model_folder, folder)
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Own", "AutoModelForCausalLM": "own.Own"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")
    with pytest.raises(ModelNotFound, match="own-code cannot be read"):
        load_chat_model(str(folder))
    assert not (tmp_path / "ran").exists()


def test_a_hub_name_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelNotFound, match="is not on this machine and the hub cannot be reached") as caught:
        load_chat_model("hoidap-tests/no-such-model")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a cuda device")
def test_a_device_that_is_not_there(model_folder: Path) -> None:
    with pytest.raises(DeviceUnavailable, match="no cuda device"):
        load_chat_model(str(model_folder), device="cuda")


def test_a_cpu_computes_in_bf16_where_it_can(model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dtype(name: str) -> torch.dtype:
        return loaded(name, device="cpu").llm.pipeline.model.dtype  # type: ignore[no-any-return]

    for can, expected in (({"avx512_bf16": True}, torch.bfloat16), ({"avx512_f": True}, torch.float32)):
        monkeypatch.setattr(torch.cpu, "get_capabilities", lambda can=can: can)
        assert dtype(str(model_folder)) == expected
        assert dtype("embedded") == torch.float32


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no cuda device")
def test_a_gpu_computes_in_the_type_that_is_stored(model_folder: Path) -> None:
    assert loaded(str(model_folder), device="cuda").llm.pipeline.model.dtype == torch.float32


def test_the_queue_and_the_cache_are_as_large_as_asked(model_folder: Path) -> None:
    info = loaded(str(model_folder), device="cpu", queue=7, cache_mb=3).llm.engine.info()
    assert (info.queue, info.cache_limit) == (7, 3 << 20)


def test_importing_is_light() -> None:
    code = "import sys, hoidap.models as m; m.all_profiles(); print({'torch', 'transformers'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
