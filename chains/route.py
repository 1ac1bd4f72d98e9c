"""Route: which tool answers a message, by one model call that can only name a tool, and by what software sees in it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from .linking import Links, link
from .model_call import ChatModel, Form, form_of, reply, takes_grammar
from .parts import MOST_LINKED, part_of
from .prompt_files import prompt
from .route_choice import beyond_doubt, ranked, settled
from .route_evidence import evidence
from .slots import Sheet, unmarked
from .turn import Turn
from .verified import verified

if TYPE_CHECKING:
    from hoidap.databases import Database

QUERY_DATABASE = "query_database"
QUERY_DATABASE_DESCRIPTION = "Answers from the rows of the database: counts, sums, lists, comparisons, and follow-ups."
OURS = frozenset({QUERY_DATABASE, "small_talk", "out_of_scope"})

Tools = Sequence[tuple[str, str]]


class RouteInput(TypedDict, total=False):
    """`question` is needed; `history` is the conversation so far, oldest turn first."""

    question: str
    history: list[Turn]


def route(llm: ChatModel, tools: Tools, db: Database) -> Runnable[RouteInput, str]:
    """A Runnable from a question to the name of the tool that answers it.

    `tools` are (name, description) pairs, our own three (OURS) among them. The embedded model settles only which of the
    two likeliest tools it is, where the evidence has them close. A large model of ours is held to all names by a
    grammar; the reply of any other is matched to them leniently, and what names none goes to `query_database`.
    """

    def instructed(given: dict[str, Any], config: RunnableConfig) -> str:
        asked = db if len(db.schema.tables) <= MOST_LINKED else part_of(db, given["question"])
        names = [table.name for table in asked.schema.tables]
        messages = route_messages(given["question"], tools, given.get("history", ()), "instruct", names)
        grammar = route_grammar(tools) if takes_grammar(llm) else None
        return match_tool(reply(llm, messages, config, grammar=grammar, max_new_tokens=24).text, tools)

    def weighed(given: dict[str, Any], config: RunnableConfig) -> str:
        links, history = link(given["question"], db.schema, db.values), given.get("history", ())
        names = [name for name, _ in tools]
        first, *others = (one for one in ranked(*evidence(links, tools, history, OURS)) if one[0] in names)
        if not others or beyond_doubt(first, others[0]):
            return first[0]
        messages = route_messages(_marked(links, db), tools, history, "slots")
        both = [(name, description) for name, description in tools if name in (first[0], others[0][0])]
        said = reply(llm, messages, config, grammar=route_grammar(both), max_new_tokens=24)
        confidence = said.response_metadata.get("confidence")
        return settled(first, others[0], match_tool(said.text, both), 1.0 if confidence is None else confidence)

    def routed(given: dict[str, Any], config: RunnableConfig) -> str:
        if verified(given["question"], db):
            return QUERY_DATABASE
        return (weighed if form_of(llm) == "slots" else instructed)(given, config)

    return RunnableLambda(routed, name="route")  # type: ignore[arg-type]


def read_words(llm: ChatModel, db: Database) -> None:
    """Put the words that tell tools apart in order before anybody asks: most of a second, once."""
    if form_of(llm) == "slots":
        evidence(link("xin chào", db.schema, db.values), (), (), OURS)


def route_messages(
    question: str, tools: Tools, history: Sequence[Turn], form: Form, tables: Sequence[str] = ()
) -> list[BaseMessage]:
    """The prompt of one routing; training builds its examples with this too.

    In the form "slots" `question` comes as the linker marked it ("Có bao nhiêu cải tiến ◊t0 trong năm 2024 ◊d0").
    """
    lines = "\n".join(f"{name}: {_first_sentence(description)}" for name, description in tools)
    names = {"tables": ", ".join(tables)} if form == "instruct" else {}
    before = [unmarked(turn["question"]) for turn in history[-1:]]
    if form == "instruct":
        asked = [*(f"The question before it: {text}" for text in before), f"The message: {question}"]
    else:
        asked = [*before, question]
    return [SystemMessage(prompt(f"route_{form}", tools=lines, **names)), HumanMessage("\n".join(asked))]


def _marked(links: Links, db: Database) -> str:
    """The question with the slots of its links, which tell the embedded model that it is about this database."""
    return " ".join(Sheet.of(links, db.schema).question().split())


def route_grammar(tools: Tools) -> str:
    """A Lark grammar for exactly the tools' names."""
    return "start: " + " | ".join(json.dumps(name) for name, _ in tools)


def match_tool(reply: str, tools: Tools) -> str:
    """The tool that `reply` names first; `query_database` where it names none."""
    found = [(position, name) for name, _ in tools if (position := _spelled(reply).find(_spelled(name))) >= 0]
    return min(found)[1] if found else QUERY_DATABASE


def _spelled(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", text.casefold())


def _first_sentence(description: str) -> str:
    return re.split(r"(?<=[.!?])\s", " ".join(description.split()), maxsplit=1)[0]
