"""The schema browser and the commands, in a real browser."""

import sqlite3
import time
from pathlib import Path

from chromium import visit
from playwright.sync_api import Browser, Page, expect
from scripted import Scripted

from hoidap.databases import Database
from hoidap.ui import Place, Staffed, show_places
from hoidap.web import Parts

expect.set_options(timeout=15_000)


def opened(page: Page) -> None:
    page.get_by_role("button", name="Dữ liệu", exact=True).click()
    expect(page.get_by_role("searchbox", name="Tìm bảng hoặc cột")).to_be_visible()


def test_the_header_opens_it_and_it_is_searched_without_diacritics(browser: Browser, server: str) -> None:
    with visit(browser, server) as page:
        opened(page)
        panel = page.locator(".hoidap-schema")
        expect(panel.get_by_role("heading", name="7 bảng")).to_be_visible()
        expect(panel.get_by_role("group", name="Sơ đồ quan hệ").get_by_role("button")).to_have_count(7)
        page.get_by_role("searchbox").fill("cai tien")
        expect(panel.get_by_role("group")).to_have_count(0)
        expect(panel.get_by_role("listitem").first).to_contain_text("Jidouka")
        page.get_by_role("searchbox").fill("gio tiet kiem")
        expect(panel.get_by_role("listitem")).to_have_count(1)
        expect(panel.get_by_role("listitem")).to_contain_text("Cột: ")
        page.get_by_role("searchbox").fill("khủng long")
        expect(panel.get_by_role("heading", name="Không có bảng hay cột nào khớp.")).to_be_visible()
        expect(page.locator("[data-step-type]")).to_have_count(0)


def test_a_relation_is_followed_by_the_keyboard_and_a_table_asked_about(
    browser: Browser, server: str, model: Scripted
) -> None:
    with visit(browser, server) as page:
        opened(page)
        panel = page.locator(".hoidap-schema")
        panel.get_by_role("listitem").get_by_role("button", name="Nhóm").focus()
        page.keyboard.press("Enter")
        heading = panel.get_by_role("heading", level=2)
        expect(heading).to_have_text("Nhóm")
        expect(heading).to_be_focused()
        expect(panel).to_contain_text("Ví dụ: ")
        panel.get_by_role("button", name="Đến bảng Bộ phận").focus()
        page.keyboard.press("Enter")
        expect(heading).to_have_text("Bộ phận")
        panel.get_by_role("group", name="Quan hệ").get_by_role("button", name="Author").click()
        expect(heading).to_have_text("Tác giả")
        panel.get_by_role("button", name="Có bao nhiêu tác giả?").click()
        expect(page.locator("[data-step-type=user_message]")).to_have_text("Có bao nhiêu tác giả?")
        expect(page.locator("[data-step-type=assistant_message]")).to_have_count(1)
        expect(heading).to_be_visible()
        assert "Có bao nhiêu tác giả?" in model.prompts("sql")[-1]
        panel.get_by_role("button", name="Tất cả bảng").click()
        expect(panel.get_by_role("searchbox")).to_be_focused()


def test_commands_are_answered_without_the_model(browser: Browser, server: str, model: Scripted) -> None:
    said = [
        ("/xyz", "Không có lệnh /xyz.", None),
        ("/trợ giúp", "Các lệnh:", None),
        ("/schema Authr", "Ý bạn là Author (Tác giả)", None),
        ("/schema Author", "Tác giả (Author) có 4 cột", "Tác giả"),
        ("/lược đồ cải tiến", "Cải tiến (Jidouka) có", "Cải tiến"),
        ("/tables", "Bạn hỏi được về 7 bảng: Cải tiến", ""),
    ]
    with visit(browser, server) as page:
        calls = len(model.calls)
        panel = page.locator(".hoidap-schema")
        for typed, answer, shown in said:
            page.locator("#chat-input").fill(f"{typed} ")  # the blank closes the list of commands
            page.locator("#chat-submit").click()
            expect(page.locator("[data-step-type=assistant_message]").last).to_contain_text(answer)
            expect(panel).to_have_count(0 if shown is None else 1)
            if shown:
                expect(panel.get_by_role("heading", level=2)).to_have_text(shown)
        expect(panel.get_by_role("heading", name="7 bảng")).to_be_visible()
        assert len(model.calls) == calls


def test_commands_are_offered_in_the_reader_s_language(browser: Browser, server: str) -> None:
    with visit(browser, server, locale="en-US") as page:
        page.locator("#chat-input").press_sequentially("/sch")
        expect(page.get_by_text("The columns and relations of a table")).to_be_visible()
        page.keyboard.press("Enter")
        page.locator("#chat-input").press_sequentially("Department")
        page.locator("#chat-submit").click()
        expect(page.locator("[data-step-type=assistant_message]")).to_contain_text(
            "Department (Department) has 2 columns"
        )
        expect(page.locator(".hoidap-schema").get_by_role("heading", level=2)).to_have_text("Department")


def test_three_hundred_tables_are_shown_at_once(browser: Browser, server: str, parts: Parts, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "wide.sqlite") as connection:
        for number in range(300):
            connection.execute(f"CREATE TABLE sales_order_{number:03} (id INTEGER PRIMARY KEY, customer_name TEXT)")
    wide = Database.connect(f"sqlite:///{tmp_path / 'wide.sqlite'}", data_dir=tmp_path)
    show_places({"wide": Place(wide)})
    try:
        with visit(browser, server) as page:
            began = time.monotonic()
            opened(page)
            panel = page.locator(".hoidap-schema")
            expect(panel.get_by_role("listitem")).to_have_count(40)
            assert time.monotonic() - began < 10  # on a busy machine; alone it is half a second
            panel.get_by_role("button", name="Xem thêm").click()
            expect(panel.get_by_role("listitem")).to_have_count(80)
            page.get_by_role("searchbox").fill("order 299")
            expect(panel.get_by_role("listitem")).to_have_count(1)
    finally:
        show_places({"demo": Staffed(parts.db, agent=parts.agent)})
        wide.close()
