"""Who may ask, over the real application: accounts, a proxy's header, OAuth, and nobody in another's name."""

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from langserve import RemoteRunnable
from scripted import Scripted
from serving import running
from starlette.websockets import WebSocketDisconnect

from hoidap.databases import Database, demo_database
from hoidap.langserve_app import create_app
from hoidap.web import Parts
from hoidap.web.accounts import Accounts

BASE = "http://localhost"
SOCKET = "ws://localhost/chat/ws/socket.io/?EIO=4&transport=websocket"
UPGRADE = {"Upgrade": "websocket"}
PASSWORD = "một mật khẩu"
QUESTION = {"input": {"question": "How many authors are there?", "thread_id": "t"}}
GLOSSARY = """
tables:
  Author: {rows: DepartmentId = :user_department}
  Job: {only_for: [lan]}
users:
  lan: {department: 3}
  minh: {department: 6}
"""
OPEN = ["/", "/health/live", "/health/ready", "/chat/", "/chat/login", "/chat/auth/config", "/chat/public/theme.json"]
OPEN_TEXTS = "/chat/project/translations?language=vi"
CLOSED = [
    *("/docs", "/openapi.json", "/metrics", "/llm/info", "/llm/settings", "/agent/input_schema", "/sql/output_schema"),
    *("/agent/playground/", "/chat/user", "/chat/project/settings", "/chat/project/thread/x", "/chat/project/file/x"),
    *("/nothing", "//agent/input_schema", "/chat/project/thread/x/element/y", "/chat/mcp", "/chat/ws/socket.io/"),
]
POSTED = [
    *("/agent/invoke", "/agent/batch", "/agent/stream", "/agent/stream_log", "/sql/invoke", "/answer/invoke"),
    *("/llm/invoke", "/chat_messages/", "/chat_messages", "/chat/project/threads", "/chat/project/file"),
    *("/chat/project/action", "/chat/ws/socket.io/", "/chat/set-session-cookie"),
]
Visit = Callable[..., Any]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("office")
    (folder / "glossary.yaml").write_text(GLOSSARY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_DATA_DIR", str(folder))
        database = Database.connect(demo_database(), glossary=folder / "glossary.yaml", data_dir=folder)
        yield database
        database.close()


@pytest.fixture
def accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    those = Accounts(tmp_path / "accounts")
    for name in ("lan", "minh"):
        those.add(name, PASSWORD)
    monkeypatch.setenv("HOIDAP_ACCOUNTS", str(those.file))
    return those


@pytest.fixture
def parts(office: Database) -> Parts:
    return Parts.build(office, Scripted(sql="SELECT COUNT(*) AS n FROM Author", answer="?"))


@contextmanager
def visiting(parts: Parts, address: str = "192.0.2.7", **more: Any) -> Iterator[TestClient]:
    with TestClient(create_app(parts), base_url=BASE, client=(address, 50_000), **more) as client:
        yield client


def rows(client: TestClient, **how: Any) -> Any:
    reply = client.post("/agent/invoke", json=QUESTION, **how)
    return reply.json()["output"]["rows"] if reply.status_code == 200 else reply.status_code


def test_without_a_name_only_the_login_is_there(parts: Parts, accounts: Accounts) -> None:
    with visiting(parts) as client:
        for path in [*OPEN, OPEN_TEXTS]:
            assert client.get(path, follow_redirects=False).status_code < 400, path
        replies = {path: client.get(path) for path in CLOSED} | {path: client.post(path, json={}) for path in POSTED}
        replies |= {"feedback": client.put("/chat/feedback", json={}), "element": client.put("/chat/project/element")}
        for path, reply in replies.items():
            assert reply.status_code == 401, path
            assert "Log in" in reply.json()["detail"]
            scheme = "Cookie" if "chat/" in str(reply.url) else "Basic"
            assert reply.headers["www-authenticate"].startswith(f'{scheme} realm="hoidap"')


def test_a_name_and_a_password_are_who_asks(parts: Parts, accounts: Accounts) -> None:
    with visiting(parts) as client:
        lan, minh = ("lan", PASSWORD.encode()), ("MINH", PASSWORD.encode())
        assert rows(client, auth=lan) == [[7]] != rows(client, auth=minh)
        schemas = [client.post("/sql/invoke", json={"input": "which jobs?"}, auth=who) for who in (lan, minh)]
        assert [reply.status_code for reply in schemas] == [200, 200]
        llm: Any = parts.llm
        seen = [str(messages[0].content) for kind, messages in llm.calls if kind == "sql"][-2:]
        assert ["JobName" in schema for schema in seen] == [True, False]
        assert client.get("/docs", auth=lan).status_code == client.get("/metrics", auth=minh).status_code == 200
        for wrong in (("lan", "wrong"), ("nobody", PASSWORD.encode())):
            reply = client.post("/agent/invoke", json=QUESTION, auth=wrong)
            assert (reply.status_code, reply.json()["detail"]) == (401, "The name or the password is wrong.")
        for header in ("Basic !", "Basic bGFu", "Bearer x", "Basic"):
            assert client.get("/docs", headers={"Authorization": header}).status_code == 401


def test_a_conversation_is_its_persons_alone(parts: Parts, accounts: Accounts) -> None:
    llm: Any = parts.llm
    with visiting(parts) as client:
        for name, known in (("lan", False), ("minh", False), ("lan", True)):
            body = {"input": {"question": f"How many authors, says {name}?", "thread_id": "shared"}}
            assert client.post("/agent/invoke", json=body, auth=(name, PASSWORD.encode())).status_code == 200
            prompt = str([messages for kind, messages in llm.calls if kind == "sql"][-1])
            assert (prompt.count("says lan") > 1) is known and (name == "minh" or "says minh" not in prompt)


def test_a_login_on_the_page_is_good_for_everything_until_it_is_ended(parts: Parts, accounts: Accounts) -> None:
    with visiting(parts) as client:
        login = client.post("/chat/login", data={"username": "Lan ", "password": PASSWORD})
        assert login.json() == {"success": True}
        cookie = login.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie
        assert client.get("/chat/user").json()["identifier"] == "lan"
        assert rows(client) == [[7]]
        old = dict(client.cookies)
        client.post("/chat/logout")
        assert client.get("/chat/user").status_code == 401
        client.cookies.update(old)
        assert rows(client) == [[7]]
        accounts.change("lan", "another password")
        assert rows(client) == 401
        assert client.post("/chat/login", data={"username": "lan", "password": PASSWORD}).json() == {"success": False}
        client.post("/chat/login", data={"username": "lan", "password": "another password"})
        assert rows(client) == [[7]]
        accounts.remove("lan")
        assert rows(client) == client.get("/chat/user").status_code == 401
        accounts.file.unlink()
        client.cookies.clear()
        assert rows(client, auth=("minh", PASSWORD.encode())) == 401


def test_a_password_is_not_guessed_at(parts: Parts, accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hoidap.web.passwords.PAUSE", 0)
    with visiting(parts) as client:
        for _ in range(5):
            assert rows(client, auth=("lan", "wrong")) == 401
        refused = client.post("/agent/invoke", json=QUESTION, auth=("lan", PASSWORD.encode()))
        assert refused.status_code == 429 and 0 < int(refused.headers["retry-after"]) <= 300
        assert client.post("/chat/login", data={"username": "LAN", "password": PASSWORD}).json() == {"success": False}
        assert rows(client, auth=("minh", PASSWORD.encode())) == [[5]]


def test_langserves_client_logs_in(parts: Parts, accounts: Accounts) -> None:
    with running(create_app(parts)) as url:
        auth = ("lan", PASSWORD.encode())
        agent: RemoteRunnable[Any, Any] = RemoteRunnable(f"{url}/agent", auth=auth)
        assert agent.invoke(QUESTION["input"])["rows"] == [[7]]
        assert [chunk["rows"] for chunk in agent.stream(QUESTION["input"]) if "rows" in chunk] == [[[7]]]


def test_a_trusted_proxy_says_who_asks(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOIDAP_USER_HEADER", "X-Forwarded-User")
    monkeypatch.setenv("HOIDAP_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")
    lan = {"X-Forwarded-User": "lan"}
    with visiting(parts, "10.1.2.3") as proxy:
        assert rows(proxy, headers=lan) == [[7]]
        assert proxy.get("/chat/user", headers=lan).json()["identifier"] == "lan"
        ways = proxy.get("/chat/auth/config").json()
        assert (ways["headerAuth"], ways["passwordAuth"]) == (True, False)
        assert proxy.post("/chat/auth/header", headers=lan).json() == {"success": True}
        assert (
            proxy.post("/chat/auth/header").status_code
            == rows(proxy)
            == rows(proxy, headers={**lan, **{}} | {"X-Forwarded-User": ""})
            == 401
        )
        twice = [("X-Forwarded-User", "minh"), ("X-Forwarded-User", "lan")]
        assert proxy.get("/docs", headers=twice).status_code == 401
        assert proxy.post("/chat/login", data={"username": "a", "password": "b"}).status_code == 404
    with visiting(parts, "192.0.2.7") as stranger:
        assert rows(stranger, headers=lan) == 401


def test_a_cookie_behind_https_is_for_https(parts: Parts, accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    form, https = {"username": "lan", "password": PASSWORD}, {"X-Forwarded-Proto": "https"}
    for address, secure in (("127.0.0.1", True), ("192.0.2.7", False)):
        with visiting(parts, address) as client:
            assert ("; Secure" in client.post("/chat/login", data=form, headers=https).headers["set-cookie"]) is secure


@pytest.mark.parametrize("gated", [True, False])
def test_another_sites_page_gets_nothing_with_a_visitors_cookie(
    parts: Parts, accounts: Accounts, monkeypatch: pytest.MonkeyPatch, gated: bool
) -> None:
    if not gated:
        monkeypatch.delenv("HOIDAP_ACCOUNTS")
    with visiting(parts) as client:
        if gated:
            client.post("/chat/login", data={"username": "lan", "password": PASSWORD})
        evil = {"Origin": "https://evil.example"}
        for path in ("/agent/invoke", "/chat/project/threads", "/chat/login", "/chat/logout", "/chat/ws/socket.io/"):
            assert client.post(path, json=QUESTION, headers=evil).status_code == 403, path
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers=UPGRADE | evil):
            pass
        assert opened(client)[0]


def opened(client: TestClient, **auth: Any) -> tuple[bool, str]:
    """Whether the page's socket lets in, and the id of the session."""
    session = auth.setdefault("sessionId", str(uuid4()))
    with client.websocket_connect(SOCKET, headers=UPGRADE) as socket:
        assert socket.receive_text().startswith("0")
        socket.send_text("40" + json.dumps({"clientType": "webapp", **auth}))
        return socket.receive_text().startswith("40"), session


def test_a_socket_needs_a_name_and_ends_with_it(parts: Parts, accounts: Accounts) -> None:
    with visiting(parts) as client:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(SOCKET, headers=UPGRADE):
            pass
        client.post("/chat/login", data={"username": "lan", "password": PASSWORD})
        with client.websocket_connect(SOCKET, headers=UPGRADE) as socket:
            assert socket.receive_text().startswith("0")
            socket.send_text("40" + json.dumps({"sessionId": "s", "clientType": "webapp"}))
            assert socket.receive_text().startswith("40")
            accounts.remove("lan")
            socket.send_text('42["connection_successful"]')
            with pytest.raises(WebSocketDisconnect):
                while True:
                    socket.receive_text()


def test_without_accounts_everybody_is_the_user_of_the_settings(parts: Parts, tmp_path: Path) -> None:
    with visiting(parts) as client:
        client.cookies.set("hoidap_8000", "of another server")
        assert client.get("/chat/user").json()["identifier"] == "local"
        assert client.get("/docs").status_code == client.get("/metrics").status_code == 200
        assert rows(client) == [[0]]
        client.post("/chat/logout")
        assert client.post("/chat/auth/header").json() == {"success": True}
    kept = tmp_path / "login_secret"
    if kept.exists():  # the first application of the process has made it
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
