"""Follow-ups that ask for something else of the same rows: how many, which, another column, an order."""

# ruff: noqa: E501 (a line may hold the many ways to say one thing)
from dataclasses import replace

from . import links, listing, query, superlatives
from .asking import predicate
from .draft import Draft
from .following import going_on, main_table, ones_word, pronoun
from .speaker import Speaker


def how_many(speaker: Speaker, draft: Draft) -> Draft | None:
    if draft.shape != "rows" or draft.query.limit or draft.query.items == (query.count(draft.query.main),):
        return None
    table = main_table(speaker, draft)
    e = speaker.table(table, True)
    text = speaker.say(
        ("[có |]bao nhiêu {o} [như vậy|như thế|vậy|đó]", "[có |]bao nhiêu {p} [tất cả|cả thảy|tổng cộng|]", "[tổng cộng|tất cả] [có |là |]bao nhiêu [{p}|]".replace("[{p}|]", "{p}" if speaker.chance(0.6) else ""), "đếm [xem|giúp|giúp tôi] có bao nhiêu {p}", "có bao nhiêu {e} như [vậy|thế]", "số lượng [là |]bao nhiêu", "đếm [số lượng|lại|chúng] [giúp tôi|giúp mình|đi]", "tổng số là bao nhiêu", "mấy {p}", "[vậy |]là bao nhiêu {o}", "có bao nhiêu", "đếm {t}"),
        ("how many [are there|of them are there|is that|is that in total|are they|]", "count them", "how many of [those|these|them] are there", "how many {e} is that", "what's the [count|total number]", "give me the count", "[and |]how many in total", "how many are there in total", "just [the number|count them|the count]"),
        o=ones_word(speaker, table), e=e, p="người" if table.sort == "person" else "cái", t=pronoun(speaker, table),
    )  # fmt: skip
    return going_on(
        draft,
        replace(draft.query, items=(query.count(table.name),), order=(), limit=None, distinct=False),
        text,
        "count",
    )


def which_ones(speaker: Speaker, draft: Draft) -> Draft | None:
    if draft.shape != "count" or draft.query.group:
        return None
    table = main_table(speaker, draft)
    person = table.sort == "person"
    e = speaker.table(table, True)
    text = speaker.say(
        (
            "[đó |]là những {o} nào", "[cụ thể |]là những ai" if person else "cụ thể là những {o} nào", "[liệt kê|kể tên|kể] [ra|chúng ra|ra xem|ra giúp tôi|các {e} đó|chúng]", "[cho tôi|cho mình|cho] xem [danh sách|tên|tên của chúng|các {e} đó]", "gồm những {o} nào", "là {o} nào", "[đó là |]những ai" if person else "đó là gì", "tên [của |]{t} [là gì|]", "danh sách [cụ thể|chi tiết|đâu|]", "kể tên {t}", "liệt kê {t}",
        ),
        (
            "which ones", "[list|show|name] them", "what are they" if not person else "who are they", "[show|give me|list] their names", "which {e} are [they|those]", "can you list them", "what are their names", "[list|show] those {e}", "which ones are they", "name them", "[and |]which ones are those", "give me the list",
        ),
        o=ones_word(speaker, table), e=e, t=pronoun(speaker, table),
    )  # fmt: skip
    return going_on(draft, replace(draft.query, items=speaker.names(table)), text, "rows")


