"""Of all that a phrase may mean, what it likeliest means beside the rest of the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from hoidap.databases import Schema, Value, fold

from .language import Language
from .lexicon import lookup
from .links import MOST_TARGETS, Link, Meaning
from .naming import caption_columns, naming_columns, words
from .phrases import CUE, Phrases, Target, singular
from .value_links import MANY, Cells

ADJACENT = 2  # how far away the phrase after or before is, see `_distance`
_FROM = re.compile(r"\b(?:from|leav(?:es?|ing)|depart(?:s|ing)?|từ|tu|rời|roi)\s+$", re.IGNORECASE)
_TO = re.compile(r"\b(?:to|into|towards?|arriv(?:es?|ing) (?:at|in)|đến|den|tới|toi|đi|di|sang)\s+$", re.IGNORECASE)
_OF = re.compile(r"\s+(?:of|for|của|cua)\b", re.IGNORECASE)
_KIND = re.compile(
    r"(?:thể |chủng |phân )?loại|nhóm|danh mục|kiểu|dòng|(?:the |chung |phan )?loai|nhom|danh muc|kieu|dong"
)
_TOTALS = frozenset(("total", "tổng", "tong", "tổng cộng", "tong cong", "overall"))
_ORIGINS = frozenset("origin source src from departure depart departing start starting di".split())
_DESTINATIONS = frozenset("destination dest dst to arrival arrive arriving end ending den".split())


@lru_cache(maxsize=256)
def neighbours(schema: Schema) -> dict[str, frozenset[str]]:
    """Of each table, those that a key joins it to."""
    joined: dict[str, set[str]] = {table.name: set() for table in schema.tables}
    for table in schema.tables:
        for key in table.foreign_keys:
            joined[table.name].add(key.table)
            joined.setdefault(key.table, set()).add(table.name)
    return {name: frozenset(others) for name, others in joined.items()}


class Settling:
    """One question's links, against which each of them is weighed."""

    def __init__(self, links: Sequence[Link], schema: Schema, cells: Cells, question: str, language: Language) -> None:
        self.links, self.schema, self.cells = links, schema, cells
        self.question, self.language = question, language
        self.named = [{m.table for m in one.meanings if isinstance(m, Target)} for one in links]
        self.anchors = {table for tables in self.named if len(tables) == 1 for table in tables}
        self.neighbours = neighbours(schema)
        self.anchors |= {m.table for one in links for m in one.meanings if isinstance(m, Target) and m.column is None}
        self.anchors = self.anchors or self._owners_of_names()

    def _owners_of_names(self) -> set[str]:
        """The tables whose rows are called by what only they hold: the city of "Acme Ltd." is the city there."""
        told = [[m for m in one.meanings if isinstance(m, Value)] for one in self.links]
        return {
            table
            for values in told
            if all(map(self.cells.is_name, values)) and len({value.table for value in values}) == 1
            for table in {value.table for value in values}
        }

    def settled(self) -> tuple[Link, ...]:
        """The links with the likeliest MOST_TARGETS meanings each, those that mean nothing left out."""
        settled = [self._settle(place, one) for place, one in enumerate(self.links)]
        settled = [one for one in settled if one.meanings]
        return tuple(one for place, one in enumerate(settled) if not self._is_part_of_a_name(place, settled))

    def _is_part_of_a_name(self, place: int, settled: Sequence[Link]) -> bool:
        """Whether a table only tells which kinds, or which of its parts, are meant beside it.

        "Product categories" and "loại sản phẩm" are categories, "album tracks" are tracks.
        """
        one = settled[place]
        if self._text(one) in _TOTALS and self._is_before_a_column(place, settled):
            return True
        if self.language == "vi":
            head = settled[place - 1] if place else None
            return head is not None and bool(_KIND.fullmatch(self._text(head))) and self._adjoin(head, one)
        head = settled[place + 1] if place + 1 < len(settled) else None
        return head is not None and singular(self._text(one)) == self._text(one) and self._adjoin(one, head)

    def _is_before_a_column(self, place: int, settled: Sequence[Link]) -> bool:
        """Whether the next word is a column: "total duration" asks for no total of another table."""
        one, other = settled[place], settled[place + 1] if place + 1 < len(settled) else None
        if other is None or self.question[one.end : other.start] != " ":
            return False
        return any(isinstance(meaning, Target) and meaning.column for meaning in other.meanings[:1])

    def _adjoin(self, one: Link, other: Link) -> bool:
        """Whether two phrases stand side by side, each the name of one table, and a key joins these."""
        tables = [self._name_of(phrase) for phrase in (one, other)]
        beside = self.question[one.end : other.start] == " "
        return beside and all(tables) and tables[1] in self.neighbours.get(tables[0], frozenset())

    def _name_of(self, one: Link) -> str:
        """The one table that a phrase is a name of, as "who" and "enrolled" are not; or ''."""
        meaning = one.meanings[0]
        if len(one.meanings) > 1 or not isinstance(meaning, Target) or meaning.column:
            return ""
        known = Phrases.of(self.schema).folded
        forms = (fold(self._text(one)), singular(fold(self._text(one))))
        return meaning.table if any(known.get(form, {}).get(meaning, CUE) > CUE for form in forms) else ""

    def _text(self, one: Link) -> str:
        return self.question[one.start : one.end].casefold()

    def _settle(self, place: int, one: Link) -> Link:
        values = self._nearest(
            [m for m in dict.fromkeys(one.meanings) if isinstance(m, Value) and self._is_meant(m, place, one)], place
        )
        targets = self._targets([m for m in one.meanings if isinstance(m, Target)], place)
        others = [m for m in one.meanings if not isinstance(m, Target | Value)]
        kept: list[Meaning] = [*values, *targets]
        return Link(one.start, one.end, (*kept[:MOST_TARGETS], *others))

    def _nearest(self, values: list[Value], place: int) -> list[Value]:
        """The likeliest first, without what the same column of a table that is named holds too.

        The country of "customers in France" is theirs, and not the one that an order goes to. Names stay: the name that
        an order is shipped to may be the customer's.
        """
        near = {_kind(value) for value in values if self._steps(value.table) == 0}

        def may_be(value: Value) -> bool:
            distant = self._steps(value.table) > 0 and _kind(value) in near
            return not distant or self.cells.is_name(value) or self._is_beside(value, place)

        called = {value.table for value in values if self.cells.is_name(value)}

        def is_told_of(value: Value) -> bool:
            """Whether it is a person that a column tells of, where one of that name has a row: a composer's artist."""
            persons = any(concept.kind == "person" for concept in lookup(" ".join(words(value.column)))[:1])
            return bool(called) and persons and not self.cells.is_name(value) and not self._is_beside(value, place)

        return sorted(filter(may_be, values), key=lambda value: (is_told_of(value), *self._rank(value, place)))

    def _is_meant(self, value: Value, place: int, one: Link) -> bool:
        """Not where the phrase names a table or column ("drivers", and a Driver), or is a common word by chance."""
        text = self.question[one.start : one.end]
        if any(isinstance(m, Target) for m in one.meanings) and text.islower() and value.text != text:
            answers = Target(value.table, value.column) in one.meanings  # a yes or no of the column that is named
            return answers or (fold(text) == fold(value.text) and self._is_beside(value, place))
        return self._is_beside(value, place) or not self.cells.is_chance(value, text)

    def _is_beside(self, value: Value, place: int) -> bool:
        """Whether the value's own column is named by the phrase before or after."""
        near = [m for at in (place - 1, place + 1) if 0 <= at < len(self.links) for m in self.links[at].meanings]
        return Target(value.table, value.column) in near

    def _targets(self, targets: list[Target], place: int) -> list[Target]:
        """Those that stand nearest to the rest of the question; a table before columns."""
        if not targets:
            return []
        ranks = {target: self._rank(target, place)[:5] for target in targets}
        best = min(rank[1] for rank in ranks.values())
        near = [target for target in targets if ranks[target][1] == best]
        tables = {target.table for target in near if target.column is None}
        near = [target for target in near if self._adds(target, tables)] or near
        if best and len(near) > MOST_TARGETS:  # nothing tells them apart, so the schema in the prompt has to
            return []
        nearest = min(ranks[target][3] for target in near)
        if nearest <= ADJACENT:
            near = [target for target in near if ranks[target][3] <= nearest + ADJACENT]
        return sorted(near, key=lambda target: (target.column is not None and bool(tables), ranks[target]))

    def _adds(self, target: Target, tables: set[str]) -> bool:
        """Whether `target` is one of the `tables`, or a column of one that is not told along with it anyway."""
        if target.column is None or target.table not in tables:
            return target.column is None
        table = self.schema.table(target.table)
        return target.column not in (*caption_columns(table), *table.primary_key)

    def _rank(self, meaning: Target | Value, place: int) -> tuple[int, ...]:
        """Smallest first: what stands nearer to the rest of the question, then what is likelier by itself."""
        table = self.schema.table(meaning.table)
        value = meaning if isinstance(meaning, Value) else None
        return (
            value is not None and not self._is_beside(value, place),
            self._steps(meaning.table),
            value is not None and self._turned(value, place),
            self._distance(meaning.table, place),
            not table.primary_key,
            value is not None and len(self.cells.values.of(value.table, value.column)) > MANY,
            value is not None and value.column not in naming_columns(table),
            value is not None and value.text.casefold() != self._text(self.links[place]),
        )

    def _steps(self, table: str) -> int:
        """0 for a table that the question speaks of, 1 for its neighbours by a key, 2 for the rest."""
        if not self.anchors or table in self.anchors:
            return 0
        return 1 if self.anchors & self.neighbours.get(table, frozenset()) else 2

    def _turned(self, value: Value, place: int) -> bool:
        """Whether the question says "from" what would be a destination, or "to" an origin."""
        before = self.question[: self.links[place].start]
        parts = set(words(value.column))
        return bool((_TO.search(before) and parts & _ORIGINS) or (_FROM.search(before) and parts & _DESTINATIONS))

    def _distance(self, table: str, place: int) -> int:
        """To the nearest phrase that names this table, or what is in it, and no other.

        The one before is nearer than the one after, but where "of" stands between.
        """
        owned = bool(_OF.match(self.question[self.links[place].end :]))
        away = [
            2 * abs(at - place) - ((at > place) is owned)
            for at, named in enumerate(self.named)
            if named == {table} and at != place
        ]
        return min(away, default=99)


def _kind(value: Value) -> str:
    """What a column is of: the country of a ship country."""
    return words(value.column)[-1]
