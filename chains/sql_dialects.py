"""What dialects of SQL call differently: parts of dates, now, joining texts, and where the number of rows stands."""

from __future__ import annotations

from dataclasses import dataclass

Call = tuple[str, str]  # what stands before and behind a column


@dataclass(frozen=True)
class Dialect:
    """One dialect's share of the grammar; `now`, `like` and `limit` are Lark, the rest is SQL."""

    numbers: tuple[Call, ...]  # of a date
    texts: tuple[Call, ...]
    dates: tuple[Call, ...]
    now: str
    length: str = "LENGTH("
    listing: Call = ("GROUP_CONCAT(", ")")
    like: str = '(" LIKE " | " NOT LIKE ")'
    concat: str = "||"
    limit: str = '(" LIMIT " INTEGER (" OFFSET " INTEGER)?)?'
    truth: bool = False  # a bool is compared with TRUE and FALSE, not with 1 and 0


_STRFTIME = [f"strftime('{part}', " for part in ("%Y", "%m", "%d", "%w", "%H", "%Y-%m")]

DIALECTS = {
    "sqlite": Dialect(
        numbers=(("JULIANDAY(", ")"), *((f"CAST({before}", ") AS INTEGER)") for before in _STRFTIME[:-1])),
        texts=tuple((before, ")") for before in _STRFTIME),
        dates=(("DATE(", ")"),),
        now='''"DATE('now'" (", '-" INTEGER (" days" | " months" | " years") "'")? ")"''',
    ),
    "postgres": Dialect(
        numbers=tuple((f"EXTRACT({part} FROM ", ")") for part in ("YEAR", "QUARTER", "MONTH", "DAY", "DOW", "HOUR")),
        texts=tuple(("TO_CHAR(", f", '{form}')") for form in ("YYYY", "YYYY-MM", "MM", "DD")),
        dates=tuple((f"DATE_TRUNC('{part}', ", ")") for part in ("year", "quarter", "month", "day")),
        now=""""CURRENT_DATE" (" - INTERVAL '" INTEGER (" days" | " months" | " years") "'")?""",
        listing=("STRING_AGG(", ", ', ')"),
        like='(" LIKE " | " NOT LIKE " | " ILIKE " | " NOT ILIKE ")',
        truth=True,
    ),
    "mysql": Dialect(
        numbers=tuple((f"{part}(", ")") for part in ("YEAR", "QUARTER", "MONTH", "DAY", "DAYOFWEEK", "HOUR")),
        texts=tuple(("DATE_FORMAT(", f", '{form}')") for form in ("%Y", "%Y-%m", "%m", "%d")),
        dates=(("DATE(", ")"),),
        now='"CURDATE()" (" - INTERVAL " INTEGER (" DAY" | " MONTH" | " YEAR"))?',
        length="CHAR_LENGTH(",
        concat="CONCAT",
    ),
    "tsql": Dialect(
        numbers=(
            *((f"{part}(", ")") for part in ("YEAR", "MONTH", "DAY")),
            *((f"DATEPART({part}, ", ")") for part in ("QUARTER", "WEEKDAY", "HOUR")),
        ),
        texts=tuple(("FORMAT(", f", '{form}')") for form in ("yyyy", "yyyy-MM", "MM", "dd")),
        dates=(("CAST(", " AS DATE)"),),
        now='"GETDATE()" | ("DATEADD(DAY, -" | "DATEADD(MONTH, -" | "DATEADD(YEAR, -") INTEGER ", GETDATE())"',
        length="LEN(",
        listing=("STRING_AGG(", ", ', ')"),
        concat="CONCAT",
        limit="",
    ),
}
