"""Signs that a draft does not answer its question, which need no model and no database to see.

A draft with such signs is not refused: it loses against a sample that has fewer.
"""

from __future__ import annotations

import re

from sqlglot import exp

from hoidap.databases import Schema, Value

from .canonical import parse
from .linking import Amount, Links
from .naming import words
from .periods import Period
from .phrases import Target

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_COMPARED = (*_COMPARISONS, exp.Between, exp.Like, exp.In)
_FLAGS = set("is has can was allow allowed flag active enabled deleted primary paid approved completed current".split())
_FLAGS |= set("discontinued available visible valid closed open public la là co có da đã".split())
_ONE = re.compile(r"(?<!\w)(?:one|single|zero|một|mot|1|0)(?!\w)", re.IGNORECASE)
_PERCENT = re.compile(r"phần trăm|phan tram|percent|%|\bproportion\b", re.IGNORECASE)
_QUOTIENT = re.compile(
    r"phần trăm|phan tram|percent|%|\b(?:proportion|share|ratio|fraction|average|mean|per|divided|rate)\b|/"
    r"|\b(?:tỷ|tỉ|ty|ti) (?:lệ|le|số|so|trọng|trong)\b|trung bình|trung binh|bình quân|binh quan|chiếm|chiem"
    r"|chia|trên mỗi|tren moi|đóng góp|dong gop|cơ cấu|co cau",
    re.IGNORECASE,
)


def doubts(canonical: str, links: Links, schema: Schema | None = None, before: str = "") -> int:
    """Count what speaks against `canonical` as the SQL of this question; 0 is no doubt.

    A value, number or period of the question that the SQL does not mention; tests that cannot hold at once; a listing
    of nothing but what a filter holds to one value or to none; a measure compared with a 0 or 1 that nobody named; a
    share where none is asked for, or none where one is; one row of any, picked by nothing. `schema` tells what is a yes
    or no, and `before` is the SQL of the turn before, whose shares a question goes on with.
    """
    query = parse(canonical)
    held, empty = _held(query), {test.this.sql() for test in _tests(query) if isinstance(test, exp.Is)}
    shown = [item.sql() for item in query.expressions]
    known_already = sum(item in held or item in empty for item in shown) == len(shown)
    divided, outside = query.find(exp.Div) is not None, _outside(links)
    goes_on = divided and " / " in before
    wrongly_divided = bool(_PERCENT.search(outside)) > divided or divided > (goes_on or bool(_QUOTIENT.search(outside)))
    limit = query.args.get("limit")
    any_row = limit is not None and limit.expression.name == "1" and not query.args.get("order")
    signs = known_already + wrongly_divided + any_row
    return len(unused(canonical, links)) + _contradictions(query, held) + _unnamed(query, links, schema) + signs


def _tests(query: exp.Select) -> list[exp.Expr]:
    """The tests that must all hold: what AND connects in WHERE; none where OR stands among them."""
    where = query.args.get("where")
    if where is None or any(node.find_ancestor(exp.Select) is query for node in where.find_all(exp.Or)):
        return []
    return list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this.unnest()]


def _held(query: exp.Select) -> dict[str, set[str]]:
    """The values that each column is held to."""
    held: dict[str, set[str]] = {}
    for test in _tests(query):
        if isinstance(test, exp.EQ) and isinstance(test.expression, exp.Literal):
            held.setdefault(test.this.sql(), set()).add(test.expression.name)
    return held


def _contradictions(query: exp.Select, held: dict[str, set[str]]) -> int:
    """One column held to two values; a test and its contrary; an unknown value that is compared."""
    tests = _tests(query)
    positive = {test.sql() for test in tests}
    denied = [test.this.sql() for test in tests if isinstance(test, exp.Not)]
    empty = {test.this.sql() for test in tests if isinstance(test, exp.Is)}
    compared = [test.this.sql() for test in tests if isinstance(test, _COMPARED)]
    both = sum(text in positive for text in denied) + sum(text in empty for text in compared)
    return sum(len(values) > 1 for values in held.values()) + both


def _unnamed(query: exp.Select, links: Links, schema: Schema | None) -> int:
    """Amounts compared with a 0 or 1 of the model's own; a yes or no, or a count, is rightly so compared."""
    named = {meaning.text for meaning in links.meanings() if isinstance(meaning, Amount)}
    found = 0
    for test in query.find_all(*_COMPARISONS):
        if isinstance(test.expression, exp.Literal) and test.expression.name in {"0", "1"} - named:
            operand = test.this
            measure = isinstance(operand, exp.Sum | exp.Avg | exp.Min | exp.Max)
            column = isinstance(operand, exp.Column) and not test.expression.is_string
            none_or_any = isinstance(test, exp.EQ | exp.GT) and test.expression.name == "0"
            found += measure or (column and not none_or_any and not _is_flag(operand, schema))
    return found if not _ONE.search(links.question) else 0


def _is_flag(column: exp.Column, schema: Schema | None) -> bool:
    if schema is not None and schema.table(column.table).column(column.name).type == "bool":
        return True
    return bool(_FLAGS & set(words(column.name)))


def _outside(links: Links) -> str:
    """The question without the names of tables and columns, which may speak of shares themselves."""
    kept, position = [], 0
    for one in links.links:
        if any(isinstance(meaning, Target) for meaning in one.meanings):
            kept.append(links.question[position : one.start])
            position = one.end
    return " ".join([*kept, links.question[position:]])


def unused(canonical: str, links: Links) -> list[str]:
    """The words of the question that name a value, a number or a period which `canonical` does not mention."""
    literals = {node.name.strip("%").casefold() for node in parse(canonical).find_all(exp.Literal)}
    return [
        links.question[one.start : one.end]
        for one in links.links
        if (named := _named(one.meanings)) and not named & literals
    ]


def _named(meanings: tuple[object, ...]) -> set[str]:
    """The literals that a phrase stands for: any of them will do."""
    return {meaning.text.casefold() for meaning in meanings if isinstance(meaning, Value | Amount | Period)}
