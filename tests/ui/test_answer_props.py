"""What the answer element is given, and the file that its rows become."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from hoidap.databases import Database
from hoidap.ui.answer import LABELS, answer_props, file_name, is_worth_showing
from hoidap.ui.downloads import workbook
from hoidap.ui.frontend import joined, plotly_file, write_frontend
from hoidap.ui.texts import TEXTS

BY_DEPARTMENT = (
    'SELECT "d"."DepartmentName", SUM("j"."TotalTimeSaved") FROM "Jidouka" AS "j" '
    'JOIN "Department" AS "d" ON "d"."DepartmentId" = "j"."DepartmentId" GROUP BY "d"."DepartmentName"'
)
ELEMENTS = Path(__file__).parents[2] / "ui" / "elements"


def props_of(db: Database, sql: str, language: Any = "vi", **more: Any) -> dict[str, Any]:
    result = db.query(sql)
    answer = {
        "question": "Tổng giờ?",
        "sql": result.sql,
        "columns": result.columns,
        "rows": result.rows,
        "seconds": 0.5,
    }
    return answer_props({**answer, **more}, db.schema, language)


def test_an_answer_brings_its_rows_with_a_chart_and_its_sql_in_words(db: Database) -> None:
    props = props_of(db, BY_DEPARTMENT, doubts=["Chưa rõ “đơn vị”."])
    assert [column["name"] for column in props["columns"]] == ["Tên bộ phận", "Tổng giờ tiết kiệm"]
    assert props["columns"][1]["sql"].startswith("SUM(")
    assert len(props["rows"]) == 12
    assert props["charts"]["kind"] == "bar"
    assert props["code"].startswith("```sql\nSELECT\n")
    assert props["explanation"][1:] == ["Gộp theo tên bộ phận.", "Cho biết tên bộ phận và tổng giờ tiết kiệm."]
    assert props["doubts"] == ["Chưa rõ “đơn vị”."]
    assert props["notes"] == ["0,5 giây"]
    json.dumps(props)


def test_every_word_of_the_element_is_given_to_it_and_none_besides(db: Database) -> None:
    props = props_of(db, BY_DEPARTMENT, "en")
    assert props["labels"]["page"] == "{first}–{last} of {total} rows"
    source = joined(ELEMENTS / "Answer")
    assert {name for name in LABELS if f"labels.{name}" not in source} == set()
    assert set(props["labels"]) == set(LABELS) <= set(TEXTS)


def test_what_read_no_data_shows_nothing_below_it(db: Database) -> None:
    props = answer_props(
        {"question": "xin chào", "answer": "Xin chào!", "sql": None, "rows": [], "notes": []}, db.schema, "vi"
    )
    assert not is_worth_showing(props)
    assert is_worth_showing(props_of(db, "SELECT ToolName FROM Tool WHERE ToolId < 0"))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Có bao nhiêu cải tiến?", "Có bao nhiêu cải tiến"),
        ('a/b\\c:d*"e"<f>|', "a b c d e f"),
        ("..", "hoidap"),
        ("x" * 90, "x" * 60),
    ],
)
def test_a_file_is_called_by_its_question(question: str, name: str) -> None:
    assert file_name(question) == name


def opened(props: dict[str, Any]) -> Any:
    return openpyxl.load_workbook(io.BytesIO(workbook(props, datetime(2026, 11, 22, 8, 30, tzinfo=UTC))))


def test_a_workbook_holds_numbers_dates_and_text_as_what_they_are(db: Database) -> None:
    props = props_of(db, "SELECT ImprovementName, DateCreate, TotalTimeSaved FROM Jidouka LIMIT 5")
    props["rows"] += [["=1+1", None, 12345678901234567], ["http://evil.example", "2024-02-30", True]]
    sheet = opened(props)["Dữ liệu"]
    assert [cell.value for cell in sheet[1]] == ["Tên cải tiến", "Ngày tạo", "Giờ tiết kiệm"]
    first = props["rows"][0]
    assert sheet["B2"].value == datetime.fromisoformat(first[1])
    assert (sheet["B2"].number_format, sheet["C2"].value) == ("dd/mm/yyyy", first[2])
    assert (sheet["A7"].value, sheet["A7"].data_type) == ("=1+1", "s")
    assert (sheet["B7"].value, sheet["C7"].value) == (None, "12345678901234567")
    assert (sheet["A8"].hyperlink, sheet["B8"].value, sheet["C8"].value) == (None, "2024-02-30", "có")
    assert sheet.freeze_panes == "A2"


def test_a_workbook_tells_on_its_second_sheet_where_it_comes_from(db: Database) -> None:
    props = props_of(db, BY_DEPARTMENT, truncated=True)
    about = opened(props)["Về dữ liệu này"]
    told = [(row[0].value, row[1].value) for row in about.rows]
    assert told[:3] == [("Câu hỏi", "Tổng giờ?"), ("Câu SQL", props["sql"]), ("Tạo tệp lúc", "22/11/2026 08:30")]
    assert told[3] == (None, "Chỉ hiện 12 dòng đầu tiên.")


def test_an_element_in_parts_is_one_file_and_plotly_is_found(tmp_path: Path) -> None:
    write_frontend(tmp_path)
    source = (tmp_path / "elements" / "Answer.jsx").read_text(encoding="utf-8")
    assert source.count("export default") == 1
    assert source.rstrip().splitlines()[-1].startswith("export default")
    shim = (tmp_path / "plotly.js").read_text(encoding="utf-8")
    assert plotly_file().startswith("react-plotly-") and f"../assets/{plotly_file()}" in shim
