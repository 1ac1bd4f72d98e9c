"""One writer's way of writing: language, words for things, how values, numbers and periods are put."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import dataclass
from random import Random
from typing import TypeVar

from . import query
from .example import Language
from .naming import bare
from .say import say
from .words import ColumnWords, Noun, SchemaWithWords, TableWords

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
T = TypeVar("T")
_ROMAN = ("I", "II", "III", "IV")
_EN_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 8: "eight", 10: "ten"}
_VI_WORDS = {2: "hai", 3: "ba", 10: "mười"}


@dataclass
class Speaker:
    """`words` is what the questions are about; `quoted` gathers the texts that a typing error must not touch."""

    rng: Random
    language: Language
    words: SchemaWithWords

    @property
    def vi(self) -> bool:
        return self.language == "vi"

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def say(self, vietnamese: str | tuple[str, ...], english: str | tuple[str, ...], **slots: str) -> str:
        return say(self.rng, vietnamese if self.vi else english, **slots)

    def noun(self, noun: Noun, many: bool = False, identifier: str = "") -> str:
        """A word for a thing; the first is the commonest, and seldom it is the identifier itself."""
        if identifier and identifier.isidentifier() and self.rng.random() < (0.05 if self.vi else 0.02):
            return identifier
        if self.vi:
            return _early(self.rng, noun.vi)
        return _early(self.rng, noun.en)[1 if many else 0]

    def table(self, table: TableWords, many: bool = False) -> str:
        if self.vi and self.rng.random() < 0.03:
            return _early(self.rng, table.noun.en)[0]
        return self.noun(table.noun, many, table.name)

    def column(self, column: ColumnWords, many: bool = False) -> str:
        return self.noun(column.noun, many, column.column.name)

    def value(self, text: str) -> str:
        """A value as people type it: mostly as it stands, in lower case, quoted or without its marks now and then."""
        r = self.rng.random()
        if r < 0.66:
            return text
        if r < 0.84:
            return text.lower()
        if r < 0.92:
            return say(self.rng, ("'{x}'", '"{x}"'), x=text)
        return bare(text).lower() if r < 0.96 and self.vi else text

    def number(self, number: float, unit: tuple[str, str] = ("", "")) -> str:
        """A number with its unit; thousands are parted, or told in words, now and then."""
        text = f"{number:g}" if abs(number) < 1e6 else str(int(number))
        r = self.rng.random()
        whole = float(number).is_integer()
        if whole and abs(number) >= 1000 and r < 0.25:
            text = f"{int(number):,}"
            text = text.replace(",", ".") if self.vi else text
        elif whole and number >= 1000 and number % 1000 == 0 and r < 0.4:
            thousands = int(number) // 1000
            million = f"{thousands // 1000}" if thousands % 1000 == 0 else ""
            text = (
                (f"{million} triệu" if self.vi else f"{million} million")
                if million
                else f"{thousands}{' nghìn' if self.vi else 'k'}"
            )
        elif whole and r < 0.06:
            text = (_VI_WORDS if self.vi else _EN_WORDS).get(int(number), text)
        elif not whole and self.vi and r < 0.6:
            text = text.replace(".", ",")
        word = unit[1] if self.vi else unit[0]
        if not word or self.rng.random() < 0.4:
            return text
        return f"${text}" if word == "$" else f"{text} {word}"

    def period(self, literal: str, bare_year: bool = False) -> str:
        """A period literal (`2024`, `2024-Q2`, `2024-03`, `2024-03-15`) as people write it."""
        parts = literal.split("-")
        year = parts[0]
        if len(parts) == 1:
            if bare_year:
                return year
            return self.say(
                ("năm {y}", "năm {y}", "năm {y}", "{y}"), ("{y}", "{y}", "{y}", "{y}", "the year {y}"), y=year
            )
        if parts[1].startswith("Q"):
            quarter = int(parts[1][1:])
            return self.say(
                ("quý {q}[ năm |/| năm ]{y}", "quý {r}[/| năm ]{y}", "Q{q}[ |/| năm ]{y}"),
                ("Q{q} [|of ]{y}", "Q{q} {y}", "quarter {q} of {y}", "the {o} quarter of {y}"),
                q=str(quarter), r=_ROMAN[quarter - 1], y=year, o=("first", "second", "third", "fourth")[quarter - 1],
            )  # fmt: skip
        month = int(parts[1])
        name = _MONTHS[month - 1]
        if self.rng.random() < 0.25:
            name = name[:3]
        if len(parts) == 2:
            return self.say(
                ("tháng {m}[ năm |/|/]{y}", "tháng {m}/{y}", "tháng {m} năm {y}", "{mm}/{y}"),
                ("{n} {y}", "{n} {y}", "{n} {y}", "{n} of {y}"),
                m=str(month), mm=parts[1], y=year, n=name,
            )  # fmt: skip
        day = int(parts[2])
        european = "{dd}/{mm}/{y}" if day > 12 else literal
        return self.say(
            ("[ngày |]{dd}/{mm}/{y}", "ngày {d}/{m}/{y}", "ngày {d} tháng {m} năm {y}", "{iso}"),
            ("{n} {d}, {y}", "{d} {n} {y}", "{iso}", european),
            d=str(day), dd=parts[2], m=str(month), mm=parts[1], y=year, n=name, iso=literal,
        )  # fmt: skip

    def join(self, parts: list[str], word: tuple[str, str] = ("và", "and")) -> str:
        """`a, b and c`"""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {word[0] if self.vi else word[1]} {parts[-1]}"

    def names(self, table: TableWords) -> tuple[str, ...]:
        return tuple(query.column(table.name, name) for name in table.naming)


def month_name(month: int) -> str:
    return _MONTHS[month - 1]


def _early(rng: Random, options: tuple[T, ...]) -> T:
    """One of the options, the first about half of the time."""
    return options[0] if len(options) == 1 or rng.random() < 0.5 else options[int(rng.random() * len(options))]
