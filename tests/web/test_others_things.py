"""Nobody reads or changes another's conversation, answer, element or file, whatever ids they know."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from scripted import Scripted
from starlette.testclient import WebSocketTestSession

from hoidap.databases import Database
from hoidap.langserve_app import create_app
from hoidap.web import Parts
from hoidap.web.accounts import Accounts

BASE = "http://localhost"
SOCKET = "ws://localhost/chat/ws/socket.io/?EIO=4&transport=websocket"
PASSWORD = "a password"
SECRET = "authors of Lan's own"


@dataclass
class Chat:
    """A session of the page that is open."""

    socket: WebSocketTestSession
    session: str
    thread: str
    refused: str = ""

    def send(self, event: str, payload: Any = None) -> None:
        self.socket.send_text("42" + json.dumps([event, payload] if payload is not None else [event]))

    def until(self, event: str) -> Any:
        """What came with the next such event."""
        for _ in range(200):
            text = self.socket.receive_text()
            if text == "2":
                self.socket.send_text("3")
            elif text.startswith("42"):
                name, *about = json.loads(text[2:])
                if name == event:
                    return about[0] if about else None
        raise AssertionError(f"no {event}")


@contextmanager
def chat(client: TestClient, **auth: str) -> Iterator[Chat]:
    session = auth.setdefault("sessionId", str(uuid4()))
    with client.websocket_connect(SOCKET, headers={"Upgrade": "websocket"}) as socket:
        socket.receive_text()
        socket.send_text("40" + json.dumps({"clientType": "webapp", **auth}))
        reply = socket.receive_text()
        yield Chat(socket, session, auth.get("threadId", ""), "" if reply.startswith("40") else reply)


@pytest.fixture
def people(db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[TestClient, TestClient]]:
    """Lan and Minh, each logged in with a browser of their own."""
    those = Accounts(tmp_path / "accounts")
    monkeypatch.setenv("HOIDAP_ACCOUNTS", str(those.file))
    for name in ("lan", "minh"):
        those.add(name, PASSWORD)
    model = Scripted(sql="SELECT AuthorId, AuthorName FROM Author", answer="These are the authors.")
    app = create_app(Parts.build(db, model))
    with TestClient(app, base_url=BASE) as lan:
        minh = TestClient(app, base_url=BASE)
        minh.portal = lan.portal  # one event loop for both, as a server has
        for name, client in (("lan", lan), ("minh", minh)):
            assert client.post("/chat/login", data={"username": name, "password": PASSWORD}).json()["success"]
        yield lan, minh


def ask(there: Chat, question: str) -> None:
    message = {"id": str(uuid4()), "type": "user_message", "name": "x", "output": question, "createdAt": None}
    there.send("connection_successful")
    there.send("client_message", {"message": message})
    there.until("first_interaction")


def threads(client: TestClient) -> list[dict[str, Any]]:
    page = {"pagination": {"first": 20}, "filter": {}}
    found: list[dict[str, Any]] = client.post("/chat/project/threads", json=page).json()["data"]
    return found


def kept(client: TestClient) -> dict[str, Any]:
    """The one conversation of a person, once its answer is in it."""
    for _ in range(200):
        if found := threads(client):
            thread: dict[str, Any] = client.get(f"/chat/project/thread/{found[0]['id']}").json()
            if thread["elements"]:
                return thread
        time.sleep(0.05)
    raise AssertionError("nothing was kept")


def test_what_is_one_persons_is_not_anothers(people: tuple[TestClient, TestClient]) -> None:
    lan, minh = people
    with chat(lan) as hers, chat(minh) as his:
        ask(hers, SECRET)
        thread = kept(lan)
        step, element = thread["steps"][-1], thread["elements"][0]
        here = f"/chat/project/thread/{thread['id']}"
        body = {"threadId": thread["id"]}
        assert lan.get(f"{here}/element/{element['id']}").json()["id"] == element["id"]
        feedback = {"forId": step["id"], "value": 1, "comment": "?"}
        judged = lan.put("/chat/feedback", json={"feedback": feedback, "sessionId": hers.session}).json()["feedbackId"]

        assert threads(minh) == []
        forged = {**element, "props": {"rows": []}}
        refused = {
            "read": minh.get(here),
            "element": minh.get(f"{here}/element/{element['id']}"),
            "shared": minh.get(f"/chat/project/share/{thread['id']}"),
            "rename": minh.put("/chat/project/thread", json={**body, "name": "his"}),
            "share": lan.put("/chat/project/thread/share", json={**body, "isShared": True}),
            "delete": minh.request("DELETE", "/chat/project/thread", json=body),
            "judge": minh.put("/chat/feedback", json={"feedback": feedback | {"value": 0}, "sessionId": his.session}),
            "unjudge": minh.request("DELETE", "/chat/feedback", json={"feedbackId": judged}),
            "her session": minh.put("/chat/project/element", json={"element": forged, "sessionId": hers.session}),
            "remove": minh.request(
                "DELETE", "/chat/project/element", json={"element": element, "sessionId": his.session}
            ),
            "file": minh.get("/chat/project/file/x", params={"session_id": hers.session}),
            "upload": minh.post("/chat/project/file", params={"session_id": hers.session}, files={"file": b"x"}),
            "action": minh.post("/chat/project/action", json={"sessionId": hers.session, "action": ACTION}),
        }
        assert {what: reply.status_code for what, reply in refused.items() if reply.status_code not in (401, 404)} == {}
        assert not [what for what, reply in refused.items() if SECRET in reply.text]

        minh.put("/chat/project/element", json={"element": forged, "sessionId": his.session})
        for stolen in ({"threadId": thread["id"]}, {"sessionId": hers.session}):
            with chat(minh, **stolen) as taken:
                assert taken.refused
        after = kept(lan)
        assert (after["name"], after["elements"]) == (thread["name"], thread["elements"])
        assert [said["id"] for said in after["steps"]] == [said["id"] for said in thread["steps"]]
        assert after["steps"][-1]["feedback"]["value"] == 1


ACTION: dict[str, Any] = {"name": "x", "payload": {}, "label": "", "tooltip": "", "forId": None, "id": "x"}


def test_an_upload_is_refused(people: tuple[TestClient, TestClient]) -> None:
    lan, _ = people
    with chat(lan) as hers:
        where: dict[str, Any] = {"params": {"session_id": hers.session}}
        assert lan.post("/chat/project/file", files={"file": ("a.txt", b"x")}, **where).status_code == 400
        assert lan.post("/chat/project/file", files={"file": ("a.txt", bytes(2**21))}, **where).status_code == 413
