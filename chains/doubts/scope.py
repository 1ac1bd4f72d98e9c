"""Tables and columns: those that nobody asked for, and those that were asked for in vain."""

from __future__ import annotations

from sqlglot import exp

from hoidap.databases import Table, Value

from ..canonical_dates import DATES
from ..canonical_tree import is_star
from ..case import Case, tables_of
from ..cues import Cue
from ..naming import caption_columns, words
from ..periods import Period
from ..phrases import Target

_DIFFERENT = Cue("distinct|different|differing|unique|khác nhau")
_LATER = set("birth born sinh required due expected planned shipped delivered closed end ended finish".split())


def _unasked_tables(case: Case) -> int:
    """Neither the question nor the turn before is about a table."""
    return int(bool(case.asked_tables) and not tables_of(case.query) <= case.asked_tables)


def _unasked_columns(case: Case) -> int:
    """A column is shown that is neither named nor what the rows of a table asked for are called by."""
    shown = [item for item in case.query.expressions if isinstance(item, exp.Column) and not is_star(item)]
    return int(bool(case.asked_tables) and not all(_is_asked(column, case) for column in shown))


def _is_asked(column: exp.Column, case: Case) -> bool:
    caption = column.name in caption_columns(case.table(column)) and column.table in case.asked_tables
    return caption or case.names(column) or case.was_there(column)


def _unused_columns(case: Case) -> int:
    """A phrase names a column, or one of several, and the SQL has none of them."""
    used = {Target(column.table, column.name) for column in case.query.find_all(exp.Column)}
    for one in case.links.links:
        columns = {meaning for meaning in one.meanings if isinstance(meaning, Target)}
        of_a_filter = any(isinstance(meaning, Value | Period) for meaning in one.meanings)
        if columns and not of_a_filter and all(target.column for target in columns) and not columns & used:
            return 1
    return 0


def _unused_tables(case: Case) -> int:
    """A phrase names one table, and the SQL has nothing of it."""
    used = tables_of(case.query)
    for one in case.links.links:
        tables = [meaning for meaning in one.meanings if isinstance(meaning, Target) and not meaning.column]
        if len(tables) == 1 and tables[0].table not in used:
            return 1
    return 0


def _repeated(case: Case) -> int:
    """Different ones are asked for, and the SQL may show one of them twice."""
    return int(_DIFFERENT.found(case.said) and not case.query.find(exp.Distinct, exp.Group))


def _another_date(case: Case) -> int:
    """Of several dates of a table, neither the one that is named nor, where none is, the one its rows are known by."""
    for column in case.query.find_all(exp.Column):
        if case.type(column) in DATES and not case.was_there(column):
            table = case.table(column)
            dates = [one.name for one in table.columns if one.type in DATES]
            named = {name for name in dates if _is_named(Target(table.name, name), dates, case)}
            if column.name not in (named or {min(dates, key=lambda name: _rank(name, table))}):
                return 1
    return 0


def _is_named(target: Target, dates: list[str], case: Case) -> bool:
    """Whether a phrase means this date and no other of its table, as "when" does not."""
    return any(
        target in one.meanings
        and not any(Target(target.table, name) in one.meanings for name in dates if name != target.column)
        for one in case.links.links
    )


def _rank(name: str, table: Table) -> tuple[bool, bool]:
    """First the date that is called as the table is, an order's order date; a birthday or what comes later last."""
    own = {word.removesuffix("s") for word in words(table.name)}
    return bool(_LATER & set(words(name))), not own & set(words(name))


SIGNS = (_unasked_tables, _unasked_columns, _unused_columns, _unused_tables, _repeated, _another_date)
