"""Questions that compare rows with a figure of all, or by whether they have rows of another table."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from . import filters, named_rows, query
from .asking import Asked, asked, list_frame, phrase
from .draft import Draft
from .figures import choose_function, figure_words
from .query import Condition
from .said import Said
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
            row = named_rows.named_row(speaker, other)
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
            "chưa có {o} nào hết",
            "không có {o} nào cả",
            "chưa có lấy một {o}",
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
    return counted_or_listed(speaker, a, "without" if apart else "connected")


def counted_or_listed(speaker: Speaker, a: Asked, kind: str) -> Draft:
    """The rows, how many they are, or now and then a figure or columns of them."""
    from .listing import listing_text

    numbers = [c for c in a.table.having("number") if all(s.condition.column != c.column.name for s in a.said)]
    if numbers and speaker.chance(0.1):
        column = speaker.rng.choice(numbers)
        function = choose_function(speaker, column)
        text = speaker.say(
            ("{f} của [các |những |]{x}", "{f} của [các |]{x} là bao nhiêu", "[tính|cho biết] {f} của [các |]{x}"),
            ("[what is |]the {f} of [the |]{x}", "[find|show|calculate] the {f} of {x}", "{f} of {x}"),
            f=figure_words(speaker, function, column),
            x=phrase(speaker, a),
        )
        item = f"{function}({query.column(a.table.name, column.column.name)})"
        return Draft(a.query(item), text, kind, a, "number", column)
    options = a.table.having("category", "text", "number", "date")
    if options and speaker.chance(0.12):
        chosen = speaker.rng.choice(options)
        text = list_frame(
            speaker,
            speaker.say(
                ("tên và {c} của [các |những |]{x}", "{x} kèm {c}"),
                ("names and {c} of [the |]{x}", "{x} and their {c}"),
                c=speaker.column(chosen),
                x=phrase(speaker, a),
            ),
        )
        items = (*speaker.names(a.table), query.column(a.table.name, chosen.column.name))
        return Draft(a.query(*items), text, kind, a, "rows")
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
    one_row, other_row = named_rows.named_row(speaker, other), named_rows.named_row(speaker, other)
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
    return counted_or_listed(speaker, a, "both")


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
    return counted_or_listed(speaker, a, "only")
