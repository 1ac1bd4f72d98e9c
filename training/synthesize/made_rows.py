"""Rows of the right shape, made up for a question: what its answer is told from."""

from collections.abc import Sequence

from . import content
from .draft import Draft
from .example import Json
from .speaker import Speaker
from .words import ColumnWords

_FUNCTIONS = ("COUNT", "SUM", "AVG", "MIN", "MAX", "YEAR", "MONTH", "QUARTER")


def heading(speaker: Speaker, item: str) -> str:
    """The name that a database would give the column of a SELECT item."""
    parts = item.split('"')
    name = parts[-2] if len(parts) > 2 else item
    function = next((f for f in _FUNCTIONS if item.startswith(f)), "")
    if not function:
        return name
    long = f"{function}({'*' if function == 'COUNT' else name})"
    return speaker.rng.choice((function.lower(), function.lower(), long, long, f"{function.lower()}_{name}"))


def column_of(speaker: Speaker, item: str) -> ColumnWords | None:
    parts = item.split('"')
    table = speaker.words.tables.get(parts[1]) if len(parts) > 4 else None
    return next((c for c in table.columns if c.column.name == parts[3]), None) if table else None


def rows_of(speaker: Speaker, items: Sequence[str], count: int) -> tuple[tuple[Json, ...], ...]:
    """`count` rows or a few less, no two of them alike."""
    odd = speaker.chance(0.3)  # some results are all of names that nobody has heard
    found: dict[tuple[Json, ...], None] = {}
    for _ in range(count * 2):
        if len(found) < count:
            found[tuple(cell(speaker, item, odd) for item in items)] = None
    return tuple(found)


def cell(speaker: Speaker, item: str, odd: bool = False) -> Json:
    """Something that could stand in the column of a SELECT item."""
    rng, column = speaker.rng, column_of(speaker, item)
    if item.startswith("COUNT("):
        return rng.choice((rng.randint(1, 30), rng.randint(2, 500), rng.randint(100, 20000)))
    if item.startswith("YEAR("):
        return rng.randint(2000, 2026)
    if item.startswith("MONTH("):
        return f"{rng.randint(2010, 2026)}-{rng.randint(1, 12):02}" if rng.random() < 0.8 else rng.randint(1, 12)
    if item.startswith("QUARTER("):
        return f"{rng.randint(2010, 2026)}-Q{rng.randint(1, 4)}"
    figure = item.startswith(("SUM(", "AVG(", "MIN(", "MAX("))
    if column is None:
        return rng.randint(1, 90000) if figure else content.thing(rng)
    if column.role == "date":
        return _date(speaker, column)
    if column.role == "number" or figure:
        return _number(speaker, item, column)
    if column.role == "bool":
        return rng.choice((0, 1, True, False))
    if column.role == "key":
        return rng.randint(1, 900) if rng.random() < 0.7 else rng.randint(1000, 30000)
    if rng.random() < 0.03:
        return None
    return _text(speaker, item, column, odd)


def _date(speaker: Speaker, column: ColumnWords) -> Json:
    rng = speaker.rng
    year = rng.randint(1950, 2010) if "birth" in column.noun.en[0][0] else rng.randint(1996, 2026)
    if column.year:
        return year
    day = f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return day if column.column.type == "date" or rng.random() < 0.7 else f"{day} 00:00:00"


def _number(speaker: Speaker, item: str, column: ColumnWords) -> Json:
    rng, high = speaker.rng, column.measure.high
    value = rng.uniform(column.measure.low, high * (rng.randint(2, 80) if item.startswith("SUM(") else 1))
    if item.startswith("AVG(") or not column.integer:
        return round(value, rng.choice((1, 2, 4, 10)))
    return int(value)


def _text(speaker: Speaker, item: str, column: ColumnWords, odd: bool) -> str:
    rng = speaker.rng
    if odd and rng.random() < 0.8:
        return content.strange(rng)
    if column.pool and rng.random() < 0.7:
        return rng.choice(column.pool)
    if column.role == "name":
        table = speaker.words.tables[item.split('"')[1]]
        full = content.names(rng, table.sort, table.noun.en[0][0], rng.random() < 0.6, 1)[0]
        return full.split()[-1] if len(table.naming) == 2 else full
    return content.text(rng, column.noun.en[0][0]) if column.role == "text" else content.thing(rng)


def how_many(speaker: Speaker, made: Draft) -> tuple[int, bool]:
    """How many rows come back, and whether there were more of them."""
    limit, r = made.query.limit, speaker.rng.random()
    if limit and r < 0.92:
        return min(limit, 60), False
    if not limit and r > 0.95:
        return 200, True
    if r < 0.12:
        return 1, False
    return speaker.rng.choice((2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 15, 23, 40, 87)), False
