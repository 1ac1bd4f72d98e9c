"""How long a person at the page waits for the first word, and whether many at once each get their own right answer.

    python -m benchmarks.page [--rounds N] [--people N]

Needs Debian's Chromium and the extra `test`. A real server in a process of its own, over the demo database and the
model that comes with it; a real browser presses Enter and watches the page. The time to the first word is from the key
to the first letter of the answer that stands on the page, once the server is warm. Then `--people` pages of one browser
ask at the same moment, each about a department or a year of its own, and what each is shown is compared with what the
database says.
"""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from playwright.async_api import Browser, Page, async_playwright

from hoidap.databases import demo_database

from .served import HOST, serving

WARM_UP = "Có bao nhiêu tác giả?"
PATIENCE = 120_000  # milliseconds
ANSWERS = "[data-step-type=assistant_message] [role=article]"
# In the page, because a look from outside takes as long as what is measured.
WATCH = """([question, selector]) => new Promise((done) => {
    const before = document.querySelectorAll(selector).length
    const began = performance.now()
    const look = () => {
        const now = [...document.querySelectorAll(selector)].slice(before)
        if (now.some((one) => one.innerText.trim())) done(performance.now() - began)
        else requestAnimationFrame(look)
    }
    document.querySelector('#chat-submit').click()
    look()
})"""


@dataclass(frozen=True)
class Asked:
    """A question with the number that its answer must name."""

    question: str
    number: int


def questions(database: Path) -> list[Asked]:
    """Twenty questions with different answers, and what the database says to each."""
    with closing(sqlite3.connect(database)) as demo:
        by_year = demo.execute("SELECT strftime('%Y', DateCreate), COUNT(*) FROM Jidouka GROUP BY 1").fetchall()
        by_department = demo.execute(
            "SELECT DepartmentName, COUNT(*) FROM Jidouka JOIN Department USING (DepartmentId) GROUP BY 1"
        ).fetchall()
    years = [Asked(f"Có bao nhiêu cải tiến trong năm {year}?", count) for year, count in by_year]
    departments = [Asked(f"How many improvements did {name} make?", count) for name, count in by_department]
    return years + departments


async def opened(browser: Browser, url: str) -> Page:
    """A page that takes a question."""
    page = await (await browser.new_context(locale="vi-VN")).new_page()
    page.set_default_timeout(PATIENCE)
    await page.goto(f"{url}/chat/")
    await page.locator("#chat-input").wait_for()
    await page.wait_for_timeout(500)
    return page


async def first_word(page: Page, question: str) -> float:
    """Seconds from sending a question to the first letter of its answer; returns when the answer is whole."""
    await page.locator("#chat-input").fill(question)
    taken: float = await page.evaluate(WATCH, [question, ANSWERS])
    await whole(page)
    return taken / 1000


async def whole(page: Page) -> str:
    """The last answer, once it is whole."""
    await page.wait_for_function("!document.querySelector('#stop-button')")
    return await page.locator(ANSWERS).last.inner_text()


async def at_once(pages: list[Page], asked: list[Asked]) -> tuple[list[float], int]:
    """Seconds that each person waited for the first word, and how many were told their own number."""
    waited = await asyncio.gather(*(first_word(page, one.question) for page, one in zip(pages, asked, strict=True)))
    said = [await whole(page) for page in pages]
    own = sum(str(one.number) in answer for one, answer in zip(asked, said, strict=True))
    return list(waited), own


async def measure(port: int, rounds: int, people: int, asked: list[Asked]) -> None:
    """Print both figures."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("There is no Chromium on this machine: apt-get install -y chromium.")
    url = f"http://{HOST}:{port}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        page = await opened(browser, url)
        await first_word(page, WARM_UP)
        waited = [await first_word(page, one.question) for one in asked[:rounds]]
        print(f"first word, median of {len(waited)}: {median(waited):.2f} s (slowest {max(waited):.2f} s)")
        pages = [await opened(browser, url) for _ in range(people)]
        many = [asked[index % len(asked)] for index in range(people)]
        waited, own = await at_once(pages, many)
        print(f"{people} people at once: {own} were told their own number; first word {median(waited):.1f} s")
        await browser.close()


def main(
    rounds: Annotated[int, typer.Option(help="Questions whose first word is waited for.")] = 15,
    people: Annotated[int, typer.Option(help="Pages that ask at the same moment.")] = 20,
) -> None:
    with TemporaryDirectory() as folder:
        asked = questions(Path(demo_database(Path(folder)).removeprefix("sqlite:///")))
    with serving() as port:
        asyncio.run(measure(port, rounds, people, asked))


if __name__ == "__main__":
    typer.run(main)
