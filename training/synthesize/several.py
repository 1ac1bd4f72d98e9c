"""Several figures of each group, figures of the groups that are large enough, and groups told in the order of one."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import replace

from . import query
from .asking import Asked, asked, behind_all, list_frame, phrase, steady
from .draft import Draft
from .figures import choose_function, figure_words
from .group_keys import apart, by_words, group_key
from .query import Op
from .said import COUNT_OPS
from .speaker import Speaker
from .superlatives import order_words
from .words import TableWords

_SHORT = {"MIN": ("thấp nhất", "minimum"), "MAX": ("cao nhất", "maximum"), "AVG": ("trung bình", "average"), "SUM": ("tổng", "total")}  # fmt: skip
_TOGETHER = (("MIN", "MAX"), ("AVG", "MAX"), ("MIN", "AVG", "MAX"), ("MAX", "MIN"), ("AVG", "MIN"))


def by_group(speaker: Speaker, table: TableWords) -> Draft | None:
    """Two or three figures for each group: how many and how much, or the least, the average and the most."""
    numbers, key = table.having("number"), group_key(speaker, table)
    if not numbers or key is None or (table.sort == "link"):
        return None
    column = speaker.rng.choice(numbers)
    a = steady(apart(asked(speaker, table, (72, 26, 2)), key), column)
    name = query.column(table.name, column.column.name)
    if speaker.chance(0.5):
        function = choose_function(speaker, column)
        items = [query.count(table.name), f"{function}({name})"]
        things = [
            speaker.say(("số {x}", "số lượng {x}"), ("number of {x}", "number of {x}"), x=phrase(speaker, a)),
            figure_words(speaker, function, column),
        ]
        if speaker.chance(0.3):
            items.reverse()
            things.reverse()
        thing = speaker.join(things)
    else:
        functions = speaker.rng.choice(_TOGETHER)
        items = [f"{f}({name})" for f in functions]
        listed, n = speaker.join([_SHORT[f][0 if speaker.vi else 1] for f in functions]), speaker.column(column)
        of = behind_all(speaker, a)
        thing = f"{n} {listed} {of}" if speaker.vi else f"{listed} {n} {of}"
    by = by_words(speaker, key)
    text = speaker.say(
        ("{t} {by}", "[thống kê|tính|cho xem|cho tôi biết|tổng hợp] {t} {by}", "mỗi {g} có {t} là bao nhiêu", "[liệt kê|cho xem] [từng|các] {g} kèm {t}"),
        ("[the |]{t} {by}", "[show|give me|find|list|what are] the {t} {by}", "for each {g}, [show|give|find] the {t}", "each {g} with its {t}"),
        t=thing, by=by, g=key.word,
    )  # fmt: skip
    q = replace(a.query(*key.sql, *items), group=key.sql)
    if speaker.chance(0.12):
        down = speaker.chance(0.75)
        q = replace(q, order=((items[0], down),))
        told = speaker.say("số lượng", "count") if items[0].startswith("COUNT") else speaker.column(column)
        text = f"{text} {order_words(speaker, told, down)}"
    return Draft(q, text, "group_several", a, "other", column)


def in_order(speaker: Speaker, table: TableWords) -> Draft | None:
    """Groups by how many rows they have, or the figures of those that have enough."""
    key = group_key(speaker, table)
    if key is None or key.part or table.sort == "link":
        return None
    a = steady(apart(asked(speaker, table, (80, 20, 0)), key))
    numbers, counted = table.having("number"), query.count(table.name)
    x = phrase(speaker, a)
    if numbers and speaker.chance(0.45):
        return _large_enough(
            speaker, table, x, key_words=(key.word, key.many), q=replace(a.query(*key.sql), group=key.sql)
        )
    down = speaker.chance(0.72)
    way = speaker.rng.choice(
        (("giảm dần", "từ nhiều đến ít", "từ cao xuống thấp") if down else ("tăng dần", "từ ít đến nhiều"))
        if speaker.vi
        else (
            ("descending", "from most to fewest", "highest first")
            if down
            else ("ascending", "from fewest to most", "lowest first")
        )
    )
    text = list_frame(
        speaker,
        speaker.say(
            ("{m} xếp theo số [lượng |]{x} {w}", "{m} theo thứ tự số {x} {w}", "{m} sắp xếp theo số lượng {x} {w}"),
            ("{m} ordered by [the |]number of {x} {w}", "{m} sorted by how many {x} they have, {w}", "{m} by number of {x}, {w}"),
            m=key.many, x=x, w=way,
        ),
    )  # fmt: skip
    q = replace(a.query(*key.sql), group=key.sql, order=((counted, down),))
    return Draft(q, text, "groups_in_order", a, "other")


def _large_enough(speaker: Speaker, table: TableWords, x: str, key_words: tuple[str, str], q: query.Query) -> Draft:
    column = speaker.rng.choice(table.having("number"))
    function = choose_function(speaker, column)
    op: Op = speaker.rng.choices((">", ">=", "<"), (45, 45, 10))[0]
    number = speaker.rng.choice((2, 2, 3, 3, 4, 5, 5, 10, 20))
    vi, en = COUNT_OPS[op]
    c = speaker.say(vi, en, x=speaker.number(number))
    figure = f"{function}({query.column(table.name, column.column.name)})"
    plain = "trở" not in c if speaker.vi else " or " not in c
    text = speaker.say(
        ("{f} của mỗi {g} có {c} {x}", "{f} theo {g}, chỉ [tính|lấy] {g} có {c} {x}", "[cho xem|tính] {f} của các {g} có {c} {x}") if plain else ("{f} của mỗi {g} có số {x} {c}", "{f} theo {g}, chỉ [tính|lấy] {g} có số {x} {c}"),
        ("{f} of each {g} [with|that has] {c} {x}", "{f} by {g}, only for {m} with {c} {x}", "[what is|show] the {f} for each {g} that has {c} {x}"),
        f=figure_words(speaker, function, column), g=key_words[0], m=key_words[1], c=c, x=x,
    )  # fmt: skip
    made = replace(q, items=(*q.items, figure), having=f"{query.count(table.name)} {op} {number}")

    return Draft(made, text, "having_figure", Asked(table), "other", column)
