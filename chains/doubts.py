"""Signs that a draft does not answer its question, which need no model and no database to see.

A draft with such signs is not refused: it loses against a sample that has fewer.
"""

from __future__ import annotations

from sqlglot import exp

from hoidap.databases import Value

from .canonical import parse
from .linking import Amount, Links
from .periods import Period


def doubts(canonical: str, links: Links) -> int:
    """Count what speaks against `canonical` as the SQL of this question; 0 is no doubt.

    A value, number or period of the question that the SQL does not mention; a listing of the very column that a filter
    holds to one value; one column that should equal two values at once.
    """
    query = parse(canonical)
    where = query.args.get("where")
    held: dict[str, set[str]] = {}
    if where is not None and not where.find(exp.Or):
        for test in where.find_all(exp.EQ):
            if isinstance(test.expression, exp.Literal) and test.find_ancestor(exp.Select) is query:
                held.setdefault(test.this.sql(), set()).add(test.expression.name)
    contradictions = sum(len(values) > 1 for values in held.values())
    known_already = sum(item.sql() in held for item in query.expressions) == len(query.expressions)
    return len(unused(canonical, links)) + contradictions + known_already


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
