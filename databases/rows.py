"""What drivers return, as plain JSON values."""

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias, Union

JsonValue: TypeAlias = Union[bool, int, float, str, list["JsonValue"], dict[str, "JsonValue"], None]  # noqa: UP007

MOST_CHARACTERS = 4_000_000  # of text that is read for one result, also where a cell of it is cut off
LONGEST_CELL = 32_767  # characters; what a cell of Excel holds


def plain_rows(rows: Iterable[Iterable[object]], max_rows: int) -> tuple[list[list[JsonValue]], bool]:
    """At most `max_rows` rows, and whether any were left out; text is cut off at MOST_CHARACTERS, between rows."""
    kept: list[list[JsonValue]] = []
    characters = 0
    for row in rows:
        if len(kept) == max_rows or characters > MOST_CHARACTERS:
            return kept, True
        cells = list(row)
        characters += sum(len(cell) for cell in cells if isinstance(cell, str | bytes))
        kept.append([plain_value(cell) for cell in cells])
    return kept, False


def plain_value(value: object) -> JsonValue:
    """One cell: dates as ISO text, decimals as numbers, bytes as a short mark, what JSON has no word for as null.

    A very long text is cut off, and ends with an ellipsis.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return value if len(value) <= LONGEST_CELL else value[: LONGEST_CELL - 1] + "…"
        case float():
            return value if math.isfinite(value) else None
        case Decimal():
            return _number(value)
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return f"<{len(bytes(value))} bytes>"
        case Mapping():
            return {str(key): plain_value(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain_value(item) for item in value]
        case _:
            return str(value)


def _number(value: Decimal) -> JsonValue:
    if not value.is_finite():
        return None
    exponent = value.as_tuple().exponent
    return int(value) if isinstance(exponent, int) and exponent >= 0 else float(value)
