"""The grammar of canonical SQL over the slots of one prompt, so that nothing that does not stand there can be written.

The text is Lark as llguidance reads it (https://github.com/guidance-ai/llguidance/blob/main/docs/syntax.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hoidap.databases import Value

from .joins import row_key
from .linking import Amount, FreeText
from .naming import words
from .periods import Period
from .phrases import Target
from .roles import role_of
from .slots import Sheet

_SLOT_RULES = """\
start: "SELECT " ("DISTINCT ")? item (", " item){0,7} where? group? order?
where: " WHERE " condition
group: " GROUP BY " key (", " key){0,3} having?
having: " HAVING " agg comparison (bound | "(" scalar ")")
order: " ORDER BY " sort (", " sort){0,2} limit? | limit
sort: (key | figure MATH) (" DESC")?
item: star | key | figure MATH
figure: agg ((" / " | " - ") agg | " / (" scalar ")")?
key: column PARTS
condition: predicate ((" AND " | " OR ") predicate){0,5}
predicate: test | "(" test ((" AND " | " OR ") test){1,5} ")"
agg: "COUNT(" star ")" | "COUNT(DISTINCT " column ")" | ("MIN" | "MAX") "(" (column MATH) ")" SUMS
scalar: "SELECT " agg where?
among: (" IN (" | " NOT IN (") "SELECT "
picked: where? (having | " ORDER BY " sort limit)? ")"
comparison: " = " | " <> " | " > " | " >= " | " < " | " <= "
"""
_CODES = {"id", "code", "number", "no", "zip", "postcode", "phone", "ma", "mã", "so", "số"}  # texts of digits
_ONE = re.compile(r"\b(?:one|single|một|mot)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Columns:
    """The column slots of a prompt by what may be written of them."""

    every: dict[str, Target]
    keys: list[str]  # alone the primary key of their table
    ways: dict[str, str]  # keys with a role, each with the slot of the table that it leads to
    numbers: list[str]
    whole: list[str]  # the numbers that may stand for yes and no
    dates: list[str]
    texts: list[str]


def slot_grammar(sheet: Sheet) -> str:
    """Canonical SQL over the slots of one prompt: types fit, and a text is compared with its own column only."""
    columns = _columns(sheet)
    measures = [slot for slot in columns.numbers if slot not in columns.keys]
    math = ['number_of (" * " | " - " | " + " | " / ") number_of'] if measures else []
    math += ['date " - " date'] if len(columns.dates) > 1 else []
    rules = _SLOT_RULES
    rules = rules.replace("PARTS", '| ("YEAR(" | "MONTH(" | "QUARTER(") date ")"' if columns.dates else "")
    summed = [*(["number_of"] if measures else []), *(["math"] if math else [])]
    rules = rules.replace("SUMS", f'| ("SUM" | "AVG") "(" ({" | ".join(summed)}) ")"' if summed else "")
    rules = rules.replace("MATH", "| math" if math else "")
    rules += f"math: {' | '.join(math)}\n" if math else ""
    rules += _one_of("number_of", measures) if measures else ""
    rules += _one_of("date", columns.dates) if columns.dates else ""
    nullable = [slot for slot in columns.every if slot not in columns.keys]
    rules += _one_of("unknown", nullable) if nullable else ""
    tables = [slot for slot, target in sheet.slots.items() if isinstance(target, Target) and not target.column]
    rules += _one_of("star", tables) + _one_of("column", list(columns.every) or ["-"])
    amounts = _amounts(sheet)
    rules += _one_of("bound", [*amounts, "0", "1"])
    rules += _one_of("limit", [f" LIMIT {slot}" for slot in (*_meaning(sheet, Amount), "1")])
    keyed = [slot for slot in tables if row_key(sheet.schema, sheet.slots[slot].table)]  # type: ignore[union-attr]
    rules += _one_of("keyed", keyed) if keyed else ""
    tests = ["column among column picked", *(["keyed among keyed picked"] if keyed else [])]
    tests += ['keyed among star where? ")"'] if 0 < len(keyed) < len(tables) else []
    tests += ['unknown (" IS NULL" | " IS NOT NULL")'] if nullable else []
    tests += list(_way_tests(columns.ways))
    tests += list(_number_tests(sheet, columns, amounts, bool(math)))
    tests += list(_date_tests(sheet, columns))
    tests += list(_text_tests(sheet, columns.every, columns.texts))
    return rules + "test: " + " | ".join(tests) + "\n"


def _columns(sheet: Sheet) -> _Columns:
    every = {slot: target for slot, target in sheet.slots.items() if isinstance(target, Target) and target.column}
    kinds, keys, ways = {}, [], {}
    for slot, target in every.items():
        table = sheet.schema.table(target.table)
        kinds[slot] = table.column(target.column or "").type
        if table.primary_key == (target.column,):
            keys.append(slot)
        if (led := role_of(sheet.schema, target.table, target.column or "")[0]) and (to := sheet.slot(Target(led))):
            ways[slot] = to
    numbers = [s for s, kind in kinds.items() if kind in ("int", "float", "other", "bool") and s not in ways]
    whole = [slot for slot in numbers if kinds[slot] != "float"]
    dates = [slot for slot, kind in kinds.items() if kind in ("date", "datetime")]
    return _Columns(every, keys, ways, numbers, whole, dates, [s for s, k in kinds.items() if k in ("text", "other")])


def _meaning(sheet: Sheet, kind: type) -> list[str]:
    return [slot for slot, meaning in sheet.slots.items() if isinstance(meaning, kind)]


def _years(sheet: Sheet) -> list[str]:
    return [slot for slot in _meaning(sheet, Period) if len(sheet.spell(slot)) == len("'2024'")]


def _amounts(sheet: Sheet) -> list[str]:
    return [*_meaning(sheet, Amount), *_years(sheet)]


def _way_tests(ways: dict[str, str]) -> Iterator[str]:
    """By which of its keys a table is joined, and rows among those that a key leads to, and the other way around."""
    for slot, table in ways.items():
        yield f'{_quote(slot)} " = " {_quote(table)} | {_quote(slot)} among {_quote(table)} picked'
        yield f'{_quote(table)} among {_quote(slot)} where? ")"'


def _number_tests(sheet: Sheet, columns: _Columns, amounts: list[str], math: bool) -> Iterator[str]:
    """Numbers compared with the question's; 0 and 1, which it need not say, with what may be a yes or no."""
    if not columns.numbers:
        return
    yield f'({_choice(columns.numbers)}) comparison "(" (scalar | "SELECT " ({_choice(columns.numbers)}) where) ")"'
    if len(columns.numbers) > 1:
        yield f"({_choice(columns.numbers)}) comparison ({_choice(columns.numbers)})"
    if amounts:
        left, asked = f"({_choice(columns.numbers)}{' | math' if math else ''})", f"({_choice(amounts)})"
        yield f'{left} comparison {asked} | {left} " BETWEEN " {asked} " AND " {asked}'
    if len(amounts) > 1:
        yield f'({_choice(columns.numbers)}) (" IN (" | " NOT IN (") {asked} (", " {asked}){{1,4}} ")"'
    if columns.whole:
        yield f'({_choice(columns.whole)}) comparison ("0" | "1")'
    measured = [slot for slot in columns.numbers if slot not in columns.whole]
    if measured:
        one = ' | comparison "1"' if _ONE.search(sheet.links.question) else ""
        yield f'({_choice(measured)}) (" > 0" | " = 0"{one})'


