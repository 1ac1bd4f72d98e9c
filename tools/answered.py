"""A query that was answered, in canonical form with its rows, and the queries that can be made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from hoidap.chains.canonical import expand
from hoidap.chains.canonical_tree import is_star
from hoidap.chains.language import Language
from hoidap.databases import Column, Database, DatabaseError, Table

from .example_columns import dates, is_when


@dataclass(frozen=True)
class FollowUp:
    """A question that goes on with the one before it, and the canonical SQL that it means."""

    kind: str
    question: str
    canonical: str


class Answered:
    """A query of one SELECT: its figure, what it is grouped by, and the table that it counts, measures or lists."""

    def __init__(self, query: exp.Select, rows: Sequence[Sequence[Any]], db: Database, language: Language) -> None:
        self.query, self.rows, self.db, self.language = query, rows, db, language
        self.vi = language == "vi"
        figures = [*query.find_all(exp.AggFunc)]
        self.figure = figures[0] if figures else None
        self.groups = list(query.args["group"].expressions) if query.args.get("group") else []
        counted = self.figure.find(exp.Column) if self.figure else query.find(exp.Column)
        self.table: Table | None = db.schema.table(counted.table) if counted else None

    def is_list(self) -> bool:
        """Whether rows are listed, with no figure and in no order."""
        ordered = any(self.query.args.get(name) for name in ("group", "order", "limit"))
        return self.figure is None and not ordered and len(self.rows) > 1

    def top_value(self) -> Any:
        """The name in the row with the largest figure; in the first row where the figure is not shown."""
        at = next((at for at, item in enumerate(self.query.expressions) if item == self.groups[0]), None)
        if at is None:
            return None
        figure = next((at for at, item in enumerate(self.query.expressions) if item == self.figure), None)
        rows = [row for row in self.rows if figure is None or row[figure] is not None]
        row = (
            self.rows[0]
            if figure is None or self.query.args.get("order")
            else max(rows, key=lambda row: row[figure], default=None)
        )
        return row[at] if row else None

    def last_year(self, when: exp.Column) -> int | None:
        """The last year but one that has rows: the last may have just begun."""
        query = exp.Select(expressions=[exp.Year(this=when.copy())]).group_by(exp.Year(this=when.copy()))
        try:
            found = self.db.query(expand(query.sql("sqlite"), self.db.schema)).rows
        except DatabaseError:
            return None
        years = sorted(int(str(row[0])) for row in found if row[0])
        return years[-2] if len(years) > 1 else None

    def parents(self) -> list[Table]:
        """What a row of the table belongs to."""
        targets = [key.table for key in self.table.foreign_keys] if self.table else []
        found = [self.db.schema.table(name) for name in dict.fromkeys(targets) if targets.count(name) == 1]
        return sorted(found, key=lambda table: table.rows or 0)[:2]

    def when(self) -> exp.Column | None:
        """The column that says when a row of the table happened."""
        found = [column for column in dates(self.table) if is_when(column, self.table)] if self.table else []
        return column_of(self.table, found[0]) if found and self.table else None

    def grouped(self, by: exp.Expr) -> exp.Select:
        """The query with what it shows for each of something."""
        query = self.query.copy()
        query.set("expressions", [by.copy(), *(item.copy() for item in self.query.expressions)])
        query.set("group", exp.Group(expressions=[by.copy()]))
        return query

    def changed(self, test: exp.EQ, value: exp.Expr) -> exp.Select:
        """The query with another value on the right of one of its conditions."""
        at = list(self.query.find_all(exp.EQ)).index(test)
        query = self.query.copy()
        list(query.find_all(exp.EQ))[at].set("expression", value)
        return query

    def column(self, node: exp.Column) -> Column:
        """What the schema says of a column."""
        return self.db.schema.table(node.table).column(node.name)

    def is_date(self, node: exp.Column) -> bool:
        """Whether a column holds dates."""
        return not is_star(node) and self.column(node).type in ("date", "datetime")

    def make(self, kind: str, worded: tuple[str, str], query: exp.Select) -> FollowUp:
        """A follow-up, worded in Vietnamese and in English."""
        said = worded[0 if self.vi else 1]
        return FollowUp(kind, said[:1].upper() + said[1:], query.sql("sqlite"))


def column_of(table: Table, column: Column) -> exp.Column:
    """A column as canonical SQL names it."""
    return exp.column(column.name, table=table.name, quoted=True)
