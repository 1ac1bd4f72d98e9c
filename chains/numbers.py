"""Numbers as people write them in a question: digits with separators, units such as "triệu", and small number words."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {
    "k": 1e3, "nghìn": 1e3, "ngàn": 1e3, "nghin": 1e3, "ngan": 1e3, "thousand": 1e3,
    "tr": 1e6, "triệu": 1e6, "trieu": 1e6, "million": 1e6, "m": 1e6,
    "tỷ": 1e9, "tỉ": 1e9, "ty": 1e9, "billion": 1e9,
}  # fmt: skip
_ENGLISH = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "dozen": 12,
    "twice": 2, "one hundred": 100, "a hundred": 100, "two hundred": 200, "five hundred": 500, "a thousand": 1000,
    "one thousand": 1000, "a million": 1_000_000, "one million": 1_000_000,
}  # fmt: skip
_VIETNAMESE = {
    "hai": 2, "ba": 3, "bốn": 4, "bon": 4, "sáu": 6, "sau": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
    "mười": 10, "muoi": 10, "chục": 10, "một chục": 10, "mười hai": 12, "mười lăm": 15, "hai mươi": 20, "hai chục": 20,
    "ba mươi": 30, "bốn mươi": 40, "năm mươi": 50, "một trăm": 100, "hai trăm": 200, "năm trăm": 500,
    "một nghìn": 1000, "một ngàn": 1000, "một triệu": 1_000_000,
}  # fmt: skip
_WORDS = {**_ENGLISH, **_VIETNAMESE}
_DIGITS = re.compile(
    rf"(?<![\w.,-])-?(?P<number>\d+(?:[.,]\d+)*)(?:\s?(?P<unit>{'|'.join(_UNITS)}))?(?![\w])(?!-\w)", re.IGNORECASE
)
_AFTER_TOP = re.compile(r"(?<=top)(?P<number>\d+)(?!\w)", re.IGNORECASE)
_SPELLED = re.compile(rf"(?<!\w)(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
_NOT_NUMBERS = re.compile(r"(?:thứ|thu|trước|sau khi|chủ)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Number:
    """A number written at `question[start:end]`; `text` is its SQL literal."""

    start: int
    end: int
    text: str


def numbers(question: str, vietnamese: bool) -> list[Number]:
    """Find the numbers of `question`, in order; `vietnamese` decides what "1.500" means."""
    found = [
        Number(match.start(), match.end(), _value(match["number"], match["unit"], vietnamese))
        for match in _DIGITS.finditer(question)
    ]
    found += [Number(match.start(), match.end(), match["number"]) for match in _AFTER_TOP.finditer(question)]
    words = _VIETNAMESE if vietnamese else _ENGLISH
    for match in _SPELLED.finditer(question):
        word = match["word"].casefold()
        if word in ("sau", "bon") or word not in words or _NOT_NUMBERS.search(question[: match.start()]):
            continue
        if all(match.end() <= old.start or old.end <= match.start() for old in found):
            found.append(Number(match.start(), match.end(), str(words[word])))
    return sorted(found, key=lambda number: number.start)


def _value(digits: str, unit: str | None, vietnamese: bool) -> str:
    thousands, point = (".", ",") if vietnamese else (",", ".")
    groups = digits.split(thousands)
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:] if point not in group) and groups[0] != "0":
        digits = digits.replace(thousands, "")
    digits = digits.replace(",", ".")
    if digits.count(".") > 1:
        digits = digits.replace(".", "")
    value = float(digits) * _UNITS[unit.casefold()] if unit else float(digits)
    return str(int(value)) if value.is_integer() else repr(value)
