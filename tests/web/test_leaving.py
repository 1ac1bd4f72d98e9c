"""Whoever asked goes away: the real model must be free within a second, whichever way it was asked."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from serving import running, wait_for

from hoidap.benchmarks.served import post
from hoidap.databases import Database
from hoidap.langserve_app import create_app
from hoidap.models import LocalChat, load_chat_model
from hoidap.web import Parts

QUESTION = "How many improvements did each department make?"
ROWS = {"question": QUESTION, "columns": ["department", "n"], "rows": [["DC1", 31], ["DC2", 28]]}
ASKED: dict[str, Any] = {
    "/agent/invoke": {"input": QUESTION},
    "/agent/stream": {"input": QUESTION},
    "/agent/batch": {"inputs": [QUESTION] * 6},
    "/sql/invoke": {"input": QUESTION},
    "/sql/batch": {"inputs": [QUESTION] * 6},
    "/answer/invoke": {"input": ROWS},
    "/answer/stream": {"input": ROWS},
    "/chat_messages/": {"input_text": QUESTION},
}


@pytest.fixture(scope="module")
def slow() -> LocalChat:
    """The embedded model, so slow that there is time to leave."""
    llm = load_chat_model("embedded", device="cpu")
    assert isinstance(llm, LocalChat)
    llm.llm.pipeline.model.register_forward_pre_hook(lambda *_: time.sleep(0.05))
    return llm


@pytest.fixture
def url(db: Database, slow: LocalChat) -> Iterator[str]:
    with running(create_app(Parts.build(db, slow))) as url:
        yield url


@pytest.mark.parametrize("path", ASKED)
def test_the_model_is_free_within_a_second(url: str, slow: LocalChat, path: str) -> None:
    engine = slow.llm.engine
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as line:
        line.sendall(post(path, ASKED[path]))
        wait_for(lambda: engine.info().running > 0)
        time.sleep(0.1)
        assert engine.info().running > 0
    left = time.monotonic()
    wait_for(lambda: not engine.info().running and not engine.info().waiting)
    assert time.monotonic() - left < 1
    passes = engine.info().passes
    time.sleep(0.4)
    assert engine.info().passes == passes  # no step after the one that was stopped asks the model again
    assert "hoidap_requests_waiting 0.0" in httpx.get(f"{url}/metrics").text


def test_the_others_are_not_disturbed(url: str) -> None:
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as line:
        line.sendall(post("/agent/invoke", {"input": QUESTION}))
        time.sleep(0.3)
    answer = httpx.post(f"{url}/agent/invoke", json={"input": QUESTION}, timeout=60).json()["output"]
    assert len(answer["rows"]) == 12
