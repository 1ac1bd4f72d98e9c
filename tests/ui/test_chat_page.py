"""A conversation in a real browser: what a user clicks, sees and waits for."""

import re
import time

import pytest
from chromium import visit
from playwright.sync_api import Browser, Page, expect
from scripted import Scripted
from serving import wait_for

from hoidap.ui import Place, Staffed, show_places
from hoidap.web import Parts

COUNT = "Có bao nhiêu cải tiến trong năm 2024?"
STARTER = "Có bao nhiêu cải tiến?"  # made from the schema, as no model has tried anything yet


def ask(page: Page, question: str) -> None:
    page.locator("#chat-input").fill(question)
    page.locator("#chat-submit").click()


def answers(page: Page) -> list[str]:
    return page.locator("[data-step-type=assistant_message] [role=article]").all_inner_texts()


def finished(page: Page, count: int = 1) -> str:
    """The text of the last of `count` answers, once the page takes a question again."""
    expect(page.locator("[data-step-type=assistant_message]")).to_have_count(count)
    expect(page.locator("#stop-button")).to_have_count(0)
    return answers(page)[-1]


def test_a_welcome_in_vietnamese_with_questions_to_click(browser: Browser, server: str) -> None:
    with visit(browser, server) as page:
        expect(page.get_by_role("button", name=STARTER)).to_be_visible()
        expect(page.get_by_role("button", name="How many authors are there?")).to_be_visible()
        expect(page.get_by_placeholder("Nhập câu hỏi của bạn...")).to_be_visible()
        page.get_by_role("button", name="Hướng dẫn").click()
        expect(page.get_by_role("heading", name="Hỏi dữ liệu bằng lời của bạn")).to_be_visible()


def test_a_welcome_in_english(browser: Browser, server: str) -> None:
    with visit(browser, server, locale="en-GB") as page:
        expect(page.get_by_role("button", name="How many improvements are there?")).to_be_visible()
        expect(page.get_by_placeholder("Ask your question...")).to_be_visible()
        page.get_by_role("button", name="Guide").click()
        expect(page.get_by_role("heading", name="Ask your data in your own words")).to_be_visible()


def test_a_click_on_a_starter_is_answered_step_by_step(browser: Browser, server: str) -> None:
    with visit(browser, server) as page:
        page.get_by_role("button", name=STARTER).click()
        assert "Có 400 cải tiến." in finished(page)
        expect(page.locator("[data-step-type=user_message]")).to_have_text(STARTER)
        steps = page.locator("[data-step-type=tool]").all_inner_texts()
        assert [step.strip() for step in steps] == ["Cách trả lời: tra cơ sở dữ liệu", "Câu SQL", "Dữ liệu: 1 dòng"]
        kinds = [step.get_attribute("data-step-type") for step in page.locator("[data-step-type]").all()]
        assert kinds == ["user_message", "tool", "tool", "tool", "assistant_message"]
        page.get_by_role("button", name="Câu SQL").click()
        code = page.locator("code.language-sql, .language-sql")
        expect(code.first).to_contain_text("SELECT")
        expect(page.locator(".hljs-keyword").first).to_have_text("SELECT")
        below = page.locator(".hoidap-answer")
        expect(below).to_have_text(re.compile(r"\d,\d giây"))
        expect(below.locator("table")).to_have_count(0)


def test_the_answer_grows_while_it_is_written(
    browser: Browser, server: str, model: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "pause", 0.4)
    with visit(browser, server) as page:
        ask(page, COUNT)
        seen: set[str] = set()

        def complete() -> bool:
            seen.update(answers(page))
            return page.locator(".hoidap-answer").count() == 1

        wait_for(complete)
        assert len(seen) >= 3


def test_rows_stand_in_a_table_that_sorts_and_turns_pages(browser: Browser, server: str) -> None:
    with visit(browser, server) as page:
        ask(page, "Liệt kê các tác giả")
        finished(page)
        table = page.locator(".hoidap-answer")
        rows = table.locator("tbody tr")
        expect(rows).to_have_count(10)
        expect(table).to_contain_text("1–10 trong 80 dòng")
        table.get_by_role("button", name="Trang sau").click()
        expect(table).to_contain_text("11–20 trong 80 dòng")
        first = "tbody tr:first-child td:first-child"
        table.get_by_role("button", name="Mã tác giả").click()
        expect(table.locator(first)).to_have_text("80")
        table.get_by_role("button", name="Mã tác giả").click()
        expect(table.locator(first)).to_have_text("1")
        expect(table.locator("th").first).to_have_attribute("aria-sort", "ascending")


