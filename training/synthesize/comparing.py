"""Questions that compare rows with a figure of all, or by whether they have rows of another table."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from . import filters, links, query
from .asking import Asked, asked, behind_all, list_frame, phrase, steady
from .draft import Draft
from .filters import Said
from .query import Condition, Query
from .relations import Relation
from .speaker import Speaker
from .words import TableWords


def against_average(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows above or below the average, or equal to the extreme."""
    numbers = table.having("number")
    if not numbers:
        return None
    column = speaker.rng.choice(numbers)
    key = query.column(table.name, column.column.name)
    a = asked(speaker, table, (86, 14, 0))
    a = Asked(table, tuple(s for s in a.said if s.condition.column != column.column.name))
    n = speaker.column(column)
    r = speaker.rng.random()
    if r < 0.82:
        above = r < 0.55
        sql, op = f"(SELECT AVG({key}))", ">" if above else "<"
        more, less = column.measure.more_vi, column.measure.less_vi
        words = more if above else less
        adjective = speaker.rng.choice(words) + " hơn" if words and speaker.vi else ""
        behind = speaker.say(
            ("có {n} [cao hơn|lớn hơn|trên|vượt|nhiều hơn] [mức |]trung bình" if above else "có {n} [thấp hơn|nhỏ hơn|dưới|kém|ít hơn] [mức |]trung bình", "{j} [mức |]trung bình" if adjective else "có {n} [trên|vượt] [mức |]trung bình" if above else "có {n} dưới [mức |]trung bình"),
            ("with [a |][{w}] [the |]average {n}".replace("[{w}]", "{w}"), "whose {n} is {w} [the |]average", "with {n} {w} [the |]average", "with [an |]{w}-average {n}" if above or speaker.chance(0.9) else "with {n} {w} average"),
            n=n, j=adjective, w=speaker.rng.choice(("above", "higher than", "greater than", "over") if above else ("below", "lower than", "less than", "under")),
        ).replace("than-average", "-average").replace("higher -average", "above-average").replace("greater -average", "above-average").replace("lower -average", "below-average").replace("less -average", "below-average").replace("over-average", "above-average").replace("under-average", "below-average").replace("a higher than the average", "higher than average").replace("with a above", "with above")  # fmt: skip
    else:
        most = speaker.chance(0.6)
        sql, op = f"(SELECT {'MAX' if most else 'MIN'}({key}))", "="
        behind = speaker.say(
            ("có {n} bằng [mức |]{n} [cao|lớn] nhất" if most else "có {n} bằng [mức |]{n} [thấp|nhỏ] nhất", "có {n} bằng giá trị [lớn|cao] nhất" if most else "có {n} bằng giá trị [nhỏ|thấp] nhất"),
            ("whose {n} equals the [maximum|highest] {n}" if most else "whose {n} equals the [minimum|lowest] {n}", "with {n} equal to the [maximum|highest]" if most else "with {n} equal to the [minimum|lowest]"),
            n=n,
        )  # fmt: skip
    said = Said(Condition(table.name, column.column.name, op, (sql,)), behind, behind, weight=5)  # type: ignore[arg-type]
    a = Asked(table, (*a.said, said))
    if speaker.chance(0.3):
        return Draft(
            a.query(query.count(table.name)),
            speaker.say(
                ("có bao nhiêu {x}", "số [lượng |]{x}", "đếm [số |]{x}"),
                ("how many {x} [are there|]", "number of {x}", "count {x}"),
                x=phrase(speaker, a),
            ),
            "average_compared",
            a,
            "count",
        )
    from .listing import listing_text

    return Draft(a.query(*speaker.names(table)), listing_text(speaker, a), "average_compared", a, "rows")


