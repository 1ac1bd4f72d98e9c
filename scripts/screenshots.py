"""Make docs/images/*.png from the real thing: the settings' model and database, asked in a real browser.

    python scripts/screenshots.py

Needs Chromium (apt-get install -y chromium) and the packages that the tests need.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from chromium import chromium, visit  # noqa: E402  after the path that it is found on
from playwright.sync_api import Page  # noqa: E402
from serving import running, wait_for  # noqa: E402

from hoidap.langserve_app import create_app  # noqa: E402
from hoidap.settings import load_settings  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SETTLED = 800  # milliseconds, for what fades in
VIETNAMESE = ("Có bao nhiêu cải tiến trong năm 2024?", "Bộ phận nào tiết kiệm được nhiều giờ nhất?", "còn DC5 thì sao?")
ENGLISH = ("List the tools used by the authors of DC3",)


def ask(page: Page, question: str) -> None:
    """Type a question and wait for the whole answer."""
    answers = page.locator("[data-step-type=assistant_message]")
    before = answers.count()
    page.locator("#chat-input").fill(question)
    page.locator("#chat-submit").click()
    wait_for(lambda: answers.count() > before and page.locator("#stop-button").count() == 0, 60)
    page.wait_for_timeout(SETTLED)


def take(page: Page, name: str) -> None:
    """Keep what the page shows now."""
    page.screenshot(path=IMAGES / f"{name}.png")
    print(IMAGES / f"{name}.png")


def main() -> None:
    """Welcome, a conversation, an answer with its SQL, and a phone."""
    with running(create_app(load_settings())) as url, chromium() as browser:
        with visit(browser, url) as page:
            page.get_by_role("button", name=VIETNAMESE[0]).wait_for(timeout=120_000)
            page.wait_for_timeout(SETTLED)
            take(page, "welcome")
            for question in VIETNAMESE:
                ask(page, question)
            take(page, "conversation")
        with visit(browser, url, locale="en-US", height=900) as page:
            ask(page, ENGLISH[0])
            page.get_by_role("button", name="SQL").first.click()
            page.wait_for_timeout(SETTLED)
            take(page, "chat")
        with visit(browser, url, width=390, height=800) as page:
            ask(page, VIETNAMESE[1])
            take(page, "phone")


if __name__ == "__main__":
    main()
