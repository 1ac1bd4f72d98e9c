"""Questions that may be asked of a database, each made together with the query that it means.

The words come from the glossary and the lexicon, the years and names from the data, and the query is canonical SQL, so
that whoever offers a question can first see whether the model writes a query that says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from hoidap.chains.canonical import expand
from hoidap.chains.errors import ChainError
from hoidap.chains.language import Language
from hoidap.chains.naming import asked_tables, is_junction, naming_columns
from hoidap.chains.nouns import called, plural
from hoidap.chains.phrases import Phrases
from hoidap.databases import Column, Database, DatabaseError, Schema, Table

from .example_columns import adds_up, dates, is_category, is_measure, is_when, own_name

MOST_TABLES = 8  # that questions are made about, of a large schema
TOP = 5
LONGEST_VALUE = 30  # letters of a name that still reads well inside a question
MOST_PARENTS = 500  # among which one is found by name at a glance
FEW = 12  # groups that still make a picture


KINDS = ("year", "most", "sum", "value", "highest", "groups", "average", "count")  # the liveliest first


@dataclass(frozen=True)
class Candidate:
    """A question and the canonical SQL that it means; `kind` is one of KINDS, `rank` that of its table, from 0."""

    kind: str
    table: str
    rank: int
    question: str
    canonical: str


def main_tables(schema: Schema) -> list[Table]:
    """The tables that people ask about, those with events and names and many rows first."""
    tables = [table for table in asked_tables(schema) if not is_junction(table) and table.rows != 0]

    def weight(table: Table) -> tuple[int, int]:
        return len(dates(table)[:1]) * 2 + bool(naming_columns(table)) + min(
            len(table.foreign_keys), 2
        ), table.rows or 0

    return sorted(tables, key=weight, reverse=True)


def schema_candidates(schema: Schema, language: Language) -> list[Candidate]:
    """Questions for which the schema alone is enough: nothing has to be read."""
    found: list[Candidate | None] = []
    for rank, table in enumerate(main_tables(schema)[:MOST_TABLES]):
        found.append(_count(table, rank, language))
        found += [_most(parent, table, rank, language) for parent in _parents(table, schema)]
    return list(filter(None, found)) or [_rows(table, language) for table in asked_tables(schema)[:1]]


def candidates(db: Database, language: Language) -> Iterator[Candidate]:
    """Questions with real names and years; reads the database, a few small queries for each of its main tables."""
    for rank, table in enumerate(main_tables(db.schema)[:MOST_TABLES]):
        yield from _Maker(db, table, rank, language).all()
    # which one has the most is asked above, and only where there is one
    yield from (one for one in schema_candidates(db.schema, language) if one.kind == "count")


def table_candidates(db: Database, table: Table, language: Language, read: bool = True) -> Iterator[Candidate]:
    """Questions about one table; `read` says whether its rows may be looked at for them."""
    yield _count(table, 0, language) or _rows(table, language)
    if read:
        yield from _Maker(db, table, 0, language).all()


class _Maker:
    """The questions about one table."""

    def __init__(self, db: Database, table: Table, rank: int, language: Language) -> None:
        self.db, self.table, self.rank, self.vi = db, table, rank, language == "vi"
        self.language: Language = language
        self.one = called(table, language)
        self.many = self.one if self.vi else plural(self.one)

    def all(self) -> Iterator[Candidate]:
        if not self.one:
            return
        parents = [(parent, name) for parent in _parents(self.table, self.db.schema) if (name := own_name(parent))]
        parents.sort(key=lambda found: not TOP < (found[0].rows or 0) <= MOST_PARENTS)  # a ranking that tells something
        for parent, name in parents[:2]:
            yield from self.ranked(parent, name)
        yield from self.in_time()
        for column in self.measures():
            yield from self.highest(column)
            yield from self.average(column)
            for parent, name in parents[:1]:
                yield from self.summed(column, parent, name)
        yield from self.by_category()

    def ranked(self, parent: Table, name: Column) -> Iterator[Candidate]:
        one = called(parent, self.language)
        shown, rows = _column(parent, name.name), f"COUNT({_rows_of(self.table)})"
        by_rows = f"SELECT {shown} GROUP BY {shown} ORDER BY {rows} DESC"
        found = self.read(f"SELECT {shown}, {rows} GROUP BY {shown} ORDER BY {rows} DESC")
        named = [(str(value), count) for value, count in found if value is not None]
        if not one or one == self.one or len(named) < 2 or named[0][1] < 2:
            return
        if named[0][1] > named[1][1]:
            yield self.make(
                "most",
                (f"{one} nào có nhiều {self.many} nhất?", f"Which {one} has the most {self.many}?"),
                f"{by_rows} LIMIT 1",
            )
        if len(named) > TOP and named[TOP - 1][1] > named[TOP][1]:
            yield self.make(
                "most",
                (f"{TOP} {one} có nhiều {self.many} nhất", f"Top {TOP} {plural(one)} with the most {self.many}"),
                f"{by_rows} LIMIT {TOP}",
            )
        value = next((value for value, _ in named if _reads_well(value)), None)
        if value and not name.private:
            yield self.make(
                "value",
                (f"{one} {value} có bao nhiêu {self.many}?", f"How many {self.many} does {one} {value} have?"),
                f"SELECT COUNT({_rows_of(self.table)}) WHERE {shown} = {_text(value)}",
            )
        if len(named) <= FEW:
            yield self.make(
                "groups",
                (f"Số {self.many} theo {one}", f"Number of {self.many} by {one}"),
                f"SELECT {shown}, {rows} GROUP BY {shown}",
            )

    def in_time(self) -> Iterator[Candidate]:
        if self.table.name in Phrases.of(self.db.schema).people:
            return  # "how many employees in 1962?" asks for nothing that anybody means
        for column in [column for column in dates(self.table) if is_when(column, self.table)][:1]:
            when, rows = _column(self.table, column.name), f"COUNT({_rows_of(self.table)})"
            years = [(year, n) for year, n in self.read(f"SELECT YEAR({when}), {rows} GROUP BY YEAR({when})") if year]
            if not years:
                continue
            year = max(sorted(years, key=lambda found: int(found[0]))[-2:], key=lambda found: found[::-1])[0]
            yield self.make(
                "year",
                (f"Có bao nhiêu {self.many} trong năm {year}?", f"How many {self.many} were there in {year}?"),
                f"SELECT {rows} WHERE {when} = '{year}'",
            )
            if len(years) > 2:
                yield self.make(
                    "groups",
                    (f"Số {self.many} theo năm", f"Number of {self.many} per year"),
                    f"SELECT YEAR({when}), {rows} GROUP BY YEAR({when})",
                )

    def measures(self) -> list[Column]:
        keys = self.table.foreign_key_columns | set(self.table.primary_key)
        numbers = [c for c in self.table.columns if c.type in ("int", "float") and c.name not in keys and not c.private]
        return [column for column in numbers if is_measure(column) and called(column, self.language)][:2]

    def highest(self, column: Column) -> Iterator[Candidate]:
        name, of = own_name(self.table), _column(self.table, column.name)
        if not name or not self.is_told_by(name):
            return
        best = self.read(f"SELECT {of} WHERE NOT {of} IS NULL ORDER BY {of} DESC LIMIT 2")
        if len(best) == 2 and best[0] != best[1]:
            noun = called(column, self.language)
            yield self.make(
                "highest",
                (f"{self.one} nào có {noun} cao nhất?", f"Which {self.one} has the highest {noun}?"),
                f"SELECT {_column(self.table, name.name)} ORDER BY {of} DESC LIMIT 1",
            )

    def is_told_by(self, name: Column) -> bool:
        """Whether the name is of the row itself: many orders share the name of a ship."""
        counts = self.read(f"SELECT COUNT(DISTINCT {_column(self.table, name.name)}), COUNT({_rows_of(self.table)})")
        return bool(counts) and counts[0][0] > 0.8 * counts[0][1]

    def average(self, column: Column) -> Iterator[Candidate]:
        noun = called(column, self.language)
        if "trung bình" in noun or "average" in noun:
            return
        yield self.make(
            "average",
            (f"{noun} trung bình của {self.many} là bao nhiêu?", f"What is the average {noun} of the {self.many}?"),
            f"SELECT AVG({_column(self.table, column.name)})",
        )

    def summed(self, column: Column, parent: Table, name: Column) -> Iterator[Candidate]:
        noun, by = called(column, self.language), called(parent, self.language)
        if not by or not adds_up(column, noun):
            return
        shown = _column(parent, name.name)
        total = f"SUM({_column(self.table, column.name)})"
        noun = noun.removeprefix("tổng ").removeprefix("total ")
        yield self.make(
            "sum",
            (f"Tổng {noun} theo từng {by}", f"Total {noun} by {by}"),
            f"SELECT {shown}, {total} GROUP BY {shown}",
        )

    def by_category(self) -> Iterator[Candidate]:
        keys = self.table.foreign_key_columns | set(self.table.primary_key) | set(naming_columns(self.table))
        for column in self.table.columns:
            if column.type != "text" or column.name in keys or column.private or not is_category(column):
                continue
            noun, of, rows = called(column, self.language), _column(self.table, column.name), _rows_of(self.table)
            found = self.read(f"SELECT {of}, COUNT({rows}) GROUP BY {of} ORDER BY COUNT({rows}) DESC LIMIT {FEW + 1}")
            rows_each = sum(count for _, count in found) / max(1, len(found))
            if noun and 2 <= len(found) <= FEW and rows_each >= 2 and all(value is not None for value, _ in found):
                yield self.make(
                    "groups",
                    (f"Số {self.many} theo {noun}", f"Number of {self.many} by {noun}"),
                    f"SELECT {of}, COUNT({rows}) GROUP BY {of}",
                )

    def make(self, kind: str, worded: tuple[str, str], canonical: str) -> Candidate:
        return Candidate(kind, self.table.name, self.rank, _sentence(worded[0 if self.vi else 1]), canonical)

    def read(self, canonical: str) -> list[list[Any]]:
        """The rows of a query of ours; none where it cannot be run on this database."""
        try:
            return self.db.query(expand(canonical, self.db.schema)).rows
        except (ChainError, DatabaseError):
            return []


def _count(table: Table, rank: int, language: Language) -> Candidate | None:
    name = called(table, language)
    question = f"Có bao nhiêu {name}?" if language == "vi" else f"How many {plural(name)} are there?"
    return Candidate("count", table.name, rank, question, f"SELECT COUNT({_rows_of(table)})") if name else None


def _most(parent: Table, child: Table, rank: int, language: Language) -> Candidate | None:
    one, many, name = called(parent, language), called(child, language), own_name(parent)
    if not (one and many and name) or one == many:
        return None
    question = f"{one} nào có nhiều {many} nhất?" if language == "vi" else f"Which {one} has the most {plural(many)}?"
    shown = _column(parent, name.name)
    rows = f"COUNT({_rows_of(child)})"
    return Candidate(
        "most", child.name, rank, _sentence(question), f"SELECT {shown} GROUP BY {shown} ORDER BY {rows} DESC LIMIT 1"
    )


def _rows(table: Table, language: Language) -> Candidate:
    question = f"Bảng {table.name} có bao nhiêu dòng?" if language == "vi" else f"How many rows does {table.name} have?"
    return Candidate("count", table.name, 0, question, f"SELECT COUNT({_rows_of(table)})")


def _parents(table: Table, schema: Schema) -> Iterable[Table]:
    """The tables that one key each of `table` points to; with two keys a question would have to say which."""
    targets = [key.table for key in table.foreign_keys]
    return [schema.table(name) for name in dict.fromkeys(targets) if targets.count(name) == 1 and name != table.name]


def _column(table: Table, column: str) -> str:
    return exp.column(column, table=table.name, quoted=True).sql("sqlite")


def _rows_of(table: Table) -> str:
    return f"{exp.to_identifier(table.name, quoted=True).sql('sqlite')}.*"


def _text(value: str) -> str:
    return exp.Literal.string(value).sql("sqlite")


def _reads_well(value: str) -> bool:
    letters = value.replace(" ", "")
    return len(value) <= LONGEST_VALUE and letters.isalnum() and not letters.isdigit() and value[:1].isupper()


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
