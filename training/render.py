"""Training examples as the very messages that `chains` sends, with the reply that the model shall give."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import BaseMessage

from hoidap.chains.answer import answer_messages
from hoidap.chains.answer_check import Facts
from hoidap.chains.linking import Link, Links, link
from hoidap.chains.restating import restated
from hoidap.chains.route import route_messages
from hoidap.chains.slots import NoSlot, Past, Sheet
from hoidap.chains.sql import sql_messages
from hoidap.chains.turn import Turn
from hoidap.databases import Value, ValueIndex

from .synthesize.example import AnswerExample, Example, RouteExample

MISSED_LINKS = (0.0, 0.0, 0.0, 0.08, 0.2)  # the share of an example's links that the linker is made to miss


MOST_INDEXES = 256
_INDEXES: dict[int, tuple[tuple[Value, ...], ValueIndex]] = {}


@dataclass(frozen=True)
class Lesson:
    """What the model reads and what it shall write."""

    messages: Sequence[BaseMessage]
    reply: str


def sql_lesson(example: Example, rng: random.Random) -> Lesson | None:
    """The SQL prompt of an example; None where a literal of its SQL is not linked, so that guessing is not taught."""
    past = Past(example.history[-1].question, example.history[-1].sql) if example.history else None
    past = restated(past, example.question, example.schema) if past else None
    year = past.year if past else None
    links = link(example.question, example.schema, index_of(example.values), language=example.language, year=year)
    for missed in dict.fromkeys((rng.choice(MISSED_LINKS), 0.0)):
        sheet = Sheet.of(_forget(links, missed, rng), example.schema, past, rng)
        try:
            return Lesson(sql_messages(sheet), sheet.shorten(example.sql))
        except NoSlot:
            continue
    return None


def route_lesson(example: RouteExample, rng: random.Random) -> Lesson:
    links = link(example.question, example.schema, index_of(example.values), language=example.language)
    past = Past(example.history[-1].question, example.history[-1].sql) if example.history else None
    sheet = Sheet.of(links, example.schema, None, rng)
    before = [Turn(question=past.question, sql=past.sql)] if past else []
    return Lesson(route_messages(sheet.question(), example.tools, before, "slots"), example.tool)


def answer_lesson(example: AnswerExample) -> Lesson:
    facts = Facts(example.question, example.columns, example.rows, example.language, example.truncated)
    return Lesson(answer_messages(facts, "slots"), example.answer)


def index_of(values: tuple[Value, ...]) -> ValueIndex:
    """The index of `values`, kept for the last few tuples by identity, since hashing thousands of values costs more."""
    known = _INDEXES.get(id(values))
    if known is None:
        if len(_INDEXES) >= MOST_INDEXES:
            _INDEXES.pop(next(iter(_INDEXES)))
        known = _INDEXES[id(values)] = (values, ValueIndex(values))
    return known[1]


def _forget(links: Links, share: float, rng: random.Random) -> Links:
    """Drop the names of some tables and columns, never values: the model shall also read the schema itself."""

    def kept(one: Link) -> bool:
        return rng.random() >= share or any(
            not hasattr(meaning, "column") or isinstance(meaning, Value) for meaning in one.meanings
        )

    return replace(links, links=tuple(one for one in links.links if kept(one))) if share else links


def text_of(lesson: Lesson, roles: Mapping[str, str]) -> tuple[str, str]:
    """Prompt and reply as the chat template writes them."""
    names = {"system": "system", "human": "user", "ai": "assistant"}
    prompt = "".join(f"{roles[names[message.type]]}{message.content}" for message in lesson.messages)
    return prompt + roles["assistant"], lesson.reply