def _date_tests(sheet: Sheet, columns: _Columns) -> Iterator[str]:
    """Dates compared with periods and dates, and texts of digits with a year or a number."""
    periods, years = _meaning(sheet, Period), _years(sheet)
    if columns.dates:
        yield 'date comparison "(SELECT " (("MIN" | "MAX") "(" date ")" where? | date where) ")"'
        if len(columns.dates) > 1:
            yield "date comparison date"
        if periods:
            asked = f"({_choice(periods)})"
            yield f'date comparison {asked} | date " BETWEEN " {asked} " AND " {asked}'
    year_texts = [s for s in columns.texts if {"year", "nam", "năm"} & set(words(columns.every[s].column or ""))]
    if years and year_texts:
        yield f"({_choice(year_texts)}) comparison ({_choice(years)})"
    coded = [slot for slot in columns.texts if _CODES & set(words(columns.every[slot].column or ""))]
    if coded and (amounts := _meaning(sheet, Amount)):
        yield f'({_choice(coded)}) (" = " | " <> ") ({_choice(amounts)})'


def _text_tests(sheet: Sheet, columns: dict[str, Target], texts: Iterable[str]) -> Iterable[str]:
    """Every comparison of a text column with a text that the question names."""
    for slot, meaning in sheet.slots.items():
        if isinstance(meaning, Value):
            column = sheet.slot(Target(meaning.table, meaning.column))
            if column is None:
                continue
            rivals = [
                other
                for other, value in sheet.slots.items()
                if isinstance(value, Value)
                and other != slot
                and (value.table, value.column) == (meaning.table, meaning.column)
            ]
            yield f'{_quote(column)} (" = " | " <> " | " LIKE " | " NOT LIKE ") {_quote(slot)}'
            yield _patterns(column, slot)
            if rivals:
                members = " | ".join(_quote(other) for other in (slot, *rivals))
                yield f'{_quote(column)} (" IN (" | " NOT IN (") {_quote(slot)} (", " ({members})){{1,4}} ")"'
        elif isinstance(meaning, FreeText):
            for column in texts:
                yield f'{_quote(column)} (" = " | " <> ") {_quote(slot)}'
                yield _patterns(column, slot)


def _patterns(column: str, slot: str) -> str:
    forms = " | ".join(_quote(form) for form in (f"%{slot}%", f"{slot}%", f"%{slot}"))
    return f'{_quote(column)} (" LIKE " | " NOT LIKE ") ({forms})'


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _choice(choices: Iterable[str]) -> str:
    return " | ".join(map(_quote, choices))


def _one_of(rule: str, choices: Iterable[str]) -> str:
    return f"{rule}: {_choice(choices)}\n"
