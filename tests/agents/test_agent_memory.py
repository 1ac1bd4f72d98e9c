"""What a conversation keeps through restarts, interleaving, kill -9 and tampering. A scripted model is quick."""

import asyncio
import json
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import ormsgpack
import pytest
from langgraph.checkpoint.memory import InMemorySaver
from scripted import Scripted

from hoidap.agents import Agent, MemoryUnavailable, build_agent
from hoidap.agents.memory import PlainJson, memory_key, open_memory
from hoidap.databases import Database, data_folder

HERE = Path(__file__).parent


def remembered(memory: Any, thread: str) -> list[str]:
    """The questions of the turns that the memory holds."""
    found = open_memory(memory).get_tuple({"configurable": {"thread_id": thread}})
    return [turn["question"] for turn in found.checkpoint["channel_values"]["turns"]] if found else []


def agent_on(db: Database, memory: Any, **script: Any) -> tuple[Agent, Scripted]:
    llm = Scripted(**{"answer": "Có 400.", **script})
    return build_agent(llm, db, memory), llm


def test_a_turn_is_plain_and_holds_no_rows(db: Database, tmp_path: Path) -> None:
    memory = f"sqlite:///{tmp_path / 'memory.db'}"
    agent, _ = agent_on(db, memory, sql="SELECT AuthorName FROM Author")
    answer = agent.invoke({"question": "Liệt kê tác giả", "thread_id": "t"})
    found = open_memory(memory).get_tuple({"configurable": {"thread_id": "t"}})
    assert found is not None
    (turn,) = found.checkpoint["channel_values"]["turns"]
    assert turn["question"] == "Liệt kê tác giả"
    assert turn["sql"] == answer["sql"]
    assert turn["row_count"] == len(answer["rows"])
    assert turn["tables"] == ["Author"]
    name = answer["rows"][0][0].encode()
    for file in tmp_path.glob("memory.db*"):
        assert name not in file.read_bytes()


