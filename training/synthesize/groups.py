"""Counts and figures by group: by a category, by what rows belong to, by year, quarter or month."""

# ruff: noqa: E501 (a line may hold the many ways to say one thing)
from dataclasses import replace

from . import query
from .asking import Asked, asked, behind_all, phrase, steady
from .date_filters import draw_year
from .draft import Draft
from .figures import choose_function, figure_words
from .group_keys import Key, apart, by_words, group_key
from .query import Condition, Op
from .said import COUNT_OPS, NUMBER_OPS, Said
from .speaker import Speaker
from .superlatives import order_words
from .words import TableWords


def by_group(speaker: Speaker, table: TableWords) -> Draft | None:
    """A count for each group."""
    key = group_key(speaker, table)
    if key is None:
        return None
    a = _within_year(speaker, apart(asked(speaker, table, (58, 37, 5)), key), key)
    counted = query.count(table.name)
    q = replace(a.query(*key.sql, counted), group=key.sql)
    e, by = phrase(speaker, a), by_words(speaker, key)
    vi = [
        "số [lượng |]{x} {by}", "số {x} {by}", "thống kê số [lượng |]{x} {by}", "[đếm|đếm số|tính số] {x} {by}", "có bao nhiêu {x} {by}", "[cho tôi|cho mình|cho em] [xem|biết] số [lượng |]{x} {by}",
        "[thống kê|tổng hợp|báo cáo] {x} {by}", "{x} {by} [là |]bao nhiêu", "[phân bố|cơ cấu] {x} {by}", "số lượng {x} {by} [là bao nhiêu|như thế nào]",
    ]  # fmt: skip
    en = [
        "[the |]number of {x} {by}", "how many {x} [are there |do we have |]{by}", "count [the |of |]{x} {by}", "[show|give me|list|show me|I need|get] the number of {x} {by}", "[break down|breakdown of] {x} {by}" if speaker.chance(0.4) else "number of {x} {by}",
        "{x} count {by}", "{x} {by}" if speaker.chance(0.4) else "number of {x} {by}", "what is the number of {x} {by}", "total {x} {by}",
    ]  # fmt: skip
    if not key.part:
        vi += [
            "mỗi {g} có bao nhiêu {x}",
            "mỗi {g} [có |]mấy {x}",
            "[từng|mỗi] {g} có [bao nhiêu|mấy] {x}",
            "các {g} có bao nhiêu {x}",
            "[liệt kê|cho xem|xem] [các |từng |]{g} [và|kèm|cùng] số [lượng |]{x}",
        ]
        en += [
            "how many {x} does each {g} have",
            "how many {x} are [there |]in each {g}",
            "for each {g}, how many {x} are there",
            "[list|show] each {g} [and|with] [its|the] number of {x}",
            "each {g} has how many {x}",
        ]
    else:
        vi += (
            ["mỗi {g} có bao nhiêu {x}", "[hằng|hàng] {g} có bao nhiêu {x}"]
            if " " not in key.word
            else ["mỗi {g} có bao nhiêu {x}"]
        )
        en += ["how many {x} were there {by}", "how many {x} did we have {by}"]
    text = speaker.say(tuple(vi), tuple(en), x=e, by=by, g=key.word)
    q, text = _sorted(speaker, q, text, key, counted, speaker.say("số lượng", ("count", "number")))
    return Draft(q, text, "group_count", a, "groups")


def _within_year(speaker: Speaker, a: Asked, key: Key) -> Asked:
    """Months and quarters are mostly asked for within one year."""
    if (
        key.part not in ("MONTH", "QUARTER")
        or a.any
        or speaker.chance(0.55)
        or any(s.condition.column == key.column for s in a.said)
    ):
        return a
    year = str(draw_year(speaker.rng, speaker.words.tables[key.table].column(key.column), 2016, 2026))
    phrase_ = speaker.say(
        ("năm {y}", "trong năm {y}", "của năm {y}"), ("in {y}", "of {y}", "during {y}", "in {y}"), y=year
    )
    said = Said(
        Condition(key.table, key.column, "=", (query.text(year),)),
        phrase_,
        year,
        front=speaker.say("[trong |]năm {y}", "in {y}", y=year),
        weight=9,
        kind="date",
    )
    return Asked(a.table, (*a.said, said))


