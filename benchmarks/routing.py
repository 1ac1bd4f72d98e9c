"""Route decisions: which tool the router names for a message, among our own tools and the plug-ins of each line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from langchain_core.language_models import BaseChatModel

from hoidap.chains import Turn
from hoidap.chains.route import route
from hoidap.databases import Database
from hoidap.tools import ToolContext, load_tools, routable
from hoidap.tools.registry import BUILTIN

from .measured import Found, Row, at_least, per_cent, say, split
from .sets import EVALS, sample
from .writing_sql import TOLD_EVERY, Note, open_database

LEAST = 97


@dataclass(frozen=True)
class Message:
    """One line of tests/evals/routes.jsonl; `database` is None where the demo database is meant."""

    language: str
    kind: str
    text: str
    route: str
    plug_ins: tuple[tuple[str, str], ...]
    history: tuple[Turn, ...]
    database: Path | None


def read(file: Path, databases: Path) -> list[Message]:
    """The messages of a file; their databases lie in the folder `databases`."""
    return [_message(json.loads(line), databases) for line in file.read_text(encoding="utf-8").splitlines()]


def _message(line: dict[str, Any], databases: Path) -> Message:
    return Message(
        language=line["language"],
        kind=line["kind"],
        text=line["question"],
        route=line["route"],
        plug_ins=tuple((tool["name"], tool["description"]) for tool in line.get("tools", [])),
        history=tuple(Turn(question=turn["question"], sql=turn["gold_sql"]) for turn in line.get("history", [])),
        database=databases / line["db_path"] if "db_path" in line else None,
    )


def ours(llm: BaseChatModel, db: Database) -> list[tuple[str, str]]:
    """The tools that come with hoidap; what this machine has of plug-ins is no part of the measure."""
    tools = load_tools(ToolContext(llm=llm, answer_llm=llm, db=db))
    return routable({name: tool for name, tool in tools.items() if name in BUILTIN})


def measure(llm: BaseChatModel, name: str, data: Path, most: int | None, note: Note) -> Iterator[Found]:
    """One row, and how it splits up by language and by kind of message; `note` is given every decision."""
    messages = read(EVALS / "routes.jsonl", data / "demo")
    messages = sample(messages, most or len(messages))
    databases = {path: open_database(path) for path in {message.database: None for message in messages}}
    right, seconds = [], []
    for message in messages:
        db = databases[message.database]
        router = route(llm, [*ours(llm, db), *message.plug_ins], db)
        begin = perf_counter()
        chosen = router.invoke({"question": message.text, "history": list(message.history)})
        seconds.append(perf_counter() - begin)
        right.append(chosen == message.route)
        note({"set": "routes", "kind": message.kind, "question": message.text, "gold": message.route, "route": chosen})
        if len(right) % TOLD_EVERY == 0:
            say(f"routes: {len(right)} of {len(messages)}, {per_cent(right):.1f} % right so far")
    for database in databases.values():
        database.close()
    yield Row("route decisions", name, per_cent(right), "%", goal=at_least(LEAST), note=f"{len(right)} messages")
    yield Row("route decision, median", name, median(seconds))
    decided = list(zip(messages, right, strict=True))
    for group in dict.fromkeys(message.language for message in messages):
        yield from split("routes", group, (ok for message, ok in decided if message.language == group))
    for group in dict.fromkeys(message.kind for message in messages):
        yield from split("routes", group, (ok for message, ok in decided if message.kind == group))
