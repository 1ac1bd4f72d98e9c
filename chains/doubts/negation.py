"""Negation: said and not there, there and not said, or said once and there twice."""

from __future__ import annotations

from sqlglot import exp

from ..canonical_tree import is_star
from ..case import Case, is_denied
from ..cues import Cue

_NO = Cue("không|chưa|chẳng|chả|thiếu|no|not|never|without|*n't|dont|doesnt|nobody|no one|none|neither")
_ANY_NO = Cue(
    "không|ko|chưa|chẳng|chả|thiếu|vắng|trống|hết|khác|ngoài|trừ|loại|no|not|never|without|neither|nor|none|missing|lack*"
    "|empty|blank|null|unknown|except|exclud*|other|outside|rather|yet|still|but|*n't|dont|doesnt|didnt|un*|in*complete"
    "|open|current*|absent|out of"
)

_WHETHER = ("không", "khong", "chưa", "chua")
_COMPARED = (exp.LT, exp.LTE, exp.GT, exp.GTE)


def _said_in_vain(case: Case) -> int:
    """The question denies something, and nothing in the SQL does."""
    if not _denies(case):
        return 0
    query = case.query
    if query.find(exp.Not, exp.NEQ, exp.Is, *_COMPARED):
        return 0
    yes_or_no = any(
        isinstance(test.expression, exp.Literal) and test.expression.name in "01" for test in query.find_all(exp.EQ)
    )
    in_a_value = _NO.found(case.links.question) and _NO.found(
        " ".join(text.name for text in query.find_all(exp.Literal))
    )
    return int(not yes_or_no and not in_a_value)


def _unsaid(case: Case) -> int:
    """The SQL denies something, and the question does not."""
    if _ANY_NO.found(case.said) or case.had(exp.Not, exp.NEQ, exp.Is):
        return 0
    query = case.query
    denied = any(is_denied(test) for test in query.find_all(exp.In, exp.EQ, exp.Like))
    return int(denied or query.find(exp.NEQ) is not None or any(not is_denied(test) for test in query.find_all(exp.Is)))


def denied_twice(case: Case) -> int:
    """What is asked to be empty is asked to be there: it is not among those where it is empty."""
    tests = list(case.query.find_all(exp.Is))
    if not _denies(case) or not tests or case.query.find(exp.NEQ):
        return 0
    others = [node for node in case.query.find_all(exp.Not) if not node.find(exp.Is)]
    return int(not others and all(is_denied(test) for test in tests))


def _of_all(case: Case) -> int:
    """The rows of a table that are, or are not, among all of its rows."""
    for test in case.query.find_all(exp.In):
        if inner := test.args.get("query"):
            item, clauses = inner.this.expressions[0], ("where", "having", "limit")
            if is_star(item) and item == test.this and not any(inner.this.args.get(clause) for clause in clauses):
                return 1
    return 0


def _denies(case: Case) -> bool:
    """Whether the question denies something; "có video không?" asks whether, and does not."""
    return _NO.found(case.said) and not case.said.rstrip(" ?.!").casefold().endswith(_WHETHER)


SIGNS = (_said_in_vain, _unsaid, denied_twice, _of_all)
