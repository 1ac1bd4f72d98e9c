"""A server that has too much to do: who is told to come back, and that nobody is lost or given another's answer."""

import asyncio
import json
import socket
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from scripted import Scripted
from serving import running

from hoidap.agents import Question
from hoidap.databases import Database
from hoidap.langserve_app import create_app, listen
from hoidap.models import GenerationCancelled, ModelBusy, ModelFailed
from hoidap.web import Parts
from hoidap.web.routes import BATCH_AT_ONCE
from hoidap.web.traffic import AT_ONCE

ASKED = {"input": {"question": "How many improvements are there?"}}
BUSY = "Too many questions are waiting for the model. Ask again in a few seconds."
BODIES: dict[str, Any] = {
    "/agent/invoke": ASKED,
    "/agent/batch": {"inputs": [ASKED["input"]] * 2},
    "/sql/invoke": ASKED,
    "/chat_messages/": {"input_text": "How many improvements are there?"},
}


def app_of(db: Database, model: Scripted) -> Any:
    return create_app(Parts.build(db, model))


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize("busy", ["route", "sql"])
def test_a_busy_model_is_503_and_says_when_to_come_back(db: Database, path: str, busy: str) -> None:
    model = Scripted(route="query_database", sql=ModelBusy(BUSY))
    if busy == "route":
        model.route = ModelBusy(BUSY)
    with TestClient(app_of(db, model), base_url="http://localhost") as client:
        response = client.post(path, json=BODIES[path])
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert response.json() == {"detail": BUSY}


@pytest.mark.filterwarnings("ignore:.*generator raised:RuntimeWarning")
@pytest.mark.parametrize(
    ("path", "error", "status"),
    [
        ("/agent/stream", ModelBusy(BUSY), 503),
        ("/sql/stream", ModelBusy(BUSY), 503),
        ("/sql/stream", ModelFailed("The model failed."), 503),
        ("/sql/stream", "``` ```", 422),
    ],
)
def test_a_stream_that_has_begun_says_it_in_an_error_event(db: Database, path: str, error: Any, status: int) -> None:
    with TestClient(app_of(db, Scripted(sql=error)), base_url="http://localhost") as client:
        stream = client.post(path, json=ASKED)
    assert stream.status_code == 200
    event = stream.text.partition("event: error\r\ndata: ")[2].split("\r\n")[0]
    told = json.loads(event)
    assert told["status_code"] == status
    assert told["message"] == str(error) if isinstance(error, Exception) else told["message"]
    assert "Internal Server Error" not in stream.text


def test_a_busy_model_leaves_no_turn_behind(db: Database) -> None:
    model = Scripted(sql=[ModelBusy(BUSY), "SELECT COUNT(*) AS n FROM Jidouka"], answer="400.")
    asked = Question(question="How many improvements are there?", thread_id="again")
    agent = Parts.build(db, model).agent
    with pytest.raises(ModelBusy):
        agent.invoke(asked)
    agent.invoke(asked)
    assert model.prompts("sql")[0] == model.prompts("sql")[1]


def test_many_at_once_are_answered_or_sent_away_and_never_mixed(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_QUEUE", "20")
    model = Scripted(sql=lambda prompt: f"SELECT '{prompt.rpartition('Question: ')[2]}' AS asked", pause=0.01)

    async def ask(client: httpx.AsyncClient, number: int) -> httpx.Response:
        asked = {"question": f"{number} of the improvements", "thread_id": f"t{number}"}
        return await client.post("/agent/invoke", json={"input": asked})

    async def ask_all(url: str) -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=80)
        async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
            return await asyncio.gather(*(ask(client, number) for number in range(80)))

    with running(app_of(db, model)) as url:
        replies = asyncio.run(ask_all(url))
    refused = [reply for reply in replies if reply.status_code == 503]
    assert len(refused) + sum(reply.status_code == 200 for reply in replies) == 80
    assert 0 < len(refused) <= 60
    assert all(reply.headers["retry-after"] for reply in refused)
    for number, reply in enumerate(replies):
        if reply.status_code == 200:
            answer = reply.json()["output"]
            assert answer["rows"] == [[f"{number} of the improvements"]]
            assert answer["thread_id"] == f"t{number}"


class Counting(Scripted):
    """Knows how many calls of it ran at the same time, at most."""

    now: int = 0
    most: int = 0

    def _stream(self, *given: Any, **options: Any) -> Any:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            yield from super()._stream(*given, **options)
        finally:
            self.now -= 1


def test_as_many_reach_the_model_together_as_it_answers_together(db: Database) -> None:
    """A server on two cores has six threads by default, which would keep most of a batch waiting at the door."""
    model = Counting(pause=0.05)

    async def ask_all(url: str, path: str, body: Any, times: int) -> set[int]:
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            replies = await asyncio.gather(*(client.post(path, json=body) for _ in range(times)))
        return {reply.status_code for reply in replies}

    with running(app_of(db, model)) as url:
        assert asyncio.run(ask_all(url, "/sql/invoke", ASKED, 2 * AT_ONCE)) == {200}
        assert model.most == AT_ONCE
        model.most = 0
        assert asyncio.run(ask_all(url, "/agent/batch", {"inputs": [ASKED["input"]] * 12}, 1)) == {200}
        assert model.most == BATCH_AT_ONCE


def test_replies_are_sent_at_once() -> None:
    """Without TCP_NODELAY every reply on a kept connection waits for the client's delayed acknowledgement."""
    with listen("127.0.0.1", 0) as bound:
        assert bound.proto == socket.IPPROTO_TCP  # what asyncio asks for before it sets the option


def test_stopping_is_no_failure(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    stopped = Scripted(sql=GenerationCancelled("The question was stopped."))
    with TestClient(app_of(db, stopped), base_url="http://localhost") as client:
        client.post("/agent/invoke", json=ASKED)
    assert not [record for record in caplog.records if record.exc_info]
