"""Text and SQL as Markdown that shows them as they are."""

import re

import sqlglot
from sqlglot.errors import SqlglotError

# What Markdown makes something of wherever it stands, of addresses too, and what it does at the start of a line. Not
# more than that: whoever copies an answer copies the backslashes with it.
SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&$@!^]|(?<=http):|(?<=https):|(?<=ftp):|(?<=www)\.", re.IGNORECASE)
INDENTED = re.compile(r"^[ \t]{2,}", re.MULTILINE)
BEGINS_SOMETHING = re.compile(r"^(\s*)(?:([-+=:])|(\d+)([.)]))", re.MULTILINE)


def plain(words: str) -> str:
    """Text that Markdown leaves alone: no picture, link or list of a cell's making."""
    escaped = SPECIAL.sub(lambda found: f"\\{found[0]}", INDENTED.sub(" ", words))
    return BEGINS_SOMETHING.sub(_escaped_beginning, escaped)


def _escaped_beginning(found: re.Match[str]) -> str:
    indent, sign, number, mark = found.groups()
    return f"{indent}\\{sign}" if sign else f"{indent}{number}\\{mark}"


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
