"""Whatever stands in cells, names, questions and comments, the page shows words: nothing is fetched, run or linked."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import chromium
from playwright.sync_api import Browser, expect
from scripted import Scripted
from serving import running

from hoidap.databases import Database
from hoidap.langserve_app import create_app
from hoidap.web import Parts
from hoidap.web.accounts import Accounts

PASSWORD = "a password"
SECONDS = 30_000  # in milliseconds, on a busy machine
HOSTILE = [
    "<img src='https://evil.example/a.png' onerror='window.pwned=1'>",
    "![picture](https://evil.example/b.png)",
    "[click](javascript:window.pwned=1)",
    "<script>window.pwned=1</script>",
    '<iframe src="https://evil.example/c"></iframe>',
    "<a href='https://evil.example/d'>link</a>",
    "https://evil.example/e",
    "| a | b |\n|---|---|\n| ![x](//evil.example/f) | y |",
    "$$\\href{https://evil.example/g}{x}$$",
    "```\n</code><svg onload=window.pwned=1>",
]
NAME = "<img src=x onerror=window.pwned=1> ![n](//evil.example/n)"
TABLE = "![t](https'//evil.example/t) <b>bold</b>"


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute(f'CREATE TABLE "{TABLE}" (id INTEGER PRIMARY KEY, "<i>note</i>" TEXT)')
        connection.executemany(f'INSERT INTO "{TABLE}" ("<i>note</i>") VALUES (?)', [(one,) for one in HOSTILE])
    connection.close()
    those = Accounts(tmp_path / "accounts")
    those.add(NAME, PASSWORD)
    for name, value in (("HOIDAP_ACCOUNTS", those.file), ("HOIDAP_DATA_DIR", tmp_path)):
        monkeypatch.setenv(name, str(value))
    db = Database.connect(f"sqlite:///{tmp_path}/shop.db", data_dir=tmp_path)
    sql = f'SELECT "<i>note</i>", id FROM "{TABLE}"'
    with running(create_app(Parts.build(db, Scripted(sql=sql, answer=" ".join(HOSTILE))))) as url:
        yield url
    db.close()


def test_nothing_of_what_is_shown_is_more_than_words(browser: Browser, server: str) -> None:
    context = browser.new_context(locale="en-GB")
    page, asked = context.new_page(), list[str]()
    page.set_default_timeout(20_000)
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
    page.goto(f"{server}/chat/")
    page.locator("#email").fill(NAME)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    for count, question in enumerate(HOSTILE[:2], 1):
        page.locator("#chat-input").fill(question)
        page.locator("#chat-submit").click()
        expect(page.locator(".hoidap-answer")).to_have_count(count, timeout=SECONDS)
        expect(page.locator("#stop-button")).to_have_count(0, timeout=SECONDS)
    expect(page.locator("td").filter(has_text=HOSTILE[0]).last).to_be_visible()
    page.locator("#user-nav-button").click()
    expect(page.get_by_text(NAME)).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".positive-feedback-off").last.click()
    page.get_by_role("dialog").get_by_role("textbox").fill(HOSTILE[0] + HOSTILE[1])
    page.get_by_role("dialog").get_by_role("button").filter(has_text="Submit").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    page.wait_for_timeout(1500)
    expect(page.locator("body")).to_contain_text("window.pwned=1")  # in the side bar, and what was said
    assert not [url for url in asked if not url.startswith((server, "data:", "blob:"))]
    assert page.evaluate("window.pwned") is None
    marked = "img[src*=evil], iframe, a[href*=evil], a[href^=javascript], svg[onload], script[src*=evil], b"
    assert page.locator(marked).count() == 0
    context.close()
