"""Which chart suits which rows, and that what is drawn is what Plotly knows and the reader can read."""

import colorsys
import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from hoidap.chains.headings import Heading, Kind
from hoidap.ui.charts import charts
from hoidap.ui.shapes import MOST_BARS

THEME = Path(__file__).parents[2] / "ui" / "public" / "theme.json"
BACKGROUNDS = {"light": (1.0, 1.0, 1.0), "dark": (0.13, 0.13, 0.13)}  # Chainlit's own

YEAR, COUNT, HOURS = Heading("Năm", "year"), Heading("Số cải tiến", "figure"), Heading("Tổng giờ tiết kiệm", "figure")
NAME, ID = Heading("Tên bộ phận"), Heading("Mã tác giả", "key")


def drawn(headings: list[Heading], rows: list[list[Any]], question: str = "") -> dict[str, Any]:
    """The charts of these rows, each figure of which Plotly itself has read."""
    found = charts(headings, rows, question, "vi")
    assert found is not None
    json.dumps(found)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from plotly.graph_objects import Figure  # type: ignore[import-untyped]
    for one in found["kinds"]:
        if "figure" in one:
            Figure(one["figure"])  # raises ValueError for what is not in Plotly's schema
    return found


def kinds(headings: list[Heading], rows: list[list[Any]], question: str = "") -> list[str]:
    return [one["kind"] for one in drawn(headings, rows, question)["kinds"]]


def named(count: int) -> list[list[Any]]:
    return [[f"DC{number}", number * 10] for number in range(1, count + 1)]


@pytest.mark.parametrize(
    ("unit", "times", "ticks"),
    [
        ("year", [2022, 2023, 2024], ["2022", "2023", "2024"]),
        ("", ["2022", "2023", "2024"], ["2022", "2023", "2024"]),
        ("month", [1, 2, 12], ["Tháng 1", "Tháng 2", "Tháng 12"]),
        ("quarter", [1, 2, 4], ["Quý 1", "Quý 2", "Quý 4"]),
        ("", ["2024-01", "2024-02", "2024-12"], ["01/2024", "02/2024", "12/2024"]),
        ("", ["2023-Q4", "2024-Q1", "2024-Q3"], ["Quý 4/2023", "Quý 1/2024", "Quý 3/2024"]),
        ("", ["2024-01-31", "2024-02-28", "2024-03-01"], ["31/01/2024", "28/02/2024", "01/03/2024"]),
        ("", ["2024-01-31T08:00:00", "2024-02-28T08:00:00", None], ["31/01/2024 08:00"[:10], "28/02/2024"]),
    ],
)
def test_what_is_over_time_is_a_line(unit: Kind, times: list[Any], ticks: list[str]) -> None:
    found = drawn([Heading("Lúc", unit), COUNT], [[time, at + 1] for at, time in enumerate(times)])
    assert found["kind"] == "line"
    assert found["why"] == "Vẽ đường vì cột “Lúc” là thời gian."
    layout = found["kinds"][0]["figure"]["layout"]
    assert layout["xaxis"]["ticktext"] == ticks
    assert layout["separators"] == ",."


def test_rows_in_any_order_are_drawn_from_the_first_to_the_last() -> None:
    line = drawn([YEAR, COUNT], [[2024, 3], [2022, 1], [2023, 2]])["kinds"][0]["figure"]["data"][0]
    assert (line["x"], line["y"]) == ([2022, 2023, 2024], [1, 2, 3])


def test_a_year_and_a_month_are_one_time() -> None:
    rows = [[2023, 12, 5], [2024, 1, 7], [2024, 2, 6]]
    found = drawn([YEAR, Heading("Tháng", "month"), COUNT], rows)
    assert found["kinds"][0]["figure"]["data"][0]["x"] == ["2023-12-01", "2024-01-01", "2024-02-01"]
    assert found["why"] == "Vẽ đường vì cột “Tháng/năm” là thời gian."


