"""What words of a question are linked to, with accents, typing errors, dates and numbers."""

from datetime import date

import pytest
from office import OFFICE, VALUES

from hoidap.chains.grammar import slot_grammar
from hoidap.chains.linking import link
from hoidap.chains.numbers import numbers
from hoidap.chains.periods import mentions
from hoidap.chains.phrases import Target
from hoidap.chains.slots import NoSlot, Past, Sheet
from hoidap.databases import Column, ForeignKey, Schema, Table, ValueIndex


def marked(question: str) -> str:
    return Sheet.of(link(question, OFFICE, VALUES), OFFICE).question()


def meanings(question: str) -> list[str]:
    sheet = Sheet.of(link(question, OFFICE, VALUES), OFFICE)
    return [sheet.spell(slot) for link_ in sheet.links.links for m in link_.meanings if (slot := sheet.slot(m))]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Tổng giờ tiết kiệm của bộ phận DC5 năm 2024", ['"Jidouka"."TotalTimeSaved"', '"Department".*', "'DC5'", "'2024'"]),
        ("tong gio tiet kiem cua bo phan dc5", ['"Jidouka"."TotalTimeSaved"', '"Department".*', "'DC5'"]),
        ("Which authors used excel vba?", ['"Author".*', "'Excel VBA'"]),
        ("Which autors used Pyhton?", ['"Author".*', "'Python'"]),
        ("improvements with more than 100 hours", ['"Jidouka".*', "100"]),
        ("cải tiến của nguyễn văn bàn", ['"Jidouka".*', "'Nguyễn Văn Bàn'"]),
        ("Who works in DC5?", ['"Author".*', '"Department".*', "'DC5'"]),
        ("author improvements", ['"Jidouka".*']),
        ("authors and improvements", ['"Author".*', '"Jidouka".*']),
        ("bao giờ có cải tiến", ['"Jidouka"."DateCreate"', '"Jidouka".*']),
        ("tác giả chưa bao giờ có cải tiến", ['"Author".*', '"Jidouka".*']),
        ("author 7", ['"Author".*', '"Author"."AuthorId"', "7"]),
        ("top 7 authors", ["7", '"Author".*']),
    ],
)  # fmt: skip
def test_links(question: str, expected: list[str]) -> None:
    assert meanings(question) == expected


STAFF = Schema(
    (
        Table(
            "Faculty",
            (Column("FacID", "int", primary_key=True), Column("Fname", "text"), Column("Lname", "text")),
        ),
        Table(
            "Incident",
            (
                Column("IncidentID", "int", primary_key=True),
                Column("Incident_Type_Code", "text"),
                Column("Report_Date", "text"),
                Column("Year", "float"),
                Column("FacID", "int"),
            ),
            (ForeignKey(("FacID",), "Faculty", ("FacID",)),),
        ),
    ),
    "sqlite",
)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Những giảng viên nào có nhiều sự cố", Target("Faculty")),
        ("Sự cố nào do những ai ghi nhận", Target("Faculty")),
        ("Mỗi loại có bao nhiêu sự cố", Target("Incident", "Incident_Type_Code")),
        ("How many incidents are there of each type?", Target("Incident", "Incident_Type_Code")),
        ("Sự cố nào được báo cáo ngày nào", Target("Incident", "Report_Date")),
        ("Số sự cố qua các năm", Target("Incident", "Year")),
    ],
)
def test_who_which_kind_and_when(question: str, expected: Target) -> None:
    assert expected in link(question, STAFF, ValueIndex([])).meanings()


def test_accents_that_are_written_must_agree() -> None:
    assert "'Nguyễn Văn Bàn'" not in meanings("cải tiến của nguyễn văn bạn")


def test_periods_begin_and_end() -> None:
    spans = [(str(m.period.start), str(m.period.end)) for m in mentions("H2 2023 and the 1980s")]
    assert spans == [("2023-07-01", "2024-01-01"), ("1980-01-01", "1990-01-01")]


