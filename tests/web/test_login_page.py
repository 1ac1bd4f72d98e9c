"""The login form in a real browser, in front of the real page."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from chromium import chromium
from playwright.sync_api import Browser, Page, expect
from scripted import Scripted
from serving import running

from hoidap.databases import Database
from hoidap.langserve_app import create_app
from hoidap.web import Parts
from hoidap.web.accounts import Accounts

PASSWORD = "mật khẩu của lan"


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Accounts:
    those = Accounts(tmp_path_factory.mktemp("login") / "accounts")
    those.add("Lan", PASSWORD)
    return those


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def server(db: Database, accounts: Accounts) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_ACCOUNTS", str(accounts.file))
        patch.setenv("HOIDAP_DATA_DIR", str(accounts.file.parent))
        app = create_app(Parts.build(db, Scripted(answer="Có 400 cải tiến.")))
    with running(app) as url:
        yield url


@contextmanager
def visitor(browser: Browser, url: str, locale: str = "vi-VN") -> Iterator[Page]:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{url}/chat/")
    yield page
    context.close()


def log_in(page: Page, name: str, password: str) -> None:
    page.locator("#email").fill(name)
    page.locator("#password").fill(password)
    page.locator("button[type=submit]").click()


def test_the_form_speaks_vietnamese_refuses_and_lets_in(browser: Browser, server: str) -> None:
    with visitor(browser, server) as page:
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
        log_in(page, "lan", "sai mật khẩu")
        expect(page.get_by_text("Tên đăng nhập hoặc mật khẩu không đúng")).to_be_visible()
        log_in(page, "lan", PASSWORD)
        page.locator("#chat-input").fill("Có bao nhiêu cải tiến?")
        page.locator("#chat-submit").click()
        expect(page.get_by_text("Có 400 cải tiến.")).to_be_visible(timeout=20_000)
        page.goto(f"{server}/chat/")
        page.locator("#user-nav-button").click()
        expect(page.get_by_text("Lan", exact=True)).to_be_visible()
        page.get_by_text("Đăng xuất").click()
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
        page.goto(f"{server}/chat/")
        expect(page.get_by_label("Mật khẩu")).to_be_visible()


def test_the_form_speaks_english(browser: Browser, server: str) -> None:
    with visitor(browser, server, "en-GB") as page:
        expect(page.get_by_label("Name")).to_be_visible()
        for _ in range(2):
            log_in(page, "nobody", "wrong")
            page.wait_for_function("!document.querySelector('button[type=submit]').disabled")
        expect(page.get_by_text("please wait a few minutes")).to_be_visible()


def test_who_is_removed_is_out_while_the_page_is_open(browser: Browser, server: str, accounts: Accounts) -> None:
    accounts.add("minh", PASSWORD)
    with visitor(browser, server) as page:
        log_in(page, "minh", PASSWORD)
        page.locator("#chat-input").fill("Có bao nhiêu cải tiến?")
        accounts.remove("minh")
        page.keyboard.press("Enter")
        page.wait_for_timeout(1000)
        expect(page.get_by_text("Có 400 cải tiến.")).to_have_count(0)
        page.goto(f"{server}/chat/")
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()


def test_without_accounts_the_first_visit_lands_on_the_chat(
    browser: Browser, db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path))
    with running(create_app(Parts.build(db, Scripted()))) as url:
        context = browser.new_context(locale="vi-VN")
        context.add_cookies([{"name": "hoidap_8000", "value": "of.another.server", "url": url}])
        page, visited, faults = context.new_page(), [], []
        page.on("request", lambda asked: visited.append(asked.url) if asked.resource_type == "document" else None)
        page.on("framenavigated", lambda frame: faults.append(frame.url) if "login" in frame.url else None)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(f"{url}/chat/")
        expect(page.locator("#chat-input")).to_be_visible()
        assert visited == [f"{url}/chat/"] and not faults
        context.close()
