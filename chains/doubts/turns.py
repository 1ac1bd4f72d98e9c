"""Follow-ups: what the turn before held to must be held to still, unless something else is named in its place."""

from __future__ import annotations

from sqlglot import exp

from hoidap.databases import Value

from ..canonical_tree import NUMBERS
from ..case import Case, compared
from ..cues import Cue
from ..linking import Amount, FreeText
from ..periods import Period
from ..restating import points_back

_POINTS_BACK = Cue("đó|này|ấy|nó|chúng|họ|như vậy|như thế|those|these|them|they|their|its|his|her|he|she|of which")
_EVERYTHING = Cue("tất cả|toàn bộ|bất kỳ|all|overall|any|in total")
_SHORT = 6  # words


def _lost(case: Case) -> int:
    """A question that leans on the turn before drops one of its conditions, and names nothing in its place."""
    if case.before is None or not _leans(case) or _EVERYTHING.found(case.said):
        return 0
    kept = {text for _, text in compared(case.query)}
    return int(any(text not in kept and not _is_replaced(column, case) for column, text in compared(case.before)))


def _leans(case: Case) -> bool:
    names_a_table = any(target.column is None for target in case.targets)
    short = len(case.links.question.split()) <= _SHORT and not names_a_table
    return short or _POINTS_BACK.found(case.said)


def _is_replaced(column: exp.Column, case: Case) -> bool:
    """Whether the question names what may stand in the place of this column's literal."""
    for meaning in case.links.meanings():
        match meaning:
            case Value(table, name):
                if (table, name) == (column.table, column.name):
                    return True
            case FreeText():
                return True
            case Period() if case.is_date(column):
                return True
            case Amount() if case.type(column) in NUMBERS:
                return True
    return False


def _lost_pick(case: Case) -> int:
    """A question about the first ones of the turn before picks no first ones, or others."""
    if case.before is None or not points_back(case.said):
        return 0
    before = _picks(case.before)
    return int(bool(before) and not before & _picks(case.query))


def _picks(query: exp.Select) -> set[tuple[str, str]]:
    """The order and number by which rows are picked, here and in subqueries."""
    return {
        (one.args["order"].sql(), one.args["limit"].sql())
        for one in query.find_all(exp.Select)
        if one.args.get("order") and one.args.get("limit")
    }


def _of_another_column(case: Case) -> int:
    """A new value could replace the one of the turn before, and is sought elsewhere: "còn DC5 thì sao?"."""
    if case.before is None:
        return 0
    held = {(column.table, column.name) for column, _ in compared(case.before)}
    used = {Value(column.table, column.name, text) for column, text in compared(case.query)}
    for one in case.links.links:
        fitting = {m for m in one.meanings if isinstance(m, Value) and (m.table, m.column) in held}
        if fitting and not fitting & used:
            return 1
    return 0


SIGNS = (_lost, _lost_pick, _of_another_column)
