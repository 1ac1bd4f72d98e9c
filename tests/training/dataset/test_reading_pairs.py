"""Files as people make them are read whatever saved them, and each line that cannot be used is named."""

import json
from pathlib import Path

import pytest

from hoidap.training.dataset import BadLine, Row, read_rows
from hoidap.training.dataset.problems import Problem
from hoidap.training.errors import BadPairs

HEADER = "question,answer\n"
ASKED = 'Có bao nhiêu đơn hàng ở Huế?,"SELECT COUNT(*), 1 FROM Orders"\n'
COUNT = Row(2, "Có bao nhiêu đơn hàng ở Huế?", "SELECT COUNT(*), 1 FROM Orders")


def read(tmp_path: Path, content: str | bytes, name: str = "pairs.csv") -> list[Row | BadLine]:
    file = tmp_path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_rows(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_the_encodings_of_excel(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, (HEADER + ASKED).encode(encoding)) == [COUNT]


def test_the_vietnamese_page_of_windows(tmp_path: Path) -> None:
    typed = "question;answer\nĐơn ha\u0300ng cu\u0309a chi nha\u0301nh;SELECT 1\n"  # as the page writes tones
    assert read(tmp_path, typed.encode("cp1258")) == [Row(2, "Đơn hàng của chi nhánh", "SELECT 1")]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_and_line_ends(tmp_path: Path, separator: str) -> None:
    line = f"Bao nhiêu?{separator}\"SELECT 'a,b;c'\"\r\n"
    assert read(tmp_path, f"Question{separator} SQL \r\n{line}") == [Row(2, "Bao nhiêu?", "SELECT 'a,b;c'")]


def test_what_excel_and_chatgpt_put_around_it(tmp_path: Path) -> None:
    content = f"sep=,\nHere are 2 examples:\n```csv\n{HEADER}{ASKED}```\n"
    assert read(tmp_path, content) == [Row(5, COUNT.question, COUNT.sql)]
    fenced = 'question,answer\nHow many?,"```sql\nSELECT 1;\n```"\n'
    assert read(tmp_path, fenced) == [Row(2, "How many?", "SELECT 1")]


def test_the_columns_of_a_conversation(tmp_path: Path) -> None:
    header = "context,question,answer,previous_question,previous_answer,schema_linking\n"
    lines = "x,and in 2024?,SELECT 2,how many in 2023?,SELECT 1,tables: Orders\nx,how many?,SELECT 3,,,\n"
    followed, alone = read(tmp_path, header + lines)
    assert followed == Row(2, "and in 2024?", "SELECT 2", (("how many in 2023?", "SELECT 1"),))
    assert alone == Row(3, "how many?", "SELECT 3")


def test_each_bad_line_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    lines = [
        "question,answer,previous_question,previous_answer",
        'How many?,"SELECT COUNT(*) FROM Orders"',
        ",SELECT 1",
        "How many?,",
        "Totals?,SELECT a, b, c, d FROM Orders",
        'Never closed?,"SELECT 1',
        'What is "this" about?,SELECT 2',
        '"Odd" quotes?,SELECT 3',
        "And in 2024?,SELECT 4,How many in 2023?,",
        "only a question",
        "Last?,SELECT 5",
    ]
    rows = read(tmp_path, "\n".join(lines))
    bad = {row.line: row.problem for row in rows if isinstance(row, BadLine)}
    assert bad == {
        **{3: Problem.NO_QUESTION, 4: Problem.NO_SQL, 5: Problem.CELLS, 6: Problem.NOT_CSV, 8: Problem.NOT_CSV},
        **{9: Problem.HALF_A_TURN, 10: Problem.CELLS},
    }
    assert [row.line for row in rows if isinstance(row, Row)] == [2, 7, 11]


def test_json_lines_with_any_names(tmp_path: Path) -> None:
    lines = [
        json.dumps({"question": "How many?", "gold_sql": "SELECT 1"}),
        "{not json}",
        "[1, 2]",
        "",
        json.dumps({"question": "And?", "sql": "SELECT 2", "history": [{"question": "How many?", "sql": "SELECT 1"}]}),
        json.dumps({"question": "And?", "sql": "SELECT 2", "history": [{"question": "How many?"}]}),
        json.dumps({"question": 7, "sql": "SELECT 2"}),
    ]
    first, broken, no_object, last, half, no_text = read(tmp_path, "\n".join(lines), "pairs.jsonl")
    assert first == Row(1, "How many?", "SELECT 1")
    assert last == Row(5, "And?", "SELECT 2", (("How many?", "SELECT 1"),))
    bad = [row.problem for row in (broken, no_object, half, no_text) if isinstance(row, BadLine)]
    assert bad == [Problem.NOT_JSON, Problem.NOT_JSON, Problem.HALF_A_TURN, Problem.NO_QUESTION]


@pytest.mark.parametrize("content", ["", "  \n", "a,b\n1,2\n", b"\x00\x01\x02\x03\x81\x8d" * 9])
def test_what_is_no_file_of_pairs_is_said_in_one_sentence(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(BadPairs, match=r"pairs\.csv .*\.$"):
        read(tmp_path, content)
    with pytest.raises(BadPairs, match="cannot be read"):
        read_rows(tmp_path / "nowhere.csv")
