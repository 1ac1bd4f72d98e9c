"""Answer: a question and the rows it brought become a sentence, streamed, and checked before anybody sees it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Container, Iterable, Iterator
from typing import Any, TypedDict

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableConfig, RunnableGenerator

from .answer_check import Facts, answers, strange_words, unsupported
from .answer_grammar import free_grammar, told_grammar
from .answer_groups import name_groups
from .answer_rows import SHOWN_COLUMNS, asked, shown_rows
from .bridge import iterate
from .cells import shown, text
from .language import Language, detect_language
from .model_call import ChatModel, Form, form_of, stream_reply, takes_grammar
from .plain_answer import plain_answer
from .prompt_files import prompt

MAX_NEW_TOKENS: dict[Form, int] = {"slots": 256, "instruct": 120}
MOST_SENTENCES = 3

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_OPENING = "\"'“‘(["
_LANGUAGES = {"vi": "Vietnamese", "en": "English"}
_SILENT = {
    "vi": "Mô hình không trả lời gì nên câu này do phần mềm tự viết từ dữ liệu.",
    "en": "The model said nothing, so software wrote this sentence from the data.",
}
_NOTE = {
    "vi": "Câu trả lời của mô hình nói điều không có trong dữ liệu nên đã được bỏ hoặc thay.",
    "en": "The model's answer said what the data does not, so it was left out or replaced.",
}


class AnswerInput(TypedDict, total=False):
    """`question`, `columns` and `rows` are needed; without `language` it is the question's."""

    question: str
    columns: list[str]
    rows: list[list[Any]]
    truncated: bool
    language: Language


def answer_question(llm: ChatModel) -> Runnable[AnswerInput, str]:
    """A Runnable from a question and its rows to one or a few checked sentences, streamed one by one.

    A sentence that says a number or a name that the rows and the question don't is never shown: the deterministic
    sentence (`plain_answer`) stands in for the first, and a later one is left out.
    """

    def sync(inputs: Iterator[AnswerInput], config: RunnableConfig) -> Iterator[str]:
        yield from answer_sentences(llm, _whole(inputs), config)

    async def run(inputs: AsyncIterator[AnswerInput], config: RunnableConfig) -> AsyncIterator[str]:
        given = _whole([part async for part in inputs])
        async for sentence in iterate(lambda config: answer_sentences(llm, given, config), config):
            yield sentence

    # the config is handed to a function that has a parameter of this name; the types don't say so
    return RunnableGenerator(sync, run, name="answer_question")  # type: ignore[arg-type]


def answer_sentences(
    llm: ChatModel, given: AnswerInput, config: RunnableConfig | None = None, notes: list[str] | None = None
) -> Iterator[str]:
    """Yield the checked sentences, each but the first with the space before it; what was rejected goes into `notes`.

    An empty result is answered without the model: there is nothing to say that software can't.
    """
    facts = facts_of(given)
    plain = plain_answer(facts.question, facts.columns, facts.rows, facts.truncated, facts.language)
    if not facts.rows:
        yield plain
        return
    form = form_of(llm)
    chunks = stream_reply(
        llm,
        answer_messages(facts, form),
        config,
        grammar=answer_grammar(facts, form) if takes_grammar(llm) else None,
        max_new_tokens=MAX_NEW_TOKENS[form],
    )
    said, strict = (chunk.text for chunk in chunks), form == "slots"
    told = checked(said, facts, plain, [] if notes is None else notes, strict=strict)
    yield from (name_groups(sentence, facts) for sentence in told) if strict else told


def checked(
    pieces: Iterable[str], facts: Facts, plain: str, notes: list[str], *, strict: bool = False
) -> Iterator[str]:
    """Yield the sentences of streamed text that `facts` support, and `plain` where the first is not supported.

    `strict` lets no word pass that the facts and everyday speech do not have.
    """
    count = 0
    for sentence in sentences(pieces, dotted_words(facts)):
        strange = strict and strange_words(sentence, facts)
        if strange or unsupported(sentence, facts) or not (count or answers(sentence, facts)):
            notes.append(_NOTE[facts.language])  # without the words, which nobody vouches for
            if not count:
                yield plain
            return
        yield f" {sentence}" if count else sentence
        count += 1
        if count == MOST_SENTENCES:
            return
    if not count:
        notes.append(_SILENT[facts.language])
        yield plain


def sentences(pieces: Iterable[str], dotted: Container[str] = frozenset()) -> Iterator[str]:
    """Put streamed pieces together and yield each sentence as soon as it has ended; none ends with a `dotted` word."""
    begun, waiting = "", ""  # what a dotted word ended, and what has not ended
    for piece in pieces:
        *ended, waiting = _SENTENCE_END.split(waiting + piece)
        for part in ended:
            begun = f"{begun} {part}".strip()
            if begun and begun.split()[-1].lstrip(_OPENING) not in dotted:
                yield begun
                begun = ""
    if last := f"{begun} {waiting}".strip():
        yield last


def dotted_words(facts: Facts) -> frozenset[str]:
    """Words of the facts, such as "Dr.", that end like a sentence; the question's last word does end one."""
    texts = [text for row in shown_rows(facts) for text in row]
    said = [*(word for text in texts for word in text.split()), *asked(facts).split()[:-1]]
    return frozenset(word.lstrip(_OPENING) for word in said if word[-1] in ".!?…")


def facts_of(given: AnswerInput) -> Facts:
    """The input as the check and the prompt read it."""
    question = given["question"]
    return Facts(
        question=question,
        columns=given["columns"],
        rows=given["rows"],
        language=given.get("language") or detect_language(question),
        truncated=given.get("truncated", False),
    )


def answer_messages(facts: Facts, form: Form) -> list[BaseMessage]:
    """The prompt of one answer: question, columns, the first rows, how many there are. Training uses this too."""
    language = facts.language if form == "slots" else _LANGUAGES[facts.language]
    lines = [
        asked(facts),
        " | ".join(text(name, facts.language) for name in facts.columns[:SHOWN_COLUMNS]),
    ]
    lines += [" | ".join(row) for row in shown_rows(facts)]
    lines.append(f"rows: {_row_count(facts)}")
    return [SystemMessage(prompt(f"answer_{form}", language=language)), HumanMessage("\n".join(lines))]


def answer_grammar(facts: Facts, form: Form) -> str:
    """What a reply may be, as Lark text: the embedded model has a few sentences, others write freely."""
    return told_grammar(facts) if form == "slots" else free_grammar(facts)


def _row_count(facts: Facts) -> str:
    return shown(len(facts.rows), facts.language) + ("+" if facts.truncated else "")


def _whole(parts: Iterable[AnswerInput]) -> AnswerInput:
    whole: AnswerInput = {}
    for part in parts:
        whole = {**whole, **part}
    return whole
