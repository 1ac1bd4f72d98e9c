"""Text and SQL as Markdown that shows them as they are."""

from string import punctuation

import sqlglot
from sqlglot.errors import SqlglotError

ESCAPED = str.maketrans({character: f"\\{character}" for character in punctuation})


def plain(words: str) -> str:
    """Text that Markdown leaves alone: no picture, link or list of a cell's making."""
    return words.translate(ESCAPED)


def fenced(words: str, language: str = "text") -> str:
    """A code block that nothing in it can end."""
    longest = max((len(run) for run in words.split() if set(run) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{words}\n{fence}" if words else ""


def pretty(sql: str, dialect: str) -> str:
    """SQL over several lines; as it is where it cannot be read."""
    try:
        return sqlglot.transpile(sql, read=dialect, write=dialect, pretty=True)[0] if sql else ""
    except SqlglotError:
        return sql
