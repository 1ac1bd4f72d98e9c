"""The tool that reads the database."""

from __future__ import annotations

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, ToolException, tool

from hoidap.chains.model_call import CANCELLED
from hoidap.databases import QueryFailed, SqlRefused, TooCostly, Unavailable

from .base import Json, ToolContext


def make(context: ToolContext) -> BaseTool:
    """The tool over the context's database; it raises ToolException for what other SQL could mend."""

    @tool(parse_docstring=True)
    def execute_sql(sql: str, config: RunnableConfig, agreed: bool = False, max_rows: int | None = None) -> Json:
        """Run one SQL query that only reads, and return its columns and rows.

        Args:
            sql: A single SELECT query in the dialect of the database.
            agreed: Whether somebody agreed to a query that reads very many rows.
            max_rows: How many rows are enough, if fewer than the database gives.
        """
        stopped = config.get("configurable", {}).get(CANCELLED)
        try:
            result = context.db.query(sql, stopped, agreed=agreed, max_rows=max_rows)
        except TooCostly as cost:
            return {"sql": cost.sql, "columns": [], "rows": [], "truncated": False, "would_read": cost.rows}
        except Unavailable:
            raise  # no other SQL could mend it
        except (SqlRefused, QueryFailed) as problem:
            raise ToolException(str(problem)) from problem
        return {
            "sql": result.sql,
            "columns": list(result.columns),
            "rows": [list(row) for row in result.rows],
            "truncated": result.truncated,
            "filtered": result.filtered,
        }

    return execute_sql
