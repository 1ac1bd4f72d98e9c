"""The rules of a schema's tables, for the grammar of ordinary SQL: which columns each has, and what joins them.

The conditions of these rules (`%if`) read and set the bits of sql.lark that say which tables a query is about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import reduce

from hoidap.databases import Column, Schema, Value

from .sql_dialects import Call, Dialect
from .sql_literals import literal
from .sql_names import Condition, Source, conditions, quoted, sources

MOST_SCOPED = 25  # tables; of more, several share one bit
ALWAYS = "%if ge(_, 0)"  # see sql.lark
NEVER = '"\\ue000" %if lt(_, 0)'
_KINDS: dict[str, tuple[str, ...]] = {
    "column": ("int", "float", "bool", "text", "date", "datetime", "other"),
    "number": ("int", "float", "bool", "other"),
    "text": ("text", "other"),
    "date": ("date", "datetime"),
    "truth": (),
}


class Tables:
    """One schema's tables as Lark rules, each made once."""

    def __init__(self, schema: Schema, dialect: Dialect) -> None:
        self.schema, self.dialect = schema, dialect
        self.sources = sources(schema)
        self.keys = list(conditions(schema, self.sources))
        self._bits = {source.name: place % MOST_SCOPED for place, source in enumerate(self.sources)}
        self._kinds = dict(_KINDS)
        if dialect.truth:
            self._kinds |= {"number": ("int", "float", "other"), "truth": ("bool",)}
        self._calls: dict[tuple[str, str, str], str] = {}

    @property
    def another(self) -> str:
        """The condition that there is a table left to read."""
        if any(map(self._shares, self.sources)):
            return "ge(_, 0)"
        return f"not(is_ones([{MOST_SCOPED}:{MOST_SCOPED + len(self.sources)}]))"

    def rules(self, values: Iterable[Value]) -> Iterator[str]:
        yield from self._columns()
        yield from self._calls_of_columns()
        yield from self._lists()
        yield from self._cases()
        yield from self._sources()
        yield from self._joins()
        yield from self._linked(values)
        for (kind, behind, then), name in self._calls.items():
            yield rule(name, self._noting(kind, f"{name}_end"))
            yield f"{name}_end::_: {q(behind)} {then}::_ {ALWAYS}"

    def _columns(self) -> Iterator[str]:
        """Columns behind FROM: those of the tables that it has."""
        for kind in self._kinds:
            choices = []
            for place, source in enumerate(self.sources):
                if columns := self._of_kind(source, kind):
                    yield f"{kind}_{place}: {' | '.join(q(self._name(column)) for column in columns)}"
                    choices.append(f"{q(source.name + '.')} {kind}_{place} %if {self._shown(source)}")
            yield rule("column" if kind == "column" else f"{kind}_column", choices)

    def _calls_of_columns(self) -> Iterator[str]:
        """Functions behind FROM, where a table has columns that they take."""

        def of(kind: str, calls: Iterable[Call]) -> list[str]:
            shown = [self._shown(source) for source in self.sources if self._of_kind(source, kind)]
            has = f" %if {_any(shown)}" if shown else ""
            return [f"{q(before)} {kind}_column::_ {q(behind)}{has}" for before, behind in calls if shown]

        changed = of("text", [("UPPER(", ")"), ("LOWER(", ")")])
        yield rule("text", ["text_column::_", *changed])
        yield rule("length", of("text", [(self.dialect.length, ")")]))
        yield rule("date_number", of("date", self.dialect.numbers))
        yield rule("date_text", of("date", self.dialect.texts))
        yield rule("dated", ["date_column::_", *of("date", self.dialect.dates)])

    def _lists(self) -> Iterator[str]:
        """Columns in the SELECT list, which note their table."""
        sql = self.dialect
        stars = [
            f'{q(source.name + ".")} "*" starred::{self._use(source)} %if bit_clear(55)' for source in self.sources
        ]
        texts = [self._call("text", call, "named") for call in (("UPPER(", ")"), ("LOWER(", ")"), sql.listing)]
        dates = [self._call("date", call, "named") for call in (*sql.texts, *sql.dates)]
        numbers = [self._call("text", (sql.length, ")"), "after")]
        numbers += [self._call("date", call, "after") for call in sql.numbers]
        others = [choice for kind in ("date", "truth") for choice in self._noting(kind, "named")]
        joined = self._noting("text", "text_end")
        concat = ['"CONCAT(" concat_item::_'] if sql.concat == "CONCAT" and joined else []
        yield rule("number_item", [*self._noting("number", "after"), *filter(None, numbers)])
        yield rule("text_item", joined)
        yield rule("plain_item", [*others, "text_item::_", *stars, *filter(None, texts + dates), *concat])
        if sql.concat == "CONCAT":
            yield f"text_end::_: named::_ {ALWAYS}"
            yield rule("concat_item", self._noting("text", "concat_end"))
            yield 'concat_end::_: ", " (SEPARATOR ", ")? concat_item::_ | ")" named::_'
        else:
            yield 'text_end::_: named::_ | " || " (SEPARATOR " || ")? text_item::_'

    def _cases(self) -> Iterator[str]:
        """The columns of a CASE in the SELECT list."""
        tests = [("number", "number_test"), ("text", "text_test"), ("date", "date_test"), ("column", "null_test")]
        yield rule("tested_item", [choice for kind, test in tests for choice in self._noting(kind, "chosen", test)])
        for item, then in (("closed", "closed"), ("shown", "otherwise"), ("last", "ended")):
            yield rule(f"{item}_item", self._noting("column", then))

    def _call(self, kind: str, call: Call, then: str) -> str:
        """A function of one column in the SELECT list, behind which `then` goes on; "" where no column is its kind."""
        if not self._noting(kind, then):
            return ""
        name = self._calls.setdefault((kind, call[1], then), f"call_{len(self._calls)}")
        return f"{q(call[0])} {name}::_"

    def _noting(self, kind: str, then: str, test: str = "") -> list[str]:
        return [
            " ".join(filter(None, (q(f"{source.name}."), f"{kind}_{place}", test, f"{then}::{self._use(source)}")))
            for place, source in enumerate(self.sources)
            if self._of_kind(source, kind)
        ]

    def _sources(self) -> Iterator[str]:
        """FROM, whose tables must be those that the SELECT list used, and may be more."""
        places = list(enumerate(self.sources))
        yield rule("from", [f"from_{place}::{self._show(s)}{self._if_new(s)}" for place, s in places])
        yield rule("join", [f"join_{place}::{self._show(s)}{self._if_new(s)}" for place, s in places])
        more = f'(" JOIN " | " LEFT JOIN " | " INNER JOIN ") join::_ %if {self.another}'
        yield f"joins::_: {more} | rest::_ %if is_zeros([0:{MOST_SCOPED}])"
        for place, source in places:
            read = f"clear_bit({self._bits[source.name]}) {ALWAYS}"
            yield f"from_{place}::_: first_{place}::{read}"
            yield f"first_{place}::_: {_written(source)} joins::_ {ALWAYS}"
            yield f"join_{place}::_: next_{place}::{read}"
            on = f'" ON " key_{place}::_ (" AND " predicate::_)? joins::_'
            yield f"next_{place}::_: {_written(source)} {on} {ALWAYS}"

    def _joins(self) -> Iterator[str]:
        """What may stand behind ON: the keys that lead to tables before it, or where there are none any equality."""
        by_name = {source.name: source for source in self.sources}
        for place, source in enumerate(self.sources):
            near = [key for key in self.keys if source.name in (key.first, key.second)]
            others = [by_name[key.second if key.first == source.name else key.first] for key in near]
            choices = dict.fromkeys(
                f"{_equal(key, turned)} %if {self._shown(other)}"
                for key, other in zip(near, others, strict=True)
                for turned in (False, True)
            )
            bits = dict.fromkeys(self._bits[other.name] for other in others if not self._shares(other))
            alone = _all(f"bit_clear({MOST_SCOPED + bit})" for bit in bits)
            before = "_" if self._shares(source) else f"clear_bit({MOST_SCOPED + self._bits[source.name]})"
            own = f"{q(source.name + '.')} column_{place}"
            yield rule(f"key_{place}", [*choices, f"free_{place}::{before} %if {alone}"])
            yield f'free_{place}::_: {own} " = " column::_ | column::_ " = " {own}'

    def _linked(self, values: Iterable[Value]) -> Iterator[str]:
        """Comparisons with the values that a question was linked to, each with its own column."""
        texts: dict[tuple[str, str], list[str]] = {}
        for value in values:
            texts.setdefault((value.table, value.column), []).append(q(literal(value.text, self.schema.dialect)))
        choices = []
        for source in self.sources:
            for column in source.table.columns:
                if found := texts.get((source.table.name, column.name)):
                    one = f"({' | '.join(found)} | TEXT)"
                    tests = f'(COMPARISON {one} | IN {one} (", " {one})* ")")'
                    choices.append(f"{q(source.name + '.')} {q(self._name(column))} {tests} %if {self._shown(source)}")
        yield rule("linked", choices)

    def _of_kind(self, source: Source, kind: str) -> list[Column]:
        return [column for column in source.table.columns if column.type in self._kinds[kind]]

    def _name(self, column: Column) -> str:
        return quoted(column.name, self.schema.dialect)

    def _use(self, source: Source) -> str:
        return f"set_bit({self._bits[source.name]})"

    def _show(self, source: Source) -> str:
        return f"set_bit({MOST_SCOPED + self._bits[source.name]})"

    def _shown(self, source: Source) -> str:
        return f"bit_set({MOST_SCOPED + self._bits[source.name]})"

    def _if_new(self, source: Source) -> str:
        return "" if self._shares(source) else f" %if bit_clear({MOST_SCOPED + self._bits[source.name]})"

    def _shares(self, source: Source) -> bool:
        return list(self._bits.values()).count(self._bits[source.name]) > 1


def rule(name: str, choices: Iterable[str]) -> str:
    """A parametric rule; one without choices waits for a letter that nobody writes, for a rule may not be empty."""
    return f"{name}::_: {' | '.join(choices) or NEVER}"


def q(text: str) -> str:
    """`text` as Lark quotes it."""
    return json.dumps(text, ensure_ascii=False)


def _written(source: Source) -> str:
    return " ".join(map(q, source.written))


def _equal(key: Condition, turned: bool) -> str:
    pairs = (f"{b} = {a}" if turned else f"{a} = {b}" for a, b in key.equal)
    return ' " AND " '.join(map(q, pairs))


def _all(conditions: Iterable[str]) -> str:
    return reduce(lambda one, other: f"and({one}, {other})", conditions, "ge(_, 0)")


def _any(conditions: Iterable[str]) -> str:
    return reduce(lambda one, other: f"or({one}, {other})", conditions)
