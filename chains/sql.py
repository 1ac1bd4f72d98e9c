"""From a question to SQL: link it to the schema, let the model write under a grammar, and spell the result out.

A model of the form "slots" (the embedded one) writes canonical SQL over slots; every other model gets instructions and
writes the database's own SQL. Both end as SQL in the dialect of the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from operator import itemgetter
from typing import TypedDict

from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import ContextThreadPoolExecutor

from hoidap.databases import Database, Example, Value

from .canonical import expand
from .canonicalize import canonicalize
from .conversion import in_wished_unit
from .doubts import doubts
from .errors import ChainError, NoSql, NotCanonical
from .grammar import slot_grammar
from .language import Language
from .linking import Links, link
from .measures import folded, measured, written_out
from .mending import mend
from .model_call import ChatModel, form_of, reply, takes_grammar
from .parts import Asked, Part
from .phrases import Target
from .prompt_files import prompt
from .restating import restated
from .retrieval import index_of
from .schema_budget import asked_part, fits
from .slots import NoSlot, Past, Sheet, unmarked
from .sql_grammar import sql_grammar
from .trimming import kept_to_the_question
from .turn import LinkedValue, Turn
from .unsure import doubtful, is_doubtful, left_out, not_understood
from .verified import NOTE, alike, verified

HISTORY_TURNS = 3  # earlier turns told to a model that reads instructions; the embedded one reads the last
MOST_TOKENS = 200
TEMPERATURE = 0.8  # of the samples
OTHER_TRIES = 12  # samples drawn when the likeliest SQL is doubtful or cannot be used


class Draft(TypedDict):
    """SQL that was written and not yet run, with what it rests on."""

    sql: str
    canonical: str
    language: Language
    tables: list[str]
    columns: list[str]
    values: list[LinkedValue]
    confidence: float | None
    notes: list[str]
    doubts: list[str]


class Ask(TypedDict, total=False):
    """What `draft_sql` takes: a question, the turns before it, and the SQL that failed with its error.

    `language` is that of what is told beside the SQL, where it is not the question's.
    """

    question: str
    language: Language | None
    history: list[Turn]
    error: str
    failed_sql: str


def write_sql(llm: ChatModel, db: Database) -> Runnable[str | Ask, str]:
    """A runnable from a question (text, or a dict with `question` and `history`) to SQL in the dialect of `db`.

    Raises NoSql where the model wrote nothing that can be run on this schema.
    """
    return (RunnableLambda(_as_ask) | draft_sql(llm, db) | RunnableLambda(itemgetter("sql"))).with_config(
        run_name="write_sql"
    )


def draft_sql(
    llm: ChatModel, db: Database, *, grammar: bool = True, samples: int = OTHER_TRIES
) -> Runnable[Ask, Draft]:
    """Like `write_sql`, with the canonical SQL, what was linked, the confidence, notes and doubts.

    What holds the model up can be taken away, to measure what it is worth: the grammar, and the samples that are drawn
    where the likeliest SQL is doubtful or cannot be used.
    """

    def draft(ask: Ask, config: RunnableConfig) -> Draft:
        slots = form_of(llm) == "slots"
        guides = [] if slots else alike(ask["question"], db)
        part = asked_part(llm, db, ask["question"], _statements(ask, guides))
        part = measured_part(part) if slots else part
        past = past_of(ask.get("history", []), part)
        past = restated(past, ask["question"], part.schema) if past else None
        links = link(ask["question"], part.schema, part.values, year=past.year if past else None)
        if not ask.get("error") and (known := verified(ask["question"], db)):
            return _verified(known.sql, links, ask)
        if slots:
            sheet = sheet_of(links, part, past)
            messages, held_to = sql_messages(sheet), slot_grammar(sheet) if grammar else None
            replies = _replies(llm, messages, held_to, config, samples)
            certain = _certain(llm, messages, sheet, config) if samples else iter(())
            return _from_slots(replies, certain, part, sheet, ask)
        return _from_instructions(llm, part, links, ask, config, grammar)

    return RunnableLambda(draft).with_config(run_name="draft_sql")


def preload(llm: ChatModel, db: Database) -> None:
    """Read the schema before anybody asks: the model, where it can keep what it has read; the index of a large one.

    Raises ModelError.
    """
    if not fits(llm, db.schema):
        index_of(db.schema)
    elif read := getattr(llm, "preload", None):
        slots = form_of(llm) == "slots"
        part = measured_part(db) if slots else db
        links = link("", part.schema, part.values)
        prompt = sql_messages(sheet_of(links, part, None)) if slots else instructions(db, links, {"question": ""})
        read(prompt[:1])


def sql_messages(sheet: Sheet) -> list[BaseMessage]:
    """The embedded model's SQL prompt: the schema in slots, the turn before, and the question with its links."""
    before = ""
    if sheet.past is not None:
        before = f"{_one_line(unmarked(sheet.past.question))} => {sheet.shorten(sheet.past.sql)}\n"
    return [
        SystemMessage("sql\n" + sheet.schema_lines()),
        HumanMessage(before + _one_line(sheet.question())),
    ]


