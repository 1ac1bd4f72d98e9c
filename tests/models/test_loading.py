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
from hoidap.models.guess import guess_profile
from hoidap.models.profiles import all_profiles


def test_a_folder_is_loaded_and_answers(model_folder: Path) -> None:
    chat = load_chat_model(str(model_folder), device="cpu", max_new_tokens=5)
    assert isinstance(chat, LocalChat)
    assert chat.profile.name == "tiny-llama"
    assert chat.profile.form == "instruct"
    message = chat.invoke("Có bao nhiêu?")
    assert message.usage_metadata is not None
    assert message.usage_metadata["output_tokens"] == 5


@pytest.mark.parametrize("quantize", ["8bit", "4bit"])
def test_quantised_on_the_cpu(quantize: Any, model_folder: Path) -> None:
    pytest.importorskip("bitsandbytes", reason="bitsandbytes is not there for this machine")
    chat = load_chat_model(str(model_folder), device="cpu", quantize=quantize, max_new_tokens=4)
    assert isinstance(chat, LocalChat)
    assert getattr(chat.llm.pipeline.model, f"is_loaded_in_{quantize}")
    assert chat.invoke("Có bao nhiêu?", grammar='start: "◊c3"').content == "◊c3"


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
    with pytest.raises(ModelNotFound, match="is not on this machine and the hub does not give it") as caught:
        load_chat_model("hoidap-tests/no-such-model")
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a cuda device")
def test_a_device_that_is_not_there(model_folder: Path) -> None:
    with pytest.raises(DeviceUnavailable, match="no cuda device"):
        load_chat_model(str(model_folder), device="cuda")


def test_profiles_are_complete() -> None:
    assert next(iter(all_profiles())) == "embedded"
    for profile in all_profiles().values():
        assert profile.licence != "unknown"
        assert profile.languages
        assert profile.stop
        assert 0 < profile.memory("4bit") < profile.memory("8bit") < profile.memory("none")
        assert profile.schema_tokens < profile.context


def test_profiles_of_models_without_one(tokenizer: Any, model_folder: Path) -> None:
    known = guess_profile("/data/Qwen2.5-Coder-3B-Instruct", tokenizer)
    assert (known.stop, known.weights) == (("<|im_end|>",), "/data/Qwen2.5-Coder-3B-Instruct")
    assert guess_profile("a/b", tokenizer).system_role


@pytest.mark.parametrize(
    "template",
    [
        "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no') }}{% endif %}",
        "{% for m in messages if m['role'] != 'system' %}{{ m['content'] }}{% endfor %}",
    ],
)
def test_a_template_without_a_system_role_is_noticed(template: str, tokenizer: Any) -> None:
    kept = tokenizer.chat_template
    tokenizer.chat_template = template
    try:
        assert not guess_profile("a/b", tokenizer).system_role
    finally:
        tokenizer.chat_template = kept


def test_importing_is_light() -> None:
    code = "import sys, hoidap.models as m; m.all_profiles(); print({'torch', 'transformers'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
