"""A query waits for a decision, through restarts; an own SQL is run; a conversation goes on from an earlier state."""

import os
import signal
import subprocess
import sys
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import pytest
from scripted import Scripted

from hoidap.agents import Agent, AgentInputError, build_agent
from hoidap.agents.memory import KEPT_STATES, Memory, open_memory
from hoidap.databases import Database, data_folder
from hoidap.databases.engines.sqlite import SQLite
from hoidap.models import load_chat_model

HERE = Path(__file__).parent
QUESTION = "Bộ phận DC3 có bao nhiêu cải tiến?"
OF_DEPARTMENT = (
    "SELECT COUNT(*) AS n FROM Jidouka JOIN Department ON Department.DepartmentId = Jidouka.DepartmentId "
    "WHERE DepartmentName = '{}'"
)


@pytest.fixture(scope="module")
def embedded(db: Database) -> Agent:
    return build_agent(load_chat_model("embedded"), db)


def ask(agent: Agent, thread: str, question: str = QUESTION, **fields: Any) -> Any:
    asked: Any = {"question": question, "thread_id": thread, **fields}
    return agent.invoke(asked)


def decide(agent: Agent, thread: str, decision: str = "run", **fields: Any) -> Any:
    asked: Any = {"thread_id": thread, "decision": decision, **fields}
    return agent.invoke(asked)


def test_sql_of_ones_own_is_run_and_followed_up(embedded: Agent, db: Database) -> None:
    own = OF_DEPARTMENT.format("DC3")
    answer = ask(embedded, "own", sql=own)
    assert answer["tool"] == "query_database"
    assert answer["rows"] == db.query(own).rows
    assert str(answer["rows"][0][0]) in answer["answer"]
    assert answer["confidence"] is None
    follow_up = ask(embedded, "own", "còn DC5 thì sao?")
    assert follow_up["rows"] == db.query(OF_DEPARTMENT.format("DC5")).rows


def test_a_follow_up_on_sql_that_canonical_sql_cannot_say_goes_on_with_its_question(
    embedded: Agent, db: Database
) -> None:
    ask(embedded, "not canonical")
    ask(embedded, "not canonical", sql=f"WITH found AS ({OF_DEPARTMENT.format('DC3')}) SELECT n + 0 AS n FROM found")
    follow_up = ask(embedded, "not canonical", "còn DC5 thì sao?")
    assert follow_up["rows"] == db.query(OF_DEPARTMENT.format("DC5")).rows


@pytest.mark.parametrize(
    "sql", ["DROP TABLE Author", "SELECT Nothing FROM Jidouka", "no SQL at all", "SELECT 1; SELECT 2"]
)
def test_refused_sql_of_ones_own_is_not_written_anew(db: Database, sql: str) -> None:
    llm = Scripted()
    answer = ask(build_agent(llm, db), "t", sql=sql)
    assert answer["answer"].startswith("Câu SQL của bạn chưa chạy được")
    assert answer["sql"] == sql and not answer["rows"]
    assert answer["notes"][0].isascii() is False  # in the language of the question
    assert ask(build_agent(llm, db), "t", "How many?", sql=sql)["notes"][0].isascii()
    assert not llm.calls


def test_a_review_shows_the_sql_and_runs_it_when_told(embedded: Agent, db: Database) -> None:
    shown = ask(embedded, "review", review=True)
    assert shown["waiting"] == "review" and not shown["columns"] and "chưa chạy" in shown["answer"]
    assert db.check(shown["sql"]) == shown["sql"]
    answer = decide(embedded, "review")
    assert answer["sql"] == shown["sql"] and answer["rows"] == db.query(OF_DEPARTMENT.format("DC3")).rows
    assert answer["question"] == QUESTION and answer["tool"] == "query_database" and answer["waiting"] is None
    assert ask(embedded, "review", "còn DC5 thì sao?")["rows"] == db.query(OF_DEPARTMENT.format("DC5")).rows
    with pytest.raises(AgentInputError, match="No query waits"):
        decide(embedded, "review")


