"""Conversations on the page with the model that comes with hoidap: kept, gone on with, changed, judged, decided."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import visit
from playwright.sync_api import Browser, Locator, Page, expect
from serving import running, wait_for

from hoidap.langserve_app import create_app
from hoidap.settings import Settings
from hoidap.ui.desk import Staffed, history, places
from hoidap.ui.judgements import judgements

COUNT = "Có bao nhiêu cải tiến trong năm 2024?"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("office"), user="lan")


@pytest.fixture(scope="module")
def office(settings: Settings) -> Iterator[str]:
    """A server with the embedded model over the demo database."""
    with running(create_app(settings)) as url:
        ready()
        yield url


def ready() -> None:
    wait_for(lambda: any(isinstance(place, Staffed) for place in places().values()), 60)


def ask(page: Page, question: str) -> str:
    """Ask, and return the sentence of the answer once it is whole."""
    with answered(page):
        page.locator("#chat-input").fill(question)
        page.locator("#chat-submit").click()
    return page.locator("[data-step-type=assistant_message] [role=article]").last.inner_text()


class answered:  # noqa: N801 - reads as a word
    """What is done inside makes one more answer, which is whole at the end."""

    def __init__(self, page: Page) -> None:
        self.page, self.before = page, page.locator("[data-step-type=assistant_message]").count()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        expect(self.page.locator("[data-step-type=assistant_message]")).to_have_count(self.before + 1, timeout=20_000)
        expect(self.page.locator("#stop-button")).to_have_count(0, timeout=20_000)


def side_bar(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.locator("[data-sidebar=menu-item]").filter(has_text=name)


def sql_of(page: Page) -> str:
    """The SQL that was run for the last answer, as the history has it."""
    user = history().user("lan")
    assert user
    (newest, *_), _ = history().threads_of(user["id"], first=1)
    kept = history().thread(newest["id"])
    assert kept
    ran: list[str] = [step["metadata"]["sql"] for step in kept["steps"] if step["type"] == "assistant_message"]
    return ran[-1]


def choose(page: Page, change: Any) -> None:
    """Change something in the settings panel."""
    page.locator("#chat-settings-open-modal").click()
    change(page.get_by_role("dialog"))
    page.get_by_role("dialog").locator("#confirm").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_conversation_is_there_after_a_restart_and_goes_on(browser: Browser, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, user="lan")
    with running(create_app(settings)) as url, visit(browser, url) as page:
        ready()
        said = ask(page, COUNT)
        assert "2024" in sql_of(page)
    with running(create_app(settings)) as url, visit(browser, url) as page:
        ready()
        side_bar(page, "Có bao nhiêu cải tiến").click()
        expect(page.locator("[data-step-type=assistant_message] [role=article]")).to_have_text(said)
        expect(page.locator(".hoidap-answer")).to_be_visible()
        ask(page, "còn DC5 thì sao?")
        assert "2024" in sql_of(page) and "DC5" in sql_of(page)
        expect(side_bar(page, re.compile(".+"))).to_have_count(1)


def test_an_edited_question_is_answered_from_where_it_was_asked(browser: Browser, office: str) -> None:
    with visit(browser, office) as page:
        ask(page, "Có bao nhiêu cải tiến của DC7?")
        ask(page, "còn DC5 thì sao?")
        ask(page, "chỉ tính năm 2023 thôi")
        page.locator("[data-step-type=user_message]").nth(1).hover()
        page.locator(".edit-message").nth(1).click()
        page.locator("#edit-chat-input").fill("còn DC3 thì sao?")
        page.get_by_role("button", name="Xác nhận").click()
        expect(page.locator("[data-step-type=user_message]")).to_have_text(
            ["Có bao nhiêu cải tiến của DC7?", "còn DC3 thì sao?"]
        )
        expect(page.locator("[data-step-type=assistant_message]")).to_have_count(2)
        expect(page.locator("#stop-button")).to_have_count(0)
        assert "DC3" in sql_of(page) and "2023" not in sql_of(page)
        ask(page, "chỉ tính năm 2022 thôi")
        assert "DC3" in sql_of(page) and "2022" in sql_of(page) and "DC5" not in sql_of(page)
        page.reload()
        side_bar(page, "DC7").first.click()
        expect(page.locator("[data-step-type=user_message]")).to_have_count(3)
        expect(page.locator("[data-step-type=tool]").filter(has_text="Câu SQL")).to_have_count(3)


def test_a_conversation_is_renamed_found_without_accents_and_deleted(browser: Browser, office: str) -> None:
    with visit(browser, office) as page:
        ask(page, "Liệt kê các nhóm của DC2")
        mine = side_bar(page, "Liệt kê các nhóm")
        mine.hover()
        mine.locator("#thread-options").click()
        page.get_by_role("menuitem", name="Đổi tên").click()
        page.get_by_role("dialog").locator("input").fill("Nhóm của tôi")
        page.get_by_role("dialog").get_by_role("button", name="Xác nhận").click()
        expect(side_bar(page, "Nhóm của tôi")).to_be_visible()
        page.locator("#search-chats-button").click()
        page.get_by_role("dialog").locator("input").fill("liet ke cac nhom")
        expect(page.get_by_role("option", name="Nhóm của tôi")).to_be_visible()
        page.keyboard.press("Escape")
        renamed = side_bar(page, "Nhóm của tôi")
        renamed.hover()
        renamed.locator("#thread-options").click()
        page.get_by_role("menuitem", name="Xóa").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Xác nhận").click()
        expect(side_bar(page, "Nhóm của tôi")).to_have_count(0)


def test_settings_hold_for_the_next_conversation_too(browser: Browser, office: str) -> None:
    def english(panel: Locator) -> None:
        panel.get_by_role("combobox").click()
        panel.page.get_by_role("option", name="Tiếng Anh").click()

    def vietnamese(panel: Locator) -> None:
        panel.get_by_role("combobox").click()
        panel.page.get_by_role("option", name="As the browser says").click()

    with visit(browser, office) as page:
        choose(page, english)
        expect(page.get_by_placeholder("Ask your question...")).to_be_visible()
        ask(page, "Liệt kê các tác giả")
        expect(page.locator("[data-step-type=tool]").first).to_be_visible()
        page.reload()
        expect(page.get_by_placeholder("Ask your question...")).to_be_visible()
        choose(page, vietnamese)
        expect(page.get_by_placeholder("Nhập câu hỏi của bạn...")).to_be_visible()


def test_a_query_waits_for_a_decision_where_somebody_wants_to_see_it_first(browser: Browser, office: str) -> None:
    with visit(browser, office) as page:
        switch = "Hỏi mình trước khi chạy"
        choose(page, lambda panel: panel.get_by_label(switch).click())
        ask(page, COUNT)
        waiting = page.locator(".hoidap-answer")
        expect(waiting.locator("pre")).to_contain_text("COUNT(*)")
        with answered(page):
            waiting.get_by_role("button", name="Chạy").click()
        expect(waiting.first).to_have_text("Bạn đã cho chạy câu này.")
        assert "2024" in page.locator("[data-step-type=assistant_message]").last.inner_text()

        ask(page, "Liệt kê các tác giả của DC3")
        page.get_by_role("button", name="Sửa").click()
        page.get_by_label("Câu SQL sẽ chạy").fill("SELECT DepartmentName FROM Department WHERE DepartmentName = 'DC9'")
        with answered(page):
            page.keyboard.press("Control+Enter")
        assert "DC9" in page.locator("[data-step-type=assistant_message]").last.inner_text()

        ask(page, "Liệt kê các công cụ")
        with answered(page):
            page.get_by_role("button", name="Hủy").click()
        expect(waiting.filter(has_text="Bạn đã hủy câu này.")).to_have_count(1)
        choose(page, lambda panel: panel.get_by_label(switch).click())


def test_what_people_think_of_an_answer_is_kept(browser: Browser, office: str) -> None:
    with visit(browser, office) as page:
        ask(page, "Có bao nhiêu bộ phận?")
        page.locator(".positive-feedback-off").click()
        page.get_by_role("dialog").locator("textarea").fill("đúng rồi")
        page.get_by_role("dialog").locator("#submit-feedback").click()
        expect(page.locator(".positive-feedback-on")).to_be_visible()
        wait_for(lambda: bool(list(judgements(history()))))
        (one,) = judgements(history())
        assert (one.question, one.good, one.comment, one.user) == ("Có bao nhiêu bộ phận?", True, "đúng rồi", "lan")
        assert "COUNT(*)" in one.sql


def test_one_of_several_databases_is_chosen(browser: Browser, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "shop.db") as shop:
        shop.executescript("CREATE TABLE Customer (CustomerId INTEGER PRIMARY KEY, CustomerName TEXT);")
        shop.executemany("INSERT INTO Customer VALUES (?, ?)", [(n, f"Khách {n}") for n in range(1, 8)])
    file = tmp_path / "profiles.yaml"
    file.write_text(
        f"cải tiến:\n  description: Các cải tiến của văn phòng\n"
        f"bán hàng:\n  title: Bán hàng\n  database_url: sqlite:///{tmp_path / 'shop.db'}\n",
        encoding="utf-8",
    )
    with running(create_app(Settings(data_dir=tmp_path, profiles=file))) as url, visit(browser, url) as page:
        wait_for(lambda: len([place for place in places().values() if isinstance(place, Staffed)]) == 2, 60)
        page.reload()
        page.locator("#chat-profiles").click()
        page.get_by_role("option", name="Bán hàng").click()
        assert "7" in ask(page, "Có bao nhiêu khách hàng?")
        page.reload()
        side_bar(page, "Có bao nhiêu khách hàng").click()
        expect(page.locator("[data-step-type=assistant_message]")).to_have_count(1)
        assert "7" in ask(page, "Có bao nhiêu customer?")