def asked_last(model: Scripted, question: str) -> str:
    """The last prompt for the SQL of a question; suggestions are tried in between."""
    return [prompt for prompt in model.prompts("sql") if f"Question: {question}" in prompt][-1]


def test_a_follow_up_knows_the_question_before_and_a_new_chat_does_not(
    browser: Browser, server: str, model: Scripted
) -> None:
    with visit(browser, server) as page:
        ask(page, "Có bao nhiêu cải tiến của DC7?")
        finished(page)
        ask(page, "còn DC5 thì sao?")
        finished(page, 2)
        assert "Có bao nhiêu cải tiến của DC7?" in asked_last(model, "còn DC5 thì sao?")
        page.locator("#new-chat-button").click()
        expect(page.locator("[data-step-type=user_message]")).to_have_count(0)
        ask(page, "còn DC6 thì sao?")
        finished(page)
        assert "DC7" not in asked_last(model, "còn DC6 thì sao?")


def test_two_people_at_once_get_their_own_answers(browser: Browser, server: str) -> None:
    with visit(browser, server) as one, visit(browser, server, locale="en-US") as other:
        ask(one, "Liệt kê các tác giả")
        ask(other, "How many improvements are there?")
        finished(one)
        finished(other)
        expect(one.locator(".hoidap-answer tbody tr")).to_have_count(10)
        expect(other.locator(".hoidap-answer tbody tr")).to_have_count(0)
        expect(other.locator("[data-step-type=tool]").first).to_have_text("Way to answer: ask the database")


def test_who_asks_while_the_model_is_loading_waits_for_the_answer(browser: Browser, server: str, parts: Parts) -> None:
    show_places({"demo": Place(parts.db)})
    try:
        with visit(browser, server) as page:
            page.get_by_role("button", name=STARTER).click()
            expect(page.get_by_text("Mình đang khởi động")).to_be_visible()
            show_places({"demo": Staffed(parts.db, agent=parts.agent)})
            expect(page.get_by_text("Mình đang khởi động")).to_have_count(0)
            assert "Có 400 cải tiến." in finished(page)
    finally:
        show_places({"demo": Staffed(parts.db, agent=parts.agent)})


def test_small_talk_is_just_talk(browser: Browser, server: str) -> None:
    with visit(browser, server) as page:
        ask(page, "xin chào")
        assert "Xin chào" in finished(page)
        expect(page.locator(".hoidap-answer")).to_have_count(0)
        expect(page.locator("[data-step-type=tool]")).to_have_text(["Cách trả lời: trò chuyện"])


def test_stop_stops_the_model(browser: Browser, server: str, model: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "answer", "Có 400 cải tiến " * 200)
    with visit(browser, server) as page:
        ask(page, COUNT)
        expect(page.locator("[data-step-type=assistant_message]")).to_be_visible()
        page.locator("#stop-button").click()
        assert "Đã dừng theo yêu cầu." in finished(page)
        said = model.said
        time.sleep(0.5)
        assert model.said <= said + 1
        monkeypatch.undo()
        ask(page, COUNT)
        assert "Có 400 cải tiến." in finished(page, 2)


def test_an_error_is_one_friendly_sentence(browser: Browser, server: str) -> None:
    with visit(browser, server) as page:
        ask(page, "boom là gì?")
        said = finished(page)
        assert said.startswith("Mô hình ngôn ngữ")
        assert "secret" not in page.content() and "Traceback" not in page.content()
        expect(page.locator("[data-step-type=tool]").filter(has_text="…")).to_have_count(0)


def test_what_cannot_be_read_is_answered_kindly(browser: Browser, server: str, model: Scripted) -> None:
    with visit(browser, server, locale="en-US") as page:
        calls = len(model.calls)
        ask(page, "?!")
        assert finished(page) == "There is nothing in that message. What would you like to know?"
        ask(page, "what? " * 1000)
        assert finished(page, 2).startswith("That question has 5999 characters, and I can read 2000 at most.")
        assert len(model.calls) == calls


def test_what_people_type_stays_text(browser: Browser, server: str) -> None:
    with visit(browser, server) as page:
        ask(page, '<img src="http://evil.example/x.png"> **DC5** ![x](http://evil.example/y.png)')
        finished(page)
        expect(page.locator("[data-step-type=user_message]")).to_contain_text("**DC5** ![x](http://evil.example/y.png)")
        expect(page.locator("[data-step-type] img[src*=evil]")).to_have_count(0)
