"""One way to write what can be written in several: a small model that reads two forms of one thing learns neither.

People write `a = 1 OR a = 2` and `a IN (1, 2)`, the figure before its group and behind it, DISTINCT where a join
repeats rows and where canonical SQL adds it anyway. The generator has one form for each; so do these.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from hoidap.databases import Schema

_COLUMN = r'"(?:[^"]|"")*"\."(?:[^"]|"")*"'
_LITERAL = r"(?:'(?:[^']|'')*'|-?\d+(?:\.\d+)?)"
_EITHER = re.compile(rf"({_COLUMN}) = {_LITERAL}(?: OR \1 = {_LITERAL})+")
_NEITHER = re.compile(rf"({_COLUMN}) <> {_LITERAL}(?: AND \1 <> {_LITERAL})+")
_FIGURE_FIRST = re.compile(r"SELECT ((?:(?:COUNT|SUM|AVG|MIN|MAX)\((?:[^()]*)\)(?:, )?)+)(.*?)( WHERE .*| GROUP BY .*)")
_COUNTED_KEY = re.compile(r'COUNT\(DISTINCT "((?:[^"]|"")*)"\."((?:[^"]|"")*)"\)')

Rows = Callable[[str], list[str]]  # runs canonical SQL


def usual(canonical: str, schema: Schema, rows: Rows) -> str:
    """`canonical` in the form that the generator writes too; `rows` tells whether DISTINCT changes anything."""
    text = _figures_behind(_sets(canonical))
    for shorten in (_without_distinct, lambda text: _counted_rows(text, schema)):
        shorter = shorten(text)
        if shorter != text and rows(shorter) == rows(text):
            text = shorter
    return text


def _sets(text: str) -> str:
    """`a = 1 OR a = 2` as `a IN (1, 2)`, where no AND stands beside it outside of brackets."""
    for pattern, word in ((_EITHER, "IN"), (_NEITHER, "NOT IN")):
        for match in reversed(list(pattern.finditer(text))):
            start, end = match.span()
            inside = text[start - 1 : start] == "(" and text[end : end + 1] == ")"
            alone = text[:start].endswith("WHERE ") and not re.match(r" (?:AND|OR) ", text[end:])
            if word == "IN" and not (inside or alone):
                continue
            literals = re.findall(rf"(?:=|<>) ({_LITERAL})", match.group())
            start, end = (start - 1, end + 1) if inside else (start, end)
            text = f"{text[:start]}{match[1]} {word} ({', '.join(literals)}){text[end:]}"
    return text


def _figures_behind(text: str) -> str:
    """The keys of the groups before their figures."""
    match = _FIGURE_FIRST.fullmatch(text)
    if match is None or " GROUP BY " not in match[3] or not match[2].strip() or not match[1].endswith(", "):
        return text
    return f"SELECT {match[2].strip()}, {match[1].removesuffix(', ')}{match[3]}"


def _without_distinct(text: str) -> str:
    return re.sub(r"^SELECT DISTINCT (?:\(([^()]*)\)(?= |$)|)", lambda m: f"SELECT {m[1] or ''}", text)


def _counted_rows(text: str, schema: Schema) -> str:
    """`COUNT(DISTINCT "T"."id")` as `COUNT("T".*)`, which counts no row twice."""

    def counted(match: re.Match[str]) -> str:
        table = schema.table(match[1].replace('""', '"'))
        return f'COUNT("{match[1]}".*)' if table.primary_key == (match[2],) else match.group()

    return _COUNTED_KEY.sub(counted, text)
