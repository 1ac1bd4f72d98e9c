"""The grammar of canonical SQL over the slots of one prompt, so that nothing that does not stand there can be written.

The text is Lark as llguidance reads it (https://github.com/guidance-ai/llguidance/blob/main/docs/syntax.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from hoidap.databases import Value

from .linking import Amount, FreeText
from .naming import words
from .periods import Period
from .phrases import Target
from .slots import Sheet

_SLOT_RULES = """\
start: select
select: "SELECT " ("DISTINCT ")? item (", " item){0,7} (" WHERE " condition)? group? order?
subselect: "SELECT " (star | agg | column) (" WHERE " condition)?
group: " GROUP BY " key (", " key)? (" HAVING " agg comparison amount)?
order: " ORDER BY " sort (", " sort)? (" LIMIT " limit)?
sort: (key | agg) (" DESC")?
item: star | agg | key
key: column DATE_PART
condition: predicate ((" AND " | " OR ") predicate){0,5}
predicate: test | "(" test ((" AND " | " OR ") test){1,5} ")"
agg: "COUNT(" star ")" | "COUNT(DISTINCT " column ")" | ("MIN" | "MAX") "(" column ")" SUMS
comparison: " = " | " <> " | " > " | " >= " | " < " | " <= "
"""


def slot_grammar(sheet: Sheet) -> str:
    """Canonical SQL over the slots of one prompt: types fit, and a text is compared with its own column only."""
    columns = {slot: target for slot, target in sheet.slots.items() if isinstance(target, Target) and target.column}
    kinds = {slot: sheet.schema.table(t.table).column(t.column or "").type for slot, t in columns.items()}
    numeric = [slot for slot, kind in kinds.items() if kind in ("int", "float", "other", "bool")]
    dates = [slot for slot, kind in kinds.items() if kind in ("date", "datetime")]
    texts = [slot for slot, kind in kinds.items() if kind in ("text", "other")]
    year_texts = [slot for slot in texts if {"year", "nam", "năm"} & set(words(columns[slot].column or ""))]
    periods = [slot for slot, meaning in sheet.slots.items() if isinstance(meaning, Period)]
    amounts = [slot for slot, meaning in sheet.slots.items() if isinstance(meaning, Amount)]
    years = [slot for slot in periods if len(sheet.spell(slot)) == len("'2024'")]

    tests = ['column " IS NULL"', 'column " IS NOT NULL"', 'star (" IN (" | " NOT IN (") subselect ")"']
    rules = _SLOT_RULES
    rules = rules.replace("DATE_PART", '| ("YEAR(" | "MONTH(" | "QUARTER(") date ")"' if dates else "")
    rules = rules.replace(
        "SUMS", '| ("SUM" | "AVG") "(" (number | number (" * " | " - " | " + ") number) ")"' if numeric else ""
    )
    if numeric:
        rules += _one_of("number", numeric)
        tests += ['number comparison (amount | "(" subselect ")")', 'number " BETWEEN " amount " AND " amount']
    if dates:
        rules += _one_of("date", dates)
        if periods:
            rules += _one_of("period", periods)
            tests += ["date comparison period", 'date " BETWEEN " period " AND " period']
    pairs = list(_text_tests(sheet, columns, texts))
    if pairs:
        rules += _one_of("text", pairs, quote=False)
        tests.append("text")
    if years and year_texts:
        rules += _one_of("year_text", year_texts) + _one_of("year", years)
        tests.append('year_text " = " year')
    tables = [slot for slot, target in sheet.slots.items() if isinstance(target, Target) and not target.column]
    rules += _one_of("star", tables) + _one_of("column", list(columns) or ["-"])
    rules += _one_of("amount", [*amounts, *years, "0", "1"]) + _one_of("limit", [*amounts, "1"])
    return rules + "test: " + " | ".join(tests) + "\n"


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


def _one_of(rule: str, choices: Iterable[str], quote: bool = True) -> str:
    return f"{rule}: {' | '.join(_quote(choice) if quote else choice for choice in choices)}\n"
