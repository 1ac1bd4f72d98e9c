"""Conversations of other people, and a memory that somebody has tampered with."""

import json
import logging
import pickle
import random
import sqlite3
import string
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import ormsgpack

from hoidap.agents import Agent, build_agent
from hoidap.agents.memory import memory_key, open_memory
from hoidap.agents.question import Question
from hoidap.databases import Database, demo_database
from hoidap.models import load_chat_model

from ..measured import Goal, Row, say

TRIES = 1_000
ASKED = 20  # of them are whole questions, through the agent
ALICE = Question(question="Có bao nhiêu cải tiến của DC5?", thread_id="bao-cao/2024", user="alice")
FOLLOW_UP = "còn năm 2023 thì sao?"


def measure(quick: bool) -> Iterator[Row]:
    """`quick` asks few whole questions."""
    logging.disable()  # a memory that cannot be read is logged
    with TemporaryDirectory(prefix="hoidap-conversations-") as folder:
        path = Path(folder) / "memory.db"
        with closing(Database.connect(demo_database(Path(folder)), data_dir=Path(folder))) as database:
            llm = load_chat_model("embedded")
            agent = build_agent(llm, database, str(path))
            agent.invoke(ALICE)
            seen = [*_looked_up(path), *_asked(agent, 5 if quick else ASKED)]
            for guess in seen:
                say(f"  {guess}")
            yield Row(
                "foreign threads that were read", "embedded", len(seen), "", None, Goal(0, "ours"), f"{TRIES} tries"
            )
            ran = sum(_runs(kind, blob, path, Path(folder)) for kind, blob in _blobs(Path(folder) / "ran"))
            note = f"{len(_blobs(path))} kinds"
            yield Row("tampered checkpoints that ran code", "embedded", ran, "", None, Goal(0, "ours"), note)


def _guesses() -> Iterator[Question]:
    """What somebody who is not Alice may send as user and thread, to be taken for her."""
    chance, thread = random.Random(5), str(ALICE["thread_id"])
    key = memory_key(ALICE)
    tricks = [
        thread,
        key,
        f"alice/{thread}",
        f"../alice/{thread}",
        "alice%2F" + thread,
        key.upper(),
        f"{key} ",
        f" {key}",
    ]
    tricks += [thread.replace("/", mark) for mark in ("%2F", "%252F", "\\", "∕", "／", "//", "/./")]
    users: list[str | None] = [
        "mallory",
        "Alice",
        "alice/",
        "/alice",
        "alice%2F",
        "alice ",
        "ａlice",
        "alice/bao-cao",
        None,
    ]
    while True:
        trick = chance.choice(tricks)
        if chance.random() < 0.5:
            at = chance.randrange(len(trick))
            trick = trick[:at] + chance.choice(string.punctuation + " %/") + trick[at + chance.randint(0, 1) :]
        if trick.strip() and trick.isprintable():
            yield Question(question=FOLLOW_UP, thread_id=trick, user=chance.choice(users))


def _foreign(most: int) -> list[Question]:
    guesses = _guesses()
    return [next(guesses) for _ in range(most)]


def _looked_up(path: Path) -> list[str]:
    """Guesses whose conversation is Alice's."""
    memory = open_memory(str(path))
    found = []
    for guess in _foreign(TRIES - ASKED):
        if memory.get_tuple({"configurable": {"thread_id": memory_key(guess), "checkpoint_ns": ""}}) is not None:
            found.append(json.dumps(guess, ensure_ascii=False))
    return found


def _asked(agent: Agent, most: int) -> list[str]:
    """Guesses by whose answer it can be told what Alice asked about."""
    told = []
    for guess in _foreign(most):
        answer = agent.invoke(guess)
        if "DC5" in json.dumps([answer["sql"], answer["answer"], answer["rows"]]):
            told.append(json.dumps(guess, ensure_ascii=False))
    return told


class _Call:
    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[object, tuple[str]]:
        from os import system

        return system, (self.command,)


def _blobs(marker: Path) -> list[tuple[str, bytes]]:
    """Checkpoints that make a file where reading them runs code, as LangGraph's own formats would."""
    command = f"touch {marker}"
    constructor = {"lc": 2, "type": "constructor", "id": ["os", "system"], "args": [command]}
    extensions = [
        ("msgpack", ormsgpack.packb(ormsgpack.Ext(code, ormsgpack.packb(("os", "system", command)))))
        for code in range(6)
    ]
    return [
        *extensions,
        ("json", json.dumps(constructor).encode()),
        ("json", json.dumps({"channel_values": constructor, "v": 4}).encode()),
        ("pickle", pickle.dumps(_Call(command))),
        ("bytes", pickle.dumps(_Call(command))),
        ("null", b""),
    ]


def _runs(kind: str, blob: bytes, path: Path, folder: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE checkpoints SET type = ?, checkpoint = ?", (kind, blob))
    with closing(Database.connect(demo_database(folder), data_dir=folder)) as database:
        build_agent(load_chat_model("embedded"), database, str(path)).invoke(ALICE)
    return (folder / "ran").exists()
