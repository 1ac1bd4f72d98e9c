"""Questions about one row called by its name or number, and about what belongs to it."""

# ruff: noqa: E501 (a line may hold the many ways to say one thing)
from . import links, named_rows, query
from .asking import Asked
from .draft import Draft
from .speaker import Speaker
from .words import ColumnWords, TableWords


def attribute(speaker: Speaker, table: TableWords) -> Draft | None:
    """Something of one row called by its name: "email của X là gì", "when was X created"."""
    row = named_rows.named_row(speaker, table, keyed=True)
    options = table.having("category", "number", "date", "text", "bool")
    if row is None or not options:
        return None
    column = speaker.rng.choice(options)
    chosen = [column]
    if column.role != "bool" and len(options) > 1 and speaker.chance(0.15):
        chosen.append(speaker.rng.choice([c for c in options if c is not column]))
    conditions, who = row.conditions, row.called(speaker, table)
    c = speaker.join([speaker.column(x) for x in chosen])
    q = query.Query(table.name, tuple(query.column(table.name, x.column.name) for x in chosen), conditions)
    a = Asked(table)
    if (
        len(chosen) == 1
        and (column.role == "bool" or speaker.chance(0.55))
        and (text := _wh(speaker, column, who, c, table))
    ):
        return Draft(q, text, "attribute", a, "other")
    gender = speaker.rng.choice(("his", "her", "their"))
    text = speaker.say(
        ("{c} của {x} là [gì|bao nhiêu]" if column.role == "number" else "{c} của {x} là gì", "{c} của {x}", "{c} {x}", "[cho tôi|cho mình|cho em] [xin |biết |xem |hỏi |]{c} của {x}", "{x} có {c} là [gì|bao nhiêu]" if column.role == "number" else "{x} có {c} [là |]gì", "[tìm|tra|lấy|xem] {c} của {x}"),
        ("what is the {c} of {x}", "what's the {c} [of|for] {x}", "{x} {c}", "{c} of {x}", "[give me|show me|find|I need|tell me] the {c} [of|for] {x}", "[can you|could you] [give me|tell me|find] {x}'s {c}", "what is {x}'s {c}", "{x}: what is {g} {c}" if table.sort == "person" else "what {c} does {x} have"),
        c=c, x=who, g=gender,
    )  # fmt: skip
    return Draft(q, text, "attribute", a, "other")


def _wh(speaker: Speaker, column: ColumnWords, who: str, c: str, table: TableWords) -> str:
    """A question word in place of the column: when, where, how much; whether, for a bool."""
    if column.role == "bool":
        adjective = speaker.noun(column.true) if column.true else c
        return speaker.say(
            (
                "{x} [có |]{a} [không|hay không]",
                "{x} {a} chưa" if adjective.startswith("đã") else "{x} {a} không",
                "{x} có {a} không",
            ),
            ("is {x} {a}", "is {x} {a} or not"),
            x=who,
            a=adjective.removeprefix("đã ") if speaker.vi and speaker.chance(0.3) else adjective,
        )
    if column.role == "date" and (column.moment.done_vi or column.moment.done_en):
        done = column.moment.done_vi if speaker.vi else column.moment.done_en
        if not done or " " in done[0]:
            return ""
        verb = speaker.rng.choice(done)
        return speaker.say(
            ("{x} {d} [khi nào|lúc nào|ngày nào|vào ngày nào|hồi nào]", "[khi nào|bao giờ] {x} {d}"),
            ("when was {x} {d}", "on what date was {x} {d}"),
            x=who,
            d=verb,
        )
    if column.place and speaker.chance(0.7):
        return speaker.say(
            ("{x} ở {c} nào", "{x} ở đâu", "{x} thuộc {c} nào"),
            ("where is {x}", "[which|what] {c} is {x} [in|from]", "where is {x} located"),
            x=who,
            c=c,
        )
    if column.role == "category":
        return speaker.say(
            ("{x} [có|thuộc|là|ở] {c} [nào|gì]", "{c} của {x} là [gì|loại nào]"),
            ("[which|what] {c} [does {x} have|is {x}]", "what {c} is {x}"),
            x=who,
            c=c,
        )
    if column.role == "number":
        measure = column.measure
        if (
            measure.more_vi
            and speaker.vi
            and measure.unit_vi
            and speaker.chance(0.4)
            and measure.more_vi[0] in ("dài", "cao", "nặng", "rộng", "lâu")
        ):
            return speaker.say("{x} {a} bao nhiêu [{u}|]", "", x=who, a=measure.more_vi[0], u=measure.unit_vi)
        if "m" in measure.flags and measure.most_en and "expensive" in measure.most_en[0]:
            return speaker.say(
                (
                    "{x} [giá|có giá|] bao nhiêu" if c.startswith("giá") else "{x} có {c} bao nhiêu",
                    "{x} bao nhiêu tiền",
                ),
                ("how much [does {x} cost|is {x}]",),
                x=who,
                c=c,
            )
        return speaker.say(
            ("{x} có {c} [là |]bao nhiêu", "{c} của {x} [là |]bao nhiêu"),
            ("how much {c} does {x} have", "what is the {c} of {x}"),
            x=who,
            c=c,
        )
    if column.role == "text" and column.noun.en[0][0] in ("address", "location"):
        return speaker.say(
            ("{x} [nằm |]ở đâu", "{x} ở [chỗ nào|địa chỉ nào]"), ("where is {x}", "where is {x} located"), x=who
        )
    return ""


