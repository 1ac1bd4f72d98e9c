"""One sentence for a question and its rows, in the words of the question, the cells, and a few that any answer needs.

A small model has to copy nearly all of an answer. So each shape of result has one sentence, a thing is called as the
question calls it or not at all, and no unit is told that nobody named.
"""

import re
from collections.abc import Sequence

from hoidap.chains.answer_check import Facts
from hoidap.chains.answer_layouts import FIRST, SAID, full_name
from hoidap.chains.answer_phrases import LONGEST_PHRASE
from hoidap.chains.cells import shown

from . import query
from .asking import modifiers
from .draft import Draft
from .made_rows import column_of
from .speaker import Speaker
from .words import Noun, TableWords

_FIGURE = ("COUNT(", "SUM(", "AVG(", "MIN(", "MAX(")
_FIGURES = {
    "SUM": (("tổng {n}", "tổng số {n}", "tổng cộng {n}", "{n}"), ("total {n}", "overall {n}", "combined {n}", "{n}")),
    "AVG": (("{n} trung bình", "trung bình {n}", "{n} bình quân"), ("average {n}", "mean {n}")),
    "MAX": (("{n} cao nhất", "{n} lớn nhất", "{n} tối đa"), ("highest {n}", "maximum {n}", "largest {n}", "max {n}")),
    "MIN": (("{n} thấp nhất", "{n} nhỏ nhất", "{n} tối thiểu"), ("lowest {n}", "minimum {n}", "smallest {n}")),
}


