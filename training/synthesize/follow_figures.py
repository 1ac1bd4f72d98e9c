"""Follow-ups that ask for a figure of the same rows, split it, or turn a ranking round."""

# ruff: noqa: E501 (a line may hold the many ways to say one thing)
from dataclasses import replace

from . import figures, group_keys, query
from .draft import Draft
from .following import going_on, is_above, main_table, ones_word, pronoun
from .speaker import Speaker


def total(speaker: Speaker, draft: Draft) -> Draft | None:
    """A figure over the same rows."""
    table = main_table(speaker, draft)
    numbers = table.having("number")
    if (
        draft.shape not in ("rows", "count", "number")
        or not numbers
        or draft.query.limit
        or draft.query.group
        or draft.query.distinct
        or draft.asked.table.name != table.name
    ):
        return None
    if any(said.fans for said in draft.asked.said) or any(
        c.table != table.name and c.column and not is_above(speaker, table, c.table) for c in draft.query.where
    ):
        return None
    column = speaker.rng.choice(numbers)
    function = figures.choose_function(speaker, column)
    item = f"{function}({query.column(table.name, column.column.name)})"
    if draft.query.items == (item,):
        return None
    f = figures.figure_words(speaker, function, column)
    verb = column.measure.verb_vi if speaker.vi else column.measure.verb_en
    unit = column.measure.unit_vi if speaker.vi else column.measure.unit_en
    vi = [
        "{f} của {t}",
        "{f} của {t}[| là bao nhiêu]",
        "[vậy|còn|thế|thế còn|và] {f}",
        "{f} của {t} [là |]bao nhiêu",
        "còn {f} [thì sao|]",
        "{f} thì sao",
        "{f} [của chúng |tương ứng ]là bao nhiêu",
        "thế {f}",
    ]
    en = [
        "and the {f}",
        "what is their {f}",
        "what's the {f} of {t}",
        "[and |]what about the {f}",
        "[give me|show|calculate] their {f}",
        "{f} of {t}",
        "and their {f}",
        "how about the {f}",
    ]
    if function == "SUM" and verb and unit:
        vi += ["{t} {v} [tổng cộng |tất cả |]bao nhiêu {u}", "[tổng cộng |]{v} bao nhiêu {u}"]
        en += ["how many {u} were {v} [in total|]", "how many {u} is that in total"]
    text = speaker.say(tuple(vi), tuple(en), f=f, t=pronoun(speaker, table), v=verb, u=unit)
    return going_on(draft, replace(draft.query, items=(item,), order=()), text, "number", measure=column)


def other_limit(speaker: Speaker, draft: Draft) -> Draft | None:
    if not draft.query.limit or not draft.query.order or draft.kind == "versus_more":
        return None
    k = speaker.rng.choice([n for n in (2, 3, 4, 5, 10, 20, 15, 7) if n != draft.query.limit])
    ones = ones_word(speaker, main_table(speaker, draft))
    text = speaker.say(
        ("top {k} thì sao", "[còn |thế còn |thế ]top {k}", "[cho xem|cho tôi|lấy|cho|lấy hẳn|xem] {k} {o} [đầu tiên |đầu |]{x}", "{k} {o} thì sao", "[mở rộng|đổi] [ra|thành] {k} {o}", "top {k}"),
        ("[I want|give me|show me] {k} [of them|instead]", "expand to {k}", "the first {k}", "how about top {k}", "[ok|and] top {k}", "what about the top {k}", "[show|give me|make it] [the |]top {k}", "top {k} [instead|please|]", "[show|list] {k} [of them|instead]", "and the top {k}", "make it {k}"),
        k=speaker.number(k), o=ones, x=speaker.rng.choice(("", "đi", "thôi")),
    )  # fmt: skip
    return going_on(draft, replace(draft.query, limit=k), text)


def other_end(speaker: Speaker, draft: Draft) -> Draft | None:
    """The other end of a ranking: "còn ít nhất thì sao"."""
    q = draft.query
    if not q.limit or not q.order:
        return None
    key, down = q.order[0]
    dated = draft.measure is not None and draft.measure.role == "date"
    if dated:
        word = speaker.rng.choice(
            (("cũ nhất", "sớm nhất", "lâu nhất") if down else ("mới nhất", "gần đây nhất"))
            if speaker.vi
            else (("oldest", "earliest") if down else ("newest", "latest", "most recent"))
        )
    elif "COUNT" in key:
        word = (
            speaker.rng.choice(("ít nhất", "ít nhất") if speaker.vi else ("fewest", "least"))
            if down
            else speaker.say("nhiều nhất", "most")
        )
    else:
        word = speaker.rng.choice(
            (("thấp nhất", "nhỏ nhất", "ít nhất") if down else ("cao nhất", "lớn nhất", "nhiều nhất"))
            if speaker.vi
            else (("lowest", "smallest", "least") if down else ("highest", "largest", "most"))
        )
        if (
            speaker.vi
            and draft.measure
            and (words := draft.measure.measure.less_vi if down else draft.measure.measure.more_vi)
            and speaker.chance(0.5)
        ):
            word = speaker.rng.choice(words) + " nhất"
    o = ones_word(speaker, main_table(speaker, draft))
    text = speaker.say(
        ("[còn|thế|thế còn|vậy còn] [{o} |]{w} [thì sao|]".replace("[{o} |]", f"{o} " if speaker.chance(0.4) else ""), "còn {w}", "{w} thì sao", "{o} nào {w}", "ngược lại[,|] {o} nào {w}", "thế {o} nào {w}"),
        ("[and |what about ]the {w}", "and [which one has |]the {w}", "what about the {w}", "and which [one |]has the {w}", "now the {w}", "the {w}[| instead| then]", "[what|how] about the one with the {w}", "show [me |]the {w} instead", "how about the {w}", "and the {w}" if q.limit == 1 else "and the bottom ones" if down else "and the top ones"),
        w=word, o=o,
    )  # fmt: skip
    return going_on(draft, replace(q, order=((key, not down), *q.order[1:])), text)


