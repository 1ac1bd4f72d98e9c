"""The SQL guard: what it lets through is regenerated from the tree."""

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from .errors import SqlRefused
from .schema import Schema


class Guard:
    """Checks statements against one schema."""

    def __init__(self, schema: Schema) -> None:
        self._dialect = schema.dialect
        self.engine_functions = frozenset(
            "count sum avg min max total abs round upper lower length substr like glob coalesce strftime date".split()
        )

    def check(self, sql: str) -> str:
        """The regenerated statement; SqlRefused where it is not one SELECT."""
        try:
            tree = sqlglot.parse_one(sql, read=self._dialect)
        except (SqlglotError, RecursionError):
            raise SqlRefused("The statement cannot be read as SQL.") from None
        if not isinstance(tree, exp.Select | exp.SetOperation):
            raise SqlRefused("Only SELECT statements are allowed.")
        return tree.sql(self._dialect, comments=False)