def past_of(history: Sequence[Turn], db: Asked) -> Past | None:
    """The last turn that asked the database, in canonical SQL; None where there is none that can be said so.

    SQL that somebody edited beyond that is taken for what the model had written for the same question.
    """
    asked = [turn for turn in reversed(history) if turn.get("sql")]
    for turn in asked:
        if turn["question"] == asked[0]["question"]:
            with suppress(NotCanonical):
                canonical = turn.get("canonical") or canonicalize(turn["sql"], db.schema)
                return Past(turn["question"], folded(canonical, db.schema))
    return None


def sheet_of(links: Links, db: Asked, past: Past | None) -> Sheet:
    """The slots of one prompt; an earlier turn that does not fit into them is left out."""
    sheet = Sheet.of(links, db.schema, past)
    try:
        sql_messages(sheet)
    except NoSlot:
        sheet = Sheet.of(links, db.schema, None)
    return sheet


def measured_part(db: Asked) -> Part:
    """The same with a column for each figure that its prices and quantities give, which the embedded model reads."""
    return Part(measured(db.schema), db.values, db.examples)


def _from_slots(
    replies: Iterable[AIMessageChunk], certain: Iterable[AIMessageChunk], db: Asked, sheet: Sheet, ask: Ask
) -> Draft:
    """The first draft if nothing speaks against it, else of all the likeliest of those with the fewest doubts.

    Where none can be used, `certain` is asked for.
    """
    problem, before = ask.get("error", ""), sheet.past.sql if sheet.past else ""
    drafts: list[tuple[int, Draft]] = []
    seen: set[str] = set()

    def tries() -> Iterator[AIMessageChunk]:
        yield from replies
        if not drafts:
            yield from certain

    for written in tries():
        first = not seen
        if written.text in seen:
            continue
        seen.add(written.text)
        try:
            canonical = mend(sheet.spell(written.text.strip()), sheet.links, db.schema)
            meant = kept_to_the_question(canonical, sheet.links, db.schema, before)
            plain = written_out(meant, db.schema)
            sql = expand(in_wished_unit(plain, sheet.links, db.schema), db.schema)
        except (ChainError, NoSlot) as error:
            problem = str(error)
            continue
        if sql != ask.get("failed_sql"):
            signs = doubts(canonical, sheet.links, db.schema, before)
            drafts.append((signs, _draft(sql, plain, sheet.links, written, ask)))
            if first and not signs:
                break
    if not drafts:
        raise NoSql(f"the model wrote no SQL that fits this database ({problem})")
    signs, draft = min(drafts, key=lambda weighed: (weighed[0], -(weighed[1]["confidence"] or 0)))
    draft["doubts"] += left_out(draft["canonical"], sheet.links, draft["language"])
    if is_doubtful(signs, draft["confidence"]) and not draft["doubts"]:
        draft["doubts"] = doubtful(draft["canonical"], sheet.links, db.schema, draft["language"])
    return draft


def _replies(
    llm: ChatModel, messages: list[BaseMessage], grammar: str | None, config: RunnableConfig, samples: int
) -> Iterator[AIMessageChunk]:
    """The likeliest reply, then samples for when that one cannot be used, drawn together in one batch of the model."""
    yield reply(llm, messages, config, grammar=grammar, max_new_tokens=MOST_TOKENS)
    if not samples:
        return
    options = {"grammar": grammar, "max_new_tokens": MOST_TOKENS, "temperature": TEMPERATURE}

    def sample(seed: int) -> AIMessageChunk:  # seeded, so that the same question gets the same answer
        return reply(llm, messages, config, seed=seed, **options)

    with ContextThreadPoolExecutor(samples) as pool:
        yield from pool.map(sample, range(samples))


