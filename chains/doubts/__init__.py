"""Signs that a draft does not answer its question, which need no model and no database to see.

A draft with such signs is not refused: it loses against a sample that has fewer. Each module looks for one kind:
values, figures, order, scope (tables and columns), negation, and what a follow-up takes from the turn before.
"""

from hoidap.databases import Schema

from ..canonical import parse
from ..case import Case
from ..linking import Links
from . import figures, negation, order, scope, turns, values
from .negation import denied_twice
from .order import contrary_order
from .values import known_already, unused

__all__ = ["SIGNS", "contrary_order", "denied_twice", "doubts", "known_already", "unused"]

SIGNS = (*values.SIGNS, *figures.SIGNS, *order.SIGNS, *scope.SIGNS, *negation.SIGNS, *turns.SIGNS)


def doubts(canonical: str, links: Links, schema: Schema, before: str = "") -> int:
    """Count what speaks against `canonical` as the SQL of this question; 0 is no doubt.

    `before` is the canonical SQL of the turn before, which a question may go on with.
    """
    case = Case(parse(canonical), links, schema, parse(before) if before else None)
    return sum(sign(case) for sign in SIGNS)
