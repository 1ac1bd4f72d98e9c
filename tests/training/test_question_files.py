"""Spider's and BIRD's folders are read as they come, and what is wrong with them is named."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from hoidap.training.errors import BadQuestions
from hoidap.training.question_files import read_examples

SPIDER = {"db_id": "shop", "question": "How many customers are there?", "query": "SELECT count(*) FROM customer"}
BIRD = {
    "db_id": "shop",
    "question": "How many regulars?",
    "SQL": "SELECT COUNT(*) FROM customer WHERE kind = 'R'",
    "evidence": "regulars refers to kind = 'R'",
    "difficulty": "moderate",
}


def folder(tmp_path: Path, databases: str, *questions: Any, name: str = "dev.json") -> Path:
    place = tmp_path / databases / "shop"
    place.mkdir(parents=True)
    sqlite3.connect(place / "shop.sqlite").close()
    (tmp_path / name).write_text(json.dumps(list(questions)), encoding="utf-8")
    return tmp_path


def test_spider(tmp_path: Path) -> None:
    there = folder(tmp_path, "database", SPIDER, {**SPIDER, "question": "Có bao nhiêu khách hàng?"})
    english, vietnamese = read_examples(there)
    assert (english.line, english.gold, english.difficulty) == (1, SPIDER["query"], "")
    assert english.database == tmp_path / "database" / "shop" / "shop.sqlite"
    assert (english.language, vietnamese.language) == ("en", "vi")
    assert read_examples(there / "dev.json") == [english, vietnamese]


@pytest.mark.parametrize("name", ["dev.json", "mini_dev_sqlite.json"])
def test_bird_tells_its_difficulty_and_if_asked_its_evidence(tmp_path: Path, name: str) -> None:
    there = folder(tmp_path, "dev_databases", BIRD, name=name)
    (plain,) = read_examples(there)
    assert (plain.question, plain.gold, plain.difficulty) == (BIRD["question"], BIRD["SQL"], "moderate")
    (told,) = read_examples(there, evidence=True)
    assert told.question == "How many regulars? (regulars refers to kind = 'R')"


def test_databases_may_stand_somewhere_else(tmp_path: Path) -> None:
    folder(tmp_path / "elsewhere", "mine", SPIDER)
    (tmp_path / "dev.json").write_text(json.dumps([SPIDER]), encoding="utf-8")
    assert read_examples(tmp_path, tmp_path / "elsewhere" / "mine")[0].database


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        ([{"question": "Who?"}], "Line 1 lacks"),
        ([SPIDER, "text"], "Line 2 lacks"),
        ([{**SPIDER, "db_id": "nowhere"}], "names the database 'nowhere'"),
        ([], "has no questions"),
    ],
)
def test_a_bad_question_is_named(tmp_path: Path, questions: list[Any], told: str) -> None:
    with pytest.raises(BadQuestions, match=told):
        read_examples(folder(tmp_path, "database", *questions))


def test_a_folder_or_list_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadQuestions, match=r"has none of dev\.json"):
        read_examples(tmp_path)
    for text, told in (("{", "is not JSON"), ('{"a": 1}', "must hold a list")):
        (tmp_path / "dev.json").write_text(text)
        with pytest.raises(BadQuestions, match=told):
            read_examples(tmp_path)