def another_column(speaker: Speaker, draft: Draft) -> Draft | None:
    """Something else of the same rows, instead of what was shown or beside it."""
    if draft.query.group or draft.query.distinct or draft.shape not in ("rows", "count", "one", "other"):
        return None
    if any("(" in item for item in draft.query.items) and draft.shape != "count":
        return None
    table = main_table(speaker, draft)
    options = [
        c
        for c in table.having("number", "category", "text", "date")
        if query.column(table.name, c.column.name) not in draft.query.items
    ]
    if not options:
        return None
    column = speaker.rng.choice(options)
    key, n, them = query.column(table.name, column.column.name), speaker.column(column), pronoun(speaker, table)
    single = draft.query.limit == 1 or draft.kind == "attribute" or (draft.shape == "other")
    too = draft.shape in ("rows", "one") and speaker.chance(0.3)
    number = column.role == "number"
    if too:
        text = speaker.say(
            ("[cho xem|thêm|cho thêm|hiển thị|kèm|kèm theo|lấy] [cả|thêm] {n} [nữa|]", "thêm [cột |]{n} [vào|nữa|]", "kèm {n}", "thêm {n} của {t}"),
            ("[show|include|add|give me] [the|their] {n} [too|as well|also]", "add [the |]{n} [column|]", "with their {n} [too|]", "[also|and] [show|include] the {n}", "and their {n} as well"),
            n=n, t=them,
        )  # fmt: skip
        items = (
            (*draft.query.items, key)
            if draft.query.items != (query.count(table.name),)
            else (*speaker.names(table), key)
        )
        return going_on(
            draft,
            replace(draft.query, items=items),
            text,
            "rows" if draft.shape == "rows" else "one",
            measure=column if number else None,
        )
    if single:
        it = speaker.say(
            ("người đó", "người này", "{e} đó", "{e} này", "họ")
            if table.sort == "person"
            else ("nó", "cái đó", "{e} đó", "{e} này", "cái này"),
            ("its", "the") if table.sort != "person" else ("his", "her", "their"),
            e=speaker.table(table),
        )
        text = speaker.say(
            ("{n} của {t} [là bao nhiêu|bao nhiêu|]" if number else "{n} của {t} [là gì|]", "[còn |thế |]{n} [thì sao|]", "{n} bao nhiêu" if number else "{n} là gì", "[cho biết|cho xem|xem] {n} của {t}", "{t} có {n} [là |]bao nhiêu" if number else "{t} có {n} [là |]gì", "thế {n}", "còn {n}"),
            ("what is {i} {n}", "[and |]{i} {n}", "what about {i} {n}", "how about the {n}", "[show|give me|tell me] {i} {n}", "and the {n}"),
            n=n, t=it, i=it,
        )  # fmt: skip
    else:
        text = speaker.say(
            ("{n} của {t} [là gì|]" if not number else "{n} của {t} [là bao nhiêu|]", "{n} của từng {o} [đó|này|một] [là bao nhiêu|]", "[cho xem|cho tôi|cho mình|xem|lấy|cho biết] {n} của {t}", "[còn |thế còn ]{n} [của {t}|] thì sao".replace("[của {t}|]", "của {t}" if speaker.chance(0.5) else ""), "thế còn {n}", "{n} {t}"),
            ("[what are |what is |]their {n}", "[show|give me|list|tell me] their {n}", "[and |]their {n}", "[what about|how about] their {n}", "[what is |]the {n} of [each|each one|each of them|{t}]", "[show|list] the {n} of {t}", "{n} of {t}"),
            n=n, t=them, o=ones_word(speaker, table) if speaker.vi else "",
        )  # fmt: skip
    return going_on(
        draft,
        replace(draft.query, items=(key,)),
        text,
        "rows" if not single else "one",
        measure=column if number else None,
    )