def _sorted(speaker: Speaker, q: query.Query, text: str, key: Key, figure: str, noun: str) -> tuple[query.Query, str]:
    r = speaker.rng.random()
    if r < 0.13:
        down = speaker.chance(0.75)
        return replace(q, order=((figure, down),)), f"{text} {order_words(speaker, noun, down)}"
    if r < 0.2 and key.part:
        way = speaker.say(
            ("[xếp |sắp xếp |]theo thứ tự thời gian", "sắp xếp theo {g}"),
            ("[in chronological order|sorted by {g}|ordered by {g}]",),
            g=key.word,
        )
        return replace(q, order=((key.sql[0], False),)), f"{text} {way}"
    return q, text


def figure_by_group(speaker: Speaker, table: TableWords) -> Draft | None:
    numbers = table.having("number")
    key = group_key(speaker, table)
    if not numbers or key is None:
        return None
    column = speaker.rng.choice(numbers)
    function = choose_function(speaker, column)
    sql = f"{function}({query.column(table.name, column.column.name)})"
    a = _within_year(speaker, steady(apart(asked(speaker, table, (64, 32, 4)), key), column), key)
    q = replace(a.query(*key.sql, sql), group=key.sql)
    figure, by = figure_words(speaker, function, column), by_words(speaker, key)
    things = phrase(speaker, a)
    of = speaker.say("của [các |]{x}", "of [the |]{x}", x=things) if speaker.chance(0.5) or a.said else ""
    if table.sort == "link" or (a.said and speaker.chance(0.3)):
        of = behind_all(speaker, a)
    text = speaker.say(
        (
            "{f} {of} {by}", "{f} {by} {of}" if not a.said else "{f} {of} {by}", "[tính|thống kê|cho tôi|cho xem|xem|cho biết|tổng hợp] {f} {of} {by}", "{f} {of} {by} là bao nhiêu", "mỗi {g} có {f} {of} là bao nhiêu",
            "[liệt kê|cho xem] [từng |các ]{g} [và|kèm|cùng] {f} {of}",
        ),
        (
            "[the |]{f} {of} {by}", "what is the {f} {of} {by}", "[show|give me|calculate|get|list|show me|I need] the {f} {of} {by}", "{f} {by} {of}" if not a.said else "{f} {of} {by}", "for each {g}, [what is|show] the {f} {of}", "each {g} [and|with] its {f} {of}",
        ),
        f=figure, of=of, by=by, g=key.word,
    )  # fmt: skip
    verb, unit = (
        (column.measure.verb_vi, column.measure.unit_vi)
        if speaker.vi
        else (column.measure.verb_en, column.measure.unit_en)
    )
    if function == "SUM" and verb and unit and not key.part and speaker.chance(0.5):
        rest = behind_all(speaker, a)
        text = speaker.say(
            ("mỗi {g} {v} [được |]bao nhiêu {u} {m}".replace("[được |]", "" if verb.endswith("được") else "[được |]"), "[từng|các] {g} {v} bao nhiêu {u} {m}", "số {u} {v} {m} theo [từng |]{g}", "[thống kê|tính|cho xem] số {u} {v} {m} của mỗi {g}"),
            ("how many {u} has each {g} {v} {m}", "{u} {v} by each {g} {m}", "how many {u} were {v} per {g} {m}", "[show|list] the {u} {v} {m} by {g}"),
            g=key.word, v=verb, u=unit, m=rest,
        )  # fmt: skip
    q, text = _sorted(speaker, q, text, key, sql, figure)
    return Draft(q, text, "group_figure", a, "groups", column)