class Telling:
    """The sentence for one draft, asked as `facts.question`."""

    def __init__(self, speaker: Speaker, made: Draft, facts: Facts, items: Sequence[str]) -> None:
        self.speaker, self.made, self.facts, self.vi = speaker, made, facts, speaker.vi
        self.items = tuple(items)
        self.asked = facts.question.casefold()

    def sentence(self) -> str:
        if len(self.facts.rows) == 1 and all(cell is None for cell in self.facts.rows[0]):
            return self._pick("Không có thông tin.", "There is no information.")
        if not self.made.query.group and all(item.startswith(_FIGURE) for item in self.items):
            if self.items[0].startswith("COUNT(") and len(self.items) == 1:
                return self._count(int(self.facts.rows[0][0]))
            if len(self.items) > 1:
                return self._figures()
            column = column_of(self.speaker, self.items[0])
            return self._one() if column and column.role == "date" else self._figure()
        if len(self.facts.rows) == 1:
            return self._one()
        return self._many()

    def _count(self, value: int) -> str:
        n = shown(value, self.facts.language)
        thing = self._thing(value != 1) if "DISTINCT" not in self.items[0] else self._column_noun(value != 1)
        if self.made.kind == "exists":
            if value == 0:
                return self._pick(f"Không, không có {thing} nào." if thing else "Không có.", "No, there are none.")
            be = "is" if value == 1 else "are"
            return self._pick(f"Có, có {n} {thing}" if thing else f"Có, có {n}", f"Yes, there {be} {n}").strip() + "."
        if value == 0:
            return self._pick(
                f"Không có {thing} nào." if thing else "Không có.",
                f"There are no {thing}." if thing else "There are none.",
            )
        if value == 1:
            return self._pick(f"Có 1 {thing}", f"There is 1 {thing}").strip() + "."
        return self._pick(f"Có {n} {thing}", f"There are {n} {thing}").strip() + "."

    def _figure(self) -> str:
        n = self._said(self.facts.rows[0][0], 0)
        f = self._figure_name(self.items[0])
        if not f:
            return self._pick(f"Kết quả là {n}.", f"The result is {n}.")
        return self._pick(f"{_capital(f)} là {n}.", f"The {f} is {n}.")

    def _figures(self) -> str:
        told = [self._said(cell, i) for i, cell in enumerate(self.facts.rows[0])]
        named = [self._figure_name(item) for item in self.items]
        if not all(named):
            return self._pick(f"Kết quả là {self._join(told)}.", f"The results are {self._join(told)}.")
        parts = [f"{f} {self._pick('là', 'is')} {n}" for f, n in zip(named, told, strict=True)]
        return _capital(self._join(parts if self.vi else [f"the {part}" for part in parts])) + "."

    def _one(self) -> str:
        cell, column = self.facts.rows[0][0], column_of(self.speaker, self.items[0])
        if len(self.items) == 1 and (isinstance(cell, bool) or (column and column.role == "bool")):
            yes = self._pick("Có", "Yes") if cell else self._pick("Không", "No")
            return f"{yes}." if isinstance(cell, bool) else f"{yes}: {cell}."
        told = self._told(0)
        if self.vi and len(self.facts.rows[0]) == 1 and re.fullmatch(r"\d\d/\d\d/\d{4}", told):
            return f"Đó là ngày {told}."
        if self.vi and len(self.items) == 1 and column and column.year:
            return f"Đó là năm {told}."
        return self._pick(f"Đó là {told}.", f"It is {told}.")

    def _many(self) -> str:
        count, grouped = len(self.facts.rows), bool(self.made.query.group)
        whole = count <= SAID and not self.facts.truncated
        told = [self._told(row) for row in range(count if whole else FIRST)]
        if whole and grouped and not self.made.query.limit:
            return self._pick(f"Kết quả gồm {self._join(told)}.", f"The results are {self._join(told)}.")
        if whole and self.made.query.limit:
            return self._pick(f"Đó là {self._join(told)}.", f"They are {self._join(told)}.")
        thing = "" if grouped else self._thing(True)
        thing = thing or (
            self._pick("nhóm", "groups")
            if grouped and not whole and len(self.items) > 1
            else self._pick("kết quả", "results")
        )
        more = self._pick("hơn ", "more than ") if self.facts.truncated else ""
        n = shown(count, self.facts.language)
        if whole:
            return self._pick(f"Có {n} {thing}: {self._join(told)}.", f"There are {n} {thing}: {self._join(told)}.")
        listed = ", ".join(told)
        return self._pick(
            f"Có {more}{n} {thing}, trong đó có {listed}.", f"There are {more}{n} {thing}: {listed} and more."
        )

    # rows

    def _said(self, cell: object, column: int) -> str:
        return shown(cell, self.facts.language, self.facts.columns[column])

    def _told(self, row: int) -> str:
        """A row by what names it, with one more cell behind it, or several where the row stands alone."""
        cells = [self._said(cell, i) for i, cell in enumerate(self.facts.rows[row])]
        names = self._name_columns()
        if len(names) == 2:
            full = [cells[i] for i in names]
            full = full if _given_first(self.facts.columns[names[0]]) else full[::-1]
            cells = [full_name(*full), *(c for i, c in enumerate(cells) if i not in names)]
        elif names and names[0]:
            cells = [cells[names[0]], *(c for i, c in enumerate(cells) if i != names[0])]
        if len(cells) == 1:
            return cells[0]
        if not names and not self.made.query.group and len(self.facts.rows) == 1:
            return self._join(cells[:3])
        if self.made.kind == "everything":
            return cells[0]
        alone = len(self.facts.rows) == 1 or (self.made.query.group and not names)
        behind = cells[1:3] if alone else cells[1:2]
        return f"{cells[0]} ({', '.join(behind)})"

    def _name_columns(self) -> list[int]:
        """The places of the columns that name a row of some table; two where people have two names."""
        found = []
        for table in self.speaker.words.tables.values():
            keys = [query.column(table.name, name) for name in table.naming]
            if table.named and all(key in self.items for key in keys):
                found.append([self.items.index(key) for key in keys])
        return min(found, default=[])

    # words of the question

    def _thing(self, many: bool) -> str:
        """What the rows are, as the question says it: with the conditions, or the noun alone, or nothing."""
        first = self.items[0].split('"')
        counted = self.items[0].startswith(_FIGURE)
        if len(self.items) == 1 and not counted and not self._name_columns():
            return self._column_noun(many)  # e-mail addresses, not the customers that have them
        table = self.speaker.words.tables[self.made.query.main if counted else first[1]]
        if table.name != self.made.query.main or self.made.asked.table.name != table.name:
            return self._noun(table.noun, table, many)
        noun = self._noun(table.noun, table, many)
        before, behind = modifiers(self.speaker, self.made.asked)
        for phrase in (f"{before} {noun} {behind}", f"{noun} {behind}"):
            phrase = " ".join(phrase.split())
            if noun and len(phrase.split()) <= LONGEST_PHRASE and phrase.casefold() in self.asked:
                return self._as_asked(phrase.removesuffix(" nào").strip(" ,"))
        return noun

    def _noun(self, noun: Noun, table: TableWords, many: bool) -> str:
        english = tuple(pair[1 if many and not self.vi else 0] for pair in noun.en)
        forms = (*(noun.vi if self.vi else ()), *english, table.name.casefold())
        found = [form for form in forms if _stands(form, self.asked)]
        return self._as_asked(max(found, key=len, default=""))

    def _column_noun(self, many: bool) -> str:
        column = column_of(self.speaker, self.items[0])
        noun = column.noun if column else Noun((), ())
        forms = noun.vi if self.vi else tuple(pair[1 if many else 0] for pair in noun.en)
        return self._as_asked(max((form for form in forms if _stands(form, self.asked)), key=len, default=""))

    def _as_asked(self, words: str) -> str:
        """Words as the question writes them, which opens with a capital letter that they do not need."""
        found = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", self.facts.question, re.IGNORECASE)
        return found[0] if words and found and found.start() else words

    def _figure_name(self, item: str) -> str:
        """The figure as the question calls it; nothing where it does so in other words."""
        function = item.split("(")[0]
        column = column_of(self.speaker, item)
        if function == "COUNT":
            table = self.speaker.words.tables.get(item.split('"')[1])
            noun = self._noun(table.noun, table, True) if table else ""
            options = [f"số {noun}", f"số lượng {noun}"] if self.vi else [f"number of {noun}"]
            return next((o for o in options if noun and o in self.asked), "")
        if column is None or "*" in item or " - " in item or " + " in item:
            return ""
        nouns = column.noun.vi if self.vi else tuple(pair[0] for pair in column.noun.en)
        patterns = _FIGURES[function][0 if self.vi else 1]
        said = [p.format(n=n) for p in patterns for n in nouns]
        return self._as_asked(max((one for one in said if _stands(one.casefold(), self.asked)), key=len, default=""))

    def _join(self, parts: Sequence[str]) -> str:
        return self.speaker.join(list(parts))

    def _pick(self, vietnamese: str, english: str) -> str:
        return vietnamese if self.vi else english


def _stands(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _given_first(column: str) -> bool:
    return re.search(r"first|given|fname|ten|tên", column, re.IGNORECASE) is not None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
