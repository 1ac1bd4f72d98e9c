"""The tool that says in a sentence what the rows say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from langchain_core.tools import BaseTool, tool
from langgraph.config import get_stream_writer

from hoidap.chains.answer import AnswerInput, answer_sentences
from hoidap.chains.language import Language, detect_language
from hoidap.chains.plain_answer import plain_answer
from hoidap.chains.reasons import reason
from hoidap.models.errors import GenerationCancelled, ModelError

from .base import Json, ToolContext


def make(context: ToolContext) -> BaseTool:
    """The tool over the context's answer model; inside a LangGraph graph it also streams `{"answer": sentence}`."""

    @tool(parse_docstring=True)
    def summarize_answer(
        question: str,
        columns: list[str],
        rows: list[list[Any]],
        truncated: bool = False,
        language: Language | None = None,
    ) -> Json:
        """Answer a question in one or two sentences from the rows that a query returned.

        Args:
            question: The question, in Vietnamese or English.
            columns: The names of the columns.
            rows: The rows, each a list of values.
            truncated: Whether there are more rows than these.
            language: The language of the answer; the question's where it is not given.
        """
        language = language or detect_language(question)
        notes: list[str] = []
        given = AnswerInput(question=question, columns=columns, rows=rows, truncated=truncated, language=language)
        said = []
        for sentence in _whatever_happens(answer_sentences(context.answer_llm, given, notes=notes), given, notes):
            _stream_writer()({"answer": sentence})
            said.append(sentence)
        return {"answer": "".join(said), "notes": notes}

    return summarize_answer


def _whatever_happens(sentences: Iterator[str], given: AnswerInput, notes: list[str]) -> Iterator[str]:
    """The sentences; where the model fails before the first, the one that needs no model, since the rows are there."""
    told = False
    try:
        for sentence in sentences:
            told = True
            yield sentence
    except GenerationCancelled:
        raise
    except ModelError as error:
        notes.append(reason(error, given["language"]))
        if not told:
            yield plain_answer(
                given["question"], given["columns"], given["rows"], given["truncated"], given["language"]
            )


def _stream_writer() -> Any:
    try:
        return get_stream_writer()
    except (RuntimeError, KeyError):  # not inside a graph: nobody listens
        return lambda chunk: None