def two_keys(speaker: Speaker, table: TableWords) -> Draft | None:
    first, second = group_key(speaker, table), group_key(speaker, table)
    if first is None or second is None or set(first.sql) & set(second.sql) or (first.part and second.part):
        return None
    keys = (*first.sql, *second.sql)
    a = steady(apart(apart(asked(speaker, table, (72, 28, 0)), first), second))
    numbers = table.having("number")
    by = speaker.say(
        ("theo {a} và {b}", "theo {a}, {b}", "theo từng {a} và [từng |]{b}", "[của |]mỗi {a} theo [từng |]{b}"),
        ("by {a} and {b}", "per {a} and {b}", "for each {a} and {b}", "for each {a} by {b}"),
        a=first.word,
        b=second.word,
    )
    if numbers and speaker.chance(0.4):
        column = speaker.rng.choice(numbers)
        function = choose_function(speaker, column)
        figure = f"{function}({query.column(table.name, column.column.name)})"
        thing = speaker.say(
            "{f} của [các |]{x}", "{f} of [the |]{x}", f=figure_words(speaker, function, column), x=phrase(speaker, a)
        )
        text = speaker.say(
            ("{t} {by}", "[thống kê|tính|cho xem] {t} {by}"),
            ("{t} {by}", "[show|what is] the {t} {by}"),
            t=thing,
            by=by,
        )
    else:
        figure = query.count(table.name)
        text = speaker.say(
            ("số [lượng |]{x} {by}", "[thống kê|đếm] [số |]{x} {by}", "có bao nhiêu {x} {by}"),
            (
                "number of {x} {by}",
                "how many {x} are there {by}",
                "count {x} {by}",
                "[show|give me] the number of {x} {by}",
            ),
            x=phrase(speaker, a),
            by=by,
        )
    return Draft(replace(a.query(*keys, figure), group=keys), text, "group_two", a, "groups")


def having(speaker: Speaker, table: TableWords) -> Draft | None:
    """Groups kept by their count or figure: "bộ phận nào có trên 10 tác giả"."""
    key = group_key(speaker, table)
    if key is None or (key.part and speaker.chance(0.6)):
        return None
    a = steady(apart(asked(speaker, table, (72, 26, 2)), key))
    op: Op = speaker.rng.choices((">", ">=", "<", "<=", "="), (40, 30, 14, 5, 11))[0]
    numbers = table.having("number")
    shown = speaker.chance(0.2)
    x = phrase(speaker, a)
    vi, en = NUMBER_OPS[op] if op != "=" else (("[đúng|bằng|đúng bằng] {x}",), ("exactly {x}",))
    if numbers and speaker.chance(0.35):
        column = speaker.rng.choice(numbers)
        function = speaker.rng.choice(("SUM", "AVG")) if "s" in column.measure.flags else "AVG"
        number = max(2, speaker.rng.randint(1, 20) * 10 ** speaker.rng.randint(0, len(str(column.measure.high)) - 1))
        figure = f"{function}({query.column(table.name, column.column.name)})"
        c = speaker.say(vi, en, x=speaker.number(number, (column.measure.unit_en, column.measure.unit_vi)))
        thing = figure_words(speaker, function, column)
        of = speaker.say("của [các |]{x}", "of [the |]{x}", x=x) if a.said or speaker.chance(0.3) else ""
        body = speaker.say("có {t} {of} {c}", "a {t} {of} {c}", t=thing, of=of, c=c)
        text = speaker.say(
            ("{g} nào {b}", "những {g} nào {b}", "[liệt kê|tìm|cho xem] [các |những |]{g} {b}"),
            ("which {m} have {b}", "[list|find|show] [the |]{m} with {b}", "{m} having {b}"),
            g=key.word,
            m=key.many,
            b=body,
        )
    else:
        number = speaker.rng.choice((2, 2, 3, 3, 4, 5, 5, 6, 7, 8, 10, 10, 12, 15, 20, 25, 30, 50, 100))
        figure = query.count(table.name)
        vi, en = COUNT_OPS[op]
        c = speaker.say(vi, en, x=speaker.number(number))
        text = speaker.say(
            ("{g} nào có {c} {x}", "những {g} nào có {c} {x}", "[liệt kê|tìm|cho xem|cho tôi] [các |những |]{g} có {c} {x}", "[các |]{g} có số [lượng |]{x} {c}", "{g} có {c} {x}[| là những {g} nào]") if "trở" not in c and not c.startswith(("bằng", "là ")) else ("{g} nào có số [lượng |]{x} {c}", "[các |những |]{g} có số {x} {c}"),
            ("which {m} have {c} {x}", "[list|find|show|give me] [the |all |]{m} [with|that have] {c} {x}", "{m} with {c} {x}", "what {m} have {c} {x}") if " or " not in c and "equal" not in c else ("which {m} have {c} {x}", "{m} with {c} {x}"),
            g=key.word, m=key.many, c=c, x=x,
        )  # fmt: skip
    items = (*key.sql, figure) if shown else key.sql
    if shown:
        text += " " + speaker.say(
            (" và [là |]bao nhiêu", ", kèm số lượng", " và [số lượng|con số] cụ thể"),
            (" and how many", " with the figure", " and the number"),
        )
    return Draft(replace(a.query(*items), group=key.sql, having=f"{figure} {op} {number}"), text, "having", a, "groups")


