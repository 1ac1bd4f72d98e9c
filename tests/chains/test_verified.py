"""Verified pairs of the glossary: the same question is answered with its SQL, others like it reach the prompt."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from hoidap.chains.linking import link
from hoidap.chains.route import QUERY_DATABASE, route
from hoidap.chains.sql import draft_sql, instructions
from hoidap.chains.verified import MOST, alike, verified
from hoidap.databases import Database, GlossaryError, demo_database

SQL = "SELECT COUNT(*) AS n FROM Author WHERE DepartmentId = 3"
GLOSSARY = f"""
tables:
  Job: {{only_for: [lan]}}
users: {{lan: {{}}}}
examples:
  - question: Phòng thiết kế có mấy người?
    sql: {SQL}
  - question: Which jobs are there?
    sql: SELECT JobName FROM Job
"""
EXAMPLES = "examples:\n" + "".join(
    f"  - question: How many authors are in department {number}?\n    sql: SELECT {number} AS n\n"
    for number in range(9)
)


class Silent(FakeListChatModel):
    """A model that nobody asks."""

    def _call(self, *args: Any, **kwargs: Any) -> str:
        raise AssertionError("the model was asked")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "glossary.yaml"
    file.write_text(GLOSSARY)
    database = Database.connect(demo_database(tmp_path), glossary=file, data_dir=tmp_path)
    yield database
    database.close()


@pytest.mark.parametrize(
    "question", ["Phòng thiết kế có mấy người?", "phong thiet ke co may nguoi", " PHÒNG thiết kế có mấy người ?"]
)
def test_the_same_question_is_answered_with_its_sql(demo: Database, question: str) -> None:
    draft = draft_sql(Silent(responses=[]), demo).invoke({"question": question})
    assert draft["sql"] == SQL
    assert draft["confidence"] == 1.0
    assert draft["notes"] == ["Câu truy vấn này đã được người quản trị kiểm chứng."]
    tools = [(QUERY_DATABASE, "Rows."), ("small_talk", "Talks.")]
    assert route(Silent(responses=[]), tools, demo).invoke({"question": question}) == QUERY_DATABASE


def test_another_question_is_not(demo: Database) -> None:
    assert verified("Phòng thiết kế có mấy nhóm?", demo) is None
    assert verified("", demo) is None


def test_sql_that_failed_is_not_given_again(demo: Database) -> None:
    llm = FakeListChatModel(responses=["SELECT 1 AS n"])
    asked: Any = {"question": "Phòng thiết kế có mấy người?", "error": "it failed", "failed_sql": SQL}
    assert draft_sql(llm, demo).invoke(asked)["sql"] == "SELECT 1 AS n"


def test_an_example_over_what_a_user_may_not_see_is_not_there(demo: Database) -> None:
    assert verified("Which jobs are there?", demo) is None
    assert verified("Which jobs are there?", demo.for_user("lan")) is not None


def test_the_likest_examples_stand_in_the_prompt(tmp_path: Path) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(EXAMPLES)
    demo = Database.connect(demo_database(tmp_path), glossary=file, data_dir=tmp_path)
    question = "How many authors does department 5 have?"
    found = alike(question, demo)
    assert len(found) == MOST and found[-1].question == "How many authors are in department 5?"
    said = str(instructions(demo, link(question, demo.schema, demo.values), {"question": question})[-1].content)
    assert "Verified: How many authors are in department 5?\nSELECT 5 AS n" in said
    assert alike("thời tiết hôm nay", demo) == []


@pytest.mark.parametrize(
    ("example", "reason"),
    [
        ("{question: a, sql: DELETE FROM Author}", "examples[1].sql: Only SELECT"),
        ("{question: a, sql: SELECT x FROM Author}", "no column x"),
        ("{question: a}", "examples[1].sql: it is missing"),
        ("{sql: SELECT 1}", "examples[1].question: it is missing"),
        ("{question: a, sql: SELECT 1, by: me}", "by means nothing here"),
    ],
)
def test_an_example_is_checked_when_it_is_read(tmp_path: Path, example: str, reason: str) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(f"examples:\n  - {example}\n")
    with pytest.raises(GlossaryError) as caught:
        Database.connect(demo_database(tmp_path), glossary=file, data_dir=tmp_path)
    assert reason in str(caught.value)
