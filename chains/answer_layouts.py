"""The ways to tell rows: which column names each of them, and which cells stand in brackets behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .answer_check import Facts
from .answer_rows import shown_rows
from .naming import words

SAID, FIRST = 5, 3  # a list up to SAID is said whole, of a longer one the FIRST
LONGEST = 450  # characters of a list

_GIVEN = frozenset(("first", "firstname", "given", "givenname", "fname", "forename", "ten", "tên"))
_FAMILY = frozenset(("last", "lastname", "family", "familyname", "lname", "surname", "ho", "họ"))
_NAMES = frozenset(("name", "title", "ten", "tên", "label", "caption", "tieu", "tiêu", "họ"))
_VIETNAMESE = frozenset(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đào đoàn vương trịnh trương lâm phùng
    mai tô tạ chu châu hà lương thái triệu cao kiều lưu tống thạch quách khổng doãn nghiêm la từ tăng vi diệp ông giang
    """.split()
)

Cells = list[str]  # of one row; empty where there is nothing to say


def told_cells(facts: Facts) -> tuple[list[Cells], bool]:
    """The rows that an answer tells, and whether these are all of them."""
    cells = [
        ["" if value is None else text for value, text in zip(row, texts, strict=False)]
        for row, texts in zip(facts.rows, shown_rows(facts), strict=False)
    ]
    whole = len(facts.rows) <= SAID and not facts.truncated
    told = cells[: SAID if whole else FIRST]
    while len(told) > 1 and sum(max(map(len, row), default=0) for row in told) > LONGEST:
        told.pop()
    return told, whole and len(told) == len(facts.rows)


def layouts(facts: Facts, told: Sequence[Cells]) -> list[list[str]]:
    """Every way to tell the rows, the same for each of them; a row that has nothing to be called by is left out."""
    width = min(map(len, told), default=0)
    found: dict[tuple[str, ...], None] = {}
    for naming in _namings(facts, told, width):
        rest = [column for column in range(width) if column not in naming]
        for behind in [(), *((column,) for column in rest), tuple(rest[:2])]:
            rows = tuple(filter(None, (_row(cells, naming, behind) for cells in told)))
            if rows and (not behind or sum(map(len, rows)) <= LONGEST):
                found[rows] = None
    return [list(rows) for rows in found]


def full_name(given: str, family: str) -> str:
    """Both names of a person as one: a Vietnamese family name comes first."""
    first = family.casefold().split()[:1]
    return " ".join(filter(None, (family, given) if first and first[0] in _VIETNAMESE else (given, family)))


def _row(cells: Cells, naming: Sequence[int], behind: Sequence[int]) -> str:
    names = [cells[column] for column in naming]
    name = full_name(*names) if len(names) == 2 else names[0]
    more = ", ".join(cells[column] for column in behind if cells[column])
    return f"{name} ({more})" if name and more else name


def has_two_names(columns: Sequence[str]) -> bool:
    """Whether given names and family names stand in two columns."""
    return bool(_two_names(columns))


def _two_names(columns: Sequence[str]) -> tuple[int, ...]:
    parts = [set(words(column)) for column in columns]
    given = [at for at, part in enumerate(parts) if part & _GIVEN][:1]
    family = [at for at, part in enumerate(parts) if part & _FAMILY and at not in given][:1]
    return (*given, *family) if given and family else ()


def _namings(facts: Facts, told: Sequence[Cells], width: int) -> list[tuple[int, ...]]:
    """The columns that may name a row: both names of people, or else a name or title, a text, or what comes first."""
    columns = facts.columns[:width]
    if pair := _two_names(columns):
        return [pair, *([] if 0 in pair else [(0,)])]
    texts = [at for at in range(width) if isinstance(facts.rows[0][at], str) and re.search(r"[^\W\d_]", told[0][at])]
    named = [at for at, column in enumerate(columns) if _NAMES & set(words(column))]
    return [(column,) for column in dict.fromkeys((0, *texts[:1], *named)) if column < width]