def top_group(speaker: Speaker, table: TableWords) -> Draft | None:
    """The category, year or month with the most rows or the largest figure."""
    key = group_key(speaker, table)
    if key is None:
        return None
    a = steady(apart(asked(speaker, table, (70, 28, 2)), key))
    numbers, down = table.having("number"), speaker.chance(0.82)
    k = 1 if speaker.chance(0.72) else speaker.rng.choice((2, 3, 3, 5, 5, 10))
    x, shown = phrase(speaker, a), speaker.chance(0.18)
    most = ("nhiều", "most") if down else ("ít", "fewest")
    measure = None
    if numbers and speaker.chance(0.4):
        measure = speaker.rng.choice(numbers)
        function = speaker.rng.choice(("SUM", "SUM", "AVG")) if "s" in measure.measure.flags else "AVG"
        figure = f"{function}({query.column(table.name, measure.column.name)})"
        of = speaker.say("của [các |]{x}", "of [the |]{x}", x=x) if a.said or speaker.chance(0.3) else ""
        thing = speaker.say(
            "có {f} {of} [{d}] nhất".replace("{d}", "cao|lớn" if down else "thấp|nhỏ"),
            "the [{d}] {f} {of}".replace("{d}", "highest|largest" if down else "lowest|smallest"),
            f=figure_words(speaker, function, measure),
            of=of,
        )
    else:
        figure = query.count(table.name)
        thing = speaker.say(
            (f"có {most[0]} {{x}} nhất",),
            (
                f"the {most[1]} {{x}}",
                "the [highest|largest] number of {x}" if down else "the [lowest|smallest] number of {x}",
            ),
            x=x,
        )
    if k == 1:
        text = speaker.say(
            ("{g} nào {t}", "{g} nào {t}", "{g} {t} là {g} nào", "{g} {t}", "[tìm|cho biết|xem] {g} {t}"),
            ("which {g} has {t}" if not key.part else "which {g} had {t}", "what is the {g} with {t}", "[in which|which] {g} [were there|did we have] {t}" if key.part else "which {g} has {t}", "[the |]{g} with {t}", "[find|show|tell me] the {g} with {t}"),
            g=key.word, t=thing,
        )  # fmt: skip
    else:
        text = speaker.say(
            ("top {k} {g} {t}", "{k} {g} {t}", "[liệt kê|cho xem|cho tôi] {k} {g} {t}"),
            ("[the |]top {k} {g} with {t}", "[which|what] {k} {g} have {t}", "[list|show] the {k} {g} with {t}"),
            k=speaker.number(k),
            g=key.many,
            t=thing,
        )
    if shown:
        text += " " + speaker.say(
            (" và [là |]bao nhiêu", ", [số lượng |]bao nhiêu", " kèm con số"),
            (" and how many", " and how much", " with the figure"),
        )
    return Draft(
        replace(a.query(*key.sql, *((figure,) if shown else ())), group=key.sql, order=((figure, down),), limit=k),
        text,
        "top_group",
        a,
        "other",
        measure,
        told=speaker.say(
            "{k} {g} {t}",
            "the {k} {g} with {t}",
            k=str(k) if k > 1 else "",
            g=key.word if k == 1 else key.many,
            t=thing,
        ),
    )
