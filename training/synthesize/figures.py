"""Figures: sums, averages, extremes, and all of these and counts by group."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from . import query
from .asking import Asked, asked, behind_all, front, phrase, steady, value_frame
from .draft import Draft
from .speaker import Speaker
from .superlatives import counted
from .words import ColumnWords, TableWords

_WORDS = {
    "SUM": (("tổng {n}", "tổng cộng {n}", "tổng số {n}", "tổng {n}"), ("total {n}", "sum of {n}", "total {n}", "overall {n}", "combined {n}")),
    "AVG": (("{n} trung bình", "trung bình {n}", "{n} bình quân", "{n} trung bình"), ("average {n}", "mean {n}", "average {n}", "avg {n}")),
    "MAX": (("{n} [lớn|cao|nhiều] nhất", "{n} tối đa"), ("[highest|maximum|largest|biggest|max|greatest] {n}",)),
    "MIN": (("{n} [nhỏ|thấp|ít] nhất", "{n} tối thiểu"), ("[lowest|minimum|smallest|min] {n}",)),
}  # fmt: skip


def choose_function(speaker: Speaker, column: ColumnWords) -> str:
    additive = "s" in column.measure.flags
    return speaker.rng.choices(("SUM", "AVG", "MAX", "MIN"), (50 if additive else 0, 30, 12, 10))[0]


def figure_words(speaker: Speaker, function: str, column: ColumnWords) -> str:
    n = speaker.column(column)
    vi, en = _WORDS[function]
    if n.startswith(("tổng", "total")):
        vi, en = (tuple(w for w in options if not w.startswith(("tổng", "total"))) or ("{n}",) for options in (vi, en))
        if function == "SUM":
            vi, en = ("{n}",), ("{n}",)
    if n.startswith("số "):
        vi = tuple(w for w in vi if not w.startswith("tổng số"))
    return speaker.say(vi, en, n=n)


def aggregate(speaker: Speaker, table: TableWords) -> Draft | None:
    numbers = table.having("number")
    if not numbers:
        return None
    column = speaker.rng.choice(numbers)
    function = choose_function(speaker, column)
    key = query.column(table.name, column.column.name)
    a = steady(asked(speaker, table, (30, 55, 15)), column)
    q = a.query(f"{function}({key})")
    if function == "SUM" and speaker.chance(0.35) and (text := _did(speaker, a, column)):
        return Draft(q, text, "aggregate", a, "number", column)
    figure = figure_words(speaker, function, column)
    adverb, left = front(speaker, a, 0.25)
    if not left.said and speaker.chance(0.4):
        thing = f"{figure} {adverb}" if not adverb or speaker.chance(0.5) else figure
        return Draft(
            q,
            _fronted(speaker, adverb if thing == figure else "", value_frame(speaker, thing)),
            "aggregate",
            a,
            "number",
            column,
        )
    np = phrase(speaker, left)
    if table.sort == "link" or (speaker.chance(0.22) and left.said):
        np = behind_all(speaker, left)  # the things are understood: "tổng doanh thu của DC5 năm 2024"
        thing = f"{figure} {np}"
    else:
        thing = speaker.say(
            ("{f} của [các |tất cả |tất cả các |]{x}", "{f} [các |của ]{x}", "{f} của {x}"),
            ("{f} of [all |the |all the |]{x}", "{f} for [all |the |]{x}", "{f} of {x}", "{f} across [all |]{x}"),
            f=figure,
            x=np,
        )
    return Draft(q, _fronted(speaker, adverb, value_frame(speaker, thing)), "aggregate", a, "number", column)


def _fronted(speaker: Speaker, adverb: str, text: str) -> str:
    if not adverb:
        return text
    return speaker.say(("{f}[,|] {t}", "{t} {f}"), ("{f}, {t}", "{t} {f}"), f=adverb, t=text)


def _did(speaker: Speaker, a: Asked, column: ColumnWords) -> str:
    """A total asked for by what was done: "các cải tiến tiết kiệm được bao nhiêu giờ"."""
    measure = column.measure
    if not (measure.verb_vi and measure.unit_vi):
        return ""
    holder = next((said for said in a.said if said.owner), None)
    rest = behind_all(speaker, a.without(holder)) if holder else ""
    x = holder.owner if holder and speaker.chance(0.6) else phrase(speaker, a)
    rest = rest if holder and x == holder.owner else ""
    return speaker.say(
        ("[các |]{x} [đã |]{v} [tổng cộng |tất cả |]bao nhiêu {u} {r}", "[các |]{x} {v} [được |]bao nhiêu {u} {r}".replace("[được |]", ""), "[tổng số|tổng] {u} [mà |][các |]{x} {v} {r}"),
        ("how many {u} [were|have been] {v} by [the |]{x} {r}", "how many {u} [have|did] {x} {v} in total {r}".replace("[have|did]", "have"), "total {u} {v} by [the |]{x} {r}"),
        x=x, v=measure.verb_vi if speaker.vi else measure.verb_en, u=counted(speaker, column), r=rest,
    )  # fmt: skip


def several(speaker: Speaker, table: TableWords) -> Draft | None:
    """Two or three figures at once."""
    numbers = table.having("number")
    if not numbers:
        return None
    column = speaker.rng.choice(numbers)
    a = steady(asked(speaker, table, (55, 40, 5)), column)
    key = query.column(table.name, column.column.name)
    r = speaker.rng.random()
    np = phrase(speaker, a)
    n = speaker.column(column)
    if r < 0.4:
        functions = list(
            speaker.rng.choice(
                (
                    ("MIN", "MAX"),
                    ("MAX", "MIN"),
                    ("AVG", "MAX"),
                    ("MIN", "AVG", "MAX"),
                    ("AVG", "MIN", "MAX"),
                    ("MAX", "AVG"),
                )
            )
        )
        short = {
            "MIN": ("thấp nhất", "minimum"),
            "MAX": ("cao nhất", "maximum"),
            "AVG": ("trung bình", "average"),
            "SUM": ("tổng", "total"),
        }
        listed = speaker.join([short[f][0 if speaker.vi else 1] for f in functions])
        thing = f"{n} {listed}" if speaker.vi else f"{listed} {n}"
        items = [f"{f}({key})" for f in functions]
    elif r < 0.75:
        function = choose_function(speaker, column)
        items = [query.count(table.name), f"{function}({key})"]
        thing = speaker.join(
            [
                speaker.say(("số [lượng |]{e}", "số {e}"), "number of {e}", e=speaker.table(table, True)),
                figure_words(speaker, function, column),
            ]
        )
        if a.said:
            behind = behind_all(speaker, a)
            return Draft(
                a.query(*items), value_frame(speaker, f"{thing} {behind}"), "several_figures", a, "other", column
            )
        return Draft(a.query(*items), value_frame(speaker, thing), "several_figures", a, "other", column)
    else:
        chosen = speaker.rng.sample(numbers, min(2, len(numbers)))
        if len(chosen) < 2:
            return None
        functions = [choose_function(speaker, c) for c in chosen]
        items = [f"{f}({query.column(table.name, c.column.name)})" for f, c in zip(functions, chosen, strict=True)]
        thing = speaker.join([figure_words(speaker, f, c) for f, c in zip(functions, chosen, strict=True)])
    text = value_frame(speaker, speaker.say("{t} của [các |tất cả |]{x}", "{t} of [all |the |]{x}", t=thing, x=np))
    return Draft(a.query(*items), text, "several_figures", a, "other", column)


def product(speaker: Speaker, table: TableWords) -> Draft | None:
    """A sum of a quantity times a price, of a difference between two columns."""
    numbers = table.having("number")
    money = [c for c in numbers if "m" in c.measure.flags]
    amounts = [
        c
        for c in numbers
        if c.noun.en[0][0] in ("quantity", "stock", "quantity sold", "working hours", "overtime hours")
    ]
    a = steady(asked(speaker, table, (55, 40, 5)))
    np = phrase(speaker, a)
    if amounts and money and speaker.chance(0.75):
        one, other, sign = speaker.rng.choice(amounts), speaker.rng.choice(money), "*"
        vi: tuple[str, ...] = ("{a} nhân [với |]{b}", "{a} x {b}", "{a} * {b}")
        en: tuple[str, ...] = ("{a} times {b}", "{a} multiplied by {b}", "{a} x {b}", "{a} * {b}")
    elif len(numbers) >= 2:
        one, other = speaker.rng.sample(numbers, 2)
        sign = speaker.rng.choice("-+")
        if sign == "-":
            vi, en = (
                ("{a} trừ [đi |]{b}", "chênh lệch giữa {a} và {b}", "{a} - {b}"),
                ("{a} minus {b}", "difference between {a} and {b}", "{a} - {b}"),
            )
        else:
            vi, en = ("{a} cộng [với |]{b}", "{a} + {b}"), ("{a} plus {b}", "{a} + {b}")
    else:
        return None
    keys = [query.column(table.name, c.column.name) for c in (one, other)]
    function, words = speaker.rng.choice(
        (("SUM", ("tổng", "total")), ("SUM", ("tổng của", "sum of")), ("AVG", ("trung bình", "average")))
    )
    thing = (
        f"{words[0] if speaker.vi else words[1]} {speaker.say(vi, en, a=speaker.column(one), b=speaker.column(other))}"
    )
    if table.sort == "link":
        text = value_frame(speaker, f"{thing} {behind_all(speaker, a)}")
    else:
        text = value_frame(speaker, speaker.say("{t} của [các |tất cả |]{x}", "{t} of [all |the |]{x}", t=thing, x=np))
    return Draft(a.query(f"{function}({keys[0]} {sign} {keys[1]})"), text, "arithmetic", a, "number")


def date_extreme(speaker: Speaker, table: TableWords) -> Draft | None:
    """The first or the last date."""
    dates = table.having("date")
    if not dates:
        return None
    column, last = speaker.rng.choice(dates), speaker.chance(0.55)
    a = asked(speaker, table, (48, 48, 4))
    a = Asked(table, tuple(s for s in a.said if s.condition.column != column.column.name))
    sql = f"{'MAX' if last else 'MIN'}({query.column(table.name, column.column.name)})"
    n, x = speaker.column(column), phrase(speaker, a)
    one = phrase(speaker, a, False)
    done = column.moment.done_vi if speaker.vi else column.moment.done_en
    done = tuple(d for d in done if " " not in d)
    vi = [
        "{n} {w} [của các |của |]{x}[| là ngày nào| là khi nào]",
        "{n} {w} của {x}",
        "[cho biết|xem|cho tôi biết] {n} {w} của [các |]{x}",
    ]
    en = [
        "[what is |what's |]the {w} {n} of [the |all |]{x}",
        "{w} {n} of {x}",
        "[show|find|give me] the {w} {n} [for|of|among] [the |]{x}",
    ]
    if done:
        vi += [
            "{x} [cuối cùng|gần đây nhất|gần nhất] [được |]{d} [khi nào|ngày nào]".replace("[được |]", "")
            if last
            else "{x} đầu tiên {d} [khi nào|ngày nào]"
        ]
        en += ["when was the [last|latest|most recent] {y} {d}" if last else "when was the first {y} {d}"]
    word = speaker.rng.choice(
        (("muộn nhất", "gần đây nhất", "mới nhất") if last else ("sớm nhất", "xa nhất", "đầu tiên"))
        if speaker.vi
        else (("latest", "most recent", "last") if last else ("earliest", "first"))
    )
    text = speaker.say(tuple(vi), tuple(en), n=n, w=word, x=x, y=one, d=speaker.rng.choice(done) if done else "")
    return Draft(a.query(sql), text, "date_extreme", a, "number", None)
