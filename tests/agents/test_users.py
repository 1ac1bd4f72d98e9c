"""Each question is answered from what its user may see: tables, rows, values, tools, prompts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.tools import BaseTool, tool
from scripted import Scripted

from hoidap.agents import Agent, agent, build_agent
from hoidap.databases import Database, demo_database
from hoidap.tools import ToolContext, load_tools

GLOSSARY = """
tables:
  Author: {rows: DepartmentId = :user_department}
  Job: {only_for: [lan]}
users:
  lan: {department: 3}
  minh: {department: 5}
"""
SOME_ROWS = "The answer rests on the rows that you may see."
COUNT = "SELECT COUNT(*) AS n FROM Author"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "glossary.yaml"
    file.write_text(GLOSSARY)
    database = Database.connect(demo_database(tmp_path), glossary=file, data_dir=tmp_path)
    yield database
    database.close()


def ask(asked: Agent, user: str | None, question: str = "How many authors are there?", thread: str = "t") -> Any:
    return asked.invoke({"question": question, "user": user, "thread_id": thread})


def test_the_same_question_has_the_rows_of_whoever_asks(office: Database) -> None:
    asked = build_agent(Scripted(sql=COUNT, answer="?"), office)
    answers = {user: ask(asked, user) for user in ("lan", "minh", "stranger", None)}
    counts = {user: answer["rows"][0][0] for user, answer in answers.items()}
    assert counts == {"lan": _in_department(office, 3), "minh": _in_department(office, 5), "stranger": 0, None: 0}
    assert all(SOME_ROWS in answer["notes"] for answer in answers.values())
    assert all("DepartmentId" not in answer["sql"] for answer in answers.values())


def _in_department(office: Database, number: int) -> int:
    with office._source.reading(5) as connection:
        found = connection.exec_driver_sql(f"SELECT COUNT(*) FROM Author WHERE DepartmentId = {number}")
        return int(found.scalar_one())


def test_a_note_says_nothing_where_nothing_is_filtered(office: Database) -> None:
    asked = build_agent(Scripted(sql="SELECT COUNT(*) AS n FROM Department", answer="?"), office)
    assert SOME_ROWS not in ask(asked, "lan", "How many departments are there?")["notes"]


def test_no_prompt_speaks_of_what_is_hidden(office: Database) -> None:
    llm = Scripted(sql="SELECT COUNT(*) AS n FROM Job", answer="?")
    asked = build_agent(llm, office)
    refused = ask(asked, "minh", "How many jobs are there?")
    assert "There is no table Job here." in refused["notes"][0]
    schemas = [str(messages[0].content) for _, messages in llm.calls]
    assert not any("Job:" in text or "JobName" in text for text in schemas)
    llm.calls.clear()
    assert ask(asked, "lan", "How many jobs are there?")["rows"] == [[25]]
    assert any("JobName" in str(messages[0].content) for _, messages in llm.calls)


def test_names_of_others_do_not_come_into_a_prompt(office: Database) -> None:
    with office._source.reading(5) as connection:
        name = str(connection.exec_driver_sql("SELECT AuthorName FROM Author WHERE DepartmentId = 5").scalar())
    for user, known in (("minh", True), ("lan", False)):
        llm = Scripted(sql=COUNT, answer="?")
        ask(build_agent(llm, office), user, f"Which department is {name.lower()} in?")
        assert any(f"AuthorName = '{name}'" in prompt for prompt in llm.prompts("sql")) is known


def test_a_tool_gets_the_database_of_whoever_asks(office: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def tools_of(context: ToolContext) -> dict[str, BaseTool]:
        @tool
        def count_authors(question: str) -> str:
            """Count the authors."""
            return str(context.db.query(COUNT).rows[0][0])

        return {**load_tools(context), "count_authors": count_authors}

    monkeypatch.setattr(agent, "load_tools", tools_of)
    asked = build_agent(Scripted(route="count_authors"), office)
    said = {user: ask(asked, user)["answer"] for user in ("lan", "minh", None)}
    assert said == {"lan": str(_in_department(office, 3)), "minh": str(_in_department(office, 5)), None: "0"}


def test_users_who_see_the_same_share_what_is_built(office: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = build_agent(Scripted(sql=COUNT, answer="?"), office)
    for user in ("lan", "minh", "a", "b", "lan", None):
        ask(asked, user)
    assert len(asked._graphs) == 3
    monkeypatch.setattr(agent, "MOST_GRAPHS", 2)
    ask(asked, "a")
    assert len(asked._graphs) == 2


def test_whoever_sees_nothing_gets_a_sentence(tmp_path: Path) -> None:
    demo = Database.connect(demo_database(tmp_path), data_dir=tmp_path)
    file = tmp_path / "glossary.yaml"
    file.write_text("tables:\n" + "".join(f"  {table.name}: {{hidden: true}}\n" for table in demo.schema.tables))
    empty = Database.connect(demo_database(tmp_path), glossary=file, data_dir=tmp_path)
    assert empty.schema.tables == () and len(empty.values) == 0
    answer = ask(build_agent(Scripted(sql=COUNT, answer="?"), empty), None)
    assert answer["answer"] and answer["rows"] == []
