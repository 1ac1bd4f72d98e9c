"""`hoidap dataset` as it is typed: pairs are made, brought, checked and shown, and nothing is lost on bad input."""

import csv
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hoidap import cli
from hoidap.settings import PREFIX, Settings
from hoidap.training.question_files import read_examples
from hoidap.ui.history import History

TABLES = """
CREATE TABLE City (CityId INTEGER PRIMARY KEY, CityName TEXT, Population INTEGER);
CREATE TABLE Shop (ShopId INTEGER PRIMARY KEY, ShopName TEXT, CityId INTEGER REFERENCES City(CityId), Opened TEXT);
CREATE TABLE Closed (ClosedId INTEGER PRIMARY KEY, Reason TEXT);
INSERT INTO City VALUES (1, 'Huế', 460000), (2, 'Vinh', 340000), (3, 'Đà Nẵng', 1200000);
INSERT INTO Shop VALUES (1, 'Sen', 1, '2019-04-05'), (2, 'Mai', 3, '2021-01-01'), (3, 'Cúc', 3, '2023-10-12');
"""
GOOD = "question,answer\nHow many shops?,SELECT COUNT(*) FROM Shop\n"
BAD = GOOD + "Who?,DELETE FROM Shop\nWhere?,SELECT * FROM Street\n"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A database of our own, English, and an empty data folder."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    connection = sqlite3.connect(tmp_path / "shops.sqlite")
    connection.executescript(TABLES)
    connection.close()
    monkeypatch.setenv("HOIDAP_DATABASE_URL", f"sqlite:///{tmp_path / 'shops.sqlite'}")
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path / "data"))
    for name, value in (("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "C.UTF-8"), ("COLUMNS", "200")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["hoidap"])
    monkeypatch.chdir(tmp_path)


def dataset(*arguments: str) -> Any:
    return CliRunner().invoke(cli.app, ["dataset", *arguments])


def test_pairs_are_made_as_csv_with_the_six_columns() -> None:
    done = dataset("make", "pairs.csv", "--count", "40")
    assert done.exit_code == 0, done.stderr
    with Path("pairs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == "context question answer previous_question previous_answer schema_linking".split()
    assert len(rows) == 40 and all(row["question"] and row["answer"].startswith("SELECT") for row in rows)
    assert all("Shop: ShopId int pk" in row["context"] for row in rows)
    assert any(row["previous_question"] and row["previous_answer"] for row in rows)
    assert "pairs.csv: 40 pairs (40 made, 0 added, 0 with a thumb up)" in done.stderr
    assert "No question about empty tables: Closed." in done.stderr


def test_a_jsonl_file_can_be_evaluated_as_it_is() -> None:
    assert dataset("make", "pairs.jsonl", "--count", "20").exit_code == 0
    examples = read_examples(Path("pairs.jsonl"))
    assert len(examples) == 20 and any(example.history for example in examples)


def test_a_file_that_is_there_is_kept_unless_it_may_be_replaced() -> None:
    Path("pairs.csv").write_text("precious", encoding="utf-8")
    done = dataset("make", "pairs.csv", "--count", "5")
    assert done.exit_code == 2 and "--overwrite" in done.stderr
    assert Path("pairs.csv").read_text(encoding="utf-8") == "precious"
    assert dataset("make", "pairs.csv", "--count", "5", "--overwrite").exit_code == 0
    assert "SELECT" in Path("pairs.csv").read_text(encoding="utf-8")


def test_own_pairs_join_and_their_bad_lines_are_named() -> None:
    Path("mine.csv").write_text(BAD, encoding="utf-8")
    done = dataset("make", "pairs.jsonl", "--count", "5", "--add", "mine.csv")
    assert done.exit_code == 0
    assert "mine.csv:3: The SQL cannot be used: Only SELECT statements are allowed." in done.stderr
    assert "mine.csv:4: The SQL cannot be used: There is no table Street here." in done.stderr
    lines = [json.loads(line) for line in Path("pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["source"] for line in lines] == ["imported"] + ["made"] * 5


def test_answers_with_a_thumb_up_join_as_verified_pairs(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    history = History(f"sqlite:///{tmp_path / 'data' / 'conversations.sqlite'}")
    lan = history.keep_user("lan", {})["id"]
    history.keep_thread("t", user_id=lan)
    answers = {"Cửa hàng ở Huế?": "SELECT ShopName FROM Shop WHERE CityId = 1", "Ai?": "SELECT Name FROM Artist"}
    for number, (question, sql) in enumerate(answers.items()):
        step = {
            "id": f"s{number}",
            "threadId": "t",
            "type": "assistant_message",
            "output": "…",
            "createdAt": str(number),
        }
        history.keep_step({**step, "metadata": {"question": question, "sql": sql}})
        history.judge(f"s{number}", 1, None)
    history.close()
    done = dataset("make", "pairs.jsonl", "--count", "3")
    assert done.exit_code == 0, done.stderr
    lines = [json.loads(line) for line in Path("pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["question"] for line in lines if line["source"] == "verified"] == ["Cửa hàng ở Huế?"]
    assert "1 answers with a thumb up are repeated or belong to another database." in done.stderr
    assert dataset("make", "without.jsonl", "--count", "3", "--no-judged").exit_code == 0
    assert "verified" not in Path("without.jsonl").read_text(encoding="utf-8")


def test_check_names_each_bad_line_and_writes_the_good_ones() -> None:
    Path("mine.csv").write_text(BAD, encoding="utf-8")
    done = dataset("check", "mine.csv", "--out", "good.csv")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0].startswith("mine.csv:3: The SQL cannot be used")
    assert "1 pairs can be used, 2 lines cannot." in done.stderr
    assert dataset("check", "good.csv").exit_code == 0
    told = json.loads(dataset("check", "mine.csv", "--json").stdout)
    assert told["good"] == 1 and [bad["line"] for bad in told["bad"]] == [3, 4]
    assert told["bad"][0]["problem"] == "sql"


def test_check_speaks_vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("mine.csv").write_text(BAD, encoding="utf-8")
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    done = dataset("check", "mine.csv")
    assert "mine.csv:4: Câu SQL không dùng được: Ở đây không có bảng Street." in done.stdout


def test_show_prints_pairs_of_a_file_or_of_the_database() -> None:
    Path("mine.csv").write_text(GOOD, encoding="utf-8")
    assert "How many shops?" in dataset("show", "mine.csv").stdout
    made = dataset("show", "--count", "3")
    assert made.exit_code == 0 and made.stdout.count("SELECT") >= 3


def test_the_prompt_for_another_model_is_printed_alone() -> None:
    done = dataset("make", "--prompt", "--count", "30")
    assert done.exit_code == 0
    assert "Shop: ShopId int pk" in done.stdout and "30 pairs" in done.stdout and "Huế" not in done.stdout
    assert "Huế" in dataset("make", "--prompt", "--values").stdout


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("make",), 2, "Name a file"),
        (("make", "pairs.xlsx"), 1, "must end in .csv or .jsonl"),
        (("make", "pairs.csv", "--add", "nowhere.csv"), 1, "nowhere.csv cannot be read"),
        (("make", "pairs.csv", "--db", "sqlite:///nowhere.sqlite"), 1, "There is no file"),
        (("check", "nowhere.csv"), 1, "cannot be read"),
        (("show", "nowhere.csv"), 1, "cannot be read"),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: tuple[str, ...], status: int, told: str) -> None:
    done = dataset(*arguments, *(("--count", "2") if arguments[0] == "make" else ()))
    assert done.exit_code == status and told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not Path("pairs.csv").exists() and not Path("pairs.xlsx").exists()
