"""One draft held against its question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from hoidap.databases import Schema, Table, Value

from .canonical_dates import DATES
from .canonical_tree import is_star
from .linking import FreeText, Links
from .naming import words
from .periods import Period
from .phrases import Target

_YEAR = {"year", "nam", "năm"}


@dataclass(frozen=True)
class Case:
    """The canonical SQL of a draft, the question with its links, and the SQL of the turn before."""

    query: exp.Select
    links: Links
    schema: Schema
    before: exp.Select | None = None

    @cached_property
    def said(self) -> str:
        """The question without the values and periods in it, whose words ask for nothing."""
        return self._without((Value, FreeText, Period))

    @cached_property
    def outside(self) -> str:
        """The question without the names of tables and columns, which may speak of shares or means themselves."""
        return self._without((Target,))

    def _without(self, kinds: tuple[type, ...]) -> str:
        kept, position = [], 0
        for one in self.links.links:
            if any(isinstance(meaning, kinds) for meaning in one.meanings):
                kept.append(self.links.question[position : one.start])
                position = one.end
        return " ".join([*kept, self.links.question[position:]])

    @cached_property
    def targets(self) -> frozenset[Target]:
        """The tables and columns that the question names."""
        return frozenset(meaning for meaning in self.links.meanings() if isinstance(meaning, Target))

    @cached_property
    def named_tables(self) -> frozenset[str]:
        """The tables that it names, or whose columns it does."""
        return frozenset(target.table for target in self.targets)

    @cached_property
    def asked_tables(self) -> frozenset[str]:
        """The tables that the question or the turn before is about; of those that hold a value, the named ones."""
        tables = set(self.named_tables)
        for one in self.links.links:
            holding = {meaning.table for meaning in one.meanings if isinstance(meaning, Value)}
            tables |= (holding & self.named_tables) or holding
        return frozenset(tables | (tables_of(self.before) if self.before else set()))

    def names(self, column: exp.Column) -> bool:
        """Whether the question names this very column."""
        return Target(column.table, column.name) in self.targets

    def was_there(self, node: exp.Expr) -> bool:
        """Whether `node` stands in the SQL of the turn before."""
        return self.before is not None and any(node == other for other in self.before.find_all(type(node)))

    def had(self, *kinds: type[exp.Expr]) -> bool:
        """Whether the SQL of the turn before has such a node."""
        return self.before is not None and self.before.find(*kinds) is not None

    def table(self, column: exp.Column) -> Table:
        return self.schema.table(column.table)

    def type(self, column: exp.Column) -> str:
        """The kind of its cells; "row" for `"T".*`."""
        return "row" if is_star(column) else self.table(column).column(column.name).type

    def is_date(self, column: exp.Column) -> bool:
        """Whether it holds dates or years."""
        return self.type(column) in DATES or (not is_star(column) and bool(_YEAR & set(words(column.name))))


def tables_of(query: exp.Select) -> set[str]:
    return {column.table for column in query.find_all(exp.Column)}


def compared(query: exp.Select) -> Iterator[tuple[exp.Column, str]]:
    """Each column with each literal that it is compared with."""
    for test in query.find_all(exp.EQ, exp.NEQ, exp.Like, exp.In, exp.GT, exp.GTE, exp.LT, exp.LTE):
        if isinstance(test.this, exp.Column):
            others = test.expressions if isinstance(test, exp.In) else [test.expression]
            yield from ((test.this, other.name) for other in others if isinstance(other, exp.Literal))


def is_denied(node: exp.Expr) -> bool:
    """Whether an odd number of NOT stands around `node`, over all subqueries."""
    around, denied = node.parent, False
    while around is not None:
        denied ^= isinstance(around, exp.Not)
        around = around.parent
    return denied