def _certain(
    llm: ChatModel, messages: list[BaseMessage], sheet: Sheet, config: RunnableConfig
) -> Iterator[AIMessageChunk]:
    """One more reply, for when none could be used: over tables that can be joined alone."""
    yield reply(llm, messages, config, grammar=slot_grammar(sheet.joinable()), max_new_tokens=MOST_TOKENS)


def _from_instructions(
    llm: ChatModel, db: Asked, links: Links, ask: Ask, config: RunnableConfig, grammar: bool
) -> Draft:
    held_to = _grammar_of(db, links, ask) if grammar and takes_grammar(llm) else None
    written = reply(llm, instructions(db, links, ask), config, grammar=held_to, max_new_tokens=MOST_TOKENS)
    sql = _statement(written.text)
    if not sql:
        raise NoSql("the model wrote no SQL")
    return _draft(sql, "", links, written, ask)


def _grammar_of(db: Asked, links: Links, ask: Ask) -> str:
    """SQL over the values and words of the question and of the turns before it, which it may take up."""
    turns = ask.get("history", [])[-HISTORY_TURNS:]
    values = [Value(**value) for turn in turns for value in turn.get("values", [])] + _values(links)
    return sql_grammar(db.schema, values, "\n".join([*(turn["question"] for turn in turns), links.question]))


def instructions(db: Asked, links: Links, ask: Ask) -> list[BaseMessage]:
    """The prompt of a model that follows instructions: the constant part first, so that its KV cache is reused."""
    values = [f"{value.table}.{value.column} = '{value.text}'" for value in _values(links)]
    parts = [f"Earlier: {turn['question']}\n{turn['sql']}" for turn in ask.get("history", [])[-HISTORY_TURNS:]]
    parts += [f"Verified: {example.question}\n{example.sql}" for example in alike(ask["question"], db)]
    parts += [f"Values: {'; '.join(dict.fromkeys(values))}"] if values else []
    parts.append(f"Question: {links.question}")
    if ask.get("error"):
        parts.append(f"This SQL failed: {ask.get('failed_sql', '')}\nError: {ask['error']}\nWrite it right.")
    return [
        SystemMessage(prompt("sql_instruct", dialect=db.schema.dialect, schema=db.schema.render())),
        HumanMessage("\n\n".join(parts)),
    ]


def _statements(ask: Ask, guides: Iterable[Example]) -> list[str]:
    """The SQL that the prompt will tell of, whose tables it has to show."""
    turns = ask.get("history", [])[-HISTORY_TURNS:]
    return [*(turn["sql"] for turn in turns), *(guide.sql for guide in guides), ask.get("failed_sql", "")]


def _values(links: Links) -> list[Value]:
    return [meaning for meaning in links.meanings() if isinstance(meaning, Value)]


def _statement(reply: str) -> str:
    """The SQL in a reply, freed of code fences and of what stands around it."""
    fenced = re.search(r"```(?:\w+)?\s*\n?(.*?)```", reply, re.DOTALL)
    text = (fenced.group(1) if fenced else reply).strip()
    found = re.search(r"\b(?:SELECT|WITH)\b.*", text, re.DOTALL | re.IGNORECASE)
    return (found.group() if found else text).strip().rstrip(";").strip()


def _draft(sql: str, canonical: str, links: Links, reply: AIMessageChunk, ask: Ask) -> Draft:
    used = [m for m in links.meanings() if isinstance(m, Target | Value)]
    language = ask.get("language") or links.language
    return Draft(
        sql=sql,
        canonical=canonical,
        language=language,
        tables=list(links.tables()),
        columns=list(dict.fromkeys(f"{m.table}.{m.column}" for m in used if isinstance(m, Target) and m.column)),
        values=[LinkedValue(table=m.table, column=m.column, text=m.text) for m in used if isinstance(m, Value)],
        confidence=reply.response_metadata.get("confidence"),
        notes=[],
        doubts=not_understood(sql, links, language),
    )


def _verified(sql: str, links: Links, ask: Ask) -> Draft:
    certain = AIMessageChunk(content="", response_metadata={"confidence": 1.0})
    draft = _draft(sql, "", links, certain, ask)
    return {**draft, "notes": [NOTE[draft["language"]]], "doubts": []}


def _as_ask(question: str | Ask) -> Ask:
    return {"question": question} if isinstance(question, str) else question


def _one_line(text: str) -> str:
    return " ".join(text.split())
