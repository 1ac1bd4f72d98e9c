"""Order: none where one is asked for, the wrong way round, or by what nobody would rank by."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from ..canonical_tree import is_star
from ..case import Case
from ..cues import Cue

_RANKED = Cue(
    "nhất|most|least|highest|lowest|largest|smallest|biggest|greatest|longest|shortest|oldest|youngest|newest|earliest"
    "|cheapest|best|worst|fewest|heaviest|tallest|maximum|minimum|top"
)
_EXTREME = Cue(
    "*est|most|least|last|first|max*|min*|best|worst|peak|record|top|bottom|range|when|from"
    "|nhất|tối đa|tối thiểu|đầu|cuối|sớm|muộn|kỷ lục|khi nào|bao giờ|từ"
)
_NO_RANK = Cue("at least|at most|ít nhất|nhiều nhất|thống nhất|duy nhất|thứ nhất")
_SORTED = Cue(
    "sort|sorted|order by|ordered|order the|ordering|in order of|in * order|alphabetically|ascending|descending"
    "|sắp xếp|xếp theo|theo thứ tự|tăng dần|giảm dần"
)
_LATE = Cue(
    "newest|latest|most recent*|recently|youngest|mới nhất|gần nhất|gần đây|mới đây|muộn nhất|trẻ nhất"
    "|nhỏ tuổi nhất|trẻ tuổi nhất"
)
_EARLY = Cue(
    "oldest|earliest|cũ nhất|xưa nhất|sớm nhất|lâu nhất|già nhất|lớn tuổi nhất|nhiều tuổi nhất|cao tuổi nhất"
    "|lâu năm nhất|thâm niên nhất|kỳ cựu nhất|most senior|longest serving|longest-serving"
)
_LAST, _FIRST = Cue("last|cuối cùng"), Cue("first|đầu tiên")
_HIGH = Cue(
    "most|highest|largest|biggest|greatest|longest|tallest|heaviest|maximum|max|best|top|descending|expensive"
    "|nhiều|nhiều nhất|cao nhất|lớn nhất|dài nhất|nặng nhất|đắt nhất|đông nhất|tốt nhất|giảm dần"
)
_LOW = Cue(
    "least|lowest|smallest|fewest|shortest|lightest|minimum|min|worst|cheapest|ascending|bottom"
    "|ít nhất|thấp nhất|nhỏ nhất|bé nhất|ngắn nhất|nhẹ nhất|rẻ nhất|kém nhất|tăng dần"
)
_TIME = Cue(
    "new*|latest|recent*|old*|earl*|late|first|last|young*|senior*|chronological*|expir*|date|time|when|year|month"
    "|mới|cũ|gần|sớm|muộn|đầu|cuối|trẻ|già|lâu|tuổi|thâm niên|thời gian|khi|ngày|tháng|năm|trước|sau|hết hạn"
)
_LETTERS = Cue("alphabet*|first|last|bảng chữ cái|thứ tự")


def _any_row(case: Case) -> int:
    """One row of any, picked by nothing."""
    limit = case.query.args.get("limit")
    return int(limit is not None and limit.expression.name == "1" and not case.query.args.get("order"))


def _unranked(case: Case) -> int:
    """The most of something is asked for."""
    asked = _RANKED.found(_NO_RANK.without(case.said))
    return int(asked and not case.query.find(exp.Order, exp.Max, exp.Min))


def _unsorted(case: Case) -> int:
    return int(_SORTED.found(case.said) and not case.query.find(exp.Order))


def _turned(case: Case) -> int:
    """The oldest where the newest is asked for, the largest where the smallest is."""
    return int(contrary_order(case) is not None)


def contrary_order(case: Case) -> exp.Ordered | None:
    """The key of an order that is the wrong way round, if any is."""
    for query, key, descending in _orders(case.query):
        if isinstance(key, exp.Column) and case.is_date(key):
            high, low = _LATE.found(case.said), _EARLY.found(case.said)
            if not high and not low:  # "youngest first" is not about the first one
                high, low = _LAST.found(case.said), _FIRST.found(case.said)
        else:
            high, low = _HIGH.found(case.said), _LOW.found(case.said)
            if not query.args.get("limit"):
                continue
        if high != low and high != descending:
            first: exp.Ordered = query.args["order"].expressions[0]
            return first
    return None


def _senseless(case: Case) -> int:
    """Ranked by a text, or by a date where the question speaks of no time."""
    for query, key, _ in _orders(case.query):
        if not query.args.get("limit") or not isinstance(key, exp.Column) or case.names(key) or case.was_there(key):
            continue
        if case.is_date(key):
            wanted = _TIME.found(case.said)
        else:
            wanted = case.type(key) not in ("text", "other", "bool") or _LETTERS.found(case.said)
        if not wanted:
            return 1
    return 0


def _orders(query: exp.Select) -> Iterator[tuple[exp.Select, exp.Expr, bool]]:
    """Every query that is ordered, with its first key and whether the greatest comes first."""
    for one in query.find_all(exp.Select):
        if order := one.args.get("order"):
            yield one, order.expressions[0].this, bool(order.expressions[0].args.get("desc"))


def _unasked_extreme(case: Case) -> int:
    """The largest or smallest of something that nobody asked for."""
    asked = _EXTREME.found(case.said) or case.had(exp.Max, exp.Min)
    return int(not asked and any(item.find(exp.Max, exp.Min) for item in case.query.expressions))


def _unasked_order(case: Case) -> int:
    """Sorted by what nobody named, where nobody asked for an order."""
    orders = [key for query, key, _ in _orders(case.query) if not query.args.get("limit")]
    wanted = _SORTED.found(case.said) or _RANKED.found(case.said) or case.had(exp.Order)
    named = any(case.names(column) for key in orders for column in key.find_all(exp.Column) if not is_star(column))
    return int(bool(orders) and not wanted and not named)


SIGNS = (_any_row, _unranked, _unasked_extreme, _unsorted, _turned, _senseless, _unasked_order)