def test_an_edited_query_runs_instead(embedded: Agent, db: Database) -> None:
    ask(embedded, "edited", review=True)
    answer = decide(embedded, "edited", sql=OF_DEPARTMENT.format("DC7"))
    assert answer["rows"] == db.query(OF_DEPARTMENT.format("DC7")).rows
    assert ask(embedded, "edited", "còn DC5 thì sao?")["rows"] == db.query(OF_DEPARTMENT.format("DC5")).rows


def test_what_is_only_laid_out_otherwise_is_not_edited(db: Database) -> None:
    agent = build_agent(Scripted(sql="SELECT COUNT(*) AS n FROM Jidouka", answer="Có 400."), db)
    ask(agent, "t", review=True)
    answer = decide(agent, "t", sql="SELECT\n  COUNT(*) AS n\nFROM Jidouka;")
    assert answer["rows"] == [[400]]


def test_a_refused_edit_is_not_written_anew(db: Database) -> None:
    llm = Scripted()
    agent = build_agent(llm, db)
    ask(agent, "t", review=True)
    assert decide(agent, "t", sql="DELETE FROM Author")["answer"].startswith("Câu SQL của bạn chưa chạy được")
    assert len(llm.prompts("sql")) == 1


def test_nothing_runs_twice_and_nothing_before_it_may(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    query = Database.query

    def watched(self: Database, sql: str, *given: Any, **named: Any) -> Any:
        ran.append(sql)
        return query(self, sql, *given, **named)

    monkeypatch.setattr(Database, "query", watched)
    llm = Scripted(answer="Có 400.")
    agent = build_agent(llm, db)
    ask(agent, "t", review=True)
    assert not ran
    decide(agent, "t")
    assert len(ran) == 1
    assert [kind for kind, _ in llm.calls] == ["route", "sql", "answer"]


def test_a_refused_draft_is_repaired_before_it_is_shown(db: Database) -> None:
    llm = Scripted(sql=["DROP TABLE Author", "SELECT COUNT(*) AS n FROM Jidouka"], answer="Có 400.")
    agent = build_agent(llm, db)
    shown = ask(agent, "t", review=True)
    assert shown["waiting"] == "review" and "viết lại" in shown["notes"][0]
    assert decide(agent, "t")["rows"] == [[400]]


def test_cancelled(embedded: Agent) -> None:
    ask(embedded, "cancelled", review=True)
    answer = decide(embedded, "cancelled", "cancel")
    assert "không chạy" in answer["answer"] and not answer["rows"] and answer["sql"] is None
    with pytest.raises(AgentInputError, match="No query waits"):
        decide(embedded, "cancelled")


def test_a_typed_yes_runs_it_and_a_question_forgets_it(db: Database) -> None:
    agent = build_agent(Scripted(answer="Có 400."), db)
    ask(agent, "t", review=True)
    assert ask(agent, "t", "ok chạy đi")["rows"] == [[400]]
    ask(agent, "t", review=True)
    ask(agent, "t", "Liệt kê tác giả")
    with pytest.raises(AgentInputError, match="No query waits"):
        decide(agent, "t")


def test_a_decision_is_for_whoever_asked(db: Database) -> None:
    agent = build_agent(Scripted(answer="Có 400."), db)
    ask(agent, "t", review=True, user="lan")
    for user in ("minh", None):
        with pytest.raises(AgentInputError, match="No query waits"):
            decide(agent, "t", user=user)
    assert decide(agent, "t", user="lan")["rows"] == [[400]]


@pytest.mark.parametrize("decision", ["run", "cancel"])
def test_the_chunks_of_each_half_add_up(db: Database, decision: str) -> None:
    def halves(way: Any) -> list[dict[str, Any]]:
        agent = build_agent(Scripted(answer="Có 400."), db)
        given = ({"question": QUESTION, "thread_id": "t", "review": True}, {"thread_id": "t", "decision": decision})
        found = [way(agent, one) for one in given]
        return [{k: v for k, v in one.items() if k not in ("seconds", "checkpoint_id")} for one in found]

    assert halves(lambda agent, one: agent.invoke(one)) == halves(lambda agent, one: reduce(add, agent.stream(one)))


def test_a_review_of_a_costly_query_waits_twice(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SQLite, "expected_rows", lambda *_: 2e9)
    costly = Database.connect(db.url, most_rows_read=1_000)
    agent = build_agent(Scripted(answer="Có 400."), costly)
    assert ask(agent, "t", review=True)["waiting"] == "review"
    asked = decide(agent, "t")
    assert asked["waiting"] == "cost" and "2 tỷ dòng" in asked["answer"] and asked["sql"]
    assert decide(agent, "t", sql="SELECT COUNT(*) AS n FROM Author")["waiting"] == "cost"  # another one, not agreed to
    assert decide(agent, "t")["rows"] == [[80]]


def test_a_yes_is_for_one_query(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SQLite, "expected_rows", lambda *_: 2e9)
    costly = Database.connect(db.url, most_rows_read=1_000)
    overflows = "SELECT SUM(9223372036854775807) FROM Author"
    agent = build_agent(Scripted(sql=[overflows, "SELECT COUNT(*) AS n FROM Author"], answer="?"), costly)
    assert ask(agent, "t")["waiting"] == "cost"
    again = decide(agent, "t")
    assert again["waiting"] == "cost" and "COUNT" in again["sql"] and "viết lại" in again["notes"][0]
    assert decide(agent, "t")["rows"] == [[80]]


def test_it_waits_through_kill_9_and_no_row_is_kept(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from scripted import Scripted\n"
        "from hoidap.agents import build_agent; from hoidap.databases import Database, demo_database\n"
        "db = Database.connect(demo_database(), data_dir=Path(sys.argv[3]))\n"
        "agent = build_agent(Scripted(sql='SELECT AuthorName FROM Author'), db, sys.argv[2])\n"
        "agent.invoke({'question': 'Liệt kê tác giả', 'thread_id': 't', 'review': True, 'user': 'lan'})\n"
        "print('waits', flush=True); sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, HERE, path, data_folder()],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None
    assert process.stdout.readline() == "waits\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    agent = build_agent(Scripted(answer="?"), db, str(path))
    answer = decide(agent, "t", user="lan")
    assert answer["question"] == "Liệt kê tác giả" and len(answer["rows"]) > 10 and answer["answer"]
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("memory.db*"))
    assert not any(str(name).encode() in kept for (name,) in answer["rows"])


def test_a_stopped_run_keeps_no_rows(db: Database, tmp_path: Path) -> None:
    agent = build_agent(Scripted(sql="SELECT AuthorName FROM Author", answer="?"), db, str(tmp_path / "memory.db"))
    ask(agent, "t", "Liệt kê tác giả", review=True)
    asked: Any = {"thread_id": "t", "decision": "run"}
    stream = agent.stream(asked)
    rows = next(chunk["rows"] for chunk in stream if chunk.get("rows"))
    stream.close()  # type: ignore[attr-defined]
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("memory.db*"))
    assert not any(str(name).encode() in kept for (name,) in rows)