def whose(speaker: Speaker, draft: Draft) -> Draft | None:
    """Who or what the rows belong to: "ai làm", "which departments are they from"."""
    if draft.shape not in ("rows", "count", "one") or draft.query.group:
        return None
    table = main_table(speaker, draft)
    ups = [r for r in links.candidates(speaker, table) if r.direction == "up" and speaker.words.tables[r.other].named]
    ups = [r for r in ups if not any(c.table == r.other and c.op == "=" for c in draft.query.where)]
    if not ups:
        return None
    other = speaker.words.tables[speaker.rng.choice(ups).other]
    single = draft.query.limit == 1
    e, them = speaker.table(other), pronoun(speaker, table)
    if single:
        them = (
            speaker.say(("nó", "cái đó", "{x} đó"), ("it", "it", "that {x}"), x=speaker.table(table))
            if table.sort != "person"
            else speaker.say(("người đó", "người này"), ("that person", "them"))
        )
    be = "is" if single else "are"
    vi = [
        "{t} thuộc {e} nào",
        "[của|thuộc] {e} nào",
        "{e} của {t} [là gì|]",
        "[cho xem|cho biết|xem] {e} của {t}",
        "là của {e} nào",
        "{e} nào",
        "[còn |thế ][{e} |tên {e} ]là gì".replace("[{e} |tên {e} ]", "{e} "),
        "cho biết {e} [của {t}|]".replace("[của {t}|]", "của {t}" if speaker.chance(0.5) else "tương ứng"),
        "{e} của {t} là {e} nào",
    ]
    en = [
        f"which {{m}} {be} {{t}} from",
        "[show|list|give me|tell me] the {m} of {t}",
        f"which {{m}} do{'es' if single else ''} {{t}} belong to",
        "[and |]the {m}",
        f"what {be} the {{m}} of {{t}}",
        "of which {m}",
        f"what {be} {{s}} {{m}}",
        "[and |]{s} {m}",
        f"which {{m}} {be} that",
    ]
    if other.sort == "person":
        done = speaker.rng.choice(table.done_vi if speaker.vi else table.done_en) if table.done_vi else ""
        vi += (
            [
                "[của|thuộc về] ai",
                "{t} [là |]của ai",
                "[do |]ai {d}",
                "ai {d} {t}",
                "ai là người {d}",
                "{e} là ai",
                "do {e} nào {d}",
                "ai {d} [cái đó|cái này|nó|ra nó]" if single else "ai đã {d} {t}",
                "những ai {d} {t}",
                "[tên |]người {d}",
            ]
            if done
            else ["của ai", "{t} [là |]của ai", "{e} là ai", "[{e} |]tên [là |]gì".replace("[{e} |]", "{e} ")]
        )
        en += [f"who {be} the {{m}}", f"who {be} {{s}} {{m}}", "and who is that of"]
        if done in links.PAST:
            en += [
                "who {d} {t}",
                "who {d} {t}",
                "by who[m|]",
                "[and |]who {d} {t}",
            ]
            done = links.PAST[done]
        en += [
            "whose are [they|those]" if not single else "whose is it",
            "who do they belong to" if not single else "who does it belong to",
        ]
    else:
        done = ""
    if other.sort in ("org", "place"):
        vi += ["{t} ở {e} nào", "[ở|từ] {e} nào"]
        en += [f"[what|which] {{m}} {be} {{t}} in"]
    text = speaker.say(
        tuple(vi),
        tuple(en),
        t=them,
        e=e,
        m=speaker.table(other, not single),
        d=done,
        s="its" if single and table.sort != "person" else "their",
    )
    return going_on(draft, replace(draft.query, items=speaker.names(other), distinct=False), text, "other", said=())


