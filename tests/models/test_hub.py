"""Fetching models: whole, only what is needed, going on where it broke off, and one sentence where it cannot be."""

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_server import Hub, running
from huggingface_hub import constants

from hoidap.models import load_chat_model
from hoidap.models.errors import PullFailed
from hoidap.models.hub import pull
from hoidap.models.stored import describe_models, folder_of

NAME = "office/tiny-llama"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model_folder: Path) -> Iterator[Hub]:
    """A hub with one model, and an empty cache."""
    source = tmp_path / "source"
    shutil.copytree(model_folder, source)
    (source / "pytorch_model.bin").write_bytes(b"\x80\x04")
    (source / "modeling_own.py").write_text("raise SystemExit")
    (source / "README.md").write_text("# tiny")
    (source / "original").mkdir()
    shutil.copy(source / "model.safetensors", source / "original")
    with running() as hub:
        hub.add(NAME, source)
        template = constants.HUGGINGFACE_CO_URL_TEMPLATE.replace(constants.ENDPOINT, hub.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr("hoidap.models.hub._SECONDS", 2.0)
        yield hub


def refused(name: str) -> PullFailed:
    with pytest.raises(PullFailed) as caught:
        pull(name)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")
    return caught.value


def test_only_what_is_needed_is_fetched(hub: Hub) -> None:
    told: list[tuple[int, int]] = []
    folder = pull(NAME, lambda done, total: told.append((done, total)))
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "config.json",
        "generation_config.json",
        "model.safetensors",
        "tokenizer.json",
        "tokenizer_config.json",
        "chat_template.jinja",
    }
    assert folder_of(NAME) == folder
    assert sorted(told) == told and told[0][0] == 0 and told[-1][0] == told[-1][1] > 100_000
    assert hub.fetched().count("model.safetensors") == 1


def test_what_is_here_is_not_fetched_again(hub: Hub) -> None:
    folder = pull(NAME)
    hub.asked.clear()
    assert pull(NAME) == folder
    assert hub.fetched() == []


def test_a_name_that_is_loaded_is_fetched_first(hub: Hub) -> None:
    message = load_chat_model(NAME, device="cpu", max_new_tokens=3).invoke("Có bao nhiêu?")
    assert message.usage_metadata is not None and message.usage_metadata["output_tokens"] == 3
    hub.asked.clear()
    load_chat_model(NAME, device="cpu")
    assert hub.asked == []


def test_a_broken_connection_is_taken_up_again(hub: Hub) -> None:
    hub.cut, hub.cuts = 50_000, 3
    folder = pull(NAME)
    size = (folder / "model.safetensors").stat().st_size
    begins = [asked for _, path, asked in hub.asked if path.endswith("model.safetensors") and asked]
    assert begins == ["bytes=50000-", "bytes=100000-", "bytes=150000-"] and size > 150_000


def test_the_next_try_goes_on_where_the_last_one_was_killed(hub: Hub, tmp_path: Path) -> None:
    """A process that dies in the middle of a file has not worked for nothing."""
    killer = (
        "import os; from hoidap.models.hub import pull\n"
        f"pull({NAME!r}, lambda done, total: os._exit(9) if done > 100_000 else None)"
    )
    environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HUB_CACHE": constants.HF_HUB_CACHE}
    hub.cut, hub.cuts = 110_000, 1
    died = subprocess.run([sys.executable, "-c", killer], env=environment, capture_output=True, text=True)
    assert died.returncode == 9, died.stderr
    assert folder_of(NAME) is None
    hub.asked.clear()
    told: list[int] = []
    folder = pull(NAME, lambda done, _: told.append(done))
    begins = [asked for _, path, asked in hub.asked if path.endswith("model.safetensors") and asked]
    assert begins == [f"bytes={told[0]}-"] and told[0] > 100_000
    assert (folder / "model.safetensors").read_bytes() == hub.models[NAME]["model.safetensors"]


def test_a_server_that_knows_no_ranges_sends_all_again(hub: Hub) -> None:
    hub.cut, hub.cuts, hub.ranges = 50_000, 1, False
    folder = pull(NAME)
    assert (folder / "model.safetensors").read_bytes() == hub.models[NAME]["model.safetensors"]


