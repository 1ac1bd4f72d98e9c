"""SQL expressions in words, by the names that the schema and its glossary have for things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from sqlglot import exp

from hoidap.databases import Schema, Table

from .cells import shown
from .language import Language
from .naming import is_junction
from .nouns import column_noun, key_target, name_noun, plural, table_noun

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DatePart = Literal["year", "quarter", "month", "week", "day", "hour"]
DATE_PARTS: dict[DatePart, tuple[str, str]] = {
    "year": ("năm", "year"),
    "quarter": ("quý", "quarter"),
    "month": ("tháng", "month"),
    "week": ("tuần", "week"),
    "day": ("ngày", "day"),
    "hour": ("giờ", "hour"),
}
_FORMATS: dict[str, DatePart] = {
    "%Y": "year",
    "%m": "month",
    "%Y-%m": "month",
    "%d": "day",
    "%Y-%m-%d": "day",
    "%W": "week",
    "%H": "hour",
}
_PARTS: dict[type[exp.Expr], DatePart] = {
    exp.Year: "year",
    exp.Quarter: "quarter",
    exp.Month: "month",
    exp.Week: "week",
    exp.Day: "day",
    exp.Hour: "hour",
}
_WRAPPERS = (exp.Alias, exp.Cast, exp.TryCast, exp.Paren, exp.Round, exp.Ordered, exp.Distinct)
_CASTS = (exp.TsOrDsToDate, exp.TsOrDsToTimestamp, exp.TsOrDsToDatetime)
_FIGURES = {
    exp.Sum: ("tổng {}", "total {}"),
    exp.Avg: ("{} trung bình", "average {}"),
    exp.Min: ("{} nhỏ nhất", "lowest {}"),
    exp.Max: ("{} lớn nhất", "highest {}"),
}
_DATED = {exp.Min: ("{} sớm nhất", "earliest {}"), exp.Max: ("{} muộn nhất", "latest {}")}
_SIGNS = {exp.Add: "+", exp.Sub: "−", exp.Mul: "×", exp.Div: "/", exp.IntDiv: "/", exp.Mod: "%"}


class SqlWords:
    """Words for the parts of one statement, which was parsed in the dialect of `schema`."""

    def __init__(self, tree: exp.Expr, schema: Schema, language: Language) -> None:
        self.schema, self.language = schema, language
        self.tables: dict[str, Table] = {}
        for node in tree.find_all(exp.Table):
            if table := self.known(node.name):
                self.tables[node.alias_or_name.lower()] = table

    def known(self, name: str) -> Table | None:
        """The table of that name, or None."""
        try:
            return self.schema.table(name)
        except KeyError:
            return None

    def pick(self, vietnamese: str, english: str) -> str:
        """The one in the reader's language."""
        return vietnamese if self.language == "vi" else english

    def noun(self, table: Table) -> str:
        """One row of a table."""
        return table_noun(table, self.language)

    def table_of(self, column: exp.Column) -> Table | None:
        """The schema's table that a column stands in; None for one of a subquery's own making."""
        if column.table:
            return self.tables.get(column.table.lower())
        return next((table for table in self.tables.values() if _has(table, column.name)), None)

    def column(self, column: exp.Column) -> str:
        """A column by its own noun."""
        table = self.table_of(column)
        if table is None or not _has(table, column.name):
            return name_noun(column.name, self.language)
        return column_noun(self.schema, table, column.name, self.language)

    def owner(self, column: exp.Expr) -> Table | None:
        """The table whose rows a key tells apart; None for what is no key."""
        table = self.table_of(column) if isinstance(column, exp.Column) else None
        if table is None or not _has(table, column.name):
            return None
        return key_target(self.schema, table, table.column(column.name).name)

    def value(self, node: exp.Expr) -> str:
        """Any expression that has a value; what has no words here is said as SQL."""
        inner = bare(node)
        if part := date_part(inner):
            name, of = part
            return self.pick(
                f"{DATE_PARTS[name][0]} của {self.value(of)}", f"{DATE_PARTS[name][1]} of {self.value(of)}"
            )
        match inner:
            case exp.Column():
                return self.column(inner)
            case exp.Literal():
                return self.literal(inner)
            case exp.Boolean():
                return self.pick("đúng", "true") if inner.this else self.pick("sai", "false")
            case exp.Neg():
                return f"−{self.value(inner.this)}"
            case exp.Count():
                return self.count(inner)
            case exp.Sum() | exp.Avg() | exp.Min() | exp.Max():
                return self.figure(inner)
            case exp.Coalesce() | exp.Nullif() | exp.Date() | exp.Lower() | exp.Upper() | exp.Trim():
                return self.value(inner.this)
            case exp.Concat() | exp.DPipe():
                return " ".join(
                    map(
                        self.value,
                        filter(_is_named, inner.flatten() if isinstance(inner, exp.DPipe) else inner.expressions),
                    )
                )
            case exp.DateDiff():
                return self.pick("số ngày từ {} đến {}", "days from {} to {}").format(
                    self.value(inner.expression), self.value(inner.this)
                )
            case exp.Binary() if type(inner) in _SIGNS:
                return f"{self.value(inner.left)} {_SIGNS[type(inner)]} {self.value(inner.right)}"
        return inner.sql(self.schema.dialect)

    def literal(self, node: exp.Literal) -> str:
        """A number in the reader's form, a text in quotation marks, a date as one."""
        if not node.is_string:
            number = float(node.this)
            return shown(int(number) if number.is_integer() else number, self.language)
        said = shown(node.this, self.language)
        return said if _DATE.fullmatch(node.this) else f"“{said}”"

    def count(self, node: exp.Count) -> str:
        """How many of what: COUNT(*) counts the rows of the table that is read first."""
        counted = bare(node.this.expressions[0] if isinstance(node.this, exp.Distinct) else node.this)
        if isinstance(counted, exp.Column) and not isinstance(counted.this, exp.Star):
            if owner := self.owner(counted):
                return self.number_of(self.noun(owner))
            if isinstance(node.this, exp.Distinct):
                noun = self.column(counted)
                return self.pick(f"số {noun} khác nhau", f"number of different {plural(noun)}")
            return self.pick(f"số dòng có {self.column(counted)}", f"rows with a {self.column(counted)}")
        table = self.counted_table(node.parent_select)
        return self.number_of(self.noun(table)) if table else self.pick("số dòng", "number of rows")

    def counted_table(self, query: exp.Select | None) -> Table | None:
        """The table whose rows a join has once each: the one that points to the others, and that none points to.

        A table that only connects two stands for the one of them that the rows are not grouped by.
        """
        read = query.args.get("from_") if query else None
        if query is None or read is None:
            return None
        sources = [read.this, *(join.this for join in query.args.get("joins") or [])]
        tables = [table for source in sources if (table := self.known(source.name))]
        if len(tables) < len(sources):
            return None
        pointed = {key.table for table in tables for key in table.foreign_keys if key.table != table.name}
        many = [table for table in tables if table.name not in pointed]
        if len(many) == 1 and is_junction(many[0]):
            group = query.args.get("group")
            by = (
                {self.owner(column) or self.table_of(column) for column in group.find_all(exp.Column)}
                if group
                else set()
            )
            ends = [self.schema.table(key.table) for key in many[0].foreign_keys]
            many = [table for table in ends if table not in by]
        return many[0] if len(many) == 1 else None

    def number_of(self, noun: str) -> str:
        """ "số cải tiến", "number of improvements"; nothing is counted twice in the words."""
        return self.pick(noun if noun.startswith("số ") else f"số {noun}", f"number of {plural(noun)}")

    def figure(self, node: exp.AggFunc) -> str:
        """A sum, an average, or an extreme of what stands in it."""
        noun = self.value(node.this)
        words = _FIGURES[type(node)]
        if type(node) in _DATED and isinstance(bare(node.this), exp.Column) and self.is_dated(bare(node.this)):
            words = _DATED[type(node)]
        if isinstance(node, exp.Sum) and {"tổng", "total"} & set(noun.split()):
            return noun
        return self.pick(*words).format(noun)

    def is_dated(self, node: exp.Expr) -> bool:
        """Whether a column holds dates."""
        table = self.table_of(node) if isinstance(node, exp.Column) else None
        return bool(table and _has(table, node.name) and table.column(node.name).type in ("date", "datetime"))


