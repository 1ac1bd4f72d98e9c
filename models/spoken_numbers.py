"""Numbers, dates and signs of a sentence as the words that a person would say: many voices know no figures at all.

espeak-ng reads "1.000.000" in Vietnamese as "one million zero zero", and MMS-TTS skips every digit.
"""

import re
from typing import Literal

Language = Literal["vi", "en"]

_DIGITS = {
    "vi": "không một hai ba bốn năm sáu bảy tám chín".split(),
    "en": "zero one two three four five six seven eight nine".split(),
}
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES = {"vi": ("", "nghìn", "triệu"), "en": ("", "thousand", "million", "billion", "trillion")}
_MONTHS = "January February March April May June July August September October November December".split()
_LONGEST = 15  # digits; what is longer is a code, said digit by digit
_SIGNS: dict[str, dict[Language, str]] = {
    "%": {"vi": " phần trăm ", "en": " percent "},
    "&": {"vi": " và ", "en": " and "},
    "+": {"vi": " cộng ", "en": " plus "},
    "=": {"vi": " bằng ", "en": " equals "},
    "₫": {"vi": " đồng ", "en": " dong "},
    "$": {"vi": " đô la ", "en": " dollars "},
    "€": {"vi": " ơ rô ", "en": " euros "},
}
_ISO = re.compile(r"\b(?:ngày )?(\d{4})-(\d{2})-(\d{2})\b(?:[T ]00:00(?::00)?)?", re.IGNORECASE)
_SLASHED = re.compile(r"\b(?:ngày )?(\d{1,2})/(\d{1,2})/(\d{4})\b", re.IGNORECASE)
_ISO_MONTH = re.compile(r"\b(?:tháng )?(\d{4})-(0[1-9]|1[0-2])\b", re.IGNORECASE)
_SLASHED_MONTH = re.compile(r"\b(?:tháng )?(0?[1-9]|1[0-2])/(\d{4})\b", re.IGNORECASE)
_MONEY_FIRST = re.compile(r"([$€₫])\s?(\d[\d.,]*\d|\d)")
_NUMBER = {
    "vi": re.compile(r"(?<![\w.,])([-−]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?(?![\w]|[.,]\d)"),
    "en": re.compile(r"(?<![\w.,])([-−]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(?![\w]|[.,]\d)"),
}
_FIGURES = re.compile(r"\d+")


def in_words(sentence: str, language: Language) -> str:
    """The sentence as it is said; numbers are read in the form in which the language writes them."""
    said = _MONEY_FIRST.sub(r"\2 \1", sentence)
    said = _ISO.sub(lambda found: _date(int(found[1]), int(found[2]), int(found[3]), language), said)
    day, month = (1, 2) if language == "vi" else (2, 1)
    said = _SLASHED.sub(lambda found: _date(int(found[3]), int(found[month]), int(found[day]), language), said)
    said = _ISO_MONTH.sub(lambda found: _month(int(found[1]), int(found[2]), language), said)
    said = _SLASHED_MONTH.sub(lambda found: _month(int(found[2]), int(found[1]), language), said)
    said = _NUMBER[language].sub(lambda found: _decimal(found[1], found[2], found[3] or "", language), said)
    said = _FIGURES.sub(lambda found: f" {_code(found[0], language)} ", said)  # in names, such as DC5
    for sign, words in _SIGNS.items():
        said = said.replace(sign, words[language])
    return re.sub(r"\s+([,.!?;:])", r"\1", " ".join(said.split()))


def cardinal(number: int, language: Language) -> str:
    """A whole number from 0 to 10 ** 15 in words."""
    return _vietnamese(number) if language == "vi" else _english(number)


def _date(year: int, month: int, day: int, language: Language) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return " ".join(cardinal(part, language) for part in (year, month, day))
    if language == "vi":
        return f"ngày {cardinal(day, 'vi')} {_month(year, month, 'vi')}"
    return f"{_MONTHS[month - 1]} {cardinal(day, 'en')}, {_year(year)}"


def _month(year: int, month: int, language: Language) -> str:
    if language == "vi":
        return f"tháng {cardinal(month, 'vi')} năm {cardinal(year, 'vi')}"
    return f"{_MONTHS[month - 1]} {_year(year)}"


def _year(year: int) -> str:
    """A year in English, two figures at a time."""
    first, last = divmod(year, 100)
    if not 1100 <= year < 2000 and not 2010 <= year < 2100:
        return cardinal(year, "en")
    if last > 9:
        return f"{cardinal(first, 'en')} {cardinal(last, 'en')}"
    return f"{cardinal(first, 'en')} " + (f"oh {cardinal(last, 'en')}" if last else "hundred")


def _decimal(sign: str, whole: str, fraction: str, language: Language) -> str:
    figures = whole.replace(".", "").replace(",", "")
    words = [{"vi": "âm", "en": "minus"}[language]] if sign else []
    words.append(_code(figures, language))
    if fraction:
        words += [{"vi": "phẩy", "en": "point"}[language], *(_DIGITS[language][int(digit)] for digit in fraction)]
    return " ".join(words)


def _code(figures: str, language: Language) -> str:
    """Figures as a number, or one by one where they are too many or begin with zero."""
    if len(figures) > _LONGEST or (figures.startswith("0") and len(figures) > 1):
        return " ".join(_DIGITS[language][int(digit)] for digit in figures)
    return cardinal(int(figures), language)


def _groups(number: int) -> list[int]:
    """Three figures at a time, the last ones first."""
    groups = []
    while number:
        number, rest = divmod(number, 1000)
        groups.append(rest)
    return groups


def _english(number: int) -> str:
    if not number:
        return "zero"
    words: list[str] = []
    for place, group in reversed(list(enumerate(_groups(number)))):
        if group:
            words += [*_english_below_1000(group), _SCALES["en"][place]]
    return " ".join(filter(None, words))


def _english_below_1000(number: int) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [_DIGITS["en"][hundreds], "hundred"] if hundreds else []
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        words.append(_TENS[tens - 2] + (f"-{_DIGITS['en'][ones]}" if ones else ""))
    elif rest >= 10:
        words.append(_TEENS[rest - 10])
    elif rest:
        words.append(_DIGITS["en"][rest])
    return words


def _vietnamese(number: int) -> str:
    """Beyond nine hundred ninety-nine million the count of "tỷ" is a number of its own."""
    billions, rest = divmod(number, 10**9)
    words = [_vietnamese(billions), "tỷ"] if billions else []
    groups = _groups(rest)
    for place, group in reversed(list(enumerate(groups))):
        if group:
            words += [*_vietnamese_below_1000(group, whole=not words), _SCALES["vi"][place]]
    return " ".join(filter(None, words)) or "không"


def _vietnamese_below_1000(number: int, whole: bool) -> list[str]:
    """Not `whole`: larger figures stand before it, so that its hundreds are said even where there are none."""
    digits = _DIGITS["vi"]
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = [digits[hundreds], "trăm"] if hundreds or not whole else []
    if tens == 0 and ones and words:
        return [*words, "linh", digits[ones]]
    if tens == 1:
        words.append("mười")
    elif tens:
        words += [digits[tens], "mươi"]
    if ones:
        last = {1: "mốt" if tens > 1 else "một", 5: "lăm" if tens else "năm", 4: "tư" if tens > 1 else "bốn"}
        words.append(last.get(ones, digits[ones]))
    return words
