"""Calls that could take long, or make a text many times as long as what they were given.

A step of an engine cannot be interrupted, so the time limit does not help against them; what is asked for here is what
can be seen to be small.
"""

import re
from collections.abc import Callable

from sqlglot import exp

from .errors import SqlRefused

_WIDE_FORMAT = re.compile(r"[*]|\d{3}")
_HUGE_NUMBER = re.compile(r"(?i).{60}|.*e[+-]?0*[1-9]\d{3}")
_MOST_REPEATED = 100
_LONGEST_CAST = 8_000  # characters, by which a CHAR is padded
_MOST_DIGITS = 100
_MOST_GROWING = 2  # REPLACEs inside each other; each may multiply the length
_LONGEST_REPLACEMENT = 50


def check_cost(node: exp.Expr) -> None:
    """SqlRefused where the node is such a call."""
    check = _CHECKS.get(type(node))
    if check is not None:
        check(node)


def _check_number(node: exp.Expr) -> None:
    if not node.is_string and _HUGE_NUMBER.match(node.name):
        raise SqlRefused("The statement has a number in it that is too long.")


def _check_search(node: exp.Expr) -> None:
    if not isinstance(node.args.get("substr"), exp.Literal):
        raise SqlRefused("A text can only be searched for a text that is written out.")


def _check_trim(node: exp.Expr) -> None:
    if node.expression is not None and not isinstance(node.expression, exp.Literal):
        raise SqlRefused("Only letters that are written out can be trimmed.")


def _check_format(node: exp.Expr) -> None:
    if isinstance(node, exp.Anonymous) and node.name.lower() != "printf":
        return
    text = node.expressions[:1] if isinstance(node, exp.Anonymous) else [node.this]
    if not text or not isinstance(text[0], exp.Literal) or _WIDE_FORMAT.search(text[0].name):
        raise SqlRefused("The format must be written out, with widths below 100.")


def _check_repeat(node: exp.Expr) -> None:
    if not (_is_short(node.this) and _is_small_number(node.args.get("times"))):
        raise SqlRefused(
            "Only a short text can be repeated, at most {most} times, both written out.", most=_MOST_REPEATED
        )


def _check_space(node: exp.Expr) -> None:
    if not _is_small_number(node.this):
        raise SqlRefused("At most {most} spaces can be made, their number written out.", most=_MOST_REPEATED)


def _check_pad(node: exp.Expr) -> None:
    if not (_is_small_number(node.expression) and _is_short(node.args.get("fill_pattern"))):
        raise SqlRefused(
            "A text can be padded to at most {most} letters, their number written out.", most=_MOST_REPEATED
        )


def _check_pattern(node: exp.Expr) -> None:
    if not isinstance(node.expression, exp.Literal):
        raise SqlRefused("The pattern of SIMILAR TO must be written out.")


def _check_replace(node: exp.Expr) -> None:
    found, replacement = node.expression, node.args.get("replacement")
    if not isinstance(found, exp.Literal) or not isinstance(replacement, exp.Literal | None):
        raise SqlRefused("Only a text that is written out can be replaced, by another that is.")
    if replacement is None or len(replacement.name) <= len(found.name):
        return
    if len(replacement.name) > len(found.name) + _LONGEST_REPLACEMENT:
        raise SqlRefused(
            "A text can be replaced by one that is at most {most} letters longer.", most=_LONGEST_REPLACEMENT
        )
    if _growing(node) > _MOST_GROWING:
        raise SqlRefused("At most {most} REPLACEs inside each other may make the text longer.", most=_MOST_GROWING)


def _growing(node: exp.Expr | None) -> int:
    """How many make the text longer: this REPLACE and those around it."""
    count = 0
    while node is not None:
        if isinstance(node, exp.Replace) and isinstance(node.args.get("replacement"), exp.Literal):
            count += len(node.args["replacement"].name) > len(node.expression.name)
        node = node.parent
    return count


def _check_type(node: exp.Expr) -> None:
    most = _MOST_DIGITS if node.is_type(*exp.DataType.NUMERIC_TYPES) else _LONGEST_CAST
    for size in node.expressions:
        number = size.this if isinstance(size, exp.DataTypeParam) else None
        if isinstance(number, exp.Literal) and not (number.name.isdecimal() and int(number.name) <= most):
            raise SqlRefused(
                "Values can be cast to at most {letters} letters or {digits} digits.",
                letters=_LONGEST_CAST,
                digits=_MOST_DIGITS,
            )


def _is_short(text: exp.Expr | None) -> bool:
    """Whether a text is written out and short; one that is left out is a space."""
    return text is None or (isinstance(text, exp.Literal) and len(text.name) <= 10)


def _is_small_number(number: exp.Expr | None) -> bool:
    """A number that is written out, or one less the length of a text: what is missing to so many letters."""
    if isinstance(number, exp.Sub) and isinstance(number.expression, exp.Length):
        number = number.this
    return isinstance(number, exp.Literal) and number.name.isdecimal() and int(number.name) <= _MOST_REPEATED


_CHECKS: dict[type[exp.Expr], Callable[[exp.Expr], None]] = {
    exp.Literal: _check_number,
    exp.StrPosition: _check_search,
    exp.Replace: _check_replace,
    exp.Trim: _check_trim,
    exp.Format: _check_format,
    exp.Anonymous: _check_format,
    exp.Repeat: _check_repeat,
    exp.Space: _check_space,
    exp.Pad: _check_pad,
    exp.SimilarTo: _check_pattern,
    exp.DataType: _check_type,
}
