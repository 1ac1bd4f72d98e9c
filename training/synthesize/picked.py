"""Rows picked by their figures or their rank, of which something else is asked; a few rows of any."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import replace

from . import filters, links, query
from .asking import Asked, asked, behind_all, list_frame, phrase, value_frame
from .draft import Draft
from .figures import choose_function, figure_words
from .query import Condition, Op
from .said import COUNT_OPS, Said
from .speaker import Speaker
from .superlatives import superlative
from .words import TableWords


def with_many(speaker: Speaker, table: TableWords) -> Draft | None:
    """How many of these have more than so many of those."""
    found = [r for r in links.candidates(speaker, table) if r.direction != "up"]
    if not found or not table.table.primary_key:
        return None
    other = speaker.words.tables[speaker.rng.choice(found).other]
    op: Op = speaker.rng.choices((">", ">=", "<", "<=", "="), (42, 32, 12, 4, 10))[0]
    more_than_one = op == ">" and speaker.chance(0.3)
    number = 1 if more_than_one else speaker.rng.choice((2, 2, 3, 3, 4, 5, 5, 6, 8, 10, 10, 15, 20))
    b = asked(speaker, other, (84, 16, 0))
    b = Asked(other, tuple(s for s in b.said if len(s.conditions) == 1 and s.condition.table == other.name))
    o = phrase(speaker, b)
    if more_than_one:
        c = speaker.say(("[hơn|nhiều hơn|trên] [một|1] {o}", "nhiều {o}"), ("more than [one|1] {o}", "multiple {o}", "several {o}"), o=o)  # fmt: skip
    else:
        c = speaker.say(*COUNT_OPS[op], x=speaker.number(number))
        c = speaker.say("từ {n} {o} trở lên", "", n=speaker.number(number), o=o) if "trở lên" in c else f"{c} {o}"
    test = Condition(
        table.name, "", "connected", other=table.name, inner=b.where,
        picked=f"HAVING {query.count(other.name)} {op} {number}",
    )  # fmt: skip
    using = other.sort == "thing" and table.sort in ("work", "event") and speaker.chance(0.5)
    behind = speaker.say(
        "dùng {c}" if using else "có {c}", "that use {c}" if using else ("with {c}", "that have {c}", "having {c}"), c=c
    )
    a = asked(speaker, table, (72, 28, 0))
    a = Asked(table, (*a.said, Said(test, behind, behind, weight=7, kind="picked")))
    x = phrase(speaker, a)
    bare = phrase(speaker, Asked(table, a.said[:-1]))
    text = speaker.say(
        ("[có |]bao nhiêu {x}", "[có |]mấy {x}", "số [lượng |]{x}[| là bao nhiêu]", "đếm [số |]{x}"),
        ("how many {y} {v}", "how many {x} are there", "[the |]number of {x}", "count [the |]{x}"),
        x=x, y=bare, v=f"{'use' if using else 'have'} {c}",
    )  # fmt: skip
    return Draft(a.query(query.count(table.name)), text, "counted_with_many", a)


def of_the_first(speaker: Speaker, table: TableWords) -> Draft | None:
    """The rows, or a figure of the rows, that belong to the one with the most, or the largest, of something."""
    ups = [r for r in links.candidates(speaker, table) if r.direction == "up" and r.hops == 1]
    if not ups:
        return None
    owner = speaker.words.tables[speaker.rng.choice(ups).other]
    ranked = _first(speaker, owner, table)
    if ranked is None or not owner.table.primary_key:
        return None
    picked, words = ranked
    first = Condition(owner.name, "", "connected", other=owner.name, picked=picked)
    a = asked(speaker, table, (80, 20, 0))
    a = Asked(table, tuple(s for s in a.said if all(c.table == table.name for c in s.conditions)))
    behind = speaker.say(
        ("của {w}", "của {w}", "thuộc {w}"),
        ("of the {w}", "of the {w}", "for the {w}", "belonging to the {w}"),
        w=words,
    )
    said = Asked(table, (*a.said, Said(first, behind, behind, weight=8, kind="picked")))
    r, numbers = speaker.rng.random(), table.having("number")
    if r < 0.3:
        text = speaker.say(
            ("{w} có [bao nhiêu|mấy] {x}", "có bao nhiêu {y}", "số [lượng |]{y}"),
            ("how many {x} does the {w} have", "[the |]number of {y}", "how many {y} are there"),
            w=words,
            x=phrase(speaker, a),
            y=phrase(speaker, said),
        )
        return Draft(said.query(query.count(table.name)), text, "of_the_first", said)
    if r < 0.55 and numbers:
        column = speaker.rng.choice(numbers)
        function = choose_function(speaker, column)
        thing = speaker.say(
            "{f} của [các |]{x}",
            "{f} of [the |]{x}",
            f=figure_words(speaker, function, column),
            x=phrase(speaker, said),
        )
        figure = f"{function}({query.column(table.name, column.column.name)})"
        return Draft(said.query(figure), value_frame(speaker, thing), "of_the_first", said)
    return Draft(said.query(*speaker.names(table)), list_frame(speaker, phrase(speaker, said)), "of_the_first", said)


def _first(speaker: Speaker, owner: TableWords, asked_of: TableWords) -> tuple[str, str] | None:
    """How the first of the owners is picked, and what it is called: "customer with the most orders"."""
    e, down = speaker.table(owner), speaker.chance(0.85)
    rest = [r for r in links.candidates(speaker, owner) if r.direction != "up"]
    others = [speaker.words.tables[r.other] for r in rest]
    own = owner.having("number", "date")
    if own and speaker.chance(0.4):
        column = speaker.rng.choice(own)
        adjective, modifier = superlative(speaker, column, down)
        key = query.column(owner.name, column.column.name)
        words = speaker.say("{e} {m}", "{a} {e} {m}", e=e, a=adjective, m=modifier)
        return f"ORDER BY {key}{' DESC' if down else ''} LIMIT 1", words
    if not others:
        return None
    other = speaker.rng.choice(others)
    most = ("nhiều", "most") if down else ("ít", "fewest")
    words = speaker.say(
        f"{{e}} có {most[0]} {{o}} nhất",
        (f"{{e}} with the {most[1]} {{o}}", f"{{e}} that has the {most[1]} {{o}}"),
        e=e,
        o=speaker.table(other, True),
    )
    return f"ORDER BY {query.count(other.name)}{' DESC' if down else ''} LIMIT 1", words


def commonest(speaker: Speaker, table: TableWords) -> Draft | None:
    """The rows that have the commonest value of a category."""
    columns = table.having("category")
    if not columns:
        return None
    column = speaker.rng.choice(columns)
    key = query.column(table.name, column.column.name)
    most = speaker.chance(0.85)
    test = Condition(
        table.name, column.column.name, "connected", other=table.name, value=column.column.name,
        picked=f"ORDER BY {query.count(table.name)}{' DESC' if most else ''} LIMIT 1",
    )  # fmt: skip
    n = speaker.column(column)
    behind = speaker.say(
        ("có {n} phổ biến nhất", "có {n} [thường gặp|hay gặp] nhất", "thuộc {n} phổ biến nhất") if most else ("có {n} ít gặp nhất", "có {n} hiếm nhất"),
        ("with the most [common|frequent|popular] {n}", "whose {n} is the most [common|frequent|popular]", "that have the most common {n}") if most else ("with the [rarest|least common] {n}", "whose {n} is the least common"),
        n=n,
    )  # fmt: skip
    a = Asked(table, (Said(test, behind, behind, weight=8, kind="picked"),))
    x = phrase(speaker, a)
    if speaker.chance(0.35):
        text = speaker.say(("có bao nhiêu {x}", "số {x}"), ("how many {x} are there", "number of {x}"), x=x)
        return Draft(a.query(query.count(table.name)), text, "commonest", a)
    items = (*speaker.names(table), key) if speaker.chance(0.15) else speaker.names(table)
    return Draft(a.query(*items), list_frame(speaker, x), "commonest", a)


def shared_value(speaker: Speaker, table: TableWords) -> Draft | None:
    """The values that stand both in rows of one kind and in rows of another, or in none of a kind."""
    columns = table.having("category")
    if not columns:
        return None
    column = speaker.rng.choice(columns)
    said: list[Said] = []
    for _ in range(6):
        new = filters.own(speaker, table)
        fresh = new is not None and new.condition not in [old.condition for old in said]
        if fresh and new and not new.more and new.condition.column != column.column.name and len(said) < 2:
            said.append(new)
    key = query.column(table.name, column.column.name)
    if not said or not said[0].behind:
        return None
    n, m, e = speaker.column(column), speaker.column(column, True), speaker.table(table, True)
    both = len(said) == 2 and said[1].behind and speaker.chance(0.6)
    last = said[-1] if both else said[0]
    test = Condition(
        table.name, column.column.name, "connected" if both else "apart", other=table.name,
        inner=last.conditions, value=column.column.name,
    )  # fmt: skip
    x = behind_all(speaker, Asked(table, (said[0],)))
    y = behind_all(speaker, Asked(table, (last,)))
    if both:
        where = (*said[0].conditions, test)
        text = speaker.say(
            ("{n} nào vừa có {e} {x} vừa có {e} {y}", "[liệt kê|cho xem] [các |]{n} có cả {e} {x} và {e} {y}", "[các |những ]{n} có {e} {x} và cũng có {e} {y}"),
            ("which {m} have both {e} {x} and {e} {y}", "[list|show|find] the {m} that have both {e} {x} and {e} {y}", "{m} shared by {e} {x} and {e} {y}"),
            n=n, m=m, e=e, x=x, y=y,
        )  # fmt: skip
    else:
        where = (test,)
        text = speaker.say(
            ("{n} nào không có {e} {x} [nào|]", "[liệt kê|cho xem] [các |]{n} không có {e} nào {x}", "[các |]{n} chưa có {e} {x} [nào|]"),
            ("which {m} have no {e} {x}", "[list|show|find] the {m} without [any |]{e} {x}", "{m} that have no {e} {x}"),
            n=n, m=m, e=e, x=x,
        )  # fmt: skip
    q = replace(query.Query(table.name, (key,), where), distinct=True)
    return Draft(q, text, "shared_value", Asked(table, tuple(said)))


def some(speaker: Speaker, table: TableWords) -> Draft | None:
    """So many rows, whichever they are."""
    a = asked(speaker, table, (58, 38, 4))
    k = speaker.rng.choice((2, 3, 3, 5, 5, 5, 10, 10, 20, 4, 7, 15))
    text = speaker.say(
        ("[cho tôi|cho mình|cho em] [xem |]{k} {x}[| bất kỳ| nào cũng được]", "[liệt kê|hiển thị|lấy|đưa ra|xem|kể tên] {k} {x}[| bất kỳ| thôi| ngẫu nhiên]", "{k} {x} bất kỳ", "lấy ra {k} {x}", "xem thử {k} {x}", "vài {x}, [chỉ |]cần {k} cái"),
        ("[show|give|list] me {k} {x}".replace("[show|give|list]", speaker.rng.choice(("show", "give"))), "[list|show|get|name|display] [any |]{k} {x}", "any {k} {x}", "{k} {x}, any will do", "[just |]show [me |]{k} of the {x}", "a sample of {k} {x}"),
        k=speaker.number(k), x=phrase(speaker, a),
    )  # fmt: skip
    return Draft(replace(a.query(*speaker.names(table)), limit=k), text, "some", a)