def test_an_earlier_question_is_asked_otherwise(embedded: Agent, db: Database) -> None:
    first = ask(embedded, "fork")
    second = ask(embedded, "fork", "còn DC5 thì sao?")
    other = ask(embedded, "fork", "còn DC7 thì sao?", checkpoint_id=first["checkpoint_id"])
    assert other["rows"] == db.query(OF_DEPARTMENT.format("DC7")).rows
    assert len({answer["checkpoint_id"] for answer in (first, second, other)}) == 3


def turns(agent: Agent, key: str) -> list[str]:
    found = agent._memory.get_tuple({"configurable": {"thread_id": key, "checkpoint_ns": ""}})
    return [turn["question"] for turn in found.checkpoint["channel_values"]["turns"]] if found else []


def test_a_fork_has_the_turns_before_it_alone(db: Database) -> None:
    agent = build_agent(Scripted(answer="Có 400."), db)
    a, b = (ask(agent, "t", f"Câu hỏi {name}") for name in "ab")
    assert turns(agent, "t") == ["Câu hỏi a", "Câu hỏi b"]
    ask(agent, "t", "Câu hỏi c", checkpoint_id=a["checkpoint_id"])
    ask(agent, "t", "Câu hỏi d")
    assert turns(agent, "t") == ["Câu hỏi a", "Câu hỏi c", "Câu hỏi d"]
    ask(agent, "t", "Câu hỏi e", checkpoint_id=b["checkpoint_id"])
    assert turns(agent, "t") == ["Câu hỏi a", "Câu hỏi b", "Câu hỏi e"]
    ask(agent, "t", "Câu hỏi f", checkpoint_id="beginning")
    assert turns(agent, "t") == ["Câu hỏi f"]


