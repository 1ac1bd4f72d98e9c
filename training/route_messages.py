"""The messages that the weights of routes are fitted on: written ones, these in other company, and generated ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from hoidap.chains import Turn
from hoidap.chains.linking import link
from hoidap.chains.route import QUERY_DATABASE, QUERY_DATABASE_DESCRIPTION
from hoidap.chains.route_evidence import Evidence, evidence
from hoidap.databases import Database, demo_database

from .holdout import contents, databases, split
from .render import index_of
from .synthesize import random_schema, real_source, routes
from .synthesize.routes import OUT_OF_SCOPE, SMALL_TALK

WRITTEN = Path(__file__).parent / "data" / "routes_dev.jsonl"
OURS = (QUERY_DATABASE, SMALL_TALK, OUT_OF_SCOPE)
GENERATED, REAL_SCHEMAS = 1600, 12
WEIGHT_OF_GENERATED, WEIGHT_OF_VARIED = 0.1, 0.4
VARIATIONS = 3
OF_ITS_DATABASE = frozenset({"data", "follow_up", "change"})  # other kinds of messages are sent to any database
_OF_ITS_PLUG_INS = frozenset({"plug_in", "plug_in_absent", "off_topic"})  # one more plug-in might be for them
_AFTER_A_TURN = 0.35  # of the varied messages that came first, how many come after a question to the data
_PLUG_INS = (10, 25, 25, 20, 20)  # how often none, one, two ... stand beside a varied message


@dataclass(frozen=True)
class Message:
    """A written message; `database` is a Spider name, a file of demo databases, or "" for our own demo database.

    `tool` takes it; `plug_ins` are (name, description) pairs; `history` are the questions before it, oldest first.
    """

    kind: str
    text: str
    tool: str
    plug_ins: tuple[tuple[str, str], ...]
    history: tuple[str, ...]
    database: str


@dataclass(frozen=True)
class Seen:
    """The evidence of one message, the tool that takes it, how much it counts, and what it was made of."""

    kind: str
    ours: Evidence
    plug_ins: Mapping[str, Evidence]
    tool: str
    counts: float = 1.0
    origin: Message | None = None


def written() -> list[Message]:
    """The messages that people wrote."""
    return [_message(json.loads(line)) for line in WRITTEN.read_text(encoding="utf-8").splitlines()]


def _message(line: dict[str, Any]) -> Message:
    return Message(
        kind=line["kind"],
        text=line["question"],
        tool=line["route"],
        plug_ins=tuple((tool["name"], tool["description"]) for tool in line.get("tools", [])),
        history=tuple(turn["question"] for turn in line.get("history", [])),
        database=line.get("db_id") or line.get("db_path") or "",
    )


def varied(messages: Sequence[Message], times: int = VARIATIONS) -> Iterator[tuple[Message, Message]]:
    """Each message and another like it, so many times: beside other plug-ins, over another database, after a turn."""
    rng = Random(3)
    turns = [message.history for message in messages if message.kind == "follow_up"]
    catalog = sorted({plug_in for message in messages for plug_in in message.plug_ins})
    everywhere = sorted({message.database for message in messages})
    for message in messages:
        for _ in range(times):
            other = message
            if message.kind not in OF_ITS_DATABASE:
                other = replace(other, database=rng.choice(everywhere))
            if message.kind not in _OF_ITS_PLUG_INS:
                count = min(len(catalog), rng.choices(range(len(_PLUG_INS)), _PLUG_INS)[0])
                other = replace(other, plug_ins=tuple(dict(rng.sample(catalog, count)).items()))
            if not message.history and rng.random() < _AFTER_A_TURN:
                other = replace(other, history=rng.choice(turns))
            yield message, other


def seen(data: Path, messages: Sequence[Message]) -> list[Seen]:
    """The evidence of each message and of its variations; `data` holds `spider_train/` and `demo/`."""
    files = databases(data / "spider_train" / "databases")
    known: dict[str, Database] = {}

    def look(message: Message, origin: Message, counts: float) -> Seen:
        name = message.database
        if name not in known:
            file = data / "demo" / name if name.endswith(".sqlite") else files.get(name)
            known[name] = Database.connect(f"sqlite:///{file}" if name else demo_database())
        db = known[name]
        history = [Turn(question=question, sql="SELECT 1") for question in message.history]
        links = link(message.text, db.schema, db.values)
        found = evidence(links, [*_described(), *message.plug_ins], history, set(OURS))
        return Seen(message.kind, *found, message.tool, counts, origin)

    everything = [look(message, message, 1.0) for message in messages]
    everything += [look(other, message, WEIGHT_OF_VARIED) for message, other in varied(messages)]
    for db in known.values():
        db.close()
    return everything


def generated(data: Path, count: int = GENERATED) -> Iterator[Seen]:
    """As many generated messages, half of them over real schemas."""
    files = databases(data / "spider_train" / "databases")
    real = tuple(contents(files[name]) for name in Random(1).sample(split(files)[0], REAL_SCHEMAS))
    for source in (random_schema, real_source(real)):
        for example in islice(routes(Random(5), source), count // 2):
            links = link(example.question, example.schema, index_of(example.values), language=example.language)
            history = [Turn(question=past.question, sql=past.sql) for past in example.history]
            found = evidence(links, example.tools, history, set(OURS))
            yield Seen("generated", *found, example.tool, WEIGHT_OF_GENERATED)


def _described() -> list[tuple[str, str]]:
    return [(QUERY_DATABASE, QUERY_DATABASE_DESCRIPTION), *((name, "") for name in OURS[1:])]
