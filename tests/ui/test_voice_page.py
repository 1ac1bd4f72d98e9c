"""Speaking to the page: a real browser hears a question from a file, on a server with its own settings.

A random Whisper writes nonsense, so that the test corrects it, as a user may have to.
"""

import io
import os
import re
import socket
import subprocess
import sys
import wave
from collections.abc import Iterator
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from chromium import chromium, visit
from playwright.sync_api import Browser, Page, expect
from serving import wait_for
from tiny_speech import QUESTIONS, espeak, spoken, tiny_whisper

from hoidap.models.sound import to_wav


@pytest.fixture(scope="module")
def speaking_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the embedded model, a random Whisper and espeak-ng; in a process, as Chainlit has one setting."""
    espeak()
    folder = tmp_path_factory.mktemp("speaking")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"DATA_DIR": folder, "PORT": port, "SPEECH_MODEL": tiny_whisper(folder / "whisper"), "VOICE": "espeak-ng"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOIDAP_")}
    environment |= {f"HOIDAP_{name}": str(value) for name, value in own.items()}
    command = [sys.executable, "-m", "hoidap.langserve_app"]
    url = f"http://127.0.0.1:{port}"

    def ready() -> bool:
        assert server.poll() is None, "the server has ended"
        try:
            with urlopen(f"{url}/health/ready", timeout=5) as reply:
                return bool(reply.status == 200)
        except (URLError, TimeoutError):
            return False

    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            wait_for(ready, seconds=120)
            yield url
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def listening_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose microphone says a question over and over."""
    espeak()
    file = tmp_path_factory.mktemp("microphone") / "question.wav"
    file.write_bytes(to_wav(spoken(QUESTIONS["vi"], "vi")))
    with chromium(
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={file}",
    ) as browser:
        yield browser


def record(page: Page, words: tuple[str, str] = ("Nói câu hỏi", "Dừng thu âm")) -> None:
    page.get_by_role("button", name=words[0]).click()
    page.wait_for_timeout(1_500)
    page.get_by_role("button", name=words[1]).click()


def played(page: Page) -> float:
    """How long the one player on the page lasts, once it has begun to play by itself."""
    player = page.locator("audio")
    expect(player).to_have_count(1)
    page.wait_for_function("document.querySelector('audio').currentTime > 0")
    return float(player.evaluate("player => player.duration"))


def test_a_question_is_spoken_corrected_and_answered_aloud(listening_browser: Browser, speaking_server: str) -> None:
    with visit(listening_browser, speaking_server) as page:
        composer = page.locator("#chat-input")
        record(page)
        expect(composer).to_have_value(re.compile(r"\S"), timeout=60_000)
        expect(composer).to_be_focused()
        expect(page.get_by_text("Mình đã ghi lại câu bạn nói")).to_be_visible()
        expect(page.locator("[data-step-type]")).to_have_count(0)
        composer.fill(QUESTIONS["vi"])
        composer.press("Enter")
        answer = page.locator("[data-step-type=assistant_message]")
        expect(answer).to_contain_text(re.compile(r"Có \d+ cải tiến"))
        assert played(page) > 1
        address = page.locator("audio").evaluate("player => player.src")
        with wave.open(io.BytesIO(page.request.get(address).body())) as file:
            assert file.getnframes() / file.getframerate() > 1
        composer.fill("Có bao nhiêu tác giả?")
        composer.press("Enter")
        expect(answer).to_have_count(2)
        expect(page.locator("#stop-button")).to_have_count(0)
        expect(page.locator("audio")).to_have_count(1)
        first = page.locator("audio").get_attribute("src")
        page.get_by_role("button", name="Đọc to").last.click()
        expect(page.locator("audio")).not_to_have_attribute("src", str(first))
        assert played(page) > 1


def test_what_was_typed_stays_and_the_page_speaks_english_too(listening_browser: Browser, speaking_server: str) -> None:
    with visit(listening_browser, speaking_server, locale="en-US", width=390) as page:
        composer = page.locator("#chat-input")
        composer.fill("In 2024:")
        record(page, ("Speak your question", "Stop recording"))
        expect(composer).to_have_value(re.compile(r"^In 2024: \S"), timeout=60_000)
        expect(page.get_by_text("I wrote down what you said")).to_be_visible()


def test_without_a_model_the_page_has_no_microphone(listening_browser: Browser, server: str) -> None:
    with visit(listening_browser, server) as page:
        expect(page.locator("#chat-submit")).to_be_visible()
        expect(page.get_by_role("button", name="Nói câu hỏi")).to_have_count(0)
