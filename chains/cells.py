"""Cell values as a sentence says them: numbers in the reader's form, dates, and no markup."""

from __future__ import annotations

import re
from typing import Any

from .language import Language

LONGEST = 80  # characters of one cell in a prompt or a sentence

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    "December",
)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_URL = re.compile(r"(?:https?:|ftp:|javascript:|data:|//|www\.)\S+", re.IGNORECASE)
_MARKUP = re.compile(
    r"<[^>]*>|!?\[([^\]]*)\]\([^)]*\)|[<>`{}|\[\]]|[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069]"
)
_NOT_COUNTED = re.compile(r"(?:^|_|(?<=[a-z]))(?:id|code|no|year|nam|phone|zip|number)$", re.IGNORECASE)


def shown(value: Any, language: Language, column: str = "") -> str:
    """`value` as text: 1.234,5 in Vietnamese, 1,234.5 in English; a year or an id keeps its digits together."""
    if value is None:
        return "(trống)" if language == "vi" else "(empty)"
    if isinstance(value, bool):
        return {("vi", True): "có", ("vi", False): "không", ("en", True): "yes", ("en", False): "no"}[language, value]
    if isinstance(value, int | float):
        if said := _of_heading(value, language, column):
            return said
        return number(value, language, grouped=not (_NOT_COUNTED.search(column) or _is_year(value)))
    return text(str(value), language)


def _of_heading(value: float, language: Language, column: str) -> str:
    """What canonical.py calls a column tells how its numbers are said: 43,75 %, tháng 11, quý 2."""
    match column:
        case "percent":
            return f"{number(value, language)}{' ' if language == 'vi' else ''}%"
        case "month" if value in range(1, 13):
            return f"tháng {value}" if language == "vi" else _MONTHS[int(value) - 1]
        case "quarter" if value in range(1, 5):
            return f"quý {value}" if language == "vi" else f"Q{value}"
    return ""


def number(value: float, language: Language, grouped: bool = True) -> str:
    """At most two decimals, or three significant digits below one."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    small = 0 < abs(value) < 1
    plain = f"{value:.3g}" if small else f"{value:.2f}"
    if "e" in plain:
        plain = f"{value:.12f}"
    whole, _, decimals = plain.partition(".")
    decimals = decimals.rstrip("0")
    if grouped:
        whole = f"{int(whole):,}" if whole not in ("-0", "0") else whole
    english = f"{whole}.{decimals}" if decimals else whole
    return english.translate(str.maketrans(",.", ".,")) if language == "vi" else english


def text(value: str, language: Language) -> str:
    """Text of a cell or a question without markup, links or control characters, cut at `LONGEST` characters."""
    if date := _DATE.fullmatch(value):
        year, month, day = date.groups()
        return f"{day}/{month}/{year}" if language == "vi" else f"{year}-{month}-{day}"
    plain = " ".join(_MARKUP.sub(r" \1 ", _URL.sub("(liên kết)" if language == "vi" else "(link)", value)).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


def has_markup(sentence: str) -> bool:
    """Whether a sentence holds a link, HTML or markdown that could load something."""
    return bool(_URL.search(sentence) or _MARKUP.search(sentence))


def _is_year(value: float) -> bool:
    return isinstance(value, int) and 1900 <= value <= 2100