def sort(speaker: Speaker, draft: Draft) -> Draft | None:
    if draft.shape == "groups" and not draft.query.order and draft.query.items and "(" in draft.query.items[-1]:
        down = speaker.chance(0.75)
        word = superlatives.order_words(
            speaker,
            speaker.say(("số lượng", "số lượng"), ("count", "number"))
            if "COUNT" in draft.query.items[-1]
            else speaker.say("giá trị", "value"),
            down,
        )
        text = speaker.say(
            ("{w}[| giúp tôi| đi| nhé]", "{w}"),
            ("{w}", "[now |please ]{w}", "can you {w}" if word.startswith("sort ") else "{w}"),
            w=word.strip(", "),
        )
        return going_on(draft, replace(draft.query, order=((draft.query.items[-1], down),)), text)
    if draft.shape != "rows" or draft.query.order or draft.query.distinct:
        return None
    table = main_table(speaker, draft)
    keys = table.having("number", "date", "name")
    if not keys:
        return None
    key, down = speaker.rng.choice(keys), speaker.chance(0.6)
    word = listing.order_phrase(speaker, key, down).strip(", ")
    if not speaker.vi:
        word = word.replace("sorted", "sort them").replace("ordered", "order them").replace("ranked", "rank them")
        word = word if word.startswith(("sort", "order", "rank")) else f"sort {word}"
    text = speaker.say(
        ("{w}[| giúp tôi| đi| nhé| giùm]", "{w}", "{w}"), ("{w}", "{w}", "please {w}", "can you {w}", "now {w}"), w=word
    )
    return going_on(draft, replace(draft.query, order=((query.column(table.name, key.column.name), down),)), text)


def first_of(speaker: Speaker, draft: Draft) -> Draft | None:
    """The one or the few of them that stand out."""
    if (
        draft.shape not in ("rows", "count")
        or draft.query.group
        or draft.query.distinct
        or draft.asked.table.name != draft.query.main
    ):
        return None
    table = main_table(speaker, draft)
    options = table.having("number", "date")
    if not options:
        return None
    column, down = speaker.rng.choice(options), speaker.chance(0.68)
    k = 1 if speaker.chance(0.6) else speaker.rng.choice((2, 3, 3, 5, 5, 10))
    adjective, modifier = superlatives.superlative(speaker, column, down, k > 1)
    o, them = ones_word(speaker, table), speaker.rng.choice(("them", "those", "these"))
    short = "người" if table.sort == "person" else "cái"
    whole = o != short  # with the noun it would be a question of its own
    verb = predicate(modifier) or modifier.replace("that has", "has").replace("that ", "")
    if k == 1:
        verb = verb.replace("have ", "has ", 1)
        text = speaker.say(
            ("[trong số đó |trong đó |trong đấy |trong các {e} đó |]{o} nào {s}".replace("|]{o}", "]{o}" if whole else "|]{o}"), "{p} nào {s}", "[vậy |thế ][cái|{o}] {s} là {o} nào".replace("[cái|{o}]", "{p}"), "ai {s} [trong số đó|trong đó|]" if table.sort == "person" else "{o} nào {s} trong số đó", "[vậy |thế ]{o} nào {s}", "cái {s} [là gì|]" if table.sort != "person" else "người {s} [là ai|]", "{s} là {p} nào"),
            ("which [one |]of {t} is the {a}", "which one is the {a}", "[and |]the {a} one", "which is the {a}", "the {a} of {t}") if adjective else ("which [one |]of {t} {v}", "which one {v}", "[and |]the one {m}", "the one {m}"),
            o=o, s=modifier, a=adjective, m=modifier, v=verb, t=them, e=speaker.table(table), p=short,
        )  # fmt: skip
    else:
        text = speaker.say(
            ("[chỉ |][lấy |cho tôi |cho xem |]{k} {o} {s} [thôi|]", "top {k} {s}", "top {k} {o} {s}", "{k} {o} {s} [trong số đó|]", "trong đó {k} {o} nào {s}"),
            ("[just |only |show me ]the {k} {a} [ones|of {t}|]".replace("{t}", "them") if adjective else "[just |only |show me ]the {k} {m}", "top {k} [by {n}|of them by {n}]" if down else "bottom {k} by {n}", "only the top {k} by {n}" if down else "only the bottom {k} by {n}"),
            k=speaker.number(k), o=o if speaker.vi else "", s=modifier, a=adjective, m=modifier, n=speaker.column(column),
        )  # fmt: skip
    items = speaker.names(table) if draft.shape == "count" else draft.query.items
    order = ((query.column(table.name, column.column.name), down),)
    return going_on(draft, replace(draft.query, items=items, order=order, limit=k), text, "one", measure=column)
