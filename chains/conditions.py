"""The conditions of a query in words; a pair of dates that bound a period is said as one."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from .sql_words import SqlWords

_COMPARED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.EQ: ("là", "is"),
    exp.NEQ: ("khác", "is not"),
    exp.GT: ("lớn hơn", "is more than"),
    exp.GTE: ("từ", "is at least"),
    exp.LT: ("nhỏ hơn", "is less than"),
    exp.LTE: ("không quá", "is at most"),
}
_DATED: dict[type[exp.Expr], tuple[str, str]] = {
    exp.GT: ("sau", "is after"),
    exp.GTE: ("từ", "is on or after"),
    exp.LT: ("trước", "is before"),
    exp.LTE: ("đến hết", "is up to"),
}
_TURNED = {exp.GT: exp.LT, exp.GTE: exp.LTE, exp.LT: exp.GT, exp.LTE: exp.GTE}


class Conditions:
    """Says conditions by the words of their statement; `inline` says a query that stands inside of one."""

    def __init__(self, words: SqlWords, inline: Callable[[exp.Expr, SqlWords], str]) -> None:
        self._words, self._inline = words, inline

    def say(self, node: exp.Expr) -> str:
        """A condition of any depth; what has no words is said as SQL."""
        pick = self._words.pick
        match node:
            case exp.Paren():
                return self.say(node.this)
            case exp.And():
                return self._all(list(node.flatten()))
            case exp.Or():
                return "(" + pick(" hoặc ", " or ").join(self.say(part) for part in node.flatten()) + ")"
            case exp.Not():
                return self._not(node.this)
            case exp.In():
                return f"{self._side(node.this)} {pick('nằm trong', 'is among')} {self._members(node)}"
            case exp.Between():
                low, high = self._side(node.args["low"]), self._side(node.args["high"])
                return pick(
                    f"{self._side(node.this)} từ {low} đến {high}", f"{self._side(node.this)} is from {low} to {high}"
                )
            case exp.Like() | exp.ILike():
                return self._like(node)
            case exp.Is():
                return f"{self._side(node.this)} {pick('trống', 'is empty')}"
            case exp.Exists():
                return pick("có dòng trong: ", "there is a row in: ") + self._inline(node.this, self._words)
            case exp.Binary() if type(node) in _COMPARED:
                return self._compared(node)
        return self._words.value(node)

    def _all(self, parts: list[exp.Expr]) -> str:
        said = []
        while parts:
            first, *parts = parts
            if parts and (period := self._period(first, parts[0])):
                said.append(period)
                parts = parts[1:]
            else:
                said.append(self.say(first))
        return self._words.pick(" và ", " and ").join(said)

    def _period(self, first: exp.Expr, second: exp.Expr) -> str:
        """`x >= a AND x < b`, both dates or both numbers, as one."""
        bounds = isinstance(first, exp.GTE) and isinstance(second, exp.LT | exp.LTE)
        if not bounds or first.this != second.this or not self._words.is_dated(first.this):
            return ""
        what, since, until = self._side(first.this), self._side(first.expression), self._side(second.expression)
        if isinstance(second, exp.LTE):
            return self._words.pick(f"{what} từ {since} đến hết {until}", f"{what} is from {since} up to {until}")
        return self._words.pick(f"{what} từ {since} đến trước {until}", f"{what} is from {since} until before {until}")

    def _not(self, node: exp.Expr) -> str:
        pick, node = self._words.pick, node.unnest()
        match node:
            case exp.Is():
                return f"{self._side(node.this)} {pick('có giá trị', 'is not empty')}"
            case exp.In():
                return f"{self._side(node.this)} {pick('không nằm trong', 'is not among')} {self._members(node)}"
            case exp.Exists():
                return pick("không có dòng nào trong: ", "there is no row in: ") + self._inline(node.this, self._words)
        return pick("không phải: ", "not: ") + self.say(node)

    def _members(self, node: exp.In) -> str:
        if query := node.args.get("query"):
            inner = query.this if isinstance(query, exp.Subquery) else query
            return (
                self._words.pick("kết quả của truy vấn con", "the results of a query")
                + f" ({self._inline(inner, self._words)})"
            )
        return ", ".join(self._side(member) for member in node.expressions)

    def _like(self, node: exp.Like | exp.ILike) -> str:
        held, what = node.expression, self._side(node.this)
        if not isinstance(held, exp.Literal):
            return f"{what} {self._words.pick('giống', 'is like')} {self._side(held)}"
        pattern = held.this
        text = self._words.literal(exp.Literal.string(pattern.strip("%")))
        if pattern.startswith("%") == pattern.endswith("%"):
            way = ("có chứa", "contains") if pattern.startswith("%") else ("giống", "is like")
        else:
            way = ("kết thúc bằng", "ends with") if pattern.startswith("%") else ("bắt đầu bằng", "begins with")
        return f"{what} {self._words.pick(*way)} {text}"

    def _compared(self, node: exp.Binary) -> str:
        left, right, kind = node.left, node.right, type(node)
        if isinstance(left, exp.Literal) and not isinstance(right, exp.Literal):
            left, right, kind = right, left, _TURNED.get(kind, kind)
        words = _DATED.get(kind, _COMPARED[kind]) if self._words.is_dated(left) else _COMPARED[kind]
        return f"{self._side(left)} {self._words.pick(*words)} {self._side(right)}"

    def _side(self, node: exp.Expr) -> str:
        if isinstance(node, exp.Subquery):
            return (
                self._words.pick("kết quả của truy vấn con", "the result of a query")
                + f" ({self._inline(node.this, self._words)})"
            )
        if isinstance(node, exp.Tuple):
            return ", ".join(map(self._side, node.expressions))
        return self._words.value(node)
