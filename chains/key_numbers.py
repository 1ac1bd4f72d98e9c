"""Numbers that tell a row by its key: "order 10250", "hóa đơn số 10", "customer #5", "invoices 7 and 9"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hoidap.databases import Schema, fold

from .function_words import is_function_word
from .phrases import CUE, Phrases, Target, singular

_MOST_WORDS = 4  # in what a table is called
_SIGN = r"(?:mã số|ma so|số|so|mã|ma|id|no\.?|nr\.?|number|code)"
_SAID = re.compile(
    r"(?P<before>[^\d\s.,;:?!#<>=≤≥]+)"
    rf"(?P<sign>\s*#\s*|\s+(?:có\s+|co\s+|with\s+)?(?:the\s+)?{_SIGN}\s*[:#]?\s*|\s+)"
    r"(?P<numbers>\d+(?:\s*(?:,|and|or|và|va|hoặc|hoac|hay|&)\s*#?\d+)*)(?![\w%]|[.,/-]\d)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_NEXT = re.compile(r"\s*([^\W\d_]+)")
_LONG = 3  # digits of a number that is no count, a price or an age


@dataclass(frozen=True)
class KeyNumber:
    """The `key` of the table that is named at `question[table_start:table_end]`, and where its numbers stand."""

    table_start: int
    table_end: int
    key: Target
    numbers: tuple[tuple[int, int], ...]


def key_numbers(question: str, schema: Schema, phrases: Phrases, *, signed: bool) -> Iterator[KeyNumber]:
    """The numbers right behind the name of a table with a key of numbers; `signed` ones behind "no.", "số" or "#".

    One without a sign may count, price or age what follows: it has to be long, or no such word follows.
    """
    for match in _SAID.finditer(question):
        bare = not match["sign"].strip()
        if bare is signed:
            continue
        if bare and not (_is_long(match["numbers"]) or _ends(question[match.end() :])):
            continue
        for start, name in _names(question[: match.end("before")]):
            if key := _key(_table(name, phrases, bare), schema):
                spans = (found.span() for found in _DIGITS.finditer(question, match.start("numbers"), match.end()))
                yield KeyNumber(start, match.end("before"), key, tuple(spans))
                break


def _is_long(numbers: str) -> bool:
    return len(next(iter(_DIGITS.findall(numbers)))) >= _LONG


def _ends(after: str) -> bool:
    """Whether nothing that could be counted stands `after` a number."""
    following = _NEXT.match(after)
    return following is None or is_function_word(following.group(1), has_diacritics=True)


def _names(before: str) -> Iterator[tuple[int, str]]:
    """The last words of `before`, the longest run first, each with where it starts."""
    starts = [match.start() for match in re.finditer(r"\S+", before)][-_MOST_WORDS:]
    yield from ((start, before[start:].casefold()) for start in starts)


def _table(name: str, phrases: Phrases, surely: bool) -> str:
    """The one table that `name` is called by, or ''; where it is `surely` its name, no mere cue."""
    *head, last = name.split()
    for form in (name, " ".join([*head, singular(last)])):
        means = phrases.written.get(form) or (phrases.folded.get(fold(form), {}) if form.isascii() else {})
        tables = {target.table: weight for target, weight in means.items() if target.column is None}
        best = max(tables.values(), default=0)
        named = [table for table, weight in tables.items() if weight == best and (weight > CUE or not surely)]
        if len(named) == 1:
            return named[0]
    return ""


def _key(name: str, schema: Schema) -> Target | None:
    if not name:
        return None
    table = schema.table(name)
    if len(table.primary_key) != 1 or table.column(table.primary_key[0]).type != "int":
        return None
    return Target(table.name, table.primary_key[0])