def its_figure(speaker: Speaker, draft: Draft) -> Draft | None:
    """How many, or how much, the first one of a ranking has."""
    q = draft.query
    if not q.limit or not q.order or q.order[0][0] in q.items or (draft.measure and draft.measure.role == "date"):
        return None
    key = q.order[0][0]
    if "COUNT" in key:
        e = speaker.table(draft.asked.table, True)
        text = speaker.say(
            (
                "[có |]bao nhiêu [{e}|cái|]".replace(
                    "[{e}|cái|]", e if speaker.chance(0.5) else speaker.rng.choice(("cái", ""))
                ),
                "số lượng [là |]bao nhiêu",
                "[cụ thể |]là bao nhiêu",
                "mấy {e}",
                "có mấy [cái|{e}]".replace("[cái|{e}]", e),
            ),
            (
                "how many",
                "how many {e}",
                "how many [does it have|is that]",
                "[and |]how many {e} [is that|]",
                "what's the [count|number]",
                "show the [count|numbers] too",
            ),
            e=e,
        )
    else:
        n = speaker.column(draft.measure) if draft.measure else speaker.say("con số", "figure")
        text = speaker.say(
            (
                "[là |cụ thể là |]bao nhiêu",
                "{n} [là |]bao nhiêu",
                "cụ thể bao nhiêu",
                "con số [cụ thể |]là bao nhiêu",
                "[cho xem|kèm] {n}",
            ),
            (
                "how much",
                "how much [is it|is that|exactly]",
                "what is the {n}",
                "what's the [figure|exact figure|amount]",
                "show the {n} too",
            ),
            n=n,
        )
    return going_on(draft, replace(q, items=(*q.items, key)), text)


def by(speaker: Speaker, draft: Draft) -> Draft | None:
    """The same split into groups, or split otherwise."""
    if (
        draft.shape not in ("rows", "count", "number", "groups")
        or draft.asked.table.name != draft.query.main
        or draft.query.distinct
    ):
        return None
    if draft.query.having or draft.kind == "group_two":
        return None
    table = main_table(speaker, draft)
    if draft.shape == "number" and (len(draft.query.items) != 1 or draft.measure is None):
        return None
    key = group_keys.group_key(speaker, table)
    if key is None or set(key.sql) & set(draft.query.group):
        return None
    if any((c.table, c.column) == (key.table, key.column) for c in draft.query.where if not key.part):
        return None
    if draft.shape in ("number", "groups"):
        figure = draft.query.items[-1]
        if "COUNT" not in figure and key.table != table.name and not is_above(speaker, table, key.table):
            return None
    else:
        figure = query.count(table.name)
    rows = draft.shape == "rows"
    e = speaker.table(table, True)
    text = speaker.say(
        (
            "thống kê theo [từng |]{g}", "đếm [chúng |]theo {g}", "có bao nhiêu [cái |]theo từng {g}", "số lượng theo {g}", "mỗi {g} có bao nhiêu", "mỗi {g} có bao nhiêu {e} [đó|như vậy|như thế]", "đếm số lượng theo từng {g}",
        ) if rows else (
            "theo [từng |]{g}", "[chia|phân|tách|phân tích|thống kê] theo [từng |]{g}", "theo {g} thì sao", "còn theo {g}", "[cho xem|xem] theo {g}", "theo từng {g} [đi|thì sao|nhé|]", "chia [nhỏ |]theo {g}", "mỗi {g} [thì |]bao nhiêu", "nhóm theo {g}",
        ),
        (
            "how many per {g}", "count them by {g}", "how many of them [per|by|in each] {g}", "number of them by {g}", "count by {g}", "[break|broken] down the count by {g}".replace("[break|broken]", "break"),
        ) if rows else (
            "by {g}", "per {g}", "[break|split] [it|that|this] [down |]by {g}".replace("[break|split] [it|that|this] [down |]", speaker.rng.choice(("break it down ", "break that down ", "split it ", "split that "))), "[and |what about ]by {g}", "[now |]group [it |them |]by {g}", "for each {g}", "show [it|that] [by|per] {g}", "what about per {g}",
        ),
        g=key.word, e=e,
    )  # fmt: skip
    q = replace(draft.query, items=(*key.sql, figure), group=key.sql, order=(), limit=None)
    return going_on(draft, q, text, "groups")
