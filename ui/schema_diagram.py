"""Where the tables of a diagram stand, and which of them are related; drawn by the schema browser.

Boxes stand in rows: `x` and `width` in per cent of the panel's width, `y` in rows, so that it fits a phone as well.
"""

from collections.abc import Iterable, Sequence
from itertools import permutations
from typing import Any

from hoidap.databases import Schema, Table

IN_A_ROW = 3
GAP = 4.0  # per cent between two boxes
MOST_AROUND = 6  # tables above, and as many below, the one that is looked at
MOST_WHOLE = 12  # tables of a schema that is drawn whole

HALF = 0.48  # of a box and its gap: a line as near as this to its middle runs behind it

Place = tuple[float, int]  # columns from the left, rows from above
Link = tuple[str, str]  # the table with the key, the table that it points to


def whole(schema: Schema) -> dict[str, Any] | None:
    """The diagram of a small schema, a table below those that it points to; None where it is large or has no keys."""
    links = _links(schema.tables)
    if not links or len(schema.tables) > MOST_WHOLE:
        return None
    related = {name for link in links for name in link}
    depths = _depths([table.name for table in schema.tables if table.name in related], links)
    levels = [[name for name in depths if depths[name] == depth] for depth in range(max(depths.values()) + 1)]
    return _diagram(levels, links)


def around(schema: Schema, table: Table) -> dict[str, Any] | None:
    """The diagram of one table between those that it points to and those that point to it; None where it has none."""
    links = [link for link in _links(schema.tables) if table.name in link]
    above = _others(table.name, (target for source, target in links))
    below = [name for name in _others(table.name, (source for source, target in links)) if name not in above]
    if not links:
        return None
    shown = [above[:MOST_AROUND], [table.name], below[:MOST_AROUND]]
    names = {name for level in shown for name in level}
    drawn = _diagram(shown, [link for link in links if names >= set(link)])
    return {**drawn, "more": len(above) + len(below) - len(names) + 1}


def _others(name: str, found: Iterable[str]) -> list[str]:
    return [other for other in dict.fromkeys(found) if other != name]


def _links(tables: Sequence[Table]) -> list[Link]:
    """Each pair of tables that the viewer sees, once, whatever the number of keys between them."""
    names = {table.name for table in tables}
    pairs = ((table.name, key.table) for table in tables for key in table.foreign_keys)
    return [pair for pair in dict.fromkeys(pairs) if pair[1] in names and pair[0] != pair[1]]


def _depths(names: list[str], links: list[Link]) -> dict[str, int]:
    """How many keys lead on from each table; a circle of keys is cut where it closes."""
    targets: dict[str, list[str]] = {}
    for source, target in links:
        targets.setdefault(source, []).append(target)
    depths: dict[str, int] = {}

    def depth(name: str, way: tuple[str, ...]) -> int:
        if name not in depths:
            depths[name] = max(
                (1 + depth(other, (*way, name)) for other in targets.get(name, []) if other not in way), default=0
            )
        return depths[name]

    for name in names:
        depth(name, (name,))
    return depths


def _diagram(levels: list[list[str]], links: list[Link]) -> dict[str, Any]:
    rows = [level[start : start + IN_A_ROW] for level in levels for start in range(0, len(level), IN_A_ROW)]
    places: dict[str, Place] = {}
    for row, names in enumerate(rows):
        lined = (dict(zip(names, columns, strict=True)) for columns in _columns(len(names)))
        best = min(lined, key=lambda one: _crossed({name: (at, row) for name, at in one.items()}, places, links))
        places |= {name: (at, row) for name, at in best.items()}
    width = (100 - GAP * (IN_A_ROW - 1)) / IN_A_ROW
    boxes = [{"table": name, "x": round(at * (width + GAP), 2), "y": row} for name, (at, row) in places.items()]
    return {
        "boxes": boxes,
        "links": [list(link) for link in links],
        "rows": len(rows),
        "width": round(width, 2),
        "more": 0,
    }


def _columns(count: int) -> Iterable[tuple[float, ...]]:
    """The places that `count` boxes of a row can take, those in the middle first."""
    middle = tuple(number + (IN_A_ROW - count) / 2 for number in range(count))
    return [*permutations(middle), *permutations(range(IN_A_ROW), count)]


def _crossed(new: dict[str, Place], old: dict[str, Place], links: list[Link]) -> float:
    """How many boxes the lines of a new row would run behind, then how far they would go."""
    cost = 0.0
    for link in links:
        ends = [name for name in link if name in new], [name for name in link if name in old]
        if all(ends):
            (x, y), (other, above) = new[ends[0][0]], old[ends[1][0]]
            cost += abs(x - other) / 10
            for at, row in old.values():
                if above < row < y:
                    way = (y - row) / (y - above)
                    cost += abs(x + (other - x) * way * way * (3 - 2 * way) - at) < HALF
    return cost
