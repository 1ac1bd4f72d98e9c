"""Two columns of one row against each other: days between dates, differences, which is the larger."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import replace

from . import query
from .asking import Asked, asked, list_frame, phrase, value_frame
from .draft import Draft
from .query import Condition
from .said import Said
from .speaker import Speaker
from .words import ColumnWords, TableWords


def _pair(speaker: Speaker, table: TableWords) -> tuple[ColumnWords, ColumnWords] | None:
    dates = [c for c in table.having("date") if not c.year and c.column.type in ("date", "datetime")]
    numbers = [c for c in table.having("number") if not c.year]
    kinds = [columns for columns in (dates, dates, numbers) if len(columns) > 1]
    if not kinds:
        return None
    one, other = speaker.rng.sample(speaker.rng.choice(kinds), 2)
    return (one, other) if set(one.noun.vi).isdisjoint(other.noun.vi) else None


def _difference(speaker: Speaker, one: ColumnWords, other: ColumnWords) -> tuple[str, str]:
    """`one - other`, and its words: days from the other to the one."""
    a, b = speaker.column(one), speaker.column(other)
    if one.role == "date":
        return " - ", speaker.say(
            ("số ngày từ {b} đến {a}", "số ngày giữa {b} và {a}", "thời gian từ {b} đến {a}", "khoảng thời gian từ {b} [tới|đến] {a}"),
            ("number of days from {b} to {a}", "number of days between {b} and {a}", "time from {b} to {a}", "days from {b} to {a}", "time between {b} and {a}"),
            a=a, b=b,
        )  # fmt: skip
    if speaker.chance(0.3):
        words = speaker.say(
            ("{a} chia [cho |]{b}", "tỷ số [giữa |]{a} [và|trên] {b}", "{a} trên mỗi {b}"),
            ("{a} divided by {b}", "ratio of {a} to {b}", "{a} per {b}"),
            a=a,
            b=b,
        )
        return " / ", words
    return " - ", speaker.say(
        ("{a} trừ [đi |]{b}", "chênh lệch giữa {a} và {b}", "hiệu [của |giữa ]{a} và {b}", "mức chênh lệch [giữa |]{a} [so với|và] {b}"),
        ("{a} minus {b}", "difference between {a} and {b}", "gap between {a} and {b}"),
        a=a, b=b,
    )  # fmt: skip


def difference(speaker: Speaker, table: TableWords) -> Draft | None:
    """The difference of each row, its average, or the rows where it is the largest."""
    pair = _pair(speaker, table)
    if pair is None:
        return None
    one, other = pair
    sign, n = _difference(speaker, one, other)
    figure = sign.join(query.column(table.name, c.column.name) for c in (one, other))
    a = asked(speaker, table, (60, 38, 2))
    a = Asked(table, tuple(s for s in a.said if s.condition.column not in (one.column.name, other.column.name)))
    x, e, r = phrase(speaker, a), phrase(speaker, a, False), speaker.rng.random()
    if r < 0.34:
        thing = speaker.say(
            ("{n} trung bình của [các |]{x}", "trung bình {n} của [các |]{x}", "{n} bình quân của {x}"),
            ("average {n} of [the |all |]{x}", "average {n} for [the |]{x}", "mean {n} of {x}"),
            n=n,
            x=x,
        )
        if one.role == "date" and speaker.chance(0.3):
            text = speaker.say(
                ("trung bình [các |]{x} mất bao nhiêu ngày từ {b} đến {a}", "{x} trung bình mất bao lâu từ {b} đến {a}"),
                ("how many days does it take on average from {b} to {a} for {x}", "how long does it take on average from {b} to {a} of {x}"),
                x=x, a=speaker.column(one), b=speaker.column(other),
            )  # fmt: skip
        else:
            text = value_frame(speaker, thing)
        return Draft(a.query(f"AVG({figure})"), text, "difference", a)
    if r < 0.62:
        text = list_frame(
            speaker,
            speaker.say(
                ("tên và {n} của [mỗi|từng|các] {x}", "{n} của [mỗi|từng] {x}", "{x} kèm {n}"),
                ("the {n} of each {e}", "{x} with their {n}", "{n} for each {e}"),
                n=n,
                x=x,
                e=e,
            ),
        )
        return Draft(a.query(*speaker.names(table), figure), text, "difference", a)
    down, k = speaker.chance(0.75), 1 if speaker.chance(0.6) else speaker.rng.choice((3, 5, 10))
    words = (("lớn", "largest"), ("dài", "longest")) if down else (("nhỏ", "smallest"), ("ngắn", "shortest"))
    most = words[one.role == "date"][0 if speaker.vi else 1]
    number = speaker.number(k) if k > 1 else ""
    text = speaker.say(
        ("{k} {x} [nào |]có {n} {m} nhất", "[tìm|cho xem|liệt kê] {k} {x} có {n} {m} nhất", "[top |]{k} {x} có {n} {m} nhất" if k > 1 else "{x} có {n} {m} nhất là gì"),
        ("which {k} {x} [has|have] the {m} {n}".replace("[has|have]", "has" if k == 1 else "have"), "[the |]{k} {x} with the {m} {n}", "[find|show|list] the {k} {x} with the {m} {n}"),
        k=number, x=x if k > 1 or speaker.vi else e, n=n, m=most,
    )  # fmt: skip
    return Draft(
        replace(a.query(*speaker.names(table)), order=((figure, down),), limit=k), text, "difference_ranked", a
    )


def compared(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows in which one column is before, after, above or below another."""
    pair = _pair(speaker, table)
    if pair is None:
        return None
    one, other = pair
    above = speaker.chance(0.6)
    words = (
        (("sau", "muộn hơn", "trễ hơn"), ("after", "later than")) if above else (("trước", "sớm hơn"), ("before", "earlier than"))
    ) if one.role == "date" else (
        (("lớn hơn", "cao hơn", "vượt", "nhiều hơn"), ("greater than", "higher than", "above", "over", "more than"))
        if above
        else (("nhỏ hơn", "thấp hơn", "ít hơn"), ("less than", "lower than", "below"))
    )  # fmt: skip
    behind = speaker.say(
        ("có {a} {w} {b}", "mà {a} {w} {b}"),
        ("whose {a} is {w} [the |their |its |]{b}", "with {a} {w} [the |]{b}", "where [the |]{a} is {w} [the |]{b}"),
        a=speaker.column(one), b=speaker.column(other), w=speaker.rng.choice(words[0 if speaker.vi else 1]),
    )  # fmt: skip
    right = query.column(table.name, other.column.name)
    said = Said(
        Condition(table.name, one.column.name, ">" if above else "<", (right,)),
        behind,
        behind,
        weight=6,
        kind="columns",
    )
    a = asked(speaker, table, (74, 26, 0))
    a = Asked(table, (*(s for s in a.said if s.condition.column not in (one.column.name, other.column.name)), said))
    if speaker.chance(0.45):
        text = speaker.say(
            ("có bao nhiêu {x}", "số [lượng |]{x}[| là bao nhiêu]", "đếm [số |]{x}"),
            ("how many {x} [are there|]", "[the |]number of {x}", "count [the |]{x}"),
            x=phrase(speaker, a),
        )
        return Draft(a.query(query.count(table.name)), text, "columns_compared", a)
    return Draft(a.query(*speaker.names(table)), list_frame(speaker, phrase(speaker, a)), "columns_compared", a)
