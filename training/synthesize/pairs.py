"""Rows beside what they belong to, columns of rows far away, and two rows side by side."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from . import links, query
from .asking import Asked, asked, behind_all, list_frame, phrase, steady
from .draft import Draft
from .query import Condition, Query
from .relations import Relation
from .said import Said
from .speaker import Speaker
from .words import TableWords


def pairs(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows beside what they belong to: "đơn hàng và tên khách hàng", "tên, tác giả và giá của các sách năm 2020"."""
    ups = [r for r in links.candidates(speaker, table) if r.direction == "up" and speaker.words.tables[r.other].named]
    if not ups:
        return None
    other = speaker.words.tables[speaker.rng.choice(ups).other]
    a = asked(speaker, table, (45, 48, 7))
    if speaker.chance(0.35):
        return _several_things(speaker, a, ups)
    extra = other.having("category", "text", "number")
    if extra and speaker.chance(0.25):
        column = speaker.rng.choice(extra)
        items = (*speaker.names(table), query.column(other.name, column.column.name))
        thing = speaker.say(
            "{n} của {e}", ("{n} of the {e}", "{e} {n}"), n=speaker.column(column), e=speaker.table(other)
        )
    else:
        items = (*speaker.names(table), *speaker.names(other))
        thing = speaker.say(
            ("{e}", "tên {e}", "{e} của chúng"),
            ("{e}", "the {e} name", "the name of the {e}", "their {e}"),
            e=speaker.table(other),
        )
    x = phrase(speaker, a)
    np = speaker.say(
        ("{x} [và|kèm|kèm theo|cùng|cùng với] {t}", "{x} kèm {t} tương ứng"),
        ("{x} [with|and|together with|along with] {t}", "{x} and {t} of each"),
        x=x, t=thing,
    )  # fmt: skip
    return Draft(Query(table.name, items, a.where, a.any), list_frame(speaker, np), "pairs", a, "rows")


def _several_things(speaker: Speaker, a: Asked, ups: list[Relation]) -> Draft:
    """The name, an owner or two and columns of the rows, in one list."""
    table = a.table
    items, nouns = (
        [*speaker.names(table)],
        [speaker.say(("tên", "tên {e}"), ("name", "{e} name"), e=speaker.table(table))],
    )
    if not table.named:
        nouns = [speaker.say(("mã", "mã {e}"), ("id", "{e} id"), e=speaker.table(table))]
    for name in dict.fromkeys(speaker.rng.choice(ups).other for _ in range(speaker.rng.choice((1, 1, 2)))):
        other = speaker.words.tables[name]
        items += speaker.names(other)
        nouns.append(speaker.say(("{e}", "tên {e}"), ("{e}", "{e} name", "{e}"), e=speaker.table(other)))
    columns = table.having("number", "date", "category", "text")
    for column in speaker.rng.sample(columns, min(len(columns), speaker.rng.choice((0, 1, 1)))):
        items.append(query.column(table.name, column.column.name))
        nouns.append(speaker.column(column))
    np = speaker.say(
        ("{c} của [các |mỗi |từng |]{x}", "{c} các {x}"),
        ("{c} of [all |the |each of the |]{x}", "{c} for [all |the |]{x}"),
        c=speaker.join(nouns),
        x=phrase(speaker, a),
    )
    return Draft(Query(table.name, tuple(items), a.where, a.any), list_frame(speaker, np), "pairs", a, "rows")


def far_column(speaker: Speaker, table: TableWords) -> Draft | None:
    """A column of the rows that others belong to: "email của các khách hàng có đơn hàng năm 2024"."""
    options = table.having("text", "category", "number", "date")
    downs = [r for r in links.candidates(speaker, table) if r.direction != "up"]
    if not options or not downs:
        return None
    column = speaker.rng.choice(options)
    said = links.related(speaker, table)
    if said is None or any(c.table == table.name for c in said.conditions):
        return None
    a = Asked(table, (said,))
    text = list_frame(
        speaker,
        speaker.say(
            "{c} của [các |những |]{x}", "{c} of [the |all |]{x}", c=speaker.column(column), x=phrase(speaker, a)
        ),
    )
    return Draft(a.query(query.column(table.name, column.column.name)), text, "far_column", a, "rows")


def versus(speaker: Speaker, table: TableWords) -> Draft | None:
    """Two or three named rows side by side, or which of them has more."""
    downs = [r for r in links.candidates(speaker, table) if r.direction == "down"]
    names = table.having("name")
    if not downs or len(names) != 1 or len(set(names[0].pool)) < 3:
        return None
    other = speaker.words.tables[speaker.rng.choice(downs).other]
    texts = speaker.rng.sample(sorted(set(names[0].pool)), 3 if speaker.chance(0.2) else 2)
    shown = [speaker.value(text) for text in texts]
    name = query.column(table.name, names[0].column.name)
    own = Said(Condition(table.name, names[0].column.name, "in", tuple(query.text(text) for text in texts)), "", "")
    numbers = [c for c in other.having("number") if "s" in c.measure.flags]
    a = steady(asked(speaker, other, (70, 30, 0)))
    a = Asked(other, tuple(s for s in a.said if all(c.table != table.name for c in s.conditions)))
    figure, thing, measure = query.count(other.name), phrase(speaker, a), None
    number = speaker.say("số [lượng |]{x}", ("number of {x}", "{x} count" if not a.said else "number of {x}"), x=thing)
    more = speaker.say("nhiều {x} hơn", "more {x}", x=thing)
    if numbers and speaker.chance(0.4):
        measure = speaker.rng.choice(numbers)
        figure = f"SUM({query.column(other.name, measure.column.name)})"
        n = speaker.column(measure)
        rest = behind_all(speaker, a)
        number = speaker.say(
            "[tổng |]{n} {m}" if not n.startswith("tổng") else "{n} {m}",
            "[total |]{n} {m}" if not n.startswith("total") else "{n} {m}",
            n=n,
            m=rest,
        )
        more = speaker.say("{n} {m} [cao|lớn|nhiều] hơn", "[higher|larger|more] {n} {m}", n=n, m=rest)
    where = (own.condition, *a.where)
    both_ = speaker.join(shown)
    if speaker.chance(0.5):
        text = speaker.say(
            ("so sánh {n} của [{e} |]{v}", "so sánh {n} giữa [{e} |]{v}", "{n} của từng {e} {v}", "{v} [mỗi bên|mỗi {e}] có {n} là bao nhiêu"),
            ("compare the {n} of {v}", "compare {v} by {n}", "{n} for each of {v}", "{n} of {v} side by side", "compare the {n} [between|for] {v}"),
            n=number, v=both_, e=speaker.table(table),
        )  # fmt: skip
        q = Query(table.name, (name, figure), where, group=(name,))
        return Draft(q, text, "versus", a, "groups", measure)
    if len(texts) > 2:
        return None
    text = speaker.say(
        ("{a} hay {b} có {m}", "giữa {a} và {b}[,|] {e} nào có {m}", "{a} và {b}[,|] {e} nào có {m}", "{e} nào có {m}[,|:] {a} hay {b}"),
        ("which has {m}, {a} or {b}", "who has {m}, {a} or {b}" if table.sort == "person" else "which {e} has {m}, {a} or {b}", "between {a} and {b}, which [{e} |]has {m}", "does {a} or {b} have {m}"),
        a=shown[0], b=shown[1], m=more, e=speaker.table(table),
    )  # fmt: skip
    q = Query(table.name, (name,), where, group=(name,), order=((figure, True),), limit=1)
    return Draft(q, text, "versus_more", a, "other", measure)
