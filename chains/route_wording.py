"""How a message is put, apart from what it is about: its words in twos and threes, with a sign for what was linked.

"How many songs are there" and "how many wines are there" are put alike: `how many <table>`. So what is learned over one
database holds for another. Words of Vietnamese count as they are written and without their marks.
"""

from __future__ import annotations

import re

from hoidap.databases import Value, fold

from .links import Amount, FreeText, Link, Links
from .periods import Period
from .phrases import Target

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[?%+=]")
_LONGEST = 3
_START, _END, _NUMBER = "^", "$", "<number>"
_SIGNS: tuple[tuple[type, str], ...] = (
    (Value, "<value>"),
    (FreeText, "<name>"),
    (Period, "<period>"),
    (Amount, _NUMBER),
)
AFTER = "then "  # before the wording of a message that comes after an answer from the data


def wording(links: Links, after: bool) -> frozenset[str]:
    """The runs of up to three words of the message; `after` tells whether it comes after an answer from the data."""
    spellings = _words(links)
    runs: set[str] = set()
    for words in ([bare or word for word, bare in spellings], [word for word, _ in spellings]):
        line = [_START, *words, _END]
        runs |= {
            " ".join(line[place : place + size])
            for size in range(1, _LONGEST + 1)
            for place in range(len(line) - size + 1)
        }
    runs -= {_START, _END}
    return frozenset(runs | {AFTER + run for run in runs if run.count(" ") < 2} if after else runs)


def _words(links: Links) -> list[tuple[str, str | None]]:
    """The words in order, each with its spelling without marks where it has some; one sign for each link."""
    found: list[tuple[str, str | None]] = []
    signed: Link | None = None
    for match in _WORD.finditer(links.question):
        link = next((link for link in links.links if link.start <= match.start() < link.end), None)
        if link and (sign := _sign(link)):
            if link is not signed:
                found.append((sign, None))
            signed = link
            continue
        signed = None
        word = match.group().casefold().replace("’", "'")
        found.append((_NUMBER, None) if word.isdigit() else (word, None if word.isascii() else fold(word)))
    return found


def _sign(link: Link) -> str | None:
    meaning = link.meanings[0] if link.meanings else None
    if isinstance(meaning, Target):
        return "<table>" if meaning.column is None else "<column>"
    return next((sign for kind, sign in _SIGNS if isinstance(meaning, kind)), None)
