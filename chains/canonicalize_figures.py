"""Shares and quotients of ordinary SQL as canonical SQL has them: one figure divided by another, without a factor."""

from __future__ import annotations

from sqlglot import exp

from .canonical_tree import own

_FACTORS = {"100", "100.0", "1.0"}


def name_shares(query: exp.Select) -> None:
    """Take factors off quotients, in place: `100.0 * a / (SELECT b)` is a share in per cent, `1.0 * a / b` a quotient.

    `100.0 * SUM(CASE WHEN x THEN 1 ELSE 0 END) / COUNT(*)` is the share of the rows for which x holds.
    """
    for node in [
        node for node in own(query) if isinstance(node, exp.Mul | exp.Div) and not node.find_ancestor(exp.Div)
    ]:
        quotient, factors = _without_factors(node)
        if not isinstance(quotient, exp.Div) or not factors:
            continue
        condition = _counted_condition(quotient.this)
        if condition is not None and isinstance(quotient.expression, exp.Count) and len(query.expressions) == 1:
            whole = exp.Select(expressions=[quotient.expression.copy()])
            for clause in ("from_", "joins", "where"):
                if value := query.args.get(clause):
                    whole.set(clause, [join.copy() for join in value] if clause == "joins" else value.copy())
            node.replace(exp.Div(this=quotient.expression.copy(), expression=exp.Subquery(this=whole), typed=True))
            query.where(condition.copy(), copy=False)
        elif ("100" in factors) == isinstance(quotient.expression, exp.Subquery):
            node.replace(quotient.copy())


def _without_factors(node: exp.Expr) -> tuple[exp.Expr, set[str]]:
    """A quotient freed of its constant factors, and which these were, without decimals."""
    node = node.unnest()
    if isinstance(node, exp.Cast):
        return _without_factors(node.this)[0], {"1"}
    if isinstance(node, exp.Mul):
        for factor, rest in ((node.this, node.expression), (node.expression, node.this)):
            if isinstance(factor, exp.Literal) and factor.name in _FACTORS:
                inside, factors = _without_factors(rest)
                return inside, {*factors, factor.name.removesuffix(".0")}
    if isinstance(node, exp.Div):
        upper, factors = _without_factors(node.this)
        lower = node.expression.this if isinstance(node.expression, exp.Nullif) else node.expression
        return exp.Div(this=upper.copy(), expression=lower.copy(), typed=True), factors
    return node, set()


def _counted_condition(node: exp.Expr) -> exp.Expr | None:
    """x of `SUM(CASE WHEN x THEN 1 ELSE 0 END)`, `COUNT(CASE WHEN x THEN 1 END)` and `SUM(x)`."""
    inside = node.this if isinstance(node, exp.Sum | exp.Count) else None
    if isinstance(inside, exp.Predicate) and isinstance(node, exp.Sum):
        return inside
    if isinstance(inside, exp.Case) and len(inside.args["ifs"]) == 1 and not inside.this:
        chosen, otherwise = inside.args["ifs"][0], inside.args.get("default")
        if chosen.args["true"].name == "1" and (otherwise is None or otherwise.name == "0"):
            condition: exp.Expr = chosen.this
            return condition
    return None
