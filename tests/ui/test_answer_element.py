"""What stands below an answer, in a real browser, with the model that comes with hoidap."""

import csv
import io
import re
from collections.abc import Iterator

import openpyxl  # type: ignore[import-untyped]
import pytest
from chromium import visit
from playwright.sync_api import Browser, Locator, Page, expect
from serving import running, wait_for

from hoidap.langserve_app import create_app
from hoidap.settings import Settings
from hoidap.ui.desk import Staffed, places

BY_YEAR, BY_DEPARTMENT = "số cải tiến theo năm", "tổng giờ tiết kiệm theo bộ phận"
SECONDS = 30_000  # milliseconds, on a machine that others use too


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the embedded model over the demo database."""
    with running(create_app(Settings(data_dir=tmp_path_factory.mktemp("office"), user="lan"))) as url:
        wait_for(lambda: any(isinstance(place, Staffed) for place in places().values()), 150)
        yield url


def ask(page: Page, question: str) -> Locator:
    """Ask, and return what stands below the answer once it is whole."""
    count = page.locator(".hoidap-answer").count()
    page.locator("#chat-input").fill(question)
    page.locator("#chat-submit").click()
    return below(page, count + 1)


def below(page: Page, count: int) -> Locator:
    expect(page.locator(".hoidap-answer")).to_have_count(count, timeout=SECONDS)
    expect(page.locator("#stop-button")).to_have_count(0, timeout=SECONDS)
    return page.locator(".hoidap-answer").last


def downloaded(page: Page, answer: Locator) -> list[list[str]]:
    """The rows of the CSV file, which Excel has to know for UTF-8."""
    with page.expect_download() as loaded:
        answer.get_by_role("button", name="Tải về dạng CSV").click()
    assert loaded.value.suggested_filename.startswith(BY_DEPARTMENT)
    content = loaded.value.path().read_bytes()
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_time_series_is_a_line_that_can_be_made_into_bars(browser: Browser, office: str) -> None:
    with visit(browser, office) as page:
        answer = ask(page, BY_YEAR)
        chart = answer.get_by_role("img", name=re.compile("Biểu đồ đường: Số cải tiến theo Năm, 8 giá trị"))
        expect(chart.locator(".scatterlayer .lines path.js-line")).to_have_count(1, timeout=SECONDS)
        expect(chart.locator(".xtick text").first).to_have_text("2019")
        expect(answer).to_contain_text("Vẽ đường vì cột “Năm” là thời gian.")
        assert round(chart.bounding_box()["height"]) == 320  # type: ignore[index]
        answer.get_by_role("button", name="Biểu đồ cột").click()
        expect(answer.locator(".barlayer .point")).to_have_count(8)
        expect(answer).not_to_contain_text("Vẽ đường vì")
        answer.get_by_role("tab", name="Bảng").click()
        expect(answer.locator("tbody tr")).to_have_count(8)
        expect(answer.locator("th").last).to_have_text("Số cải tiến")


def test_one_number_stands_large(browser: Browser, office: str) -> None:
    with visit(browser, office, locale="en-US") as page:
        answer = ask(page, "total hours saved by DC1")
        expect(answer.locator(".hoidap-number")).to_have_text("2,471.7")
        expect(answer.get_by_role("term")).to_have_text("Total time saved")
        expect(answer.get_by_role("tab")).to_have_text(["Number", "SQL"])


def test_sql_is_told_edited_and_run_again_and_nothing_typed_is_lost(browser: Browser, office: str) -> None:
    with visit(browser, office) as page:
        answer = ask(page, BY_DEPARTMENT)
        answer.get_by_role("tab", name="Câu SQL").click()
        expect(answer.get_by_role("listitem").filter(has_text="Gộp theo tên bộ phận.")).to_be_visible()
        expect(answer.locator(".hljs-keyword").first).to_have_text("SELECT")
        answer.get_by_role("button", name="Sửa và chạy lại").click()
        editor = answer.get_by_role("textbox", name="Câu SQL của bạn")
        assert editor.input_value().startswith("SELECT\n")
        edited = """SELECT '=1+1' AS formula, -5 AS number, 'a,"b"' AS quoted, NULL AS empty FROM Tool LIMIT 3"""
        editor.fill(edited)
        editor.press("Control+Enter")
        again = below(page, 2)
        expect(page.locator("[data-step-type=user_message]").last).to_have_text(f"{BY_DEPARTMENT} (SQL do tôi sửa)")
        again.get_by_role("tab", name="Bảng").click()
        expect(again.locator("tbody tr")).to_have_count(3)
        assert downloaded(page, again)[1] == ["'=1+1", "-5", 'a,"b"', ""]
        first = page.locator(".hoidap-answer").first
        expect(first.get_by_role("textbox", name="Câu SQL của bạn")).to_have_value(edited)
        editor = first.get_by_role("textbox", name="Câu SQL của bạn")
        editor.fill("DELETE FROM Author")
        first.get_by_role("button", name="Chạy").click()
        refused = below(page, 3)
        expect(refused.locator("tbody tr")).to_have_count(0)
        expect(page.locator("[data-step-type=assistant_message] [role=article]").last).to_contain_text("chưa chạy được")
        expect(editor).to_have_value("DELETE FROM Author")


def test_rows_are_found_and_taken_away_as_files(browser: Browser, office: str) -> None:
    with visit(browser, office) as page:
        answer = ask(page, BY_DEPARTMENT)
        rows = downloaded(page, answer)
        assert rows[0] == ["Tên bộ phận", "Tổng giờ tiết kiệm"]
        assert len(rows) == 13
        with page.expect_download() as loaded:
            answer.get_by_role("button", name="Tải về dạng Excel").click()
        assert loaded.value.suggested_filename == f"{BY_DEPARTMENT}.xlsx"
        sheet = openpyxl.load_workbook(io.BytesIO(loaded.value.path().read_bytes()))["Dữ liệu"]
        assert [[cell.value for cell in row] for row in sheet.rows][1:] == [
            [name, pytest.approx(float(hours))] for name, hours in rows[1:]
        ]
        answer = ask(page, "Liệt kê các tác giả")
        answer.get_by_role("searchbox").fill("nguyen van an")
        expect(answer.locator("tbody tr")).to_have_count(1)
        expect(answer.locator("tbody td").first).to_have_text("Nguyễn Văn An")


def test_what_is_suggested_is_asked_by_a_click_and_answered(browser: Browser, office: str) -> None:
    with visit(browser, office) as page:
        ask(page, "DC5 có bao nhiêu cải tiến?")
        offered = page.get_by_role("group", name="Hỏi tiếp").get_by_role("button")
        expect(offered.first).to_be_visible(timeout=SECONDS)
        question = offered.first.inner_text()
        offered.first.click()
        answer = below(page, 2)
        expect(page.locator("[data-step-type=user_message]").last).to_have_text(question)
        expect(answer.get_by_role("tab", name="Câu SQL")).to_be_visible()


def test_a_phone_in_the_dark_shows_all_of_it(browser: Browser, office: str) -> None:
    with visit(browser, office, width=390, height=800) as page:
        page.evaluate("localStorage.setItem('vite-ui-theme', 'dark')")
        page.reload()
        answer = ask(page, BY_DEPARTMENT)
        expect(answer.locator(".barlayer .point")).to_have_count(12, timeout=SECONDS)
        for tab in ("Biểu đồ", "Bảng", "Câu SQL"):
            answer.get_by_role("tab", name=tab).click()
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            box = answer.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390
        answer.get_by_role("tab", name="Biểu đồ").click()
        light = "el => getComputedStyle(el).fill.match(/\\d+/g).map(Number)"
        assert min(answer.locator(".xtick text").first.evaluate(light)) > 120