def test_states_of_others_are_not_there(db: Database) -> None:
    agent = build_agent(Scripted(answer="Có 400."), db)
    theirs = ask(agent, "t", user="lan")["checkpoint_id"]
    for fields in ({"user": "minh"}, {"user": "lan", "thread": "other"}, {}, {"user": "lan", "state": "nonsense"}):
        thread, state = fields.pop("thread", "t"), fields.pop("state", theirs)
        with pytest.raises(AgentInputError, match="no such state"):
            ask(agent, thread, checkpoint_id=state, **fields)


def test_a_forgotten_conversation_is_gone(db: Database, tmp_path: Path) -> None:
    agent = build_agent(Scripted(answer="Có 400."), db, str(tmp_path / "memory.db"))
    for user in ("lan", "minh"):
        answer = ask(agent, "t", f"Bí mật của {user} là gì?", user=user)
    agent.forget("t", "lan")
    agent.forget("unknown")
    assert not turns(agent, "lan/t") and turns(agent, "minh/t")
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("memory.db*"))
    assert "Bí mật của lan".encode() not in kept and "Bí mật của minh".encode() in kept
    with pytest.raises(AgentInputError, match="no such state"):
        ask(agent, "t", user="lan", checkpoint_id=answer["checkpoint_id"])
    with pytest.raises(AgentInputError, match="'thread_id'"):
        agent.forget(" ")


@pytest.mark.asyncio
async def test_forgetting_beside_the_event_loop(db: Database) -> None:
    agent = build_agent(Scripted(answer="Có 400."), db)
    await agent.ainvoke({"question": QUESTION, "thread_id": "t"})
    await agent.aforget("t")
    assert not turns(agent, "t")


def test_old_states_are_taken_away(db: Database) -> None:
    memory = open_memory(None)
    agent = build_agent(Scripted(route="small_talk"), db, memory)
    states = [ask(agent, "t", f"xin chào {number}")["checkpoint_id"] for number in range(KEPT_STATES + 2)]
    assert isinstance(memory, Memory)
    kept = [one.config["configurable"]["checkpoint_id"] for one in memory.list({"configurable": {"thread_id": "t"}})]
    assert kept == states[: -KEPT_STATES - 1 : -1]
    assert ask(agent, "t", "xin chào", checkpoint_id=kept[-1])["answer"]
    with pytest.raises(AgentInputError, match="no such state"):
        ask(agent, "t", "xin chào", checkpoint_id=states[0])


def test_fewer_rows_where_fewer_are_asked_for(db: Database) -> None:
    agent = build_agent(Scripted(sql="SELECT AuthorName FROM Author", answer="?"), db)
    few = ask(agent, "t", "Liệt kê tác giả", max_rows=3)
    assert len(few["rows"]) == 3 and few["truncated"]
    assert len(ask(agent, "t", "Liệt kê tác giả", max_rows=10**9)["rows"]) == 80
    ask(agent, "t", "Liệt kê tác giả", max_rows=3, review=True)
    assert len(decide(agent, "t")["rows"]) == 3
