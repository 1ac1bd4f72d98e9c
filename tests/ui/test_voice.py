"""Spoken questions as the browser sends them: pieces of 16-bit sound over the page's WebSocket."""

import asyncio
import io
import json
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import numpy as np
import pytest
from fastapi.testclient import TestClient
from scripted import Scripted
from starlette.testclient import WebSocketTestSession
from tiny_speech import QUESTIONS, espeak, spoken, tiny_whisper

from hoidap.databases import Database
from hoidap.langserve_app import create_app
from hoidap.models import Listener, ModelBusy, ModelFailed, load_listener, load_speaker
from hoidap.models.sound import Sound, resampled
from hoidap.ui.speech import Speech, show_speech
from hoidap.ui.texts import text
from hoidap.web import Parts

SOCKET = "ws://localhost/chat/ws/socket.io/?EIO=4&transport=websocket"
PIECE = 8192  # bytes, as Chainlit's recorder sends them


class Page:
    """A browser's side of the WebSocket; `seen` is every event that came."""

    def __init__(self, client: TestClient, socket: WebSocketTestSession, session: str) -> None:
        self.client, self.socket, self.session = client, socket, session
        self.seen: list[tuple[str, Any]] = []

    def send(self, event: str, *payload: Any) -> None:
        self.socket.send_text("42" + json.dumps([event, *payload]))

    def speak(self, pcm: bytes, *, end: bool = True) -> None:
        self.send("audio_start")
        assert self.until("audio_connection") == "on"
        for place in range(0, len(pcm), PIECE):
            data = {"_placeholder": True, "num": 0}
            chunk = {"isStart": not place, "mimeType": "pcm16", "elapsedTime": place / 48, "data": data}
            self.socket.send_text("451-" + json.dumps(["audio_chunk", chunk]))
            self.socket.send_bytes(pcm[place : place + PIECE])
        if end:
            self.send("audio_end")

    def until(self, *events: str) -> Any:
        """What came with the next of these events."""
        for _ in range(500):
            frame = self.socket.receive_text()
            if frame == "2":
                self.socket.send_text("3")
            elif frame.startswith("42"):
                name, *about = json.loads(frame[2:])
                self.seen.append((name, about[0] if about else None))
                if name in events:
                    return self.seen[-1][1]
        raise AssertionError(f"no {events}")

    def toast(self) -> str:
        return str(self.until("toast")["message"])

    def ask(self, question: str) -> None:
        message = {"id": str(uuid4()), "type": "user_message", "name": "x", "output": question, "createdAt": None}
        self.send("client_message", {"message": message})

    def file(self, element: dict[str, Any]) -> bytes:
        path = f"/chat/project/file/{element['chainlitKey']}"
        return self.client.get(path, params={"session_id": self.session}).content


class Heard:
    """A listener that says what it was given, or fails on cue."""

    def __init__(self) -> None:
        self.sounds: list[Sound] = []
        self.hints: list[str] = []
        self.result: str | Exception = "Có bao nhiêu cải tiến?"
        self.seconds = 0.0
        self.left = False

    async def hear(self, sound: Sound, hints: list[str]) -> str:
        self.sounds.append(sound)
        self.hints = hints
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.left = True
            raise
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    def close(self) -> None:
        """Nothing to let go."""


@pytest.fixture
def client(db: Database, folder: Path) -> Iterator[TestClient]:
    app = create_app(Parts.build(db, Scripted(sql="SELECT COUNT(*) AS n FROM Jidouka", answer="Có 400 cải tiến.")))
    with TestClient(app, base_url="http://localhost") as client:
        client.post("/chat/auth/header")
        yield client
        show_speech(Speech())


@contextmanager
def page(client: TestClient) -> Iterator[Page]:
    session = str(uuid4())
    with client.websocket_connect(SOCKET, headers={"Upgrade": "websocket", "Accept-Language": "vi-VN"}) as socket:
        socket.receive_text()
        auth = {"clientType": "webapp", "sessionId": session, "threadId": "", "userEnv": "{}"}
        socket.send_text("40" + json.dumps(auth))
        assert socket.receive_text().startswith("40")
        there = Page(client, socket, session)
        there.send("connection_successful")
        yield there


def listening(heard: Heard | Listener) -> None:
    show_speech(Speech(cast("Listener", heard), load_speaker("espeak-ng"), expected=True))


def pcm(sound: Sound) -> bytes:
    return (resampled(sound, 24_000).samples.clip(-1, 0.999) * 32768).astype("<i2").tobytes()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_spoken_question_comes_back_as_text_to_correct(client: TestClient, tmp_path: Path, language: str) -> None:
    espeak()
    listening(load_listener(str(tiny_whisper(tmp_path / "whisper"))))
    with page(client) as there:
        there.speak(pcm(spoken(QUESTIONS[language], language)))
        heard = there.until("window_message")
        while "hoidap_heard" not in heard:
            heard = there.until("window_message")
        assert heard["hoidap_heard"].strip()
        assert there.toast() in text("heard", "vi") + text("heard", "en")
        assert not any(name == "first_interaction" for name, _ in there.seen), "the conversation has no name yet"
        there.ask(QUESTIONS[language])
        assert there.until("first_interaction")["interaction"] == QUESTIONS[language]
        player = there.until("element")
        while player["type"] != "audio":
            player = there.until("element")
        assert player["autoPlay"] and player["mime"] == "audio/wav"
        with wave.open(io.BytesIO(there.file(player))) as file:
            assert file.getnframes() / file.getframerate() > 1


