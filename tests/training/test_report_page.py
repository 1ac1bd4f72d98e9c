"""The report page holds what was measured, loads nothing, runs nothing, and shows hostile content as text."""

from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from hoidap.training.errors import CannotWrite
from hoidap.training.evaluation import Record, report
from hoidap.training.report_page import page, wilson, write_page
from hoidap.training.runs import comparisons

HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>$title \u202e\x07"
NOW = datetime(2026, 3, 4, 5, 6)


class Elements(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def run(model: str, *right: bool, question: str = "How many?", error: str = "") -> dict[str, Any]:
    records = [
        Record(
            *(
                number,
                question,
                "SELECT 1",
                "SELECT 2",
                ok,
                True,
                0.5,
                "" if ok else error,
                ("en", "vi")[number % 2],
                False,
            ),
            history=[{"question": f"before {number}", "sql": "SELECT 0"}],
            sql_class=("join", "filter")[number % 3 == 0],
            difficulty="easy",
            gold_result={"rows": [[1, None, question]], "count": 7},
            result={"rows": [[2, None, question]], "count": 1},
        )
        for number, ok in enumerate(right, 1)
    ]
    return {"model": model, **report(records)}


def test_models_stand_side_by_side_with_their_figures_and_verdicts() -> None:
    runs = [run("base", *[False] * 8, True, True), run("tuned", *[True] * 9, False)]
    found = Elements(page(runs, comparisons(runs), title="shop.jsonl", language="en", now=NOW))
    for told in (
        "base",
        "tuned",
        "20.0%",
        "90.0%",
        "2026-03-04 05:06",
        "join",
        "filter",
        "7 rows",
        "NULL",
        "before 1",
        "Vietnamese",
    ):
        assert told in found.text
    assert "tuned is better than base: 9 instead of 2 of 10 right (8 won, 1 lost, p = 0.0391)." in found.text
    assert found.tags.count("details") == 9 + (0 if runs[1]["records"][8]["ok"] else 1)
    assert found.text.count("SELECT 1") == found.tags.count("details")


def test_it_is_not_called_better_without_proof() -> None:
    runs = [run("base", False, False, True), run("tuned", True, True, True)]
    found = Elements(page(runs, comparisons(runs), title="shop.jsonl", language="vi", now=NOW))
    assert "Chưa thể nói tuned khác base" in found.text and "tốt hơn" not in found.text
    assert "nối bảng" in found.text and "tiếng Việt" in found.text
    assert "p = 0,5000" in found.text and "04/03/2026" in found.text


def test_hostile_content_is_text() -> None:
    runs = [run(HOSTILE, False, True, question=HOSTILE, error=HOSTILE)]
    text = page(runs, [], title=HOSTILE, language="en", now=NOW)
    found = Elements(text)
    assert not {"script", "img", "link", "iframe", "object", "a"} & set(found.tags)
    assert not any(name.startswith("on") or name in ("src", "href") for name, _ in found.attributes)
    assert "alert(1)" in found.text and "$title" in found.text
    assert "\u202e" not in text and "\x07" not in text


def test_the_page_loads_nothing_and_knows_phones_and_the_dark() -> None:
    text = page([run("base", True)], [], title="x", language="en", now=NOW)
    assert "default-src 'none'" in text and "http://" not in text and "https://" not in text
    assert "prefers-color-scheme: dark" in text and "width=device-width" in text
    assert "Nothing came out wrong." in text


def test_it_is_written_whole(tmp_path: Path) -> None:
    write_page(tmp_path / "report.html", [run("base", True)], [], title="x", language="vi")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(CannotWrite):
        write_page(tmp_path / "nowhere" / "report.html", [run("base", True)], [], title="x", language="vi")


@pytest.mark.parametrize(
    ("share", "count", "low", "high"), [(0.5, 10, 0.2366, 0.7634), (1.0, 5, 0.5655, 1.0), (0, 0, 0, 1)]
)
def test_the_interval_is_wilsons(share: float, count: int, low: float, high: float) -> None:
    assert wilson(share, count) == pytest.approx((low, high), abs=1e-4)
