"""axe-core looks over the page, in both themes and on a phone: nothing serious, on our elements or on Chainlit's."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from chromium import visit
from playwright.sync_api import Browser, Page, expect

SERIOUS = ("serious", "critical")


def faults(page: Page, where: str) -> list[str]:
    """What axe-core finds that keeps somebody from using the page, once nothing on it moves any more."""
    page.evaluate("document.getAnimations().forEach((one) => { try { one.finish() } catch {} })")
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{where}: {fault['id']}: {node['html']}"
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("dark", 390)])
def test_nothing_keeps_anybody_from_using_the_page(browser: Browser, server: str, theme: str, width: int) -> None:
    known = ["DialogTitle"] if width < 768 else []  # said by Chainlit's own panel; our script gives it its name
    with visit(browser, server, width=width, known=known) as page:
        page.evaluate("(theme) => localStorage.setItem('vite-ui-theme', theme)", theme)
        page.reload()
        expect(page.get_by_role("button", name="Có bao nhiêu cải tiến?")).to_be_enabled(timeout=20_000)
        found = faults(page, "welcome")
        page.locator("#chat-input").fill("Liệt kê các tác giả")
        page.locator("#chat-submit").click()
        expect(page.locator(".hoidap-answer table")).to_be_visible(timeout=20_000)
        expect(page.locator("#stop-button")).to_have_count(0, timeout=20_000)
        found += faults(page, "answer")
        page.locator("#hoidap-schema-button").click()
        expect(page.get_by_role("searchbox", name="Tìm bảng hoặc cột")).to_be_visible(timeout=20_000)
        found += faults(page, "schema")
        page.locator(".hoidap-schema").get_by_role("listitem").get_by_role("button", name="Author").click()
        expect(page.locator(".hoidap-schema").get_by_role("heading", level=2)).to_have_text("Tác giả")
        found += faults(page, "table")
        assert not found
