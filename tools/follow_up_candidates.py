"""What may be asked next about an answer, each question with the canonical SQL that it means.

They are made from the answered query's own tree: another period or value, the same by something, the other end of a
ranking, how many there are, more about the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlglot import exp

from hoidap.chains.canonical import parse
from hoidap.chains.canonical_tree import is_star
from hoidap.chains.canonicalize import canonicalize
from hoidap.chains.cells import shown
from hoidap.chains.errors import NotCanonical
from hoidap.chains.language import Language
from hoidap.chains.nouns import called, plural
from hoidap.databases import Database

from .answered import Answered, FollowUp, column_of
from .example_candidates import schema_candidates
from .example_columns import is_measure, own_name

TOP = 5
LONGEST_VALUE = 30  # letters of a name that still reads well inside a question
MANY = 8  # rows that one would rather have counted


def follow_ups(sql: str, rows: Sequence[Sequence[Any]], db: Database, language: Language) -> list[FollowUp]:
    """Questions that go on with a query and its rows, the liveliest first; none where the query is not one of ours."""
    try:
        canonical = canonicalize(sql, db.schema)
        query = parse(canonical)
    except NotCanonical:
        return []
    maker = _Maker(query, rows, db, language)
    has_query_inside = len(list(query.find_all(exp.Select))) > 1
    made = maker.counted() if has_query_inside else maker.all()
    return [one for one in made if one.canonical != canonical]


class _Maker(Answered):
    """The questions about one answered query."""

    def all(self) -> Iterator[FollowUp]:
        if self.table is None:
            return
        yield from self.first_row()
        yield from self.other_value()
        yield from self.other_period()
        yield from self.broken_down()
        yield from self.ranked()
        yield from self.other_end()
        yield from self.more_of_them()
        yield from self.highest()
        yield from self.counted()
        yield from self.with_figure()
        yield from self.in_a_year()
        yield from self.of_one()
        yield from self.with_most()

    def other_value(self) -> Iterator[FollowUp]:
        """ "còn DC7 thì sao?": the value beside the one that was asked about."""
        for test in self.query.find_all(exp.EQ):
            held, literal = test.this, test.expression
            if not isinstance(held, exp.Column) or is_star(held) or not literal.is_string:
                continue
            if self.column(held).type != "text":
                continue
            known = [value.text for value in self.db.values.of(held.table, held.name)]
            others = [text for text in known if text != literal.this and 1 < len(text) <= LONGEST_VALUE]
            if other := next((text for text in others if text > literal.this), others[0] if others else None):
                changed = self.changed(test, exp.Literal.string(other))
                yield self.make("value", (f"còn {other} thì sao?", f"what about {other}?"), changed)

    def other_period(self) -> Iterator[FollowUp]:
        """ "còn năm 2023 thì sao?": the period before."""
        for test in self.query.find_all(exp.EQ):
            held, literal = test.this, test.expression
            is_period = isinstance(held, exp.Column) and literal.is_string and self.is_date(held)
            if is_period and (before := _before(literal.this)):
                said = _period(before, self.language)
                changed = self.changed(test, exp.Literal.string(before))
                yield self.make("period", (f"còn {said} thì sao?", f"what about {said}?"), changed)

    def broken_down(self) -> Iterator[FollowUp]:
        """ "chia theo bộ phận": a figure of everything, by what its rows belong to, or by year."""
        if self.figure is None or self.groups or self.table is None or len(self.query.expressions) > 1:
            return
        held = {(column.table, column.name) for column in self.query.find_all(exp.Column) if not is_star(column)}
        for parent in self.parents():
            name, one = own_name(parent), called(parent, self.language)
            if name and one and (parent.name, name.name) not in held:
                shown_column = column_of(parent, name)
                yield self.make("by", (f"chia theo {one}", f"break it down by {one}"), self.grouped(shown_column))
        if when := self.when():
            year = exp.Year(this=when.copy())
            if not any(
                self.is_date(test.this) for test in self.query.find_all(exp.EQ) if isinstance(test.this, exp.Column)
            ):
                yield self.make("by", ("chia theo năm", "break it down by year"), self.grouped(year))

    def ranked(self) -> Iterator[FollowUp]:
        """ "bộ phận nào nhiều nhất?", "năm nào nhiều nhất?", after a figure for each of them."""
        if self.figure is None or len(self.groups) != 1 or self.query.args.get("order"):
            return
        group, one = self.groups[0], ""
        if isinstance(group, exp.Year):
            one = "năm" if self.vi else "year"
        elif isinstance(group, exp.Column):
            owner = self.db.schema.table(group.table)
            name = own_name(owner)
            one = called(owner, self.language) if name and name.name == group.name else ""
        if one:
            query = self.query.copy()
            query.set("expressions", [group.copy()])
            query = query.order_by(exp.Ordered(this=self.figure.copy(), desc=True)).limit(1)
            yield self.make("most", (f"{one} nào nhiều nhất?", f"which {one} has the most?"), query)

    def highest(self) -> Iterator[FollowUp]:
        """ "cải tiến nào trong số đó có giờ tiết kiệm cao nhất?", after a list."""
        if not self.is_list() or self.table is None:
            return
        name, one = own_name(self.table), called(self.table, self.language)
        keys = self.table.foreign_key_columns | set(self.table.primary_key)
        for column in self.table.columns:
            noun = called(column, self.language)
            if column.name in keys or column.private or column.type not in ("int", "float") or not is_measure(column):
                continue
            if name and one and noun:
                of = column_of(self.table, column)
                query = self.query.copy()
                query.set("expressions", [column_of(self.table, name)])
                query.set("distinct", None)
                query = query.order_by(exp.Ordered(this=of, desc=True)).limit(1)
                yield self.make(
                    "highest",
                    (f"{one} nào trong số đó có {noun} cao nhất?", f"which of them has the highest {noun}?"),
                    query,
                )

    def of_one(self) -> Iterator[FollowUp]:
        """ "chỉ tính DC1", where nothing was asked about any value."""
        if self.figure is None or any(test.expression.is_string for test in self.query.find_all(exp.EQ)):
            return
        held = {column.table for column in self.query.find_all(exp.Column)}
        for parent in self.parents():
            name = own_name(parent)
            known = self.db.values.of(parent.name, name.name) if name and parent.name not in held else ()
            if name and (value := next((value.text for value in known if 1 < len(value.text) <= LONGEST_VALUE), None)):
                query = self.query.copy().where(
                    exp.EQ(this=column_of(parent, name), expression=exp.Literal.string(value))
                )
                yield self.make("one", (f"chỉ tính {value}", f"only {value}"), query)

    def with_most(self) -> Iterator[FollowUp]:
        """ "bộ phận nào có nhiều cải tiến nhất?", after a list of all of them."""
        if not self.is_list() or self.query.args.get("where") or self.table is None:
            return
        for one in schema_candidates(self.db.schema, self.language):
            if one.kind == "most" and parse(one.canonical).expressions[0].table == self.table.name:
                yield FollowUp("most", one.question, one.canonical)

    def other_end(self) -> Iterator[FollowUp]:
        """ "còn ít nhất thì sao?": the other end of a ranking."""
        order = self.query.args.get("order")
        if order is None or not self.query.args.get("limit") or len(order.expressions) != 1:
            return
        down, figure = bool(order.expressions[0].args.get("desc")), order.expressions[0].this
        if isinstance(figure, exp.Column) and self.is_date(figure):
            words = (
                ("còn cũ nhất thì sao?", "what about the oldest?")
                if down
                else ("còn mới nhất thì sao?", "what about the latest?")
            )
        else:
            words = (
                ("còn ít nhất thì sao?", "what about the lowest?")
                if down
                else ("còn nhiều nhất thì sao?", "what about the highest?")
            )
        query = self.query.copy()
        query.args["order"].expressions[0].set("desc", not down)
        yield self.make("other_end", words, query)

    def more_of_them(self) -> Iterator[FollowUp]:
        """ "top 5 thì sao?", after the first one."""
        limit = self.query.args.get("limit")
        if limit is not None and self.query.args.get("order") and limit.expression.name == "1":
            yield self.make("top", (f"top {TOP} thì sao?", f"what about the top {TOP}?"), self.query.copy().limit(TOP))

    def counted(self) -> Iterator[FollowUp]:
        """ "có tất cả bao nhiêu?", after a list."""
        if not self.is_list() or len(self.rows) < MANY or self.table is None:
            return
        row = exp.column(exp.Star(), table=exp.to_identifier(self.table.name, quoted=True))
        query = exp.Select(expressions=[exp.Count(this=row)])
        if where := self.query.args.get("where"):
            query.set("where", where.copy())
        yield self.make("count", ("có tất cả bao nhiêu?", "how many are there?"), query)

    def with_figure(self) -> Iterator[FollowUp]:
        """ "kèm theo số cải tiến": the figure by which they are ranked, beside their names."""
        order = self.query.args.get("order")
        if order is None or self.figure is None or any(item.find(exp.AggFunc) for item in self.query.expressions):
            return
        if (
            not isinstance(self.figure, exp.Count)
            or self.table is None
            or not (one := called(self.table, self.language))
        ):
            return
        query = self.query.copy()
        query.append("expressions", self.figure.copy())
        many = one if self.vi else plural(one)
        yield self.make("figure", (f"kèm theo số {many}", f"show the number of {many} too"), query)

    def first_row(self) -> Iterator[FollowUp]:
        """ "DC5 có những cải tiến nào?": into the first row of a ranking or of figures for each."""
        if self.figure is None or not self.groups or not self.rows or self.table is None:
            return
        group, value = self.groups[0], self.top_value()
        if not isinstance(group, exp.Column) or not isinstance(value, str) or len(value) > LONGEST_VALUE:
            return
        listed, one = own_name(self.table), called(self.table, self.language)
        if listed is None or not one or group.table == self.table.name:
            return
        query = exp.Select(expressions=[column_of(self.table, listed)])
        if where := self.query.args.get("where"):
            query.set("where", where.copy())
        query = query.where(exp.EQ(this=group.copy(), expression=exp.Literal.string(value)))
        yield self.make("into", (f"liệt kê các {one} của {value}", f"list the {plural(one)} of {value}"), query)

    def in_a_year(self) -> Iterator[FollowUp]:
        """ "trong năm 2025 thì sao?", where no period was asked about."""
        when = self.when()
        if when is None or any(self.is_date(column) for column in self.query.find_all(exp.Column)):
            return
        year = self.last_year(when)
        if year is not None:
            query = self.query.copy().where(exp.EQ(this=when.copy(), expression=exp.Literal.string(str(year))))
            yield self.make("year", (f"chỉ tính năm {year}", f"only in {year}"), query)


def _before(period: str) -> str:
    """The year, quarter or month before one; '' for a day."""
    year, _, part = period.partition("-")
    if not year.isdecimal() or len(period) > len("2024-Q1"):
        return ""
    if not part:
        return str(int(year) - 1)
    if part.startswith("Q"):
        return f"{int(year) - 1}-Q4" if part == "Q1" else f"{year}-Q{int(part[1:]) - 1}"
    return f"{int(year) - 1}-12" if part == "01" else f"{year}-{int(part) - 1:02}"


def _period(period: str, language: Language) -> str:
    """The words for a period of canonical SQL: "quý 2 năm 2024", "Q2 2024"."""
    year, _, part = period.partition("-")
    if not part:
        return f"năm {year}" if language == "vi" else year
    name = shown(int(part.removeprefix("Q")), language, "quarter" if part.startswith("Q") else "month")
    return f"{name} năm {year}" if language == "vi" else f"{name} {year}"