def owner(speaker: Speaker, table: TableWords) -> Draft | None:
    """The row that one row belongs to: "who wrote X", "X thuộc bộ phận nào"."""
    row = named_rows.named_row(speaker, table, keyed=True)
    ups = [r for r in links.candidates(speaker, table) if r.direction == "up"]
    if row is None or not ups:
        return None
    other = speaker.words.tables[speaker.rng.choice(ups).other]
    e = speaker.table(other)
    conditions, x = row.conditions, row.called(speaker, table)
    q = query.Query(other.name, speaker.names(other), conditions)
    done = speaker.rng.choice(table.done_vi if speaker.vi else table.done_en) if table.done_vi else ""
    vi = [
        "{x} thuộc {e} nào",
        "{e} của {x} là [gì|{w}]",
        "{e} của {x}",
        "{x} là của {e} nào",
        "[cho tôi|cho mình] biết {e} của {x}",
        "{e} nào có {x}",
        "{x} [nằm |]ở {e} nào" if other.sort in ("org", "place") else "{x} của {e} nào",
    ]
    en = [
        "which {e} does {x} belong to",
        "what is the {e} of {x}",
        "[which|what] {e} is {x} [in|from]" if other.sort in ("org", "place", "group") else "whose is {x}",
        "{e} of {x}",
        "which {e} has {x}",
        "[show|tell me|give me|find] the {e} of {x}",
    ]
    if other.sort == "person":
        vi += (
            ["ai {d} {x}", "{x} do ai {d}", "{x} [là |]của ai", "{x} do {e} nào {d}", "người {d} {x} là ai"]
            if done
            else ["{x} [là |]của ai", "ai là {e} của {x}"]
        )
        en += (
            ["who {d} {x}", "who is the {e} of {x}", "{x} was {p} by [who|whom]", "by whom was {x} {p}"]
            if done in links.PAST
            else ["who is the {e} of {x}", "who is {x}'s {e}"]
        )
    text = speaker.say(
        tuple(vi),
        tuple(en),
        x=x,
        e=e,
        d=links.PAST.get(done, done) if not speaker.vi else done,
        p=done,
        w="ai" if other.sort == "person" else "gì",
    )
    return Draft(q, text, "owner", Asked(other), "other")


def many_of(speaker: Speaker, table: TableWords) -> Draft | None:
    """The rows that one named row has: "DC5 có những tác giả nào"."""
    downs = [r for r in links.candidates(speaker, table) if r.direction != "up"]
    row = named_rows.named_row(speaker, table, keyed=True)
    if row is None or not downs:
        return None
    relation = speaker.rng.choice(downs)
    other = speaker.words.tables[relation.other]
    conditions, x = row.conditions, row.called(speaker, table)
    if table.sort == "person" and relation.direction == "down" and other.done_vi and speaker.chance(0.45):
        return Draft(
            query.Query(other.name, speaker.names(other), conditions),
            _made_by(speaker, other, x),
            "many_of",
            Asked(other),
            "rows",
        )
    using = other.sort == "thing" and relation.direction == "across"
    who = other.sort == "person"
    text = speaker.say(
        ("{x} [có|gồm|đang có] [những |]{o} nào", "{x} có những {o} nào", "{x} có những ai" if who else "{x} có [các |]{o} gì", "[các|những|danh sách] {o} của {x}", "{o} của {x} [là gì|là những gì|gồm những gì]" if not who else "{o} của {x} là [những |]ai", "{x} [dùng|sử dụng] [những |]{o} [nào|gì]" if using else "{x} có {o} nào"),
        ("[which|what] {o} does {x} have", "[list|show me|give me|show] [the |all |]{o} of {x}", "{x}'s {o}", "what are the {o} of {x}", "[which|what] {o} does {x} use" if using else "[which|what] {o} are [in|of] {x}", "[which|what] {o} belong to {x}"),
        x=x, o=speaker.table(other, True),
    )  # fmt: skip
    return Draft(query.Query(other.name, speaker.names(other), conditions), text, "many_of", Asked(other), "rows")


def _made_by(speaker: Speaker, other: TableWords, who: str) -> str:
    """What somebody has made: "X đã viết những sách nào", "which books has X written"."""
    done = speaker.rng.choice(other.done_vi if speaker.vi else other.done_en)
    return speaker.say(
        ("{x} [đã |][{d}] [những |các ]{o} [nào|gì]".replace("[{d}]", "{d}"), "{x} {d} những {o} nào", "[các|những] {o} [mà |]{x} [đã |]{d}", "{o} nào [do|được] {x} {d}", "[liệt kê|danh sách] [các |]{o} do {x} {d}"),
        ("[which|what] {o} has {x} {d}", "[which|what] {o} were {d} by {x}", "{o} {d} by {x}", "[list|show] [the |all |]{o} {d} by {x}", "[list|show] [the |all |]{o} [that |]{x} has {d}"),
        x=who, d=done, o=speaker.table(other, True),
    )  # fmt: skip
