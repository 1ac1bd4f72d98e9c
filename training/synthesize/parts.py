"""Who plays which part: tables that meet by several keys, such as who wrote and who approved, and rows of one table
that lead to each other, such as an employee's manager."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import replace

from hoidap.chains.roles import role_keys

from . import query
from .asking import Asked, asked, list_frame, phrase
from .draft import Draft
from .named_rows import Row, named_row
from .query import Condition
from .said import Said
from .speaker import Speaker
from .words import ColumnWords, TableWords


def _parts(speaker: Speaker, table: TableWords) -> list[tuple[ColumnWords, TableWords]]:
    """The keys of a table that have a part, each with the table that it leads to."""
    keys = role_keys(table.table, speaker.words.schema.tables)
    found = []
    for column in table.columns:
        other = speaker.words.tables.get(keys.get(column.column.name, ("", ""))[0])
        if other is not None and other.named:
            found.append((column, other))
    return found


def _by(table: TableWords, column: ColumnWords, other: TableWords) -> Condition:
    """That both tables meet by this key."""
    return Condition(table.name, column.column.name, "=", (query.rows(other.name),))


def part(speaker: Speaker, table: TableWords) -> Draft | None:
    """The rows whose one in a part is called by name, the one in a part of a row, or a count for each of those."""
    found = [pair for pair in _parts(speaker, table) if pair[1].name != table.name]
    if not found:
        return None
    column, other = speaker.rng.choice(found)
    n, by = speaker.column(column), _by(table, column, other)
    r = speaker.rng.random()
    if r < 0.2:
        return _counted(speaker, table, other, n, by)
    if r < 0.38:
        return _of_row(speaker, table, other, n, by)
    if r < 0.52:
        return _missing(speaker, table, column, other, n)
    row = named_row(speaker, other)
    if row is None:
        return None
    rival = next((pair for pair in found if pair[0] is not column and pair[1].name == other.name), None)
    second = named_row(speaker, other) if rival and speaker.chance(0.3) else None
    if rival and second and second.conditions != row.conditions:
        return _both(speaker, table, ((column, row), (rival[0], second)), other)
    behind = _is(speaker, n, row)
    said = Said(row.conditions[0], behind, behind, more=(*row.conditions[1:], by), weight=4, kind="part")
    a = asked(speaker, table, (70, 30, 0))
    taken = {other.name}
    a = Asked(table, (*(s for s in a.said if all(c.table not in taken for c in s.conditions)), said))
    return _rows_or_count(speaker, table, a)


def _is(speaker: Speaker, n: str, row: Row) -> str:
    return speaker.say(
        ("có {n} là {v}", "có {n} {v}", "mà {n} là {v}", "{n} là {v}", "{n} {v}"),
        ("whose {n} is {v}", "with {n} {v}", "with {v} as [the |]{n}", "where [the |]{n} is {v}", "that have {v} as {n}"),
        n=n, v=row.name,
    )  # fmt: skip


def _rows_or_count(speaker: Speaker, table: TableWords, a: Asked) -> Draft:
    x = phrase(speaker, a)
    if speaker.chance(0.4):
        text = speaker.say(
            ("có bao nhiêu {x}", "số [lượng |]{x}", "đếm [số |]{x}"),
            ("how many {x} [are there|]", "[the |]number of {x}", "count [the |]{x}"),
            x=x,
        )
        return Draft(a.query(query.count(table.name)), text, "part", a)
    return Draft(a.query(*speaker.names(table)), list_frame(speaker, x), "part", a)


def _counted(speaker: Speaker, table: TableWords, other: TableWords, n: str, by: Condition) -> Draft:
    names, figure = speaker.names(other), query.count(table.name)
    x, most = speaker.table(table, True), speaker.chance(0.5)
    q = query.Query(table.name, (*names, figure), (by,), group=names)
    if most:
        q = replace(q, items=names, order=((figure, True),), limit=1)
        text = speaker.say(
            ("{n} nào có nhiều {x} nhất", "{n} [của|có] nhiều {x} nhất là ai" if other.sort == "person" else "{n} của nhiều {x} nhất là gì", "ai là {n} của nhiều {x} nhất" if other.sort == "person" else "{n} nào của nhiều {x} nhất"),
            ("which {n} has the most {x}", "who is the {n} of the most {x}" if other.sort == "person" else "which {n} is that of the most {x}", "[the |]{n} with the most {x}"),
            n=n, x=x,
        )  # fmt: skip
    else:
        text = speaker.say(
            ("số [lượng |]{x} theo [từng |]{n}", "mỗi {n} có bao nhiêu {x}", "thống kê {x} theo {n}"),
            ("number of {x} [by|per|for each] {n}", "how many {x} does each {n} have", "count [the |]{x} by {n}"),
            n=n, x=x,
        )  # fmt: skip
    return Draft(q, text, "part_counted", Asked(table))


def _of_row(speaker: Speaker, table: TableWords, other: TableWords, n: str, by: Condition) -> Draft | None:
    row = named_row(speaker, table, keyed=True)
    if row is None:
        return None
    text = speaker.say(
        ("{n} của {v} là [ai|gì]".replace("[ai|gì]", "ai" if other.sort == "person" else "gì"), "{n} của {v}", "cho biết {n} của {v}", "ai là {n} của {v}" if other.sort == "person" else "{v} có {n} là gì"),
        ("who is the {n} of {v}" if other.sort == "person" else "what is the {n} of {v}", "[the |]{n} of {v}", "[show|tell me|find] the {n} of {v}", "{v}'s {n}"),
        n=n, v=row.called(speaker, table),
    )  # fmt: skip
    q = query.Query(other.name, speaker.names(other), (*row.conditions, by))
    return Draft(q, text, "part_of_row", Asked(table))


def _missing(speaker: Speaker, table: TableWords, column: ColumnWords, other: TableWords, n: str) -> Draft:
    """Rows where nobody plays the part, or those who never do."""
    if speaker.chance(0.5) and len(other.table.primary_key) == 1:
        never = speaker.chance(0.7)
        test = Condition(
            other.name, "", "apart" if never else "connected", other=table.name, value=column.column.name
        )  # fmt: skip
        behind = speaker.say(
            ("chưa [từng |]là {n} của {x} nào", "không là {n} của bất kỳ {x} nào") if never else ("[từng |đã |đang ]là {n} của [một |ít nhất một ]{x}",),
            ("that are not the {n} of any {x}", "that have never been the {n} of [a|any] {x}") if never else ("that are the {n} of [a|some|at least one] {x}",),
            n=n, x=speaker.table(table),
        )  # fmt: skip
        a = Asked(other, (Said(test, behind, behind, kind="part"),))
        return _rows_or_count(speaker, other, a)
    missing = speaker.chance(0.75)
    behind = speaker.say(
        ("chưa có {n}", "không có {n}", "còn thiếu {n}") if missing else ("đã có {n}", "có {n}"),
        ("without [a |an |]{n}", "that have no {n}", "with no {n}", "missing {n}") if missing else ("that have a {n}", "with a {n}"),
        n=n,
    )  # fmt: skip
    test = Condition(table.name, column.column.name, "null" if missing else "not null")
    return _rows_or_count(speaker, table, Asked(table, (Said(test, behind, behind, kind="part"),)))


def _both(
    speaker: Speaker,
    table: TableWords,
    parts: tuple[tuple[ColumnWords, Row], tuple[ColumnWords, Row]],
    other: TableWords,
) -> Draft:
    """Two parts at once: "routes from Huế to Đà Nẵng"."""
    said = []
    for column, row in parts:
        behind = _is(speaker, speaker.column(column), row)
        test = Condition(table.name, column.column.name, "connected", other=other.name, inner=row.conditions)
        said.append(Said(test, behind, behind, kind="part"))
    joined = speaker.say("{x} và {y}", ("{x} and {y}", "{x} and {y}"), x=said[0].behind, y=said[1].behind)
    x = phrase(speaker, Asked(table, (replace(said[0], behind=joined, short=joined),)))
    a = Asked(table, tuple(said))
    if speaker.chance(0.4):
        text = speaker.say(("có bao nhiêu {x}", "số {x}"), ("how many {x} are there", "number of {x}"), x=x)
        return Draft(a.query(query.count(table.name)), text, "part_both", a)
    return Draft(a.query(*speaker.names(table)), list_frame(speaker, x), "part_both", a)


def chain(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows that lead to rows of their own table: who reports to whom."""
    found = [column for column, other in _parts(speaker, table) if other.name == table.name]
    if not found or len(table.table.primary_key) != 1:
        return None
    column = found[0]
    n, r = speaker.column(column), speaker.rng.random()
    if r < 0.25:
        return _missing(speaker, table, column, table, n)
    row = named_row(speaker, table)
    if row is None:
        return None
    if r < 0.6:
        test = Condition(table.name, column.column.name, "connected", other=table.name, inner=row.conditions)
        behind = _is(speaker, n, row)
        return _rows_or_count(speaker, table, Asked(table, (Said(test, behind, behind, kind="part"),)))
    test = Condition(table.name, "", "connected", other=table.name, inner=row.conditions, value=column.column.name)
    text = speaker.say(
        ("{n} của {v} là ai" if table.sort == "person" else "{n} của {v} là gì", "{n} của {v}", "cho biết {n} của {v}"),
        ("who is the {n} of {v}" if table.sort == "person" else "what is the {n} of {v}", "[the |]{n} of {v}", "{v}'s {n}"),
        n=n, v=row.called(speaker, table),
    )  # fmt: skip
    return Draft(query.Query(table.name, speaker.names(table), (test,)), text, "chain", Asked(table))
