"""Shares in per cent, and how many there are for each: a figure divided by another."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import replace

from . import links, query
from .asking import Asked, asked, behind_all, phrase, predicate, steady, value_frame
from .draft import Draft
from .figures import figure_words
from .group_keys import apart, by_words, group_key
from .speaker import Speaker
from .words import TableWords


def _of(figure: str, a: Asked) -> str:
    """`figure` as a share of that of all the rows that are asked about."""
    where = " AND ".join(condition.sql() for condition in a.where)
    return f"{figure} / (SELECT {figure}{' WHERE ' if where else ''}{where})"


def share(speaker: Speaker, table: TableWords) -> Draft | None:
    """What percentage of the rows, or of the sum of a number, meets a condition."""
    whole = steady(asked(speaker, table, (78, 22, 0)))
    part = steady(asked(speaker, table, (0, 100, 0)))
    taken = {(c.table, c.column) for c in whole.where}
    if not part.said or len(part.where) > 1 or any((c.table, c.column) in taken for c in part.where):
        return None
    both = Asked(table, (*whole.said, *part.said))
    numbers = [c for c in table.having("number") if "s" in c.measure.flags]
    behind = behind_all(speaker, part)
    if numbers and not whole.said and speaker.chance(0.4):
        column = speaker.rng.choice(numbers)
        figure = f"SUM({query.column(table.name, column.column.name)})"
        text = speaker.say(
            (
                "[các |]{p} chiếm bao nhiêu [phần trăm|%] {f} [của {x}|]", "{f} của [các |]{p} chiếm [tỷ lệ |]bao nhiêu [phần trăm|%|]", "tỷ [lệ|trọng] {f} của [các |]{p} [trên tổng số|trong tổng số|so với tất cả] {x}[| là bao nhiêu]",
                "[các |]{p} đóng góp bao nhiêu [phần trăm|%] {f}", "bao nhiêu [phần trăm|%] {f} là của [các |]{p}",
            ),
            (
                "what [percentage|share|percent|proportion] of the {f} [of {x} |][comes from|is from|is due to] [the |]{p}", "what [percentage|percent|share] of the {f} do [the |]{p} [make up|account for]", "share of the {f} of {x} that comes from [the |]{p}",
                "how much of the {f}, in percent, comes from [the |]{p}",
            ),
            p=phrase(speaker, part), f=figure_words(speaker, "SUM", column), x=phrase(speaker, whole),
        )  # fmt: skip
    else:
        figure = query.count(table.name)
        text = speaker.say(
            (
                "bao nhiêu [phần trăm|%] {x} {b}", "[tỷ lệ|tỉ lệ] [phần trăm |%|]{p} [trên|trong] [tổng số |tất cả |]{x}[| là bao nhiêu]", "[tỷ lệ|tỉ lệ|phần trăm] {x} {b}[| là bao nhiêu| là bao nhiêu phần trăm]", "[trong|trong số] [các |tất cả |]{x}[,|] [bao nhiêu|mấy] [phần trăm|%] {b}",
                "có bao nhiêu [phần trăm|%] {x} {b}", "{p} chiếm bao nhiêu [phần trăm|%] [tổng số |số |]{x}", "{p} chiếm [tỷ lệ|tỉ lệ] bao nhiêu trong [tổng số |]{x}", "[tính|cho biết|xem] [tỷ lệ|tỉ lệ] {x} {b}", "{x} {b} chiếm bao nhiêu phần trăm",
            ),
            (
                "what [percentage|percent|share|proportion|fraction] of [the |all |]{x} {v}", "[what is the |the |]percentage of {x} {b}", "how many percent of [the |all |]{x} {v}", "[calculate|find|give me|show me|tell me] the [percentage|share|proportion] of {x} {b}",
                "what is the [share|proportion|ratio] of {x} {b}", "{x} {b} as a [percentage|share] of all {x}", "what [percentage|share] of [the |all |]{x} are {x} {b}", "out of all {x}, what [percentage|percent] {v}",
            ),
            x=phrase(speaker, whole), p=phrase(speaker, part), b=behind, v=predicate(behind) or f"are {behind}",
        )  # fmt: skip
    return Draft(both.query(_of(figure, whole)), text, "share", whole)


def share_by_group(speaker: Speaker, table: TableWords) -> Draft | None:
    """The share of each group in all rows, or in a sum."""
    key = group_key(speaker, table)
    if key is None:
        return None
    a = steady(apart(asked(speaker, table, (72, 28, 0)), key))
    numbers = [c for c in table.having("number") if "s" in c.measure.flags]
    by, x = by_words(speaker, key), phrase(speaker, a)
    if numbers and speaker.chance(0.4):
        column = speaker.rng.choice(numbers)
        figure = f"SUM({query.column(table.name, column.column.name)})"
        thing = figure_words(speaker, "SUM", column)
        thing = speaker.say("{f} của [các |]{x}", "{f} of [the |]{x}", f=thing, x=x) if a.said else thing
    else:
        figure = query.count(table.name)
        thing = speaker.say(("số [lượng |]{x}", "{x}"), ("{x}", "number of {x}"), x=x)
    shown = _of(figure, a)
    q = replace(a.query(*key.sql, shown), group=key.sql)
    text = speaker.say(
        (
            "[tỷ lệ|tỉ lệ] [phần trăm |%|]{t} {by}", "[tỷ trọng|cơ cấu phần trăm|phần trăm] {t} {by}", "mỗi {g} chiếm bao nhiêu [phần trăm|%] {t}", "[từng|mỗi] {g} chiếm [tỷ lệ|tỉ lệ] bao nhiêu [trong|trên] [tổng |]{t}", "[cho xem|thống kê|tính] [tỷ lệ|tỉ lệ|tỷ trọng] {t} {by}",
        ),
        (
            "[percentage|share|proportion] of {t} {by}", "what [percentage|share|percent] of {t} does each {g} [have|account for|make up]", "[show|give me|calculate|list] the [percentage|share] of {t} {by}", "each {g}'s [share|percentage] of [the |]{t}", "percentage [breakdown|distribution] of {t} {by}",
        ),
        t=thing, by=by, g=key.word,
    )  # fmt: skip
    if speaker.chance(0.15):
        q = replace(q, order=((shown, True),))
        text += " " + speaker.say(("giảm dần", "từ cao đến thấp"), (", highest first", "in descending order"))
    return Draft(q, text, "share_by_group", a)


def for_each(speaker: Speaker, table: TableWords) -> Draft | None:
    """How many of them there are, or how much of something, for each of those on average."""
    found = [r for r in links.candidates(speaker, table) if r.direction != "up"]
    if not found:
        return None
    other = speaker.words.tables[speaker.rng.choice(found).other]
    a = steady(asked(speaker, other, (70, 30, 0)))
    a = Asked(other, tuple(s for s in a.said if all(c.table == other.name for c in s.conditions)))
    numbers = [c for c in other.having("number") if "s" in c.measure.flags]
    x, e = phrase(speaker, a), speaker.table(table)
    if numbers and speaker.chance(0.35):
        column = speaker.rng.choice(numbers)
        figure = f"SUM({query.column(other.name, column.column.name)})"
        thing = figure_words(speaker, "SUM", column)
        of = speaker.say("của [các |]{x}", "of [the |]{x}", x=x) if a.said or speaker.chance(0.4) else ""
        text = value_frame(
            speaker,
            speaker.say(
                ("{f} {of} trung bình [trên|cho|của] mỗi {e}", "trung bình mỗi {e} có {f} {of}"),
                ("average {f} {of} per {e}", "{f} {of} per {e} on average"),
                f=thing,
                of=of,
                e=e,
            ),
        )
    else:
        figure = query.count(other.name)
        text = speaker.say(
            ("trung bình mỗi {e} có [bao nhiêu|mấy] {x}", "số [lượng |]{x} trung bình [trên|của|cho] mỗi {e}[| là bao nhiêu]", "mỗi {e} có trung bình [bao nhiêu|mấy] {x}", "bình quân [mỗi |một ]{e} có bao nhiêu {x}", "bình quân số {x} trên [một|mỗi] {e}"),
            ("[what is the |the |]average number of {x} per {e}", "how many {x} does [a|each|one] {e} have on average", "on average, how many {x} [are there per|does each] {e}".replace("[are there per|does each]", "are there per"), "average {x} per {e}", "[calculate|find|tell me] the average number of {x} for each {e}"),
            x=x, e=e,
        )  # fmt: skip
    return Draft(query.Query(other.name, (f"{figure} / {query.count(table.name)}",), a.where), text, "for_each", a)
