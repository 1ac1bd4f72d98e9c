"""`hoidap serve` as a process: up at once, ready later, silent on the disk, and gone when told."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import wait_for
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random model: what is tried here is the process, whatever the model says."""
    folder = tmp_path_factory.mktemp("weights")
    letters = Tokenizer(models.BPE())
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    letters.train_from_iterator(
        [], trainers.BpeTrainer(special_tokens=["<pad>", "<s>", "</s>"], initial_alphabet=alphabet)
    )
    specials = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>"}
    tokenizer: Any = PreTrainedTokenizerFast(tokenizer_object=letters, **specials)  # type: ignore[no-untyped-call]
    tokenizer.save_pretrained(folder)
    shape: Any = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=16_384, eos_token_id=2, **shape)
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    yield number


def start(folder: Path, weights: Path, port: int, **more: str) -> "subprocess.Popen[str]":
    """The server in an empty working folder, with its data in another."""
    (folder / "work").mkdir()
    names = {"HOIDAP_DATA_DIR": str(folder / "data"), "HOIDAP_MODEL": str(weights), "HOIDAP_PORT": str(port)}
    return subprocess.Popen(
        [sys.executable, "-m", "hoidap.cli", "serve"],
        cwd=folder / "work",
        env=os.environ | names | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_is_live_before_it_is_ready_answers_and_goes_when_told(tmp_path: Path, weights: Path, port: int) -> None:
    process = start(tmp_path, weights, port)
    url = f"http://127.0.0.1:{port}"

    def status(path: str) -> int:
        try:
            return httpx.get(url + path).status_code
        except httpx.TransportError:
            return 0

    try:
        wait_for(lambda: status("/health/live") == 200, 60)
        early = status("/health/ready")
        wait_for(lambda: status("/health/ready") == 200, 120)
        assert early in (200, 503)
        answer = httpx.post(f"{url}/agent/invoke", json={"input": "Có bao nhiêu cải tiến?"}, timeout=60).json()[
            "output"
        ]
        assert answer["answer"] and answer["thread_id"]
        assert status("/chat/") == 200
        assert not list((tmp_path / "work").iterdir())
    finally:
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert f"{url}/chat" in err
    assert "Traceback" not in out + err


def test_a_taken_port_is_one_sentence_and_no_loading(tmp_path: Path, weights: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, weights, taken.getsockname()[1])
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "--port" in err.strip().splitlines()[-1]
    assert "Traceback" not in out + err


def test_a_database_that_is_not_there_ends_it_with_a_sentence(tmp_path: Path, weights: Path, port: int) -> None:
    process = start(tmp_path, weights, port, HOIDAP_DATABASE_URL=f"sqlite:///{tmp_path}/none.db")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "none.db" in err
    assert "Traceback" not in out + err