def without(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows that have none, or at least one, of another table's rows."""
    options = [
        r for r in speaker.words.relations
        if r.main == table.name and ((r.direction == "down" and r.hops == 1) or r.junction or (r.direction != "up" and speaker.chance(0.15))) and speaker.words.tables[r.other].sort != "link"
    ]  # fmt: skip
    if not options or not table.table.primary_key:
        return None
    relation = speaker.rng.choice(options)
    other = speaker.words.tables[relation.other]
    inner: Said | None = None
    if speaker.chance(0.45):
        if other.named and speaker.chance(0.5):
            row = links.named_row(speaker, other)
            if row:
                inner = Said(row.conditions[0], row.name, row.name, more=row.conditions[1:], kind="row")
        else:
            inner = filters.own(speaker, other)
    apart = speaker.chance(0.8) or (inner is not None and speaker.chance(0.6))
    o = speaker.table(other, True)
    if inner and inner.kind == "row":
        o = f"{speaker.table(other)} {inner.behind}" if speaker.chance(0.6) else inner.behind
    elif inner:
        o = phrase(speaker, Asked(other, (inner,)))
    done = (
        speaker.rng.choice(other.done_vi)
        if table.sort == "person" and other.done_vi and relation.direction == "down"
        else ""
    )
    using = other.sort == "thing" and relation.junction
    if apart:
        vi = [
            "chưa có {o} [nào|]",
            "không có {o} [nào|]",
            "chưa có {o} nào",
            "chưa từng có {o} [nào|]",
            "không có bất kỳ {o} nào",
        ]
        en = [
            "without [any |]{o}",
            "that have no {o}",
            "with no {o}",
            "that do not have [any |]{o}",
            "that don't have [any |]{o}",
            "that have never had [any |]{o}",
        ]
        if done:
            vi += ["chưa {d} {o} [nào|]", "chưa từng {d} {o} [nào|]", "không {d} {o} [nào|]"]
        if using:
            vi += ["không [dùng|sử dụng] {o} [nào|]", "chưa [dùng|sử dụng] {o} [nào|]"]
            en += ["not using [any |]{o}", "that do not use [any |]{o}", "that don't use {o}"]
        if inner and inner.kind == "row":
            vi, en = (
                [p.replace("[nào|]", "").replace(" nào", "") for p in vi if "bất kỳ" not in p],
                [p.replace("[any |]", "") for p in en],
            )
    else:
        vi = ["có [ít nhất một |]{o}", "đã có {o}", "có ít nhất 1 {o}"]
        en = [
            "that have [at least one of the |any |some |]{o}",
            "with [at least one of the |some |any |]{o}",
            "having {o}",
        ]
    behind = speaker.say(tuple(vi), tuple(en), o=o, d=done)
    condition = Condition(
        table.name, "", "apart" if apart else "connected", other=other.name, inner=inner.conditions if inner else ()
    )
    extra = filters.own(speaker, table) if speaker.chance(0.15) else None
    a = Asked(table, tuple(filter(None, (extra, Said(condition, behind, behind, weight=5, kind="apart")))))
    return _counted_or_listed(speaker, a, "without" if apart else "connected")


def _counted_or_listed(speaker: Speaker, a: Asked, kind: str) -> Draft:
    from .listing import listing_text

    if speaker.chance(0.32):
        text = speaker.say(
            ("có bao nhiêu {x}", "[số|số lượng|đếm số] {x}", "bao nhiêu {x}"),
            ("how many {x} [are there|]", "[the |]number of {x}", "count [the |]{x}"),
            x=phrase(speaker, a),
        )
        return Draft(a.query(query.count(a.table.name)), text, kind, a, "count")
    return Draft(a.query(*speaker.names(a.table)), listing_text(speaker, a), kind, a, "rows")


def both(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows connected with this one and with that one too, or with this one but not with that one."""
    options = [
        r
        for r in speaker.words.relations
        if r.main == table.name and r.direction != "up" and r.hops <= 2 and speaker.words.tables[r.other].named
    ]
    if not options or not table.table.primary_key:
        return None
    relation = speaker.rng.choice(options)
    other = speaker.words.tables[relation.other]
    one_row, other_row = links.named_row(speaker, other), links.named_row(speaker, other)
    if (
        one_row is None
        or other_row is None
        or one_row.conditions == other_row.conditions
        or len(one_row.conditions) > 1
    ):
        return None
    first, v, second, w = one_row.conditions, one_row.name, other_row.conditions, other_row.name
    but = speaker.chance(0.3)
    e = speaker.table(other)
    verb = ("dùng", "use") if other.sort == "thing" and relation.junction else ("có", "have")
    if but:
        behind = speaker.say(
            (f"{verb[0]} {{e}} {{v}} nhưng không {verb[0]} {{w}}", f"{verb[0]} {{v}} mà không {verb[0]} {{w}}"),
            (f"that {verb[1]} {{e}} {{v}} but not {{w}}", "with {v} but not {w}", "with {e} {v} but without {w}"),
            e=e,
            v=v,
            w=w,
        )
    else:
        behind = speaker.say(
            (f"{verb[0]} cả {{e}} {{v}} và {{w}}", f"{verb[0]} cả {{v}} lẫn {{w}}", f"vừa {verb[0]} {{v}} vừa {verb[0]} {{w}}", f"{verb[0]} {{e}} {{v}} và cả {{w}}"),
            (f"that {verb[1]} both {{v}} and {{w}}", "with both {v} and {w}", f"that {verb[1]} both {{e}} {{v}} and {{w}}", f"that {verb[1]} {{v}} and also {{w}}"),
            e=e, v=v, w=w,
        )  # fmt: skip
    one = Condition(table.name, "", "connected", other=other.name, inner=first)
    two = Condition(table.name, "", "apart" if but else "connected", other=other.name, inner=second)
    a = Asked(table, (Said(one, behind, behind, more=(two,), kind="both"),))
    return _counted_or_listed(speaker, a, "both")


def only(speaker: Speaker, table: TableWords) -> Draft | None:
    """Rows that are connected with one and with no other."""
    options = [r for r in speaker.words.relations if r.main == table.name and r.direction != "up" and r.hops <= 2]
    options = [r for r in options if speaker.words.tables[r.other].having("category", "name")]
    if not options or not table.table.primary_key:
        return None
    other = speaker.words.tables[speaker.rng.choice(options).other]
    columns = [c for c in other.having("category", "name") if c.pool and len(other.having("name")) < 2]
    if not columns:
        return None
    column = speaker.rng.choice(columns)
    value = speaker.rng.choice(column.pool)
    v, e = speaker.value(value), speaker.table(other, True)
    named = column.role == "name"
    n = speaker.column(column)
    behind = speaker.say(
        ("chỉ có {e} {v}", "chỉ có [mỗi |duy nhất |]{e} {v}", "chỉ [dùng|có] {v}") if named else ("chỉ có {e} [có |]{n} {v}", "chỉ có {e} {v}"),
        ("that only have {e} {v}", "with only {e} {v}", "that have only {v}") if named else ("that only have {e} with {n} {v}", "with only {v} {e}" if column.adjective else "with only {e} whose {n} is {v}"),
        e=e, v=v, n=n,
    )  # fmt: skip
    text = query.text(value)
    first = Condition(
        table.name, "", "connected", other=other.name, inner=(Condition(other.name, column.column.name, "=", (text,)),)
    )
    second = Condition(
        table.name, "", "apart", other=other.name, inner=(Condition(other.name, column.column.name, "<>", (text,)),)
    )
    a = Asked(table, (Said(first, behind, behind, more=(second,), kind="only"),))
    return _counted_or_listed(speaker, a, "only")


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