def test_a_connection_that_breaks_again_and_again_is_told(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hoidap.models.hub.time.sleep", lambda _: None)
    hub.ranges, hub.cut, hub.cuts = False, 1, 100
    assert refused(NAME).reason == "offline"


def test_a_damaged_file_is_not_kept(hub: Hub) -> None:
    hub.damaged = True
    assert refused(NAME).reason == "damaged"
    hub.damaged = False
    pull(NAME)


def test_a_gated_model_says_where_to_accept_its_licence(hub: Hub) -> None:
    hub.gated.add(NAME)
    error = refused(NAME)
    assert error.reason == "gated" and f"{hub.url}/{NAME}" in str(error)


@pytest.mark.parametrize("name", ["office/no-such-model", "no such/name"])
def test_a_name_that_the_hub_does_not_know(name: str, hub: Hub) -> None:
    assert refused(name).reason == "unknown"


def test_no_network(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    assert refused(NAME).reason == "offline"


def test_a_model_in_another_format(hub: Hub) -> None:
    hub.models["office/old"] = {"config.json": b"{}", "pytorch_model.bin": b""}
    assert refused("office/old").reason == "format"


def test_a_disk_without_room_is_told_before_anything_is_fetched(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10**6))
    error = refused(NAME)
    assert error.reason == "space" and "are free" in str(error) and hub.fetched() == []


def test_a_cache_that_cannot_be_written(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert refused(NAME).reason == "space"


# On the command line


def command(hub: Hub, *arguments: str, language: str = "en", **environment: str) -> "subprocess.CompletedProcess[str]":
    cache = constants.HF_HUB_CACHE
    own = {"HF_ENDPOINT": hub.url, "HF_HUB_CACHE": cache, "LC_ALL": f"{language}_XX.UTF-8", **environment}
    whole = [sys.executable, "-m", "hoidap.cli", "models", "pull", *arguments]
    return subprocess.run(whole, env={**os.environ, **own}, capture_output=True, text=True)


def test_the_command_says_where_the_model_is(hub: Hub) -> None:
    done = command(hub, NAME)
    assert done.returncode == 0, done.stderr
    folder = done.stdout.removeprefix(f"{NAME} is in ").rstrip(".\n")
    assert folder_of(NAME) == Path(folder)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("reason", ["gated", "unknown", "offline", "format"])
def test_the_command_says_what_is_wrong_in_one_sentence(reason: str, language: str, hub: Hub) -> None:
    hub.gated.add(NAME)
    hub.models["office/old"] = {"config.json": b"{}"}
    name = {"unknown": "office/none", "format": "office/old"}.get(reason, NAME)
    environment = {"HF_ENDPOINT": "http://127.0.0.1:9"} if reason == "offline" else {}
    done = command(hub, name, language=language, **environment)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1 and done.stderr.endswith(".\n") and "Traceback" not in done.stderr
    assert done.stderr.isascii() == (language == "en")


def test_a_model_of_a_profile_is_pulled_by_its_short_name(hub: Hub) -> None:
    hub.models["Qwen/Qwen2.5-Coder-3B-Instruct"] = hub.models[NAME]
    done = command(hub, "Qwen2.5-Coder-3B-Instruct")
    assert done.returncode == 0 and folder_of("Qwen/Qwen2.5-Coder-3B-Instruct")
    listed = {model["name"]: model["here"] for model in describe_models()}
    assert listed["Qwen2.5-Coder-3B-Instruct"] and not listed["Phi-3-mini-4k-instruct"]


# What is on this machine


def test_models_in_the_cache_are_listed_with_those_that_have_a_profile(hub: Hub) -> None:
    pull(NAME)
    listed: list[dict[str, Any]] = describe_models()
    mine = listed[-1]
    assert (mine["name"], mine["here"], mine["licence"]) == (NAME, True, "unknown")
    assert listed[0]["name"] == "embedded" and listed[0]["here"]
    assert not any(model["here"] for model in listed[1:-1])
    json.dumps(listed)


def test_a_model_with_a_part_missing_is_not_here(tmp_path: Path, model_folder: Path) -> None:
    folder = tmp_path / "sharded"
    shutil.copytree(model_folder, folder)
    assert folder_of(str(folder)) == folder
    index = {"weight_map": {"a": "model.safetensors", "b": "model-2.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert folder_of(str(folder)) is None
