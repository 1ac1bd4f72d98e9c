"""The tool that writes SQL."""

from __future__ import annotations

from langchain_core.tools import BaseTool, ToolException, tool

from hoidap.chains.errors import ChainError
from hoidap.chains.language import Language
from hoidap.chains.sql import Ask, draft_sql

from .base import Json, ToolContext


def make(context: ToolContext) -> BaseTool:
    """The tool over the context's SQL model and database; it raises ToolException where no usable SQL was written."""
    chain = draft_sql(context.llm, context.db)

    @tool(parse_docstring=True)
    def generate_sql(
        question: str,
        history: list[Json] | None = None,
        error: str = "",
        failed_sql: str = "",
        language: Language | None = None,
    ) -> Json:
        """Write one SQL query that answers a question about the database. It is not run.

        Args:
            question: The question, in Vietnamese or English.
            history: Earlier turns of the conversation, each with its question and sql.
            error: Why the query written before failed, where there was one.
            failed_sql: The query that failed.
            language: The language of notes and doubts; the question's where it is not given.
        """
        ask = Ask(question=question, history=history or [], language=language)  # type: ignore[typeddict-item]  # turns, as JSON
        if error:
            ask |= Ask(error=error, failed_sql=failed_sql)
        try:
            return dict(chain.invoke(ask))
        except ChainError as problem:
            raise ToolException(str(problem)) from problem

    return generate_sql
