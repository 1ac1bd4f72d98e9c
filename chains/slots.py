"""Slots: the short names by which the embedded model's prompt calls tables, columns, values, numbers and periods.

A prompt that says `Tổng giờ tiết kiệm◊c3 của bộ phận◊t1 DC5◊v0` is answered by `SELECT SUM(◊c3) WHERE ◊c5 = ◊v0`:
the model chooses among slots, and software spells the names and literals out, so that none can be garbled.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hoidap.databases import Column, Schema, Table, Value, fold

from .errors import CannotJoin
from .joins import JoinGraph
from .linking import Amount, FreeText, Link, Links, Meaning
from .naming import asked_tables, caption_columns, is_junction, keys_of_others, words
from .parts import MOST_LINKED, around
from .period_dates import period_dates
from .periods import Period
from .phrases import Target, gloss
from .roles import role_keys, role_of

COUNTS = {
    "t": 32,
    "c": 96,
    "v": 24,
    "n": 16,
    "d": 12,
}  # slots in the tokenizer: tables, columns, values, numbers, periods
MARK = "◊"
MOST_TABLES, MOST_COLUMNS = 8, 12  # shown in one prompt; of one table
ENOUGH_TABLES = 4  # neighbours of the linked tables are added up to this many
CONSTANTS = ("0", "1")  # numbers that a query may hold although the question does not name them

_CANONICAL = re.compile(
    r"""(?P<column>"(?P<table>(?:[^"]|"")*)"\.(?:\*|"(?P<name>(?:[^"]|"")*)"))|'(?P<text>(?:[^']|'')*)'|(?P<number>\b\d+(?:\.\d+)?\b)"""
)
_SLOTTED = re.compile(r"(?P<percent>%?)◊(?P<kind>[tcvnd])(?P<number>\d+)(?P<after>%?)")


class NoSlot(Exception):
    """Canonical SQL names something that the prompt does not show."""


@dataclass(frozen=True)
class Past:
    """An earlier turn: its question and its canonical SQL."""

    question: str
    sql: str

    @property
    def year(self) -> int | None:
        """The year that its SQL speaks of last."""
        texts = [match["text"] for match in _CANONICAL.finditer(self.sql) if match["text"]]
        years = [period.start.year for text in texts if (period := Period.parse(text))]
        return years[-1] if years else None


