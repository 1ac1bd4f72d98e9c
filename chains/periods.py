"""Dates as people write them, as periods from their start to before their end: from a decade to a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_LITERAL = re.compile(r"(\d{4})(?:(s)|-H([12])|-Q([1-4])|-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True)
class Period:
    """A span of days named by `text`; `end` is the first day after it.

    `1980s`, `2024`, `2024-H1`, `2024-Q2`, `2024-03` or `2024-03-15`.
    """

    text: str
    start: date
    end: date

    @classmethod
    def parse(cls, text: str) -> Period | None:
        """Read a period literal; None where `text` is none."""
        match = _LITERAL.fullmatch(text)
        if match is None:
            return None
        years, decade, *parts = match.groups()
        half, quarter, month, day = (int(part) if part else None for part in parts)
        year = int(years)
        try:
            if decade:
                return cls(text, date(year, 1, 1), date(year + 10, 1, 1)) if year % 10 == 0 else None
            if half:
                return cls(text, date(year, 6 * half - 5, 1), _first_of_month(year, 6 * half + 1))
            if quarter:
                return cls(text, date(year, 3 * quarter - 2, 1), _first_of_month(year, 3 * quarter + 1))
            if day and month:
                start = date(year, month, day)
                return cls(text, start, start + timedelta(days=1))
            if month:
                return cls(text, date(year, month, 1), _first_of_month(year, month + 1))
            return cls(text, date(year, 1, 1), date(year + 1, 1, 1))
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class Mention:
    """A period named at `question[start:end]`."""

    start: int
    end: int
    period: Period


def _first_of_month(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join([*_MONTHS, *(name[:3] for name in _MONTHS if name != "may"), "sept"])
_YEAR = r"(?P<year>(?:1[6-9]|20)\d{2})"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_NUMBER = r"(?P<month>0?[1-9]|1[0-2])"
_NAMED = rf"(?P<name>{_MONTH})\.?"
_QUARTER = r"(?P<quarter>[1-4]|i{1,3}|iv)"
_OF = r"\s*(?:/|-|,|\bnăm|\bnam|\bof|\bin|\bcủa|\bcua|\s)\s*"
_ORDINAL = r"(?:st|nd|rd|th)?"
_FIRST_OR_LAST = r"(?P<{}>đầu|dau|cuối|cuoi|sau)"

_PATTERNS = tuple(
    re.compile(rf"(?<![\w-]){pattern}(?![\w-]|[.,]\d)", re.IGNORECASE)
    for pattern in (
        rf"(?:năm\s+|nam\s+)?{_YEAR}[-/]{_NUMBER}[-/]{_DAY}(?:[ T]\d\d:\d\d(?::\d\d)?)?",
        rf"(?:(?:ngày|ngay|hôm|on)\s+)?{_DAY}\s*[-/.]\s*{_NUMBER}\s*[-/.]\s*{_YEAR}",
        rf"(?:ngày|ngay)\s+{_DAY}\s+(?:tháng|thang)\s+{_NUMBER}{_OF}(?:(?:năm|nam)\s+)?{_YEAR}",
        rf"{_NAMED}\s+{_DAY}{_ORDINAL},?\s+{_YEAR}",
        rf"{_DAY}{_ORDINAL}\s+(?:of\s+)?{_NAMED},?\s+{_YEAR}",
        rf"(?:quý|quy|quarter|q)\s*{_QUARTER}{_OF}(?:(?:năm|nam)\s+)?{_YEAR}",
        rf"(?:the\s+)?(?P<ordinal>first|second|third|fourth|last|final|1st|2nd|3rd|4th)\s+quarter{_OF}{_YEAR}",
        rf"(?:quý|quy)\s+{_FIRST_OR_LAST.format('ordinal')}{_OF}(?:(?:năm|nam)\s+)?{_YEAR}",
        rf"(?:the\s+)?(?P<half>first|second|last|1st|2nd)\s+half{_OF}(?:the\s+year\s+)?{_YEAR}",
        rf"(?:nửa|nua|(?:6|sáu)\s+(?:tháng|thang))\s+{_FIRST_OR_LAST.format('half')}{_OF}(?:(?:năm|nam)\s+)?{_YEAR}",
        rf"h(?P<half>[12]){_OF}{_YEAR}",
        rf"{_YEAR}[-\s]*h(?P<half>[12])",
        rf"{_YEAR}[-\s]*q\s*{_QUARTER}",
        rf"(?:tháng|thang|month|t)\s*{_NUMBER}{_OF}(?:(?:năm|nam)\s+)?{_YEAR}",
        rf"{_NAMED}{_OF}{_YEAR}",
        rf"{_YEAR}-{_NUMBER}",
        rf"{_NUMBER}/{_YEAR}",
        r"(?:the\s+|in\s+the\s+)?(?P<decade>(?:1[6-9]|20)\d0)['’]?s",
        r"(?:the\s+['’]?|['’])(?P<decade>[2-9]0)['’]?s",
        r"(?:thập\s+niên|thập\s+kỷ|thập\s+kỉ|thap\s+nien|thap\s+ky|những\s+năm|nhung\s+nam)\s+"
        r"(?P<decade>(?:(?:1[6-9]|20)\d|[2-9])0)",
        rf"(?:(?:năm|nam|the\s+year|year|fy)\s+)?{_YEAR}",
    )
)
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_ORDINALS |= {"last": 4, "final": 4, "đầu": 1, "dau": 1, "cuối": 4, "cuoi": 4, "sau": 4}
_HALVES = {"1": 1, "first": 1, "1st": 1, "đầu": 1, "dau": 1}  # any other is the second
_COMPARED = re.compile(  # what is more than 2000 is no year
    r"\b(?:more than|less than|fewer than|greater than|higher than|lower than|at least|at most|costs?|over \$|\$"
    r"|trên|hơn|tren|hon|dưới|duoi|ít nhất|it nhat|tối thiểu|giá)\s*$",
    re.IGNORECASE,
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_RELATIVE: tuple[tuple[str, str, int], ...] = (
    (r"hôm nay|hom nay|today", "day", 0),
    (r"hôm qua|hom qua|yesterday", "day", -1),
    (r"tháng này|thang nay|this month", "month", 0),
    (r"tháng trước|thang truoc|tháng rồi|last month|previous month", "month", -1),
    (r"quý này|quy nay|this quarter", "quarter", 0),
    (r"quý trước|quy truoc|last quarter|previous quarter", "quarter", -1),
    (r"năm nay|nam nay|this year|the current year", "year", 0),
    (r"năm ngoái|nam ngoai|năm trước|last year|the previous year", "year", -1),
    (r"năm kia|nam kia|the year before last", "year", -2),
)

# A month whose year is told at the end of a range: "from January to June 2023", "tháng 1 đến tháng 6 năm 2023".
_OPEN_MONTH = re.compile(
    rf"(?<![\w-])(?:(?:(?:tháng|thang)\s*{_NUMBER})|{_NAMED}|(?:quý|quy|q)\s*{_QUARTER})"
    r"(?=\s*(?:-|–|đến|den|tới|toi|to|until|through|and|và|va)\s)",
    re.IGNORECASE,
)

_ALONE = re.compile(
    rf"(?<![\w-])(?:(?:tháng|thang)\s*{_NUMBER}|(?:in|of|for|about)\s+{_NAMED}"
    rf"|(?:quý|quy|q|quarter)\s*{_QUARTER})"
    r"(?![\w/-])",
    re.IGNORECASE,
)


def mentions(question: str, today: date | None = None, year: int | None = None) -> list[Mention]:
    """Find the periods that `question` names, in order.

    Relative ones ("năm ngoái") count from `today`. A month or quarter without a year ("tháng 4") is one of `year`: the
    year that the conversation speaks of, or else today's.
    """
    found: list[Mention] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(question):
            period = _absolute(match.groupdict())
            is_amount = match.group().isdigit() and _COMPARED.search(question[: match.start()])
            if period is not None and not is_amount:
                _add(found, Mention(match.start(), match.end(), period))
    for words, unit, offset in _RELATIVE:
        for match in re.finditer(rf"(?<!\w)(?:{words})(?!\w)", question, re.IGNORECASE):
            _add(found, Mention(match.start(), match.end(), _relative(today or date.today(), unit, offset)))
    found.sort(key=lambda mention: mention.start)
    for mention in list(_open_months(question, found)):
        _add(found, mention)
    for match in _ALONE.finditer(question):
        period = _absolute(match.groupdict(), year or (today or date.today()).year)
        if period is not None:
            _add(found, Mention(match.start(), match.end(), period))
    return sorted(found, key=lambda mention: mention.start)


def _add(found: list[Mention], new: Mention) -> None:
    if all(new.end <= old.start or old.end <= new.start for old in found):
        found.append(new)


def _absolute(parts: dict[str, str | None], year: int | None = None) -> Period | None:
    if decade := parts.get("decade"):
        return Period.parse(f"{decade if len(decade) > 2 else _full(int(decade))}s")
    written = parts.get("year")
    year = int(written) if written else year
    if half := parts.get("half"):
        return Period.parse(f"{year}-H{_HALVES.get(half.casefold(), 2)}")
    if parts.get("quarter") or parts.get("ordinal"):
        word = (parts.get("quarter") or "").casefold()
        quarter = _ORDINALS.get((parts.get("ordinal") or "").casefold()) or _ROMAN.get(word) or int(word)
        return Period.parse(f"{year}-Q{quarter}")
    month = int(parts["month"] or 0) if parts.get("month") else None
    if name := parts.get("name"):
        month = 1 + next(i for i, full in enumerate(_MONTHS) if full.startswith(name.casefold()[:3]))
    if parts.get("day") and month:
        return Period.parse(f"{year}-{month:02}-{int(parts['day'] or 0):02}")
    return Period.parse(f"{year}-{month:02}" if month else f"{year}")


def _full(decade: int) -> int:
    """The twenties are the ones that run, the other decades those of the last century."""
    return 2000 + decade if decade == 20 else 1900 + decade


def _relative(today: date, unit: str, offset: int) -> Period:
    if unit == "day":
        text = (today + timedelta(days=offset)).isoformat()
    elif unit == "month":
        text = _first_of_month(today.year, today.month + offset).strftime("%Y-%m")
    elif unit == "quarter":
        first = _first_of_month(today.year, today.month + 3 * offset)
        text = f"{first.year}-Q{(first.month + 2) // 3}"
    else:
        text = str(today.year + offset)
    period = Period.parse(text)
    assert period is not None
    return period


def _open_months(question: str, found: list[Mention]) -> Iterator[Mention]:
    for match in _OPEN_MONTH.finditer(question):
        following = next((mention for mention in found if mention.start >= match.end()), None)
        if following is not None and following.start - match.end() <= 12:
            period = _absolute(match.groupdict(), following.period.start.year)
            if period is not None:
                yield Mention(match.start(), match.end(), period)