def bare(node: exp.Expr) -> exp.Expr:
    """An expression without its alias, casts, brackets and rounding."""
    while isinstance(node, _WRAPPERS + _CASTS):
        node = node.expressions[0] if isinstance(node, exp.Distinct) else node.this
    return node


def date_part(node: exp.Expr) -> tuple[DatePart, exp.Expr] | None:
    """Which part of which date an expression takes, in any dialect's way to say it."""
    if isinstance(node, exp.TimeToStr):
        part, of = _FORMATS.get(node.text("format")), node.this
    elif isinstance(node, exp.Extract):
        part, of = _named(node.name), node.expression
    elif isinstance(node, exp.TimestampTrunc | exp.DateTrunc):
        part, of = _named(node.text("unit")), node.this
    else:
        part, of = _PARTS.get(type(node)), node.this
    return (part, bare(of)) if part else None


def _named(name: str) -> DatePart | None:
    return next((part for part in DATE_PARTS if part == name.lower()), None)


def selects(tree: exp.Expr) -> Iterator[exp.Expr]:
    """What a statement shows, a column each; of a set operation its first query's."""
    query = tree
    while isinstance(query, exp.SetOperation | exp.Subquery):
        query = query.this
    yield from query.expressions if isinstance(query, exp.Select) else ()


def _has(table: Table, column: str) -> bool:
    return any(known.name.lower() == column.lower() for known in table.columns)


def _is_named(node: exp.Expr) -> bool:
    return not isinstance(node, exp.Literal) or bool(node.name.strip())
