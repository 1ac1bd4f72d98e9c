"""Values, numbers and periods: left out, contradicting each other, or named by nobody."""

from __future__ import annotations

import re

from sqlglot import exp

from hoidap.databases import Value

from ..canonical import parse
from ..case import Case
from ..linking import Amount, FreeText, Links
from ..naming import words
from ..periods import Period

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_COMPARED = (*_COMPARISONS, exp.Between, exp.Like, exp.In)
_FLAGS = set("is has can was allow allowed flag active enabled deleted primary paid approved completed current".split())
_FLAGS |= set("discontinued available visible valid closed open public la là co có da đã".split())
_ONE = re.compile(r"(?<!\w)(?:one|single|zero|một|mot|1|0)(?!\w)", re.IGNORECASE)


def unused(canonical: str, links: Links) -> list[str]:
    """The words of the question that name a value, a number or a period which `canonical` does not mention."""
    return _unused(parse(canonical), links)


def _unused(query: exp.Select, links: Links) -> list[str]:
    literals = {node.name.strip("%").casefold() for node in query.find_all(exp.Literal)}
    return [
        links.question[one.start : one.end]
        for one in links.links
        if (named := _named(one.meanings)) and not named & literals
    ]


def _named(meanings: tuple[object, ...]) -> set[str]:
    """The literals that a phrase stands for: any of them will do."""
    return {meaning.text.casefold() for meaning in meanings if isinstance(meaning, Value | Amount | Period)}


def _left_out(case: Case) -> int:
    """What the question names, or what looks like a name in it, and the SQL does not."""
    free = [one.meanings[0].text for one in case.links.links if isinstance(one.meanings[0], FreeText)]
    literals = " ".join(node.name for node in case.query.find_all(exp.Literal)).casefold()
    return len(_unused(case.query, case.links)) + sum(text.casefold() not in literals for text in free)


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


def known_already(case: Case) -> int:
    """Nothing is shown, or told apart, but what a filter holds to one value or to none."""
    known = set(_held(case.query)) | {test.this.sql() for test in _tests(case.query) if isinstance(test, exp.Is)}
    shown = [
        item.this.expressions[0] if isinstance(item, exp.Count) and isinstance(item.this, exp.Distinct) else item
        for item in case.query.expressions
    ]
    return int(all(item.sql() in known for item in shown))


def _contradictions(case: Case) -> int:
    """One column held to two values; a test and its contrary; an unknown value that is compared."""
    tests = _tests(case.query)
    positive = {test.sql() for test in tests}
    denied = [test.this.sql() for test in tests if isinstance(test, exp.Not)]
    empty = {test.this.sql() for test in tests if isinstance(test, exp.Is)}
    compared = [test.this.sql() for test in tests if isinstance(test, _COMPARED)]
    both = sum(text in positive for text in denied) + sum(text in empty for text in compared)
    return sum(len(values) > 1 for values in _held(case.query).values()) + both


def _with_itself(case: Case) -> int:
    """A column that is compared with itself."""
    tests = case.query.find_all(*_COMPARISONS)
    return int(any(isinstance(test.this, exp.Column) and test.this == test.expression for test in tests))


def _unnamed(case: Case) -> int:
    """Amounts compared with a 0 or 1 of the model's own; a yes or no, or a count, is rightly so compared."""
    if _ONE.search(case.links.question):
        return 0
    named = {meaning.text for meaning in case.links.meanings() if isinstance(meaning, Amount)}
    found = 0
    for test in case.query.find_all(*_COMPARISONS):
        if isinstance(test.expression, exp.Literal) and test.expression.name in {"0", "1"} - named:
            operand = test.this
            measure = isinstance(operand, exp.Sum | exp.Avg | exp.Min | exp.Max)
            column = isinstance(operand, exp.Column) and not test.expression.is_string
            none_or_any = isinstance(test, exp.EQ | exp.GT) and test.expression.name == "0"
            found += measure or (column and not none_or_any and not _is_flag(operand, case))
    return found


def _is_flag(column: exp.Column, case: Case) -> bool:
    return case.type(column) == "bool" or bool(_FLAGS & set(words(column.name)))


SIGNS = (_left_out, known_already, _contradictions, _with_itself, _unnamed)
