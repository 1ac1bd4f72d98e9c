"""Pairs as the token ids that a model reads and shall write, by its own chat template and the prompts of `chains`."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from langchain_core.messages import BaseMessage

from hoidap.chains.linking import link
from hoidap.chains.model_call import form_of
from hoidap.chains.schema_budget import asked_part
from hoidap.chains.sql import instructions, past_of
from hoidap.databases import Database

from ..batches import Sample, length
from ..dataset import Pair
from .lessons import course

if TYPE_CHECKING:
    from hoidap.models.chat import LocalChat

SLOT_ROUNDS = 3  # times that a pair is told over slots, each time numbered anew
_PROBE = "hoidap"


def samples(
    llm: LocalChat, db: Database, pairs: Sequence[Pair], seed: int, tick: Callable[[int, int], None]
) -> list[Sample]:
    """Prompt and reply of each pair, the reply with what ends it; pairs that cannot be said in slots are left out."""
    texts = _slot_texts if form_of(llm) == "slots" else _instruct_texts
    tokenizer = llm.llm.pipeline.tokenizer
    end = end_of_reply(tokenizer, llm.profile.stop)
    made = []
    for done, (messages, reply) in enumerate(texts(llm, db, pairs, random.Random(seed)), 1):
        prompt = tokenizer(llm.prompt_of(messages), add_special_tokens=False).input_ids
        made.append((prompt, tokenizer(reply + end, add_special_tokens=False).input_ids))
        tick(min(done, len(pairs)), len(pairs))
    return made


def _instruct_texts(
    llm: LocalChat, db: Database, pairs: Sequence[Pair], rng: random.Random
) -> Iterator[tuple[list[BaseMessage], str]]:
    for pair in pairs:
        history = list(pair.history)
        part = asked_part(llm, db, pair.question, [turn["sql"] for turn in history])
        past = past_of(history, part)
        links = link(pair.question, part.schema, part.values, year=past.year if past else None)
        yield instructions(part, links, {"question": pair.question, "history": history}), pair.sql


def _slot_texts(
    llm: LocalChat, db: Database, pairs: Sequence[Pair], rng: random.Random
) -> Iterator[tuple[list[BaseMessage], str]]:
    stream = course(pairs, db, replayed=0.0)(rng.randrange(2**32))
    for _ in range(SLOT_ROUNDS * len(pairs)):
        lesson = next(stream)
        yield list(lesson.messages), lesson.reply


def end_of_reply(tokenizer: Any, stops: Sequence[str]) -> str:
    """What the chat template writes behind a reply, or else what ends a text."""
    if tokenizer.chat_template:
        turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": _PROBE}]
        _, found, after = tokenizer.apply_chat_template(turns, tokenize=False).rpartition(_PROBE)
        if found and after.strip():
            return str(after.strip())
    return str(next(iter(stops), "") or tokenizer.eos_token)


def within(made: Sequence[Sample], longest: int) -> list[Sample]:
    """Those that are no longer than `longest` tokens."""
    return [sample for sample in made if length(sample) <= longest]
