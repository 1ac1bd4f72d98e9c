"""The literals that a query may hold: linked values, words of the question, dates; where nothing is known, any text."""

from __future__ import annotations

import re
from itertools import pairwise

_LONGEST = 10  # words of the question in one literal
_UNSAFE = r"\\*\x00-\x1f\x7f-\x9f"  # what a dialect or the guard takes for more than text
_ANY = rf"([^'{_UNSAFE}]|''){{0,%d}}"
_YEAR, _MONTH, _DAY = "[12][0-9]{3}", "-(0[1-9]|1[0-2])", "-(0[1-9]|[12][0-9]|3[01])"
_TIME = "( ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])"


def literals(dialect: str, question: str) -> str:
    """The lexemes of texts and dates, as Lark.

    TEXT and PATTERN are words that follow each other in a line of `question`, in any case; without a question,
    anything.
    """
    words = "|".join(dict.fromkeys(_runs(question)))
    text = f"(?i:{words})" if words else _ANY % 60
    pattern = f"%?{text}%?" if words else text
    national = "N?" if dialect == "tsql" else ""
    cut = dialect == "sqlite"  # which compares dates as texts
    lexemes = {
        "TEXT": f"{national}'{text}'",
        "PATTERN": f"{national}'{pattern}'",
        "LABEL": f"{national}'{_ANY % 30}'",
        "SEPARATOR": f"'{_ANY % 3}'",
        "DATE": f"'{_YEAR}({_MONTH}({_DAY}{_TIME}?)?)?'" if cut else f"'{_YEAR}{_MONTH}{_DAY}{_TIME}?'",
        "DATE_PATTERN": "'%?[0-9]{1,4}(-[0-9]{2}){0,2}%?'",
        "DATE_PART": "'[0-9]{1,4}(-[0-9]{2})?'",
    }
    return "".join(f"{name}: /{regex}/\n" for name, regex in lexemes.items())


def literal(text: str, dialect: str) -> str:
    """`text` in SQL."""
    national = "N" if dialect == "tsql" and not text.isascii() else ""
    escaped = text.replace("\\", "\\\\") if dialect == "mysql" else text
    return national + "'" + escaped.replace("'", "''") + "'"


def _runs(text: str) -> list[str]:
    """A regular expression for every word of a line with none, some or all of those behind it."""
    runs = []
    for line in re.split(f"[{_UNSAFE}]", text):
        words = list(re.finditer(r"\w+", line))
        for first, start in enumerate(words):
            run = ""
            for here, following in reversed(list(pairwise(words[first : first + _LONGEST]))):
                run = f"({_escaped(line[here.end() : following.end()])}{run})?"
            runs.append(start.group() + run)
    return runs


def _escaped(text: str) -> str:
    return re.sub(r"[^\w\s]", lambda mark: "''" if mark[0] == "'" else rf"\{mark[0]}", text)
