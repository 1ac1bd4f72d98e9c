"""A query in words: complete, in both languages, and never a reason to fail."""

import json
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from hoidap.chains.cells import shown
from hoidap.chains.explain import MOST_LINES, explain
from hoidap.chains.language import Language
from hoidap.databases import Database, Schema

EVALS = Path(__file__).parents[1] / "evals"
GOLD = [
    json.loads(line)["gold_sql"]
    for name in ("jidouka.jsonl", "heldout_vi.jsonl", "chinook.jsonl", "northwind.jsonl")
    for line in (EVALS / name).read_text(encoding="utf-8").splitlines()
    if "gold_sql" in json.loads(line)
]


def literals(sql: str, language: Language) -> set[str]:
    """What must be said of a query: its numbers, but for positions in GROUP BY and arithmetic, its texts and dates."""
    tree = sqlglot.parse_one(sql, read="sqlite")
    found = set()
    for test in tree.find_all(exp.Predicate):
        for literal in (
            node for node in (test.args.get("this"), test.args.get("expression")) if isinstance(node, exp.Literal)
        ):
            if literal.is_string:
                found.add(shown(literal.this.strip("%"), language))
            else:
                found.add(shown(json.loads(literal.this), language))
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_gold_query_is_told_with_all_that_it_asks_for(db: Database, language: Language) -> None:
    assert len(GOLD) > 250
    for sql in GOLD:
        lines = explain(sql, db.schema, language)
        assert 1 < len(lines) <= MOST_LINES, sql
        told = " ".join(lines)
        for literal in literals(sql, language):
            assert literal in told, (literal, sql, lines)
        assert "None" not in told and "exp." not in told, sql


def test_the_lines_of_a_query(db: Database) -> None:
    sql = (
        "SELECT d.DepartmentName, SUM(j.TotalTimeSaved) FROM Jidouka j JOIN Department d ON d.DepartmentId = j.DepartmentId"
        " WHERE j.DateCreate >= '2024-01-01' AND j.DateCreate < '2025-01-01' AND j.Video IS NULL"
        " GROUP BY d.DepartmentName, d.DepartmentId HAVING COUNT(*) > 5 ORDER BY 2 DESC LIMIT 3"
    )
    assert explain(sql, db.schema, "vi") == [
        "Đọc cải tiến (Jidouka); nối với bộ phận (Department) theo mã bộ phận.",
        "Chỉ lấy những dòng có ngày tạo từ 01/01/2024 đến trước 01/01/2025 và video hướng dẫn trống.",
        "Gộp theo tên bộ phận.",
        "Chỉ giữ những nhóm có số cải tiến lớn hơn 5.",
        "Cho biết tên bộ phận và tổng giờ tiết kiệm.",
        "Xếp theo tổng giờ tiết kiệm giảm dần, lấy 3 dòng đầu.",
    ]
    assert explain(sql, db.schema, "en") == [
        "Read improvements (Jidouka); join departments (Department) by department ID.",
        "Keep only rows where date is from 2024-01-01 until before 2025-01-01 and video is empty.",
        "Group by department name.",
        "Keep only groups where number of improvements is more than 5.",
        "Show department name and total time saved.",
        "Sort by total time saved, highest first, take the first 3 rows.",
    ]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("ToolName LIKE 'Auto%'", "tên công cụ bắt đầu bằng “Auto”"),
        ("ToolName LIKE '%BIM%'", "tên công cụ có chứa “BIM”"),
        ("NOT ToolName IN ('Python', 'Revit')", "tên công cụ không nằm trong “Python”, “Revit”"),
        ("ToolName = 'A' OR ToolName = 'B'", "(tên công cụ là “A” hoặc tên công cụ là “B”)"),
        ("ToolId BETWEEN 1000 AND 3000", "mã công cụ từ 1.000 đến 3.000"),
        (
            "NOT EXISTS (SELECT 1 FROM JidoukaTool)",
            "không có dòng nào trong: đọc công cụ đã dùng (JidoukaTool); cho biết 1",
        ),
    ],
)
def test_conditions(db: Database, condition: str, said: str) -> None:
    assert (
        explain(f"SELECT ToolName FROM Tool WHERE {condition}", db.schema, "vi")[1] == f"Chỉ lấy những dòng có {said}."
    )


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "mysql", "tsql"])
def test_every_dialect_is_told(db: Database, dialect: str) -> None:
    sql = sqlglot.transpile(
        'SELECT "ToolName" FROM "Tool" WHERE "ToolId" > 3 ORDER BY "ToolName" LIMIT 7', read="sqlite", write=dialect
    )[0]
    told = explain(sql, Schema(db.schema.tables, dialect), "vi")
    assert told == [
        "Đọc công cụ (Tool).",
        "Chỉ lấy những dòng có mã công cụ lớn hơn 3.",
        "Cho biết tên công cụ.",
        "Xếp theo tên công cụ tăng dần, lấy 7 dòng đầu.",
    ]


def test_what_is_no_sql_is_not_told(db: Database) -> None:
    assert explain("SELEC (", db.schema, "vi") == []
