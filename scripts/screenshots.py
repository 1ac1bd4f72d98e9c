"""Make docs/images/*.png from the real thing: the settings' model and database, asked in a real browser.

    python scripts/screenshots.py

Needs Chromium (apt-get install -y chromium) and the packages that the tests need.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

import httpx  # noqa: E402  after the path that the next ones are found on
from chromium import chromium, visit  # noqa: E402
from playwright.sync_api import Page  # noqa: E402
from serving import running, wait_for  # noqa: E402

from hoidap.langserve_app import create_app  # noqa: E402
from hoidap.settings import load_settings  # noqa: E402

IMAGES = ROOT / "docs" / "images"
SETTLED = 800  # milliseconds, for what fades in
TALK = ("Có bao nhiêu cải tiến trong năm 2024?", "còn DC5 thì sao?", "Bộ phận nào tiết kiệm được nhiều giờ nhất?")
BARS = "Số giờ tiết kiệm được của từng bộ phận"
LINE = "How many improvements were made each year?"
ROWS = "List the tools used by the authors of DC3"


def ask(page: Page, question: str) -> None:
    """Type a question and wait for the whole answer."""
    answers = page.locator("[data-step-type=assistant_message]")
    before = answers.count()
    page.locator("#chat-input").fill(question)
    page.locator("#chat-submit").click()
    wait_for(lambda: answers.count() > before and page.locator("#stop-button").count() == 0, 60)
    page.wait_for_timeout(SETTLED)


def draw(page: Page, question: str) -> None:
    """Ask something whose answer is a chart, and wait until it is drawn."""
    ask(page, question)
    page.locator(".js-plotly-plot .plot").first.wait_for()
    page.wait_for_timeout(SETTLED)


def take(page: Page, name: str) -> None:
    """Keep what the page shows now."""
    page.screenshot(path=IMAGES / f"{name}.png")
    print(IMAGES / f"{name}.png")


def begin(page: Page) -> None:
    """A conversation of its own."""
    page.locator("#new-chat-button").click()
    page.locator("[data-step-type]").first.wait_for(state="detached")


def main() -> None:
    """Welcome, the charts, rows with their SQL, a conversation among others, the data beside it, a phone, the dark."""
    with (
        TemporaryDirectory() as folder,
        running(create_app(load_settings(data_dir=Path(folder)))) as url,
        chromium() as browser,
    ):
        wait_for(lambda: httpx.get(f"{url}/health/ready").status_code == 200, 120)
        with visit(browser, url) as page:
            page.wait_for_timeout(20 * SETTLED)  # questions to begin with are tried meanwhile
            page.reload()
            page.wait_for_timeout(SETTLED)
            take(page, "welcome")
            draw(page, BARS)
            take(page, "chart")
            begin(page)
            for question in TALK:
                ask(page, question)
            take(page, "conversation")
            page.get_by_role("button", name="Dữ liệu").click()
            page.wait_for_timeout(2 * SETTLED)
            take(page, "data")
        with visit(browser, url, locale="en-US", height=900) as page:
            draw(page, LINE)
            take(page, "line")
            begin(page)
            ask(page, ROWS)
            page.get_by_role("tab", name="SQL").click()
            page.wait_for_timeout(SETTLED)
            take(page, "chat")
        with visit(browser, url, width=390, height=800) as page:
            page.emulate_media(color_scheme="dark")
            page.reload()
            draw(page, BARS)
            take(page, "phone")


if __name__ == "__main__":
    main()
