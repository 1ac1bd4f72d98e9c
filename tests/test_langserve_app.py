"""The HTTP application over the demo database and a scripted model.

Scripted, because what is held here is how requests, streams and failures are carried, on cue and the same each time;
how well a model answers is measured by `hoidap eval`.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fastapi.testclient import TestClient
from langchain_core.runnables import RunnableLambda
from langserve import RemoteRunnable
from scripted import Scripted
from serving import running, wait_for
from sse_starlette.sse import AppStatus
from starlette.websockets import WebSocketDisconnect

from hoidap.agents import Agent, Answer
from hoidap.databases import Database, demo_database
from hoidap.langserve_app import create_app
from hoidap.models import ModelFailed
from hoidap.settings import Settings, load_settings
from hoidap.web import Parts
from hoidap.web.docs import EXAMPLES

COUNT = {"input": {"question": "How many improvements are there?"}}


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


@pytest.fixture
def model() -> Scripted:
    return Scripted(answer="There are 400 improvements.")


@pytest.fixture
def client(db: Database, model: Scripted) -> Iterator[TestClient]:
    with TestClient(create_app(Parts.build(db, model)), base_url="http://127.0.0.1:8000") as client:
        yield client


def streamed(lines: Iterator[str]) -> list[dict[str, Any]]:
    """The data events of a server-sent stream."""
    chunks, event = [], ""
    for line in lines:
        if line.startswith("event: "):
            event = line.removeprefix("event: ")
        elif line.startswith("data: ") and event == "data":
            chunks.append(json.loads(line.removeprefix("data: ")))
    return chunks


def test_health_and_the_way_to_the_page(client: TestClient) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    assert client.get("/health/ready").json() == {"status": "ready"}
    assert client.get("/", follow_redirects=False).headers["location"] == "/chat/"
    docs = client.get("/docs").text
    assert "/agent/invoke" in docs and "/chat_messages/" in docs
    assert "src=" not in docs and "<link" not in docs and "<script" not in docs
    assert "/agent/invoke" in client.get("/openapi.json").json()["paths"]


def test_a_database_that_cannot_be_opened_is_said_and_live_stays_up(tmp_path: Path) -> None:
    told = threading.Event()
    settings = load_settings(database_url=f"sqlite:///{tmp_path}/none.db")
    app = create_app(settings, on_failure=told.set)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        wait_for(told.is_set)
        assert client.get("/health/live").status_code == 200
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()["status"]) == (503, "failed")
        refused = client.post("/agent/invoke", json=COUNT)
        assert refused.status_code == 503
        assert refused.json()["detail"] == ready.json()["detail"] != ""
        assert refused.headers["retry-after"]


def test_a_mistake_while_loading_is_said_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = threading.Event()
    monkeypatch.setenv("HOIDAP_MEMORY_URL", "nonsense://somewhere")
    monkeypatch.setattr(Settings, "load_models", lambda self, load: (Scripted(), None))
    with TestClient(
        create_app(load_settings(data_dir=tmp_path), on_failure=told.set), base_url="http://localhost"
    ) as client:
        wait_for(told.is_set, 60)
        assert "memory URL" in client.get("/health/ready").json()["detail"]


def test_invoke_answers(client: TestClient) -> None:
    answer = client.post("/agent/invoke", json=COUNT).json()["output"]
    assert client.post("/agent/invoke", json={"input": COUNT["input"]["question"]}).json()["output"]["rows"] == [[400]]
    assert answer["answer"] == "There are 400 improvements."
    assert answer["rows"] == [[400]]
    assert answer["tool"] == "query_database"
    assert answer["sql"].startswith("SELECT")
    assert set(answer) == set(Answer.__annotations__)


def test_the_chunks_of_a_stream_add_up_to_what_invoke_returns(client: TestClient) -> None:
    asked = {"input": {"question": "How many improvements are there?", "thread_id": "one"}}
    invoked = client.post("/agent/invoke", json=asked).json()["output"]
    with client.stream("POST", "/agent/stream", json=asked) as response:
        chunks = streamed(response.iter_lines())
    whole: dict[str, Any] = {}
    for chunk in chunks:
        for key, value in chunk.items():
            whole[key] = value if whole.get(key) is None else whole[key] + value
    assert len(chunks) > 2
    each = {"seconds": 0, "checkpoint_id": ""}
    assert {**whole, **each} == {**invoked, **each}


def test_a_thread_remembers_and_without_one_each_request_is_alone(client: TestClient, model: Scripted) -> None:
    first = {"question": "How many improvements in 2024?", "thread_id": "mine"}
    client.post("/agent/invoke", json={"input": first})
    client.post("/agent/invoke", json={"input": {"question": "and in 2023?", "thread_id": "mine"}})
    assert first["question"] in model.prompts("sql")[-1]
    ids = {client.post("/agent/invoke", json=COUNT).json()["output"]["thread_id"] for _ in range(2)}
    assert len(ids) == 2
    assert first["question"] not in model.prompts("sql")[-1]


def test_batch_keeps_the_order(client: TestClient) -> None:
    inputs = [{"question": f"How many improvements in {year}?"} for year in (2022, 2023, 2024)]
    outputs = client.post("/agent/batch", json={"inputs": inputs}).json()["output"]
    assert [output["question"] for output in outputs] == [asked["question"] for asked in inputs]


def test_sql_answer_and_chat_messages(client: TestClient) -> None:
    asked = {"question": "How many improvements?", "history": [{"question": "How many authors?", "sql": "SELECT 1"}]}
    assert client.post("/sql/invoke", json={"input": asked}).json()["output"] == "SELECT COUNT(*) AS n FROM Jidouka"
    rows = {"question": "How many improvements are there?", "columns": ["n"], "rows": [[400]]}
    assert client.post("/answer/invoke", json={"input": rows}).json()["output"] == "There are 400 improvements."
    for path in ("/chat_messages/", "/chat_messages"):
        said = client.post(path, json={"input_text": "How many improvements are there?"})
        assert said.json() == {"agent": "There are 400 improvements."}


def test_what_the_documentation_shows_works(client: TestClient) -> None:
    for path, body in EXAMPLES.items():
        assert client.post(path, json=body).status_code == 200, path


def test_a_query_waits_and_a_conversation_forks_over_http(client: TestClient) -> None:
    def ask(**asked: Any) -> Any:
        return client.post("/agent/invoke", json={"input": {"thread_id": "t", **asked}}).json()["output"]

    shown = ask(question="How many improvements are there?", review=True)
    assert shown["waiting"] == "review" and not shown["rows"]
    answer = ask(decision="run", question="", checkpoint_id="")
    assert answer["rows"] == [[400]] and answer["question"] == shown["question"]
    other = ask(question="How many authors?", sql="SELECT COUNT(*) FROM Author", checkpoint_id=answer["checkpoint_id"])
    assert other["rows"] == [[80]]
    assert len(ask(question="Which authors?", sql="SELECT * FROM Author", max_rows=2)["rows"]) == 2
    event = client.post("/agent/stream", json={"input": {"thread_id": "t", "decision": "run"}}).text
    assert "422" in event and "No query waits" in event


def test_schemas_and_playground(client: TestClient) -> None:
    for route in ("agent", "sql", "answer"):
        assert client.get(f"/{route}/input_schema").json()
        assert client.get(f"/{route}/output_schema").json()
        assert "<div id=" in client.get(f"/{route}/playground/").text
    assert "thread_id" in client.get("/agent/input_schema").json()["properties"]
    assert "seconds" in client.get("/agent/output_schema").json()["properties"]


def test_what_is_not_needed_is_not_served(client: TestClient) -> None:
    for path in ("/agent/stream_events", "/agent/c/abc/invoke", "/agent/feedback", "/agent/public_trace_link"):
        assert client.post(path, json=COUNT).status_code in (404, 405)


LONG = "x" * 2001
BAD: dict[str, tuple[str, Any]] = {
    "no input": ("/agent/invoke", {}),
    "no question": ("/agent/invoke", {"input": {}}),
    "a list": ("/agent/invoke", []),
    "a question that is a number": ("/agent/invoke", {"input": {"question": 5}}),
    "an input that is null": ("/agent/invoke", {"input": None}),
    "text for rows": ("/answer/invoke", {"input": "hello"}),
    "an empty question": ("/agent/invoke", {"input": {"question": " \n"}}),
    "no letter": ("/agent/stream", {"input": {"question": "??? !!!"}}),
    "too long": ("/agent/stream", {"input": {"question": LONG}}),
    "a user of one's own choice": ("/agent/invoke", {"input": {"question": "hi", "user": "somebody"}}),
    "a thread that is a number": ("/agent/invoke", {"input": {"question": "hi", "thread_id": 7}}),
    "a thread with control characters": ("/agent/invoke", {"input": {"question": "hi", "thread_id": "a\nb"}}),
    "a third language": ("/agent/invoke", {"input": {"question": "hi", "language": "fr"}}),
    "SQL that is no text": ("/agent/invoke", {"input": {"question": "hi", "sql": 7}}),
    "SQL that is too long": ("/agent/invoke", {"input": {"question": "hi", "sql": "x" * 8001}}),
    "a third decision": ("/agent/invoke", {"input": {"decision": "maybe", "thread_id": "t"}}),
    "a decision about nothing": ("/agent/invoke", {"input": {"decision": "run", "thread_id": "t"}}),
    "a state that is not there": ("/agent/invoke", {"input": {"question": "hi", "checkpoint_id": "x"}}),
    "no rows at all": ("/agent/invoke", {"input": {"question": "hi", "max_rows": 0}}),
    "a lone surrogate": ("/agent/invoke", {"input": {"question": "hi \ud800"}}),
    "a thread in the config": ("/agent/invoke", {**COUNT, "config": {"configurable": {"thread_id": "x"}}}),
    "a config that is text": ("/agent/invoke", {**COUNT, "config": "x"}),
    "no inputs": ("/agent/batch", {"inputs": []}),
    "inputs that are no list": ("/agent/batch", {"inputs": {"question": "hi"}}),
    "too many inputs": ("/agent/batch", {"inputs": [COUNT["input"]] * 17}),
    "one bad input of two": ("/agent/batch", {"inputs": [COUNT["input"], {}]}),
    "a history that is no list": ("/sql/invoke", {"input": {"question": "hi", "history": "x"}}),
    "a row that is too short": ("/answer/invoke", {"input": {"question": "hi", "columns": ["a", "b"], "rows": [[1]]}}),
    "no text": ("/chat_messages/", {"input_text": ""}),
    "the wrong field": ("/chat_messages/", {"question": "hi"}),
}  # fmt: skip


@pytest.mark.parametrize(("path", "body"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_a_4xx_with_a_reason(client: TestClient, model: Scripted, path: str, body: Any) -> None:
    response = client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert 400 <= response.status_code < 500, response.text
    detail = response.json()["detail"]
    assert isinstance(detail, str) and detail and "Traceback" not in detail
    assert not model.calls


@pytest.mark.parametrize("path", ["/agent/invoke", "/agent/batch", "/sql/stream", "/answer/invoke", "/chat_messages/"])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[" * 200_000, b'{"input": ' + b"1" * 10_000 + b"}", b"null"]
)
def test_a_body_that_is_no_json_object_is_a_4xx_with_a_reason(client: TestClient, path: str, body: bytes) -> None:
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert 400 <= response.status_code < 500, response.text
    assert isinstance(response.json()["detail"], str)


def test_a_body_over_a_mebibyte_is_refused(client: TestClient) -> None:
    def in_pieces() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * 64 * 1024

    for path in ("/agent/invoke", "/chat/project/file"):
        assert client.post(path, content=b" " * (2**20 + 1)).status_code == 413
        assert client.post(path, content=in_pieces()).status_code == 413
    lies = client.post("/agent/invoke", content=b"{}", headers={"Content-Length": "-5"})
    assert lies.status_code == 413


def test_only_our_own_page_may_ask(client: TestClient) -> None:
    def status(**headers: str) -> int:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post("/agent/invoke", json=COUNT, headers=given).status_code

    assert status(host="localhost:8000", origin="http://localhost:8000") == 200
    assert status(host="evil.example") == 403
    assert status(host="127.0.0.1.evil.example") == 403
    assert status(host="[") == 403
    assert status(origin="http://evil.example") == 403
    assert status(origin="http://127.0.0.1:9999") == 403
    assert status(origin="null") == 403
    assert status(sec_fetch_site="cross-site") == 403
    assert (
        client.get("/chat/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}).status_code == 200
    )


def test_a_server_for_the_network_is_called_by_address_or_by_a_configured_name(
    db: Database, model: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOIDAP_HOST", "0.0.0.0")
    monkeypatch.setenv("HOIDAP_ALLOWED_HOSTS", "hoidap.company.example")
    with TestClient(create_app(Parts.build(db, model))) as client:
        statuses = {
            host: client.get("/health/live", headers={"Host": host}).status_code
            for host in (
                "192.168.1.7:8000",
                "[2001:db8::1]:8000",
                "Hoidap.company.example",
                "localhost",
                "evil.example",
            )
        }
    assert list(statuses.values()) == [200, 200, 200, 200, 403]


def test_conversations_at_the_same_time_never_mix(db: Database) -> None:
    model = Scripted(sql=lambda prompt: f"SELECT '{prompt.rpartition('Question: ')[2][:7]}' AS asked", answer="x")

    async def talk(client: httpx.AsyncClient, name: str) -> None:
        for number in range(50):
            asked = {"question": f"{name} {number:02} of improvements", "thread_id": name}
            answer = (await client.post("/agent/invoke", json={"input": asked})).json()["output"]
            assert answer["rows"] == [[asked["question"][:7]]]
            assert answer["thread_id"] == name

    async def talk_at_once() -> None:
        app = create_app(Parts.build(db, model))
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as client,
        ):
            await asyncio.gather(talk(client, "anna"), talk(client, "binh"))

    asyncio.run(talk_at_once())
    for prompt in model.prompts("sql"):
        assert ("anna" in prompt) != ("binh" in prompt)


def test_a_foreign_page_cannot_open_the_websocket(client: TestClient) -> None:
    def connect(origin: str) -> Any:
        url = "ws://127.0.0.1:8000/chat/ws/socket.io/?EIO=4&transport=websocket"
        return client.websocket_connect(
            url, headers={"Origin": origin, "Upgrade": "websocket", "Connection": "Upgrade"}
        )

    with connect("http://127.0.0.1:8000") as opened:
        assert opened.receive_text().startswith("0{")
    for origin in ("http://evil.example", "http://127.0.0.1:9999", "null"):
        with pytest.raises(WebSocketDisconnect) as refused, connect(origin):
            pass
        assert refused.value.code == 1008


def test_the_page_names_no_other_host_and_may_not_load_from_one(client: TestClient) -> None:
    page = client.get("/chat/")
    assert "googleapis" not in page.text and "jsdelivr" not in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "DENY"


def failing(error: Exception) -> Callable[[Any], Any]:
    def fail(question: Any) -> Any:
        raise error

    return fail


@pytest.mark.filterwarnings("ignore:.*generator raised:RuntimeWarning")
def test_what_nobody_expected_is_one_sentence(db: Database, model: Scripted) -> None:
    agent = cast(Agent, RunnableLambda(failing(RuntimeError("a secret"))))
    broken = replace(Parts.build(db, model), agent=agent)
    with TestClient(create_app(broken), base_url="http://localhost") as client:
        for path in ("/agent/invoke", "/chat_messages/"):
            body = COUNT if path.startswith("/agent") else {"input_text": "hi"}
            response = client.post(path, json=body)
            assert response.status_code == 500
            assert response.json() == {"detail": "Something went wrong inside hoidap; its log says what."}
        stream = client.post("/agent/stream", json=COUNT)
        assert "event: error" in stream.text
        assert "secret" not in stream.text and "Traceback" not in stream.text


@pytest.mark.parametrize(("sql", "status"), [("``` ```", 422), (ModelFailed("The model failed."), 503)])
def test_what_cannot_be_answered_says_why(db: Database, sql: Any, status: int) -> None:
    with TestClient(create_app(Parts.build(db, Scripted(sql=sql))), base_url="http://localhost") as client:
        response = client.post("/sql/invoke", json=COUNT)
        assert response.status_code == status
        assert isinstance(response.json()["detail"], str)
        assert client.post("/agent/invoke", json=COUNT).json()["output"]["notes"]


def test_a_full_queue_sends_away(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_QUEUE", "1")
    slow = Scripted(answer="There are 400 improvements.", pause=0.3)
    app = create_app(Parts.build(db, slow))

    async def ask_twice() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
        ):
            first = asyncio.create_task(client.post("/agent/invoke", json=COUNT))
            await asyncio.sleep(0.2)
            return [
                await client.post("/agent/stream", json=COUNT),
                await first,
                await client.post("/agent/invoke", json=COUNT),
            ]

    sent_away, first, later = asyncio.run(ask_twice())
    assert (sent_away.status_code, first.status_code, later.status_code) == (503, 200, 200)
    assert sent_away.headers["retry-after"]
    assert "waiting" in sent_away.json()["detail"]


def test_metrics_count_what_was_asked(client: TestClient) -> None:
    client.post("/agent/invoke", json=COUNT)
    client.post("/sql/invoke", json={})
    text = client.get("/metrics").text
    assert 'hoidap_requests_total{route="agent",status="200"} 1.0' in text
    assert 'hoidap_requests_total{route="sql",status="422"} 1.0' in text
    assert 'hoidap_request_seconds_count{route="agent"} 1.0' in text
    assert "hoidap_requests_waiting 0.0" in text
    assert "hoidap_ready 1.0" in text


def test_remote_runnable(db: Database, model: Scripted) -> None:
    with running(create_app(Parts.build(db, model))) as url:
        remote: RemoteRunnable[Any, Any] = RemoteRunnable(f"{url}/agent")
        asked = {"question": "How many improvements are there?", "thread_id": "remote"}
        invoked = remote.invoke(asked)
        assert invoked["answer"] == "There are 400 improvements."

        def same(answer: Any) -> bool:
            each = {"seconds": 0, "checkpoint_id": ""}
            return {**answer, **each} == {**invoked, **each}

        whole = None
        for chunk in remote.stream(asked):
            whole = chunk if whole is None else whole + chunk
        assert same(whole)
        assert all(same(answer) for answer in remote.batch([asked, asked]))

        async def every_async_way() -> tuple[Any, Any]:
            alive: RemoteRunnable[Any, Any] = RemoteRunnable(f"{url}/agent")
            async with alive.async_client:
                streamed = None
                async for chunk in alive.astream(asked):
                    streamed = chunk if streamed is None else streamed + chunk
                return await alive.ainvoke(asked), streamed

        assert all(same(answer) for answer in asyncio.run(every_async_way()))
        remote.invoke({"question": "and in 2023?", "thread_id": "remote"})
        assert "How many improvements are there?" in model.prompts("sql")[-1]
        with pytest.raises(httpx.HTTPStatusError, match="422"):
            remote.invoke({"question": ""})


@pytest.mark.parametrize("endpoint", ["/agent/stream", "/agent/invoke", "/sql/invoke", "/chat_messages/"])
def test_a_client_that_leaves_stops_the_model(db: Database, endpoint: str) -> None:
    words = "SELECT COUNT(*) AS n FROM Jidouka" + " " * 40
    slow = Scripted(sql=words + " WHERE 1 = 1" * 200, answer="word " * 500, pause=0.02)
    body = {"input_text": "How many?"} if endpoint == "/chat_messages/" else COUNT
    with running(create_app(Parts.build(db, slow))) as url:
        with pytest.raises(httpx.ReadTimeout), httpx.stream("POST", url + endpoint, json=body, timeout=1) as response:
            for _ in response.iter_bytes():
                pass
        wait_for(lambda: slow.said > 0)
        time.sleep(0.5)
        said = slow.said
        time.sleep(0.5)
        assert slow.said == said < 600
        metrics = httpx.get(f"{url}/metrics").text
        assert "hoidap_requests_waiting 0.0" in metrics