def test_the_recording_arrives_whole_and_the_names_are_those_of_this_user(client: TestClient) -> None:
    heard = Heard()
    listening(heard)
    ramp = np.arange(-32768, 32767, 3, dtype="<i2").tobytes()
    with page(client) as there:
        there.speak(ramp)
        there.toast()
        (sound,) = heard.sounds
        assert sound.rate == 24_000
        assert (sound.samples * 32768).astype("<i2").tobytes() == ramp
        assert {"DC1", "Revit", "cải tiến"} <= set(heard.hints)


def test_what_cannot_be_heard_is_said_kindly(client: TestClient) -> None:
    espeak()
    heard = Heard()
    sentences: list[tuple[str | Exception, bytes, str]] = [
        ("", b"\0" * PIECE, "heard_nothing"),
        (" . ", b"\0" * PIECE, "heard_nothing"),
        ("never asked", b"", "no_sound"),
        (ModelBusy("many"), b"\0" * PIECE, "many_speak"),
        (ModelFailed("a secret of the machine"), b"\0" * PIECE, "not_heard"),
    ]
    with page(client) as there:
        show_speech(Speech(expected=True))
        there.speak(b"\0" * PIECE)
        assert there.toast() in (text("cannot_hear_yet", "vi"), text("cannot_hear_yet", "en"))
        listening(heard)
        for result, sound, key in sentences:
            heard.result = result
            there.speak(sound)
            assert there.toast() in (text(key, "vi"), text(key, "en"))
        assert len(heard.sounds) == 4
        assert not any("hoidap_heard" in str(payload) or "secret" in str(payload) for _, payload in there.seen)


def test_a_recording_ends_after_a_minute_by_itself(client: TestClient) -> None:
    heard = Heard()
    listening(heard)
    with page(client) as there:
        there.speak(b"\1\0" * 24_000 * 61, end=False)
        assert there.until("audio_connection") == "off"
        assert "60" in there.toast()
        assert there.until("window_message")
        (sound,) = heard.sounds
        assert sound.seconds == 60
        there.send("audio_end")  # as from a page that had not heard of it yet
        there.ask("Có bao nhiêu cải tiến?")
        there.until("first_interaction")
        assert len(heard.sounds) == 1


def test_stop_ends_the_transcription(client: TestClient) -> None:
    heard = Heard()
    heard.seconds = 60
    listening(heard)
    with page(client) as there:
        there.speak(b"\1\0" * 24_000)
        there.until("task_start")
        there.send("stop")
        there.until("task_end")
        assert heard.left
        heard.seconds = 0
        there.speak(b"\1\0" * 24_000)
        assert there.toast() in (text("heard", "vi"), text("heard", "en"))
        assert sum("hoidap_heard" in str(payload) for _, payload in there.seen) == 1


def test_pieces_without_a_beginning_are_dropped(client: TestClient) -> None:
    heard = Heard()
    listening(heard)
    with page(client) as there:
        there.send("audio_chunk", {"isStart": True, "mimeType": "pcm16", "elapsedTime": 0, "data": "text"})
        there.send("audio_end")
        there.speak(b"")
        assert there.toast() in (text("no_sound", "vi"), text("no_sound", "en"))
        assert not heard.sounds


def test_an_answer_is_read_when_its_button_is_pressed_and_only_then(client: TestClient) -> None:
    espeak()
    listening(Heard())
    with page(client) as there:
        there.ask("Có bao nhiêu cải tiến?")
        action = there.until("action")
        there.until("task_end")
        assert action["name"] == "read_aloud" and action["icon"]
        assert not any(name == "element" and payload["type"] == "audio" for name, payload in there.seen)
        payload = {"sessionId": there.session, "action": action}
        assert client.post("/chat/project/action", json=payload).json()["success"]
        first = there.until("element")
        assert first["type"] == "audio" and there.file(first).startswith(b"RIFF")
        client.post("/chat/project/action", json=payload)
        assert there.until("remove_element")["id"] == first["id"]
        assert there.until("element")["type"] == "audio"
        history = client.get(f"/chat/project/thread/{first['threadId']}").json()
        assert not any(element["type"] == "audio" for element in history["elements"])


def test_without_a_model_there_is_no_button(client: TestClient) -> None:
    def enabled() -> bool:
        settings = client.get("/chat/project/settings", params={"language": "vi-VN"}).json()
        return bool(settings["features"]["audio"]["enabled"])

    show_speech(Speech())
    assert not enabled()
    show_speech(Speech(expected=True))
    assert enabled()
    with page(client) as there:
        show_speech(Speech())
        there.ask("Có bao nhiêu cải tiến?")
        there.until("task_end")
        assert not any(name == "action" for name, _ in there.seen)
