"""Of all that a phrase may mean, what it likeliest means beside the rest of the question."""

from __future__ import annotations

from collections.abc import Sequence

from hoidap.databases import Schema, Value

from .links import MOST_TARGETS, Link, Meaning
from .naming import naming_columns
from .phrases import Target
from .value_links import Cells


class Settling:
    """One question's links, against which each of them is weighed."""

    def __init__(self, links: Sequence[Link], schema: Schema, cells: Cells, question: str) -> None:
        self.links, self.schema, self.cells, self.question = links, schema, cells, question
        self.named = [{m.table for m in one.meanings if isinstance(m, Target)} for one in links]
        self.anchors = {table for tables in self.named if len(tables) == 1 for table in tables}
        self.anchors |= {m.table for one in links for m in one.meanings if isinstance(m, Target) and m.column is None}

    def settled(self) -> tuple[Link, ...]:
        """The links with the likeliest MOST_TARGETS meanings each, those that mean nothing left out."""
        settled = (self._settle(place, one) for place, one in enumerate(self.links))
        return tuple(one for one in settled if one.meanings)

    def _settle(self, place: int, one: Link) -> Link:
        values = sorted(
            {m: None for m in one.meanings if isinstance(m, Value) and self._is_meant(m, place, one)},
            key=lambda value: self._rank(value, place),
        )
        targets = self._targets([m for m in one.meanings if isinstance(m, Target)], place)
        others = [m for m in one.meanings if not isinstance(m, Target | Value)]
        kept: list[Meaning] = [*values, *targets]
        return Link(one.start, one.end, (*kept[:MOST_TARGETS], *others))

    def _is_meant(self, value: Value, place: int, one: Link) -> bool:
        """Not where the phrase names a table or column ("drivers", and a Driver), or is a common word by chance."""
        text = self.question[one.start : one.end]
        if self._is_beside(value, place):
            return True
        if any(isinstance(m, Target) for m in one.meanings) and text.islower() and value.text != text:
            return Target(value.table, value.column) in one.meanings  # a yes or no of the column that is named
        return not self.cells.is_chance(value, text)

    def _is_beside(self, value: Value, place: int) -> bool:
        """Whether the value's own column is named by the phrase before or after."""
        near = [m for at in (place - 1, place + 1) if 0 <= at < len(self.links) for m in self.links[at].meanings]
        return Target(value.table, value.column) in near

    def _targets(self, targets: list[Target], place: int) -> list[Target]:
        """Those that stand nearest to the rest of the question; a table before columns."""
        if not targets:
            return []
        ranks = {target: self._rank(target, place)[:4] for target in targets}
        best = min(rank[1] for rank in ranks.values())
        near = [target for target in targets if ranks[target][1] == best]
        near = [target for target in near if target.column is None] or near
        if best and len(near) > MOST_TARGETS:  # nothing tells them apart, so the schema in the prompt has to
            return []
        return sorted(near, key=lambda target: ranks[target])

    def _rank(self, meaning: Target | Value, place: int) -> tuple[bool, bool, int, bool, bool]:
        """Smallest first: its column named beside, in a table spoken of, the nearer the better, no view, a name."""
        table = self.schema.table(meaning.table)
        return (
            not (isinstance(meaning, Value) and self._is_beside(meaning, place)),
            bool(self.anchors) and meaning.table not in self.anchors,
            self._distance(meaning.table, place),
            not table.primary_key,
            isinstance(meaning, Value) and meaning.column not in naming_columns(table),
        )

    def _distance(self, table: str, place: int) -> int:
        """To the nearest phrase that names the table or what is in it; the one before is nearer than the one after."""
        away = [
            2 * abs(at - place) - (at < place) for at, named in enumerate(self.named) if table in named and at != place
        ]
        return min(away, default=99)
