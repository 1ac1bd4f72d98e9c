"""A costly query is told about first, and runs once the person has said yes."""

import pytest

from hoidap.agents import build_agent
from hoidap.agents.consent import agrees, asked_first
from hoidap.databases import Database, Unavailable
from hoidap.databases.engines.sqlite import SQLite
from hoidap.models import load_chat_model


@pytest.mark.parametrize(
    "message",
    [
        "có",
        "Có",
        "co",
        "ừ chạy đi",
        "Vâng ạ",
        "OK",
        "ok bạn",
        "đồng ý",
        "cứ chạy nhé",
        "yes",
        "Yes, please!",
        "go ahead",
    ],
)
def test_a_yes(message: str) -> None:
    assert agrees(message)


@pytest.mark.parametrize(
    "message",
    ["", "không", "no", "có bao nhiêu cải tiến?", "yes or no", "có ai ở DC5 không", "thôi", "run the report of May"],
)
def test_anything_else_is_no_yes(message: str) -> None:
    assert not agrees(message)


@pytest.mark.parametrize("message", ["bạn ạ", "please", "nhé", "chạy đi " * 200 + "không"])
def test_words_that_only_stand_beside_a_yes_are_none(message: str) -> None:
    assert not agrees(message)


def test_how_much_is_said_as_people_say_it() -> None:
    assert "1.2 billion rows" in asked_first(1_234_567_890, "en")
    assert "1,2 tỷ dòng" in asked_first(1_234_567_890, "vi")
    assert "350 triệu dòng" in asked_first(351_000_000, "vi")


@pytest.fixture
def costly(db: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The demo database, as though its plans counted rows: SQLite's count none."""
    monkeypatch.setattr(SQLite, "expected_rows", lambda *_: 2e9)
    return Database.connect(db.url, most_rows_read=1_000)


def test_a_costly_query_runs_after_a_yes_and_not_before(costly: Database) -> None:
    agent = build_agent(load_chat_model("embedded"), costly)
    asked = agent.invoke({"question": "Có bao nhiêu cải tiến trong năm 2024?", "thread_id": "t"})
    assert "2 tỷ dòng" in asked["answer"] and asked["sql"] and not asked["columns"]
    answer = agent.invoke({"question": "ừ, chạy đi", "thread_id": "t"})
    assert answer["sql"] == asked["sql"] and len(answer["rows"]) == 1 and answer["question"] == "ừ, chạy đi"
    assert str(answer["rows"][0][0]) in answer["answer"]


def test_another_question_takes_the_costly_one_away(costly: Database) -> None:
    agent = build_agent(load_chat_model("embedded"), costly)
    agent.invoke({"question": "Có bao nhiêu cải tiến trong năm 2024?", "thread_id": "t"})
    agent.invoke({"question": "cảm ơn bạn", "thread_id": "t"})
    assert not agent.invoke({"question": "có", "thread_id": "t"})["rows"]


def test_a_database_that_cannot_be_read_is_no_fault_of_the_sql(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise Unavailable("The connection to the database was lost; ask again in a moment.")

    agent = build_agent(load_chat_model("embedded"), db)
    monkeypatch.setattr(db, "query", gone)
    answer = agent.invoke({"question": "Có bao nhiêu cải tiến trong năm 2024?"})
    assert answer["answer"].startswith("Hiện không đọc được cơ sở dữ liệu")
    assert answer["notes"] == ["Mất kết nối với cơ sở dữ liệu; bạn hỏi lại sau giây lát nhé."]