def test_unknown_names_are_kept_as_free_text() -> None:
    assert "'Z'" in meanings("cải tiến có tên bắt đầu bằng chữ Z")
    assert "'Zyxwv'" in meanings("cải tiến nào có tên chứa Zyxwv")
    assert "'báo cáo'" in meanings('cải tiến nào có chữ "báo cáo"')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trong năm 2024", ["2024"]),
        ("tháng 3/2024", ["2024-03"]),
        ("quý 2 năm 2023", ["2023-Q2"]),
        ("in March 2024 and Q3 2023", ["2024-03", "2023-Q3"]),
        ("ngày 15/03/2024", ["2024-03-15"]),
        ("from January to June 2023", ["2023-01", "2023-06"]),
        ("từ tháng 1 đến tháng 6 năm 2023", ["2023-01", "2023-06"]),
        ("từ 2020 đến 2022", ["2020", "2022"]),
        ("năm ngoái", ["2025"]),
        ("quý trước", ["2026-Q3"]),
        ("last month", ["2026-10"]),
        ("tháng 4 thì sao", ["2026-04"]),
        ("DC2024 31/31/2024x", []),
        ("nửa đầu năm 2025 và H2 2024", ["2025-H1", "2024-H2"]),
        ("first half of 2023, second half of the year 2024", ["2023-H1", "2024-H2"]),
        ("6 tháng cuối năm 2023", ["2023-H2"]),
        ("last quarter of 2017, quý cuối năm 2018", ["2017-Q4", "2018-Q4"]),
        ("in the 1990s, the 80s, a lap of 30s", ["1990s", "1980s"]),
        ("thập niên 80, những năm 1970", ["1980s", "1970s"]),
        ("more than 2000 hours, trên 1990, after 2010", ["2010"]),
    ],
)
def test_periods(text: str, expected: list[str]) -> None:
    assert [mention.period.text for mention in mentions(text, date(2026, 11, 21))] == expected


@pytest.mark.parametrize(
    ("text", "vietnamese", "expected"),
    [
        ("trên 1.500 giờ", True, ["1500"]),
        ("over 1,500 hours", False, ["1500"]),
        ("1,5 giờ", True, ["1.5"]),
        ("1.5 hours", False, ["1.5"]),
        ("2 triệu", True, ["2000000"]),
        ("top 5 and top10", False, ["5", "10"]),
        ("ba công cụ", True, ["3"]),
        ("the three tools of DC5", False, ["3"]),
        ("thứ hai", True, []),
        ("khach hang ten gi", True, []),
        ("the ten tools of Ba", False, ["10"]),
        ("công cụ nhiều nhất", True, []),
    ],
)
def test_numbers(text: str, vietnamese: bool, expected: list[str]) -> None:
    assert [number.text for number in numbers(text, vietnamese)] == expected


def test_slots_there_and_back() -> None:
    question = "Bộ phận DC5 có bao nhiêu cải tiến trên 100 giờ năm 2024 và 2023?"
    sheet = Sheet.of(link(question, OFFICE, VALUES), OFFICE)
    canonical = (
        'SELECT COUNT("Jidouka".*) WHERE "Department"."DepartmentName" = \'DC5\' AND "Jidouka"."TotalTimeSaved" > 100 '
        "AND \"Jidouka\".\"DateCreate\" BETWEEN '2023' AND '2024' LIMIT 1"
    )
    assert "DC5" not in sheet.shorten(canonical)
    assert sheet.spell(sheet.shorten(canonical)) == canonical


def test_a_literal_that_the_question_does_not_name_has_no_slot() -> None:
    sheet = Sheet.of(link("Có bao nhiêu cải tiến?", OFFICE, VALUES), OFFICE)
    with pytest.raises(NoSlot):
        sheet.shorten('SELECT COUNT("Jidouka".*) WHERE "Department"."DepartmentName" = \'DC5\'')
    with pytest.raises(NoSlot):
        sheet.spell("SELECT ◊v9")


def test_a_slot_that_somebody_types_is_no_slot() -> None:
    assert "◊t0" not in marked("◊t0 ◊c1 hello")


def test_the_turn_before_brings_its_tables_and_values() -> None:
    past = Past(
        "Có bao nhiêu cải tiến của DC3?", 'SELECT COUNT("Jidouka".*) WHERE "Department"."DepartmentName" = \'DC3\''
    )
    sheet = Sheet.of(link("còn DC5 thì sao?", OFFICE, VALUES), OFFICE, past)
    assert sheet.shorten(past.sql).count("◊") == 3
    assert {"Jidouka", "Department"} <= {table.name for table in sheet.shown}


def test_a_value_may_be_compared_with_its_own_column_only() -> None:
    llguidance = pytest.importorskip("llguidance")
    sheet = Sheet.of(link("Bộ phận DC5 có bao nhiêu cải tiến năm 2024", OFFICE, VALUES), OFFICE)
    grammar = slot_grammar(sheet)
    assert llguidance.LLMatcher.validate_grammar(llguidance.LLMatcher.grammar_from_lark(grammar)) == ""
    value = next(slot for slot, meaning in sheet.slots.items() if getattr(meaning, "text", "") == "DC5")
    right = sheet.shorten('"Department"."DepartmentName"')
    wrong = sheet.shorten('"Jidouka"."ImprovementName"')
    assert f'"{right}" (" = "' in grammar
    assert f'"{wrong}" (" = " | " <> " | " LIKE " | " NOT LIKE ") "{value}"' not in grammar
