"""Debian's Chromium, without a screen, by playwright; tests that need it are skipped where it is not installed.

apt-get install -y chromium
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """A browser, with more flags; skips the test without one, and fails it in CI, where there must be one."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = "no Chromium on this machine (apt-get install -y chromium)"
        pytest.fail(reason) if os.environ.get("HOIDAP_CI") == "1" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*FLAGS, *more])
        yield browser
        browser.close()


@contextmanager
def visit(
    browser: Browser, url: str, locale: str = "vi-VN", width: int = 1100, height: int = 850, known: Sequence[str] = ()
) -> Iterator[Page]:
    """A page that is held to load nothing from elsewhere and to raise nothing but what is `known` in the console."""
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in known):
            faults.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((url, "data:", "blob:")):
            faults.append(f"asked {request.url}")

    context = browser.new_context(locale=locale, viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("console", heard)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", asked)
    page.goto(f"{url}/chat/")
    yield page
    context.close()
    assert not faults
