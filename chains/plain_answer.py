"""The sentence that needs no model: what a result says, in plain Vietnamese or English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from hoidap.databases import fold

from .cells import shown, text
from .language import Language

MOST_LISTED = 10  # a list up to this long is said whole
FIRST_LISTED = 5  # of a longer one, so many

_YES_NO = {
    "vi": re.compile(r"\bco\b.+\bkhong$|\b(?:phai khong|dung khong|hay khong|hay chua)$|\bda\b.+\bchua$"),
    "en": re.compile(r"^(?:is|are|was|were|does|do|did|has|have|can)\b"),
}
_AUXILIARY = re.compile(r"\b(?:do|does|did|have|has|had|can|will|would)\b")


def plain_answer(
    question: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], truncated: bool, language: Language
) -> str:
    """Say the result in one sentence: a number, a name, a row, a list, a table, or that there is nothing."""
    if not rows:
        return _pick(language, "Không tìm thấy dữ liệu nào phù hợp.", "No matching data was found.")
    names = [*columns, *[""] * len(rows[0])]
    if len(rows) == 1 and len(rows[0]) == 1:
        return _one_cell(question, rows[0][0], names[0], language)
    said = [_row(row, names, language) for row in rows[: MOST_LISTED if len(rows) <= MOST_LISTED else FIRST_LISTED]]
    yes = _pick(language, "Có: ", "Yes: ") if _asks_yes_or_no(question, language) else ""
    if len(rows) == 1:
        return yes + said[0] + "." if yes else _pick(language, f"Đó là {said[0]}.", f"It is {said[0]}.")
    return _several(said, len(rows), truncated, language)


def _several(said: list[str], count: int, truncated: bool, language: Language) -> str:
    total = shown(count, language)
    if len(said) == count and not truncated:
        return _pick(language, f"Có {total} kết quả: ", f"There are {total} results: ") + _listed(said, language) + "."
    many = (
        _pick(language, f"Có hơn {total} kết quả", f"There are more than {total} results")
        if truncated
        else (_pick(language, f"Có {total} kết quả", f"There are {total} results"))
    )
    return many + _pick(language, ", trong đó có ", ", among them ") + _listed(said, language) + "."


def _one_cell(question: str, cell: Any, column: str, language: Language) -> str:
    if cell is None:
        return _pick(language, "Chưa có dữ liệu để trả lời câu này.", "There is no data to answer this from.")
    value = shown(cell, language, column)
    if isinstance(cell, bool) or _asks_yes_or_no(question, language):
        if cell in (0, False):
            return _pick(language, "Không.", "No.")
        yes = _pick(language, "Có", "Yes")
        return f"{yes}." if isinstance(cell, bool) else f"{yes}: {value}."
    if isinstance(cell, int | float):
        said = _in_the_words_of(question, value, cell, language)
        return said or _pick(language, f"Kết quả là {value}.", f"The answer is {value}.")
    return _pick(language, f"Đó là {value}.", f"It is {value}.")


def _in_the_words_of(question: str, value: str, cell: float, language: Language) -> str:
    """The question with its question word replaced by the number, where that makes a sentence; else nothing."""
    asked = text(question, language).rstrip(" ?.!")
    if "…" in asked:
        return ""
    if language == "vi":
        if asked.isascii():
            return ""  # typed without diacritics, which an answer has
        match = re.fullmatch(
            r"((?:.*\b)?(?:có|co|là|la))\s+(?:tất cả\s+|tat ca\s+)?bao\s+(?:nhiêu|nhieu)\b(.*)", asked, re.IGNORECASE
        )
        return f"{_capital(match[1])} {value}{match[2]}." if match else ""
    if match := re.fullmatch(r"how many (.+?) are there\b(.*)", asked, re.IGNORECASE):
        return f"There are {value} {match[1]}{match[2]}." if cell != 1 else ""
    if (match := re.fullmatch(r"how many (\w.+)", asked, re.IGNORECASE)) and not _AUXILIARY.search(asked.casefold()):
        return f"{value} {match[1]}." if cell != 1 else ""
    if match := re.fullmatch(
        r"what(?:'s| is| was) (the (?:total|sum|average|mean|number|highest|lowest|maximum|minimum)\b.+)",
        asked,
        re.IGNORECASE,
    ):
        return f"{_capital(match[1])} is {value}."
    return ""


def _asks_yes_or_no(question: str, language: Language) -> bool:
    asked = re.sub(r"\s+(?:a|vay|nhi|the)$", "", fold(question))
    return bool(_YES_NO[language].search(asked)) and "bao nhieu" not in asked


def _row(row: Sequence[Any], names: Sequence[str], language: Language) -> str:
    """A row by what names it: its first text, and where it has just one more cell, that cell."""
    cells = [shown(cell, language, name) for cell, name in zip(row, names, strict=False)]
    if len(cells) <= 2:
        return f"{cells[0]} ({cells[1]})" if len(cells) == 2 else cells[0]
    texts = [said for cell, said in zip(row, cells, strict=True) if isinstance(cell, str)]
    return texts[0] if texts else f"({'; '.join(cells[:4])})"


def _listed(said: list[str], language: Language) -> str:
    *most, last = said
    return f"{', '.join(most)} {_pick(language, 'và', 'and')} {last}" if most else last


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _pick(language: Language, vietnamese: str, english: str) -> str:
    return vietnamese if language == "vi" else english
