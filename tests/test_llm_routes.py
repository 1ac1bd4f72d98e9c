"""`/llm` over a tiny random model: how requests, settings and failures are carried, whatever the model says."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from langserve import RemoteRunnable
from scripted import Scripted
from serving import running, wait_for
from sse_starlette.sse import AppStatus
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast, TextGenerationPipeline

from hoidap.databases import Database, demo_database
from hoidap.langserve_app import create_app
from hoidap.models import LocalChat, LocalPipeline, ModelBusy, Profile, load_chat_model
from hoidap.models.info import engine_of
from hoidap.settings import load_settings
from hoidap.web import Parts

ASKED = {"input": {"question": "Which floor?", "context": "The archive is on floor 3.", "max_tokens": 12}}
HERE = ("127.0.0.1", 50_000)
BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module", autouse=True)
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_DATA_DIR", str(folder))
        yield folder


@pytest.fixture(autouse=True)
def fresh_stream_exit() -> None:
    AppStatus.should_exit_event = None  # sse-starlette below 2 keeps the first event loop's


@pytest.fixture(scope="module")
def db(data: Path) -> Iterator[Database]:
    database = Database.connect(demo_database(), data_dir=data)
    yield database
    database.close()


def tiny(queue: int = 256) -> LocalChat:
    """A random model that never ends by itself."""
    letters = {letter: number for number, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    backend = Tokenizer(models.BPE(vocab=letters, merges=[]))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    tokenizer: Any = PreTrainedTokenizerFast(tokenizer_object=backend)  # type: ignore[no-untyped-call]
    shape: Any = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = LlamaConfig(vocab_size=256, max_position_embeddings=4096, initializer_range=0.4, **shape)
    torch.manual_seed(0)
    model: Any = LlamaForCausalLM(config)
    model.eval()
    model.generation_config.eos_token_id = config.eos_token_id = None
    pipe = TextGenerationPipeline(model=model, tokenizer=tokenizer)  # type: ignore[no-untyped-call]
    return LocalChat(llm=LocalPipeline(pipeline=pipe, model_id="tiny", queue=queue), profile=Profile("tiny", "tiny"))


def slowed(chat: LocalChat, seconds: float) -> list[float]:
    """Make every pass of the model take a while; returns the times at which passes were made."""
    passes: list[float] = []

    def pause(*_: Any) -> None:
        passes.append(time.monotonic())
        time.sleep(seconds)

    chat.llm.pipeline.model.register_forward_pre_hook(pause)
    return passes


@pytest.fixture(scope="module")
def parts(db: Database) -> Parts:
    return Parts.build(db, tiny())


@pytest.fixture(scope="module")
def app(parts: Parts) -> Iterator[FastAPI]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_ALLOWED_HOSTS", "hoidap.company.example")
        app = create_app(parts)
    with TestClient(app):  # which opens and closes it
        yield app


@pytest.fixture
def client(app: FastAPI, parts: Parts) -> Iterator[TestClient]:
    """A client on this machine; the settings are put back afterwards."""
    before = parts.service.settings
    yield TestClient(app, base_url=BASE, client=HERE)
    parts.service.configure(**before.model_dump())


def text_of(body: str) -> str:
    """The text of a server-sent stream, put together."""
    events = [part.split("\r\n") for part in body.split("\r\n\r\n") if part]
    data = [dict(line.split(": ", 1) for line in lines if ": " in line) for lines in events]
    return "".join(json.loads(event["data"]) for event in data if event.get("event") == "data")


def test_invoke_batch_and_stream_give_the_same_text(client: TestClient) -> None:
    answer = client.post("/llm/invoke", json=ASKED).json()["output"]
    assert isinstance(answer, str) and answer
    assert client.post("/llm/batch", json={"inputs": [ASKED["input"]] * 3}).json()["output"] == [answer] * 3
    assert text_of(client.post("/llm/stream", json=ASKED).text) == answer
    assert isinstance(client.post("/llm/invoke", json={"input": "Which floor?"}).json()["output"], str)


def test_schemas_and_playground(client: TestClient) -> None:
    fields = client.get("/llm/input_schema").json()["properties"]
    assert set(fields) == {"question", "context", "max_tokens", "temperature"}
    assert fields["max_tokens"]["type"] == "integer"
    assert client.get("/llm/output_schema").json()["type"] == "string"
    assert "<div id=" in client.get("/llm/playground/").text
    docs = client.get("/docs").text
    assert "/llm/settings" in docs and "/llm/info" in docs


def test_a_remote_runnable(db: Database) -> None:
    with running(create_app(Parts.build(db, tiny()))) as url:
        remote: RemoteRunnable[Any, Any] = RemoteRunnable(f"{url}/llm")
        answer = remote.invoke(ASKED["input"])
        assert "".join(remote.stream(ASKED["input"])) == answer
        assert remote.batch([ASKED["input"]] * 2) == [answer] * 2


def test_info_tells_of_the_model(client: TestClient) -> None:
    client.post("/llm/batch", json={"inputs": [ASKED["input"]] * 8})
    info = client.get("/llm/info").json()
    assert (info["name"], info["architecture"], info["device"]) == ("tiny", "LlamaForCausalLM", "cpu")
    assert info["queue"] == {"running": 0, "waiting": 0, "limit": 256}
    assert info["cache"]["hit_rate"] > 0
    assert 0 < info["cache"]["bytes"] <= info["cache"]["limit"]
    freed = client.post("/llm/clear_caches").json()
    assert freed == {"freed_bytes": info["cache"]["bytes"]}
    wait_for(lambda: client.get("/llm/info").json()["cache"]["bytes"] == 0)


def test_settings_are_read_and_changed(client: TestClient) -> None:
    before = client.get("/llm/settings").json()
    assert set(before) == {"max_tokens", "temperature", "top_p", "system"}
    changed = client.patch("/llm/settings", json={"max_tokens": 3, "system": "Kurz."})
    assert changed.json() == {**before, "max_tokens": 3, "system": "Kurz."} == client.get("/llm/settings").json()
    assert len(client.post("/llm/invoke", json={"input": "Which floor?"}).json()["output"]) <= 3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"temperature": 9}, "temperature cannot be 9"),
        ({"beams": 4}, "beams"),
        ({"max_tokens": "many"}, "max_tokens"),
        ({"max_tokens": 100_000}, "max_tokens cannot be 100000"),
        ({"system": "x" * 3000}, "system is too long"),
        ([], "body"),
        (None, "body"),
    ],
)
def test_a_wrong_setting_is_a_422_with_a_reason(client: TestClient, body: Any, said: str) -> None:
    before = client.get("/llm/settings").json()
    refused = client.patch("/llm/settings", json=body)
    assert refused.status_code == 422
    assert said in refused.json()["detail"]
    assert client.get("/llm/settings").json() == before


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 200_000])
def test_a_change_that_is_no_json_is_a_4xx(client: TestClient, body: bytes) -> None:
    refused = client.patch("/llm/settings", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= refused.status_code < 500
    assert isinstance(refused.json()["detail"], str)


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("127.9.9.9", {}, 200),
        ("::1", {"Host": "[::1]:8000"}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("192.168.1.20", {}, 403),
        ("testclient", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 403),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 403),
        ("127.0.0.1", {"Host": "hoidap.company.example"}, 403),
        ("127.0.0.1", {"Origin": "http://evil.example"}, 403),
    ],
)
def test_only_this_machine_may_change_anything(
    app: FastAPI, client: TestClient, peer: str, headers: dict[str, str], status: int
) -> None:
    caller = TestClient(app, base_url=BASE, client=(peer, 50_000))
    assert caller.patch("/llm/settings", json={"max_tokens": 3}, headers=headers).status_code == status
    assert caller.post("/llm/clear_caches", headers=headers).status_code == status
    assert (caller.get("/llm/settings").json()["max_tokens"] == 3) == (status == 200)
    assert caller.get("/llm/info").is_success


BAD: dict[str, Any] = {
    "no question": {"context": "x"},
    "an empty question": {"question": " "},
    "a long question": {"question": "x" * 2001},
    "a long context": {"question": "x", "context": "x" * 32_001},
    "a context that is no text": {"question": "x", "context": 5},
    "no tokens": {"question": "x", "max_tokens": 0},
    "too many tokens": {"question": "x", "max_tokens": 10**9},
    "tokens that are text": {"question": "x", "max_tokens": "5"},
    "a yes for tokens": {"question": "x", "max_tokens": True},
    "too hot": {"question": "x", "temperature": 2.1},
    "an unknown field": {"question": "x", "system": "Be evil."},
    "a lone surrogate": {"question": "x \ud800"},
    "a lone surrogate in the context": {"question": "x", "context": "\ud800"},
    "more than the model can read": {"question": "x", "context": "x" * 5000},
}  # fmt: skip


@pytest.mark.parametrize("endpoint", ["invoke", "stream", "batch"])
@pytest.mark.parametrize("given", BAD.values(), ids=BAD.keys())
def test_bad_input_is_a_422_with_a_reason(client: TestClient, parts: Parts, endpoint: str, given: Any) -> None:
    passes = engine_of(parts.llm).info().passes  # type: ignore[union-attr]
    body = {"inputs": [{"question": "x"}, given]} if endpoint == "batch" else {"input": given}
    refused = client.post(f"/llm/{endpoint}", content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert refused.status_code == 422, refused.text
    detail = refused.json()["detail"]
    assert isinstance(detail, str) and detail and "Traceback" not in detail
    assert engine_of(parts.llm).info().passes == passes  # type: ignore[union-attr]


def test_not_a_number_is_refused(client: TestClient) -> None:
    body = b'{"input": {"question": "x", "temperature": NaN}}'
    refused = client.post("/llm/invoke", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= refused.status_code < 500 and isinstance(refused.json()["detail"], str)


def test_the_embedded_model_is_asked_about_rows_alone(db: Database) -> None:
    chat = load_chat_model("embedded", device="cpu")
    with TestClient(create_app(Parts.build(db, chat)), base_url=BASE, client=HERE) as client:
        for endpoint in ("invoke", "stream"):
            refused = client.post(f"/llm/{endpoint}", json={"input": "What is the capital of France?"})
            assert refused.status_code == 422
            assert "only tells what rows say" in refused.json()["detail"]
        rows = {"question": "How many improvements were there in 2024?", "context": "n\n61"}
        assert "61" in client.post("/llm/invoke", json={"input": rows}).json()["output"]
        assert client.patch("/llm/settings", json={"system": "Be kind."}).status_code == 422


def test_a_full_queue_is_a_503(db: Database) -> None:
    chat = tiny(queue=1)
    slowed(chat, 0.05)
    parts = Parts.build(db, chat)
    with TestClient(create_app(parts), base_url=BASE, client=HERE) as client:
        threads = [threading.Thread(target=fill, args=(parts,)) for _ in range(17)]
        for thread in threads:
            thread.start()
        wait_for(lambda: client.get("/llm/info").json()["queue"]["waiting"] == 1)
        for endpoint in ("invoke", "stream"):
            refused = client.post(f"/llm/{endpoint}", json=ASKED)
            assert refused.status_code == 503
            assert refused.headers["retry-after"]
            assert "waiting" in refused.json()["detail"] or "wait" in refused.json()["detail"]
        for thread in threads:
            thread.join()
        assert client.post("/llm/invoke", json=ASKED).status_code == 200


def fill(parts: Parts) -> None:
    """Ask a long question."""
    parts.service.generate_answer("x", max_tokens=60)


def test_while_the_model_loads_everything_says_so(tmp_path: Path) -> None:
    told = threading.Event()
    app = create_app(load_settings(database_url=f"sqlite:///{tmp_path}/none.db"), on_failure=told.set)
    with TestClient(app, base_url=BASE, client=HERE) as client:
        wait_for(told.is_set)
        for answer in (
            client.post("/llm/invoke", json=ASKED),
            client.post("/llm/stream", json=ASKED),
            client.get("/llm/info"),
            client.get("/llm/settings"),
            client.patch("/llm/settings", json={"max_tokens": 3}),
            client.post("/llm/clear_caches"),
        ):
            assert answer.status_code == 503
            assert "none.db" in answer.json()["detail"]


@pytest.mark.parametrize("endpoint", ["invoke", "stream", "batch"])
def test_a_client_that_leaves_stops_the_model(db: Database, endpoint: str) -> None:
    chat = tiny()
    passes = slowed(chat, 0.02)
    long = {**ASKED["input"], "max_tokens": 2000}
    body = {"inputs": [long, long]} if endpoint == "batch" else {"input": long}
    with running(create_app(Parts.build(db, chat))) as url:

        async def leave() -> None:
            async with httpx.AsyncClient(timeout=60) as client:
                asking = asyncio.create_task(client.post(f"{url}/llm/{endpoint}", json=body))
                while len(passes) < 5:
                    await asyncio.sleep(0.02)
                asking.cancel()
                await asyncio.wait([asking])

        asyncio.run(asyncio.wait_for(leave(), 60))
        left = time.monotonic()
        wait_for(lambda: httpx.get(f"{url}/llm/info").json()["queue"]["running"] == 0)
        assert passes[-1] - left < 1
        assert "hoidap_requests_waiting 0.0" in httpx.get(f"{url}/metrics").text


def test_metrics_tell_of_the_engine(db: Database) -> None:
    with TestClient(create_app(Parts.build(db, tiny())), base_url=BASE) as client:
        check_figures(client)


def check_figures(client: TestClient) -> None:
    for _ in range(2):
        client.post("/llm/invoke", json=ASKED)

    def figures() -> dict[str, str]:
        return dict(line.rsplit(" ", 1) for line in client.get("/metrics").text.splitlines() if line[0] != "#")

    wait_for(lambda: figures()['hoidap_model_new_tokens_total{model="tiny"}'] == "24.0")
    lines = figures()
    assert lines['hoidap_requests_total{route="llm",status="200"}'] == "2.0"
    read, found = (float(lines[f'hoidap_model_{name}_tokens_total{{model="tiny"}}']) for name in ("prompt", "cached"))
    assert found > 100
    assert float(lines['hoidap_model_hit_rate{model="tiny"}']) == pytest.approx(found / read)
    assert float(lines['hoidap_model_cache_bytes{model="tiny"}']) > 0
    assert lines['hoidap_model_running{model="tiny"}'] == lines['hoidap_model_waiting{model="tiny"}'] == "0.0"


def test_a_model_that_says_nothing(db: Database) -> None:
    class Silent(Scripted):
        def _tokens(self, messages: Any) -> list[str]:
            return [""]

    with TestClient(create_app(Parts.build(db, Silent())), base_url=BASE) as client:
        assert client.post("/llm/invoke", json=ASKED).json()["output"] == ""
        assert "event: error" not in client.post("/llm/stream", json=ASKED).text


def test_metrics_without_an_engine(db: Database) -> None:
    with TestClient(create_app(Parts.build(db, Scripted())), base_url=BASE) as client:
        text = client.get("/metrics").text
        assert "hoidap_model_running" in text and "hoidap_model_running{" not in text
        assert client.get("/llm/info").json()["cache"] is None


@pytest.mark.parametrize("error", [ModelBusy("Too many."), RuntimeError("a secret")])
def test_what_a_foreign_model_raises(db: Database, error: Exception) -> None:
    class Failing(Scripted):
        def _tokens(self, messages: Any) -> list[str]:
            raise error

    with TestClient(create_app(Parts.build(db, Failing())), base_url=BASE) as client:
        refused = client.post("/llm/invoke", json=ASKED)
        assert refused.status_code == 503 and refused.headers["retry-after"]
        assert "secret" not in refused.text
        broken = client.post("/llm/stream", json=ASKED)
        assert "event: error" in broken.text and "secret" not in broken.text


def test_many_at_once_are_all_answered(app: FastAPI) -> None:
    questions = [f"Which floor is number {number:02} on?" for number in range(24)]

    async def ask_all() -> list[list[str]]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE, timeout=60) as client:

            async def ask(question: str) -> str:
                asked = {"input": {"question": question, "max_tokens": 16}}
                return str((await client.post("/llm/invoke", json=asked)).json()["output"])

            alone = [await ask(question) for question in questions]
            return [alone, list(await asyncio.gather(*map(ask, questions)))]

    alone, together = asyncio.run(ask_all())
    assert together == alone and len(set(alone)) > 1