@dataclass
class Sheet:
    """One prompt's slots, each with what it stands for."""

    schema: Schema
    links: Links
    past: Past | None = None
    shown: list[Table] = field(default_factory=list)
    slots: dict[str, Meaning] = field(default_factory=dict)

    @classmethod
    def of(cls, links: Links, schema: Schema, past: Past | None = None, rng: random.Random | None = None) -> Sheet:
        """Choose the tables to show and give everything a slot; `rng` shuffles the numbers, as training does."""
        if len(schema.tables) > MOST_LINKED:
            schema = around(schema, [*links.tables(), *(target.table for target in _targets(past))])
        sheet = cls(schema, links, past)
        sheet.shown = _choose_tables(links, schema, past)
        for table in sheet.shown:
            sheet._give("t", Target(table.name))
            for column in _choose_columns(table, schema, links, past):
                sheet._give("c", Target(table.name, column.name))
        for meaning in (*_literals(past, schema), *links.meanings()):
            sheet._give_literal(meaning)
        if rng is not None:
            sheet._shuffle(rng)
        return sheet

    def joinable(self) -> Sheet:
        """The same sheet with the slots alone of tables that can be joined, those with most of what is linked."""
        graph, told = JoinGraph(self.schema), list(self.links.tables())
        parts = [graph.reach(table.name) for table in self.shown]
        part = max(parts, key=lambda part: (len(part.intersection(told)), len(part)), default=set())
        return replace(
            self,
            slots={
                slot: meaning
                for slot, meaning in self.slots.items()
                if not isinstance(meaning, Target | Value) or meaning.table in part
            },
        )

    def slot(self, meaning: Meaning) -> str | None:
        return next((slot for slot, other in self.slots.items() if other == meaning), None)

    def schema_lines(self) -> str:
        """The tables shown, a line each: slot, words, then columns with their types, then the tables it points to."""
        return "\n".join(self._line(table) for table in self.shown)

    def question(self) -> str:
        """The question with the slots of each link behind its words.

        Behind a value stands its column too, behind a table what names its rows, behind a period its dates.
        """
        asked = unmarked(self.links.question)
        parts, position = [], 0
        for link in self.links.links:
            parts.append(asked[position : link.end] + "|".join(self._tags(link)))
            position = link.end
        return "".join(parts) + asked[position:]

    def shorten(self, canonical: str) -> str:
        """Canonical SQL in slots. Raises NoSlot where it names what the prompt does not show."""
        column: Target | None = None

        def slot_of(match: re.Match[str]) -> str:
            nonlocal column
            if match["column"]:
                name = match["name"]
                target = Target(match["table"].replace('""', '"'), name.replace('""', '"') if name else None)
                column = target if name else column
                return self._require(target)
            if match["number"]:
                return self._number(match["number"])
            return self._text(match["text"].replace("''", "'"), column)

        return _CANONICAL.sub(slot_of, canonical)

    def spell(self, slotted: str) -> str:
        """Slot SQL as canonical SQL. Raises NoSlot on a slot that was not given."""

        def written(match: re.Match[str]) -> str:
            meaning = self.slots.get(f"{MARK}{match['kind']}{match['number']}")
            match meaning:
                case Target(table, column):
                    return f"{_quoted(table)}.{_quoted(column) if column else '*'}"
                case Amount(text):
                    return text
                case Value(text=text) | FreeText(text) | Period(text=text):
                    pattern = match["percent"] + text.replace("'", "''") + match["after"]
                    return f"'{pattern}'"
            raise NoSlot(f"nothing stands behind {match.group()}")

        return _SLOTTED.sub(written, slotted)

    def _give(self, kind: str, meaning: Meaning) -> None:
        given = sum(slot[1] == kind for slot in self.slots)
        if given < COUNTS[kind] and self.slot(meaning) is None:
            self.slots[f"{MARK}{kind}{given}"] = meaning

    def _shuffle(self, rng: random.Random) -> None:
        """Number the slots of each kind at random, so that a number says nothing about what stands behind it."""
        by_kind = {kind: [slot for slot in self.slots if slot[1] == kind] for kind in COUNTS}
        names = {
            slot: name
            for slots in by_kind.values()
            for slot, name in zip(slots, rng.sample(slots, len(slots)), strict=True)
        }
        self.slots = {names[slot]: meaning for slot, meaning in self.slots.items()}

    def _give_literal(self, meaning: Meaning) -> None:
        match meaning:
            case Value() | FreeText():
                self._give("v", meaning)
            case Amount():
                self._give("n", meaning)
            case Period():
                self._give("d", meaning)

    def _tags(self, link: Link) -> Iterator[str]:
        for meaning in link.meanings:
            slot = self.slot(meaning)
            if slot is None:
                continue
            yield slot
            match meaning:
                case Value(table, column):
                    yield from filter(None, [self.slot(Target(table, column))])
                case Target(table, None):
                    names = (self.slot(Target(table, name)) for name in caption_columns(self.schema.table(table)))
                    yield from filter(None, ["+".join(filter(None, names))])
                case Period():
                    yield from filter(None, map(self.slot, self._dates()))

    def _dates(self) -> list[Target]:
        return period_dates(self.links, self.schema, list(_targets(self.past)))

    def _line(self, table: Table) -> str:
        vietnamese = self.links.language == "vi"
        names = caption_columns(table)
        parts = []
        for column in table.columns:
            slot = self.slot(Target(table.name, column.name))
            if slot is not None:
                star = "*" if column.name in names else ""
                led = self.slot(Target(role_of(self.schema, table.name, column.name)[0]))
                kind = f">{led}" if led else _type(column)
                parts.append(f"{slot}{star}{_called(column, vietnamese)}{kind}")
        points = [self.slot(Target(name)) for name in dict.fromkeys(key.table for key in table.foreign_keys)]
        arrows = "".join(f">{slot}" for slot in points if slot)
        return f"{self.slot(Target(table.name))}{_called(table, vietnamese)}{''.join(parts)}{arrows}"

    def _require(self, meaning: Meaning) -> str:
        slot = self.slot(meaning)
        if slot is None:
            raise NoSlot(f"{meaning} has no slot")
        return slot

    def _number(self, text: str) -> str:
        if slot := self.slot(Amount(text)):
            return slot
        for slot, meaning in self.slots.items():
            if isinstance(meaning, Period) and meaning.text == text:
                return slot
        if text in CONSTANTS:
            return text
        raise NoSlot(f"the question names no number {text}")

    def _text(self, text: str, column: Target | None) -> str:
        bare = text.strip("%")
        before, after = ("%" if text.startswith("%") else ""), ("%" if text.endswith("%") else "")
        candidates = [(slot, meaning) for slot, meaning in self.slots.items() if _holds(meaning, bare, column)]
        if not candidates or not bare:
            raise NoSlot(f"the question names no text {text!r}")
        candidates.sort(key=lambda pair: not isinstance(pair[1], Value | Period))
        return f"{before}{candidates[0][0]}{after}"


