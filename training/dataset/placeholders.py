"""`[[City.CityName]]` in a question and its SQL: a cell that whoever wrote them did not know, filled in here.

So other people's models can write pairs without having seen a single value; what stands in the cells stays here.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from hoidap.databases import Database

from .reading import Row

TRIES = 12  # fillings of which one may find something
_PLACEHOLDER = re.compile(r"\[\[([^\[\]]+?)(?: \d+)?\]\]")


def placeholders(row: Row) -> list[str]:
    """What stands in double brackets, as `City.CityName` or `City.CityName 2`, each once."""
    texts = [row.question, row.sql, *(text for turn in row.history for text in turn)]
    return list(dict.fromkeys(match.group() for text in texts for match in _PLACEHOLDER.finditer(text)))


def fillings(row: Row, db: Database) -> Iterator[Row]:
    """The row with real values instead, in some different ways; none where a column has no values to be read."""
    wanted = placeholders(row)
    known = {
        (table.name.casefold(), c.name.casefold()): (table.name, c.name)
        for table in db.schema.tables
        for c in table.columns
    }
    rng = Random(row.question)
    pools = []
    for placeholder in wanted:
        named = _PLACEHOLDER.fullmatch(placeholder)
        table, _, column = (named[1] if named else "").casefold().partition(".")
        place = known.get((table.strip(), column.strip()))
        pool = [value.text for value in db.values.of(*place)] if place else []
        if not pool:
            return
        pools.append(pool)
    for _ in range(TRIES):
        yield _filled(row, dict(zip(wanted, (rng.choice(pool) for pool in pools), strict=True)))


def _filled(row: Row, values: dict[str, str]) -> Row:
    def said(text: str) -> str:
        return _PLACEHOLDER.sub(lambda match: values[match.group()], text)

    def compared(sql: str) -> str:
        return _PLACEHOLDER.sub(lambda match: values[match.group()].replace("'", "''"), sql)

    history = tuple((said(question), compared(sql)) for question, sql in row.history)
    return replace(row, question=said(row.question), sql=compared(row.sql), history=history)
