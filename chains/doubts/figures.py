"""Figures: asked for and not there, or there and asked by nobody; or such that each is of one row alone."""

from __future__ import annotations

import re

from sqlglot import exp

from ..canonical_dates import DATES
from ..canonical_tree import NUMBERS, is_figured, is_star, own
from ..case import Case
from ..cues import Cue
from ..naming import naming_columns
from ..phrases import Target

_PERCENT = re.compile(r"phần trăm|phan tram|percent|%|\bproportion\b", re.IGNORECASE)
_QUOTIENT = re.compile(
    r"phần trăm|phan tram|percent|%|\b(?:proportion|share|ratio|fraction|average|mean|per|divided|rate)\b|/"
    r"|\b(?:tỷ|tỉ|ty|ti) (?:lệ|le|số|so|trọng|trong)\b|trung bình|trung binh|bình quân|binh quan|chiếm|chiem"
    r"|chia|trên mỗi|tren moi|đóng góp|dong gop|cơ cấu|co cau",
    re.IGNORECASE,
)
_MEAN = Cue("trung bình|bình quân|average*|mean|avg|typical*")
_TOTAL = Cue("tổng|tổng cộng|total|sum")
_MANY = Cue("bao nhiêu|mấy|how many|how much")
_MOST = Cue("nhất|most|least|top|highest|lowest|largest|smallest|fewest|biggest|greatest|maximum|minimum")
_EACH = Cue("mỗi|từng|each|every")
_COMPARED = Cue("so sánh|compare*|versus|vs|so với|bên nào|cái nào|which of")
_PARTS = Cue("năm|tháng|quý|year*|month*|quarter*|annual*")
_DAYS = Cue("ngày|hôm|day*|date*|daily")
_EVER = Cue("đã từng|chưa từng|từng có|có từng|each other")
_NEAR = 12  # letters between "total" and what is to be summed


def _share(case: Case) -> int:
    """A share where none is asked for, or none where one is; a follow-up goes on with the one before."""
    divided = case.query.find(exp.Div) is not None
    wanted = case.had(exp.Div) or bool(_QUOTIENT.search(case.outside))
    return int(bool(_PERCENT.search(case.outside)) > divided or divided > wanted)


def _mean(case: Case) -> int:
    """No mean where one is asked for, or one that nobody did."""
    if not _MEAN.found(case.links.question):
        return int(case.query.find(exp.Avg) is not None and not case.had(exp.Avg))
    return int(_MEAN.found(case.outside) and not case.query.find(exp.Avg, exp.Div))


def _sum(case: Case) -> int:
    """The total of a number is asked for, and the SQL has neither a sum nor the number."""
    used = {column.name for column in case.query.find_all(exp.Column)}
    for end in _TOTAL.ends(case.links.question):
        behind = next((one for one in case.links.links if 0 <= one.start - end <= _NEAR), None)
        columns = [m for m in behind.meanings if isinstance(m, Target) and m.column] if behind else []
        kinds = {case.schema.table(target.table).column(target.column or "").type for target in columns}
        if columns and kinds <= set(NUMBERS) and not used.intersection(target.column for target in columns):
            return 1
    return 0


def _no_figure(case: Case) -> int:
    """ "How many" is answered by no figure."""
    if not _MANY.found(case.said) or _MOST.found(case.said) or case.query.find(exp.Having):
        return 0
    return int(not any(_is_figure(item, case) for item in case.query.expressions))


def _is_figure(item: exp.Expr, case: Case) -> bool:
    if item.find(exp.AggFunc, exp.Div, exp.Sub):
        return True
    columns = item.find_all(exp.Column)
    return any(case.type(one) in NUMBERS and one.name not in case.table(one).primary_key for one in columns)


def _no_groups(case: Case) -> int:
    """A figure of each is asked for, and the SQL has one of all."""
    return int(
        _EACH.found(_EVER.without(case.said))
        and case.query.find(exp.AggFunc) is not None
        and not case.query.find(exp.Group, exp.Having, exp.Avg)
    )


def _of_one_row(case: Case) -> int:
    """Groups of one row each: the tools by how many tools they are, the hours by their mean."""
    return int(any(_is_lone(query, case) for query in case.query.find_all(exp.Select)))


def _is_lone(query: exp.Select, case: Case) -> bool:
    grouped, figures = _keys(query), [node for node in own(query) if isinstance(node, exp.AggFunc)]
    keys = [key for key in grouped if isinstance(key, exp.Column)]
    if not figures or not keys or len(keys) < len(grouped):
        return False
    measured = [column for figure in figures for column in figure.find_all(exp.Column)]
    of_themselves = [one for one in measured if one in keys and not is_star(one) and not one.find_ancestor(exp.Count)]
    return bool(of_themselves) or (
        {column.table for column in measured} == {keys[0].table} and any(_is_one_row(key, case) for key in keys)
    )


def _keys(query: exp.Select) -> list[exp.Expr]:
    group, around = query.args.get("group"), query.parent
    if group is None and isinstance(around, exp.Subquery) and isinstance(around.parent, exp.In) and is_figured(query):
        return list(query.expressions)
    return list(group.expressions) if group else []


def _is_one_row(key: exp.Column, case: Case) -> bool:
    """Whether a column tells the rows of its table apart; one that is named itself may be asked for its repetitions."""
    table = case.table(key)
    tells_apart = key.name in (*naming_columns(table), *table.primary_key)
    return is_star(key) or (tells_apart and not case.names(key))


def _together(case: Case) -> int:
    """Two are compared, and the SQL has one figure of both."""
    if not _COMPARED.found(case.said) or case.query.find(exp.Group) or not case.query.expressions[0].find(exp.AggFunc):
        return 0
    return int(
        any(len(test.expressions) > 1 for test in case.query.find_all(exp.In)) or case.query.find(exp.Or) is not None
    )


def _no_date_part(case: Case) -> int:
    """A year, month or quarter is asked for, or each of them, and the SQL groups by whole dates."""
    group = case.query.args.get("group")
    dates = (
        [key for key in group.expressions if isinstance(key, exp.Column) and case.type(key) in DATES] if group else []
    )
    return int(bool(dates) and _PARTS.found(case.links.question) and not _DAYS.found(case.links.question))


SIGNS = (_share, _mean, _sum, _no_figure, _no_groups, _together, _no_date_part, _of_one_row)