def unmarked(text: str) -> str:
    """What a person wrote, without the sign by which slots are told from it; its length stays."""
    return text.replace(MARK, " ")


def _holds(meaning: Meaning, text: str, column: Target | None) -> bool:
    match meaning:
        case Value(table, name, value):
            return value == text and column == Target(table, name)
        case FreeText(value):
            return value.casefold() == text.casefold()
        case Period():
            return meaning.text == text
    return False


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _called(named: Table | Column, vietnamese: bool) -> str:
    own = " ".join(words(named.name))
    other = gloss(named.name, named.synonyms) if vietnamese else next((s for s in named.synonyms if s.isascii()), "")
    return f"{own} ({other})" if other and fold(other) != own else own


def _type(column: Column) -> str:
    if column.primary_key:
        return " id"
    kinds = {"int": " num", "float": " num", "date": " date", "datetime": " date", "bool": " bool"}
    return kinds.get(column.type, "")


def _choose_tables(links: Links, schema: Schema, past: Past | None) -> list[Table]:
    known = {table.name for table in schema.tables}
    before = list(_targets(past))
    in_periods = any(isinstance(meaning, Period) for meaning in links.meanings())
    dated = period_dates(links, schema, before) if in_periods else []
    wanted = [name for name in (*links.tables(), *(t.table for t in (*before, *dated))) if name in known]
    wanted = list(dict.fromkeys(wanted))[:MOST_TABLES]
    graph = JoinGraph(schema)
    chosen = wanted or [table.name for table in asked_tables(schema) if not is_junction(table)][:ENOUGH_TABLES]
    try:
        between = [edge.target for edge in graph.tree(chosen).edges] if wanted else []
    except CannotJoin:
        between = []
    chosen = list(dict.fromkeys([*chosen, *(name for name in between if not is_junction(schema.table(name)))]))
    reached = list(chosen)
    for name in reached:  # grows: the neighbours' neighbours come after the neighbours
        for other in graph.neighbours(name):
            if other not in reached:
                reached.append(other)
                if len(chosen) < ENOUGH_TABLES and not is_junction(schema.table(other)):
                    chosen.append(other)
    return [table for table in schema.tables if table.name in chosen]


def _choose_columns(table: Table, schema: Schema, links: Links, past: Past | None) -> list[Column]:
    meant = {m.column for m in links.meanings() if isinstance(m, Target | Value) and m.table == table.name}
    meant |= {target.column for target in _targets(past) if target.table == table.name}
    keys = keys_of_others(table)
    names = caption_columns(table)
    ways = role_keys(table, schema.tables)  # by which of them the tables meet, only a query can tell

    def rank(column: Column) -> int:
        if column.name in meant or column.name in names or column.name in ways:
            return 0
        return 2 if column.name in keys else 1

    ranked = sorted(table.columns, key=rank)
    kept = [column for column in ranked if rank(column) < 2][: max(MOST_COLUMNS, len(meant) + len(names) + len(ways))]
    return [column for column in table.columns if column in kept]


def _targets(past: Past | None) -> Iterator[Target]:
    return targets_of(past.sql if past else "")


def targets_of(canonical: str) -> Iterator[Target]:
    """The tables and columns that canonical SQL names, as often as it does; `"T".*` is the table."""
    for match in _CANONICAL.finditer(canonical):
        if match["column"]:
            name = match["name"]
            yield Target(match["table"].replace('""', '"'), name.replace('""', '"') if name else None)


def _literals(past: Past | None, schema: Schema) -> Iterable[Meaning]:
    column: Target | None = None
    for match in _CANONICAL.finditer(past.sql if past else ""):
        if match["column"]:
            column = next(targets_of(match.group())) if match["name"] else column
        elif match["number"]:
            if match["number"] not in CONSTANTS:
                yield Amount(match["number"])
        else:
            yield _literal_meaning(match["text"].replace("''", "'"), column, schema)


def _literal_meaning(text: str, column: Target | None, schema: Schema) -> Meaning:
    kind = "other"
    if column is not None and column.column is not None:
        kind = schema.table(column.table).column(column.column).type
    period = Period.parse(text)
    if period is not None and kind in ("date", "datetime"):
        return period
    if column is None or column.column is None or text.strip("%") != text:
        return FreeText(text.strip("%"))
    return Value(column.table, column.column, text)