def test_a_category_over_time_is_a_line_each() -> None:
    rows = [[year, name, year % 7 + len(name)] for year in (2022, 2023, 2024) for name in ("DC1", "DC10")]
    found = drawn([YEAR, NAME, COUNT], rows)
    assert [trace["name"] for trace in found["kinds"][0]["figure"]["data"]] == ["DC10", "DC1"]
    assert found["kinds"][0]["figure"]["layout"]["showlegend"]
    assert charts([YEAR, NAME, COUNT], [[2022, f"DC{n}", n] for n in range(9)] + [[2023, "DC1", 2]], "", "vi") is None


def test_figures_of_one_scale_share_an_axis_and_others_do_not() -> None:
    rows = [[2022, 10, 30], [2023, 12, 33]]
    assert len(drawn([YEAR, COUNT, HOURS], rows)["kinds"][0]["figure"]["data"]) == 2
    rows = [[2022, 10, 3000], [2023, 12, 3300]]
    assert len(drawn([YEAR, COUNT, HOURS], rows)["kinds"][0]["figure"]["data"]) == 1


def test_categories_are_bars_the_largest_first() -> None:
    found = drawn([NAME, COUNT], [["DC2", 7], ["DC1", 9], ["DC3", 8]])
    assert found["kind"] == "bar"
    layout, trace = found["kinds"][0]["figure"]["layout"], found["kinds"][0]["figure"]["data"][0]
    assert layout["xaxis"]["ticktext"] == ["DC1", "DC3", "DC2"]
    assert trace["y"] == [9, 8, 7]
    assert kinds([NAME, COUNT], named(3)) == ["bar", "horizontal", "pie"]


def test_an_order_that_was_asked_for_stays() -> None:
    layout = drawn([NAME, COUNT], [["DC8", 1], ["DC9", 5], ["DC1", 9]])["kinds"][0]["figure"]["layout"]
    assert layout["xaxis"]["ticktext"] == ["DC8", "DC9", "DC1"]


def test_long_names_and_many_bars_lie() -> None:
    long = drawn([NAME, COUNT], [["Thiết kế kết cấu thép", 5], ["Lập dự toán", 3]])
    assert (long["kind"], long["why"]) == ("horizontal", "Vẽ thanh ngang vì tên ở cột “Tên bộ phận” dài.")
    many = drawn([NAME, COUNT], named(80))
    assert many["kind"] == "horizontal"
    assert many["why"] == "Vẽ thanh ngang vì cột “Tên bộ phận” có nhiều mục. Chỉ vẽ 30 trong 80 mục."
    figure = many["kinds"][0]["figure"]
    assert len(figure["data"][0]["y"]) == MOST_BARS
    assert figure["layout"]["height"] > 700


@pytest.mark.parametrize(
    ("question", "count", "kind"),
    [
        ("tỷ lệ cải tiến của từng bộ phận", 4, "pie"),
        ("what share does each have", 6, "pie"),
        ("cơ cấu cải tiến", 7, "bar"),
        ("số cải tiến của từng bộ phận", 4, "bar"),
    ],
)
def test_a_pie_is_for_few_shares_that_were_asked_for(question: str, count: int, kind: str) -> None:
    assert drawn([NAME, COUNT], named(count), question)["kind"] == kind
    assert "pie" not in kinds([NAME, COUNT], [["DC1", -5], ["DC2", 5]], question)


def test_two_dimensions_are_bars_side_by_side() -> None:
    rows = [[f"DC{d}", tool, d + len(tool)] for d in range(1, 5) for tool in ("Python", "Revit")]
    found = drawn([NAME, Heading("Tên công cụ"), COUNT], rows)
    assert found["kind"] == "bar"
    traces = found["kinds"][0]["figure"]["data"]
    assert [trace["name"] for trace in traces] == ["Python", "Revit"]
    assert traces[0]["y"] == [7, 8, 9, 10]