def test_a_restart_goes_on_with_the_conversation(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    first = subprocess.Popen(
        [sys.executable, HERE / "answering.py", path, data_folder(), "t", "0"],
        stdout=subprocess.PIPE, text=True, cwd=HERE, env=os.environ | {"PYTHONPATH": str(HERE)},
    )  # fmt: skip
    assert first.stdout is not None
    assert first.stdout.readline() == "0\n"
    first.terminate()
    first.wait()
    first.stdout.close()
    agent, llm = agent_on(db, str(path))
    agent.invoke({"question": "còn DC5 thì sao?", "thread_id": "t"})
    assert "Có bao nhiêu cải tiến 0?" in llm.prompts("sql")[0]


def test_no_acknowledged_turn_is_lost_by_kill_9(db: Database, tmp_path: Path) -> None:
    path, acknowledged = tmp_path / "memory.db", -1
    for round in range(5):
        process = subprocess.Popen(
            [sys.executable, HERE / "answering.py", path, data_folder(), "t", str(acknowledged + 1)],
            stdout=subprocess.PIPE, text=True, cwd=HERE, env=os.environ | {"PYTHONPATH": str(HERE)},
        )  # fmt: skip
        assert process.stdout is not None
        last = int(process.stdout.readline())  # it has started and answered once
        time.sleep(0.05 + 0.11 * round)
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        acknowledged = int(rest[-1]) if rest else last
        turns = remembered(str(path), "t")
        assert f"Có bao nhiêu cải tiến {acknowledged}?" in turns
        numbers = [int(question.split()[-1].rstrip("?")) for question in turns]
        assert numbers == list(range(numbers[0], numbers[-1] + 1)), "whole turns, in order"
        assert numbers[-1] - acknowledged <= 1, "at most the one that was being acknowledged"
        acknowledged = numbers[-1]
    agent, llm = agent_on(db, str(path))
    assert agent.invoke({"question": "còn DC5 thì sao?", "thread_id": "t"})["answer"]
    assert f"cải tiến {acknowledged}?" in llm.prompts("route")[0]


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_hundred_interleaved_turns_never_mix(db: Database, tmp_path: Path, on_disk: bool) -> None:
    memory = str(tmp_path / "memory.db") if on_disk else None
    agent, llm = agent_on(db, memory)
    answers: dict[str, list[Any]] = {"red": [], "blue": []}

    def talk(thread: str) -> None:
        for number in range(50):
            question = f"Có bao nhiêu cải tiến {thread} {number}?"
            answers[thread].append(agent.invoke({"question": question, "thread_id": thread}))

    threads = [threading.Thread(target=talk, args=(thread,)) for thread in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for colour, other in (("red", "blue"), ("blue", "red")):
        assert [answer["question"] for answer in answers[colour]] == [
            f"Có bao nhiêu cải tiến {colour} {number}?" for number in range(50)
        ]
        mine = [prompt for kind in ("route", "sql") for prompt in llm.prompts(kind) if colour in prompt]
        assert len(mine) == 100
        assert not any(other in prompt for prompt in mine)


@pytest.mark.asyncio
async def test_async_turns_of_one_conversation_wait_for_each_other(db: Database) -> None:
    memory = InMemorySaver(serde=PlainJson())
    agent, _ = agent_on(db, memory, pause=0.001)
    questions: Any = [{"question": f"Có bao nhiêu cải tiến {n}?", "thread_id": "t"} for n in range(8)]
    await asyncio.gather(*(agent.ainvoke(question) for question in questions))
    assert sorted(remembered(memory, "t")) == [question["question"] for question in questions]


def test_users_have_conversations_of_their_own(db: Database) -> None:
    agent, llm = agent_on(db, None)
    agent.invoke({"question": "Bí mật của An là gì?", "thread_id": "1", "user": "an"})
    agent.invoke({"question": "còn gì nữa?", "thread_id": "1", "user": "binh"})
    agent.invoke({"question": "còn gì nữa?", "thread_id": "1"})
    agent.invoke({"question": "còn gì nữa?", "thread_id": "an/1"})
    assert not any("Bí mật" in prompt for prompt in llm.prompts("sql")[1:])


def test_keys_of_users_and_threads_never_meet() -> None:
    pairs: Any = [("a", "b/c"), ("a/b", "c"), (None, "a/b/c"), ("a", "b%2Fc"), (None, "a"), ("a b", "c"), ("a", "b c")]
    keys = {memory_key({"question": "?", "user": user, "thread_id": thread}) for user, thread in pairs}
    assert len(keys) == len(pairs)


def test_long_conversations_stay_small(db: Database) -> None:
    memory = InMemorySaver(serde=PlainJson())
    agent, _ = agent_on(db, memory)
    for number in range(30):
        agent.invoke({"question": f"Có bao nhiêu cải tiến {number}?", "thread_id": "t"})
    assert len(remembered(memory, "t")) == 20


@pytest.mark.parametrize("kind", ["msgpack", "json", "pickle", "null"])
def test_a_tampered_checkpoint_runs_no_code(db: Database, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "memory.db"
    agent, _ = agent_on(db, str(path))
    agent.invoke({"question": "Có bao nhiêu cải tiến?", "thread_id": "t"})
    marker = tmp_path / "ran"
    call = ("os", "system", f"touch {marker}")
    blob = {
        "msgpack": ormsgpack.packb(ormsgpack.Ext(0, ormsgpack.packb(call))),
        "json": json.dumps(
            {"lc": 2, "type": "constructor", "id": ["os", "system"], "args": [f"touch {marker}"]}
        ).encode(),
        "pickle": pickle.dumps(Exploit(str(marker))),
        "null": b"",
    }[kind]
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE checkpoints SET type = ?, checkpoint = ?", (kind, blob))
    connection.close()
    again, _ = agent_on(db, str(path))
    answer = again.invoke({"question": "Có bao nhiêu cải tiến?", "thread_id": "t"})
    assert not marker.exists()
    assert answer["answer"], "and it is still answered, or says kindly that it can't"
    other = again.invoke({"question": "Có bao nhiêu cải tiến?", "thread_id": "another"})
    assert other["rows"] == [[400]]


class Exploit:
    def __init__(self, marker: str) -> None:
        self.marker = marker

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.marker}",)


def test_a_memory_that_breaks_under_way_is_said_kindly(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    agent, _ = agent_on(db, str(path))
    agent.invoke({"question": "Có bao nhiêu cải tiến?", "thread_id": "t"})
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE checkpoints")
    connection.close()
    answer = agent.invoke({"question": "How many improvements?", "thread_id": "t"})
    assert answer["answer"]
    assert answer["notes"]


def test_memories_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(MemoryUnavailable, match="extra 'scale'"):
        open_memory("postgresql://localhost/memory")
    with pytest.raises(MemoryUnavailable, match="sqlite:///path"):
        open_memory("redis://localhost")
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(MemoryUnavailable, match="cannot be opened"):
        open_memory(f"sqlite:///{tmp_path / 'file' / 'memory.db'}")
    (tmp_path / "noise.db").write_bytes(b"noise" * 1000)
    with pytest.raises(MemoryUnavailable, match="cannot be opened"):
        open_memory(str(tmp_path / "noise.db"))
