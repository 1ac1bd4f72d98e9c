"""Rows compared with one row, or with a figure of some rows: "đắt hơn Chai", "above the average price of drinks"."""

from . import filters, links, named_rows, query
from .asking import Asked, asked, phrase
from .comparing import counted_or_listed
from .draft import Draft
from .hints import comparative
from .query import Condition, Op
from .said import Said
from .speaker import Speaker
from .words import ColumnWords, TableWords


def one_row(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows with more of a number than one row of the same table."""
    numbers = table.having("number")
    row = named_rows.named_row(speaker, table)
    if not numbers or row is None or any(c.op != "=" for c in row.conditions):
        return None
    column, more = speaker.rng.choice(numbers), speaker.chance(0.62)
    key = query.column(table.name, column.column.name)
    inner = " AND ".join(condition.sql() for condition in row.conditions)
    same = speaker.chance(0.1)
    op: Op = "=" if same else ">" if more else "<"
    x = row.called(speaker, table, 0.4)
    behind = _as_much(speaker, column, x) if same else _more_than(speaker, column, x, more)
    said = Said(
        Condition(table.name, column.column.name, op, (f"(SELECT {key} WHERE {inner})",)), behind, behind, weight=5
    )
    return _asked_for(speaker, table, column, said, "than_row")


def _as_much(speaker: Speaker, column: ColumnWords, x: str) -> str:
    return speaker.say(
        ("có {n} bằng {x}", "có cùng {n} với {x}", "cùng {n} với {x}", "[có |]{n} giống {x}"),
        ("with the same {n} as {x}", "that have the same {n} as {x}", "whose {n} equals that of {x}"),
        n=speaker.column(column), x=x,
    )  # fmt: skip


def _more_than(speaker: Speaker, column: ColumnWords, x: str, more: bool) -> str:
    measure, n = column.measure, speaker.column(column)
    vi = ["có {n} {w} hơn {x}", "có {n} {w} hơn [{n} |]của {x}", "{n} {w} hơn {x}"]
    en = [
        "with a {w} {n} than {x}",
        "whose {n} is {w} than that of {x}",
        "with {w} {n} than {x}",
        "that have a {w} {n} than {x}",
    ]
    for word in measure.more_vi if more else measure.less_vi:
        vi += [f"{word} hơn {{x}}", f"{word} hơn [cả |]{{x}}"]
    for word in filter(None, map(comparative, measure.most_en if more else measure.least_en)):
        en += [f"that are {word} than {{x}}"] * 2 + [f"{word} than {{x}}"]
    w = speaker.say(
        ("cao", "lớn", "nhiều") if more else ("thấp", "nhỏ", "ít"),
        ("higher", "greater", "larger") if more else ("lower", "smaller"),
    )
    return speaker.say(tuple(vi), tuple(en), n=n, x=x, w=w)


def some_rows(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows with more of a number than the average, the most or the least of rows under a condition."""
    numbers = table.having("number")
    if not numbers:
        return None
    column, more = speaker.rng.choice(numbers), speaker.chance(0.65)
    inner = links.related(speaker, table, plain=True) if speaker.chance(0.4) else filters.own(speaker, table)
    if inner is None or inner.kind in ("null", "like") or any(c.column == column.column.name for c in inner.conditions):
        return None
    key = query.column(table.name, column.column.name)
    function = speaker.rng.choices(("AVG", "MAX", "MIN"), (60, 28, 12))[0]
    where = " AND ".join(condition.sql() for condition in inner.conditions)
    x, n = phrase(speaker, Asked(table, (inner,))), speaker.column(column)
    w = speaker.say(
        ("cao", "lớn", "nhiều") if more else ("thấp", "nhỏ", "ít"),
        ("higher", "greater", "larger") if more else ("lower", "smaller"),
    )
    if function == "AVG":
        vi: tuple[str, ...] = (
            "có {n} {w} hơn [mức |]trung bình của [các |]{x}",
            "có {n} {w} hơn {n} trung bình của [các |]{x}",
        )
        en: tuple[str, ...] = (
            "with a {w} {n} than the average of [the |]{x}",
            "whose {n} is {w} than the average {n} of {x}",
            "with {n} {w} than the average for {x}",
        )
    elif (function == "MAX") == more:
        vi = ("có {n} {w} hơn tất cả [các |]{x}", "có {n} {w} hơn mọi {x}")
        en = (
            "with a {w} {n} than all [of the |]{x}",
            "with a {w} {n} than every one of the {x}",
            "whose {n} is {w} than that of all {x}",
        )
    else:
        vi = ("có {n} {w} hơn ít nhất một {x}", "có {n} {w} hơn [một số|một vài] {x} nào đó")
        en = (
            "with a {w} {n} than some {x}",
            "with a {w} {n} than at least one of the {x}",
            "with a {w} {n} than any {x}",
        )
    behind = speaker.say(vi, en, n=n, w=w, x=x)
    condition = Condition(
        table.name, column.column.name, ">" if more else "<", (f"(SELECT {function}({key}) WHERE {where})",)
    )
    return _asked_for(speaker, table, column, Said(condition, behind, behind, weight=5), "than_some")


def _asked_for(speaker: Speaker, table: TableWords, column: ColumnWords, said: Said, kind: str) -> Draft:
    a = asked(speaker, table, (88, 12, 0))
    kept = tuple(s for s in a.said if s.condition.column != column.column.name)
    return counted_or_listed(speaker, Asked(table, (*kept, said)), kind)