def test_a_first_and_a_last_name_are_one_name() -> None:
    found = drawn([Heading("Tên"), Heading("Họ"), COUNT], [["An", "Lê", 5], ["An", "Võ", 3]])
    assert found["kinds"][0]["figure"]["layout"]["xaxis"]["ticktext"] == ["Lê An", "Võ An"]


def test_two_figures_of_each_row_are_points() -> None:
    found = drawn([COUNT, HOURS], [[1, 10.5], [2, 21], [3, 28], [None, 3]])
    assert found["kind"] == "scatter"
    assert found["why"] == "Vẽ điểm vì mỗi dòng có hai con số: “Số cải tiến” và “Tổng giờ tiết kiệm”."
    assert found["kinds"][0]["figure"]["data"][0]["x"] == [1, 2, 3]
    assert kinds([NAME, COUNT, HOURS], [["A", 1, 100.5], ["B", 2, 210.0], ["C", 3, 280.0]])[-1] == "scatter"


def test_one_number_stands_large_in_the_readers_form() -> None:
    found = drawn([HOURS], [[2471.6999999999994]])
    assert (found["kind"], found["kinds"][0]["numbers"]) == (
        "number",
        [{"name": "Tổng giờ tiết kiệm", "value": "2.471,7"}],
    )
    english = charts([Heading("Total time saved", "figure")], [[2471.6999999999994]], "", "en")
    assert english and english["kinds"][0]["numbers"][0]["value"] == "2,471.7"
    best = drawn([NAME, HOURS], [["DC5", 12]])
    assert (best["kinds"][0]["whose"], best["kinds"][0]["numbers"][0]["value"]) == (["DC5"], "12")
    share = drawn([Heading("Tỷ lệ (%)", "percent")], [[43.75]])
    assert share["kinds"][0]["numbers"][0]["value"] == "43,75 %"


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ([NAME], [["DC1"], ["DC2"]]),
        ([NAME], [["DC1"]]),
        ([ID, NAME], [[1, "A"], [2, "B"]]),
        ([ID], [[7]]),
        ([HOURS], [[1.5], [2.5], [3.5]]),
        ([NAME, Heading("Ngày tạo")], [["A", "2024-01-01"], ["B", "2024-01-02"]]),
        ([NAME, COUNT], []),
        ([NAME, COUNT], [["A", None], ["B", None]]),
        ([NAME, COUNT], [["A", 1], ["A", 2], ["B", 3]]),
    ],
)
def test_where_nothing_suits_there_is_no_chart(headings: list[Heading], rows: list[list[Any]]) -> None:
    assert charts(headings, rows, "", "vi") is None


def test_a_chart_can_be_read_without_eyes() -> None:
    alt = drawn([NAME, HOURS], [["DC1", 2471.7], ["DC2", 1104.1]])["kinds"][0]["alt"]
    assert alt == (
        "Biểu đồ cột: Tổng giờ tiết kiệm theo Tên bộ phận, 2 giá trị. Lớn nhất 2.471,7 (DC1), nhỏ nhất 1.104,1 (DC2)."
    )


def test_nothing_in_a_cell_becomes_markup() -> None:
    evil = '<a href="http://evil.example">x</a><b>y</b>'
    found = drawn([NAME, COUNT], [[evil, 2], ["B", 1]])
    for one in found["kinds"]:
        assert "<a" not in json.dumps(one["figure"]) and "<b>y" not in json.dumps(one["figure"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_of_charts_stand_out_from_the_page(theme: str) -> None:
    variables = json.loads(THEME.read_text(encoding="utf-8"))["variables"][theme]
    for number in range(1, 9):
        hue, saturation, lightness = variables[f"--chart-{number}"].replace("%", "").split()
        colour = colorsys.hls_to_rgb(int(hue) / 360, int(lightness) / 100, int(saturation) / 100)
        one, other = sorted((luminance(colour), luminance(BACKGROUNDS[theme])))
        assert (other + 0.05) / (one + 0.05) >= 3, number


def luminance(colour: tuple[float, float, float]) -> float:
    """By WCAG 2, section 1.4.11."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
