"""Questions that list or count rows, or ask for something of one row."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import replace

from . import links, query
from .asking import Asked, asked, front, list_frame, modifiers, phrase, predicate
from .draft import Draft
from .speaker import Speaker
from .words import ColumnWords, TableWords


def count(speaker: Speaker, table: TableWords) -> Draft | None:
    a = asked(speaker, table, (24, 58, 18))
    q = a.query(query.count(table.name))
    before, behind = modifiers(speaker, a)
    many = f"{before} {speaker.table(table, True)}"
    owner = next((said for said in a.said if said.owner), None)
    if owner and not a.any and speaker.chance(0.45):
        rest = modifiers(speaker, a.without(owner))
        text = speaker.say(
            ("{o} có [bao nhiêu|mấy|tổng cộng bao nhiêu|tất cả bao nhiêu] {e} {m}", "{o} [đang có|đã có|hiện có|có được] bao nhiêu {e} {m}", "số [|lượng ]{e} {m} của {o}", "{o} [có|được] mấy {e} {m}"),
            ("how many {e} {m} does {o} have", "how many {e} {m} [are there|] in {o}" if owner.front else "how many {e} {m} does {o} have", "{o} has how many {e} {m}", "number of {e} {m} for {o}"),
            o=owner.owner, e=f"{rest[0]} {speaker.table(table, True)}", m=rest[1],
        )  # fmt: skip
        return Draft(q, text, "count", a, "count")
    if owner and owner.deed and not a.any and speaker.chance(0.5):
        left = a.without(owner)
        before, behind = modifiers(speaker, left)
        text = speaker.say(
            ("{o} [đã |]{d} [được |]bao nhiêu {e} {m}", "{o} {d} [bao nhiêu|mấy] {e} {m}", "số {e} [mà |]{o} [đã |]{d} {m}", "có bao nhiêu {e} do {o} {d} {m}"),
            ("how many {e} has {o} {d} {m}", "how many {e} were {d} by {o} {m}", "number of {e} {d} by {o} {m}", "how many {e} {m} has {o} {d}"),
            o=owner.owner, d=owner.deed, e=f"{before} {speaker.table(table, True)}", m=behind,
        )  # fmt: skip
        return Draft(q, text, "count", a, "count")
    adverb, left = front(speaker, a)
    if adverb:
        before, behind = modifiers(speaker, left)
        many = f"{before} {speaker.table(table, True)}"
        text = speaker.say(
            ("{f}[,|] có [bao nhiêu|mấy|tất cả bao nhiêu] {e} {m}", "{f} [có|được] bao nhiêu {e} {m}", "{f} số [lượng |]{e} {m} là bao nhiêu", "{f} [chúng ta|mình|công ty] có bao nhiêu {e} {m}"),
            ("{f}[,|] how many {e} {m} [were there|are there|]", "{f} how many {e} {m} did we have", "{f}, what was the number of {e} {m}"),
            f=adverb, e=many, m=behind,
        )  # fmt: skip
        return Draft(q, text, "count", a, "count")
    verb = predicate(behind) if not before else None
    text = speaker.say(
        (
            "[có |có |][tất cả |tổng cộng |]bao nhiêu {e} {m}", "có bao nhiêu {e} {m}", "có mấy {e} {m}", "số {e} {m}[| là bao nhiêu]",
            "số lượng {e} {m}[| là bao nhiêu| là mấy]", "tổng số {e} {m}[| là bao nhiêu]", "[đếm|đếm giúp tôi|đếm giúp mình|hãy đếm|đếm xem có bao nhiêu] [số |]{e} {m}",
            "[cho tôi|cho mình|cho em] biết [số lượng|số|tổng số] {e} {m}", "[hiện|hiện tại] có bao nhiêu {e} {m}", "{e} {m} có bao nhiêu[| cái| cả thảy]", "bao nhiêu {e} {m}",
            "[mình|chúng ta|công ty|bên mình] có bao nhiêu {e} {m}", "có tổng cộng bao nhiêu {e} {m}",
        ),
        (
            "how many {e} {m} [are there|do we have|are there in total|exist|]", "how many {e} {v}" if verb else "how many {e} {m}", "how many {e} {v}" if verb else "how many {e} {m} are there",
            "[what is|what's|give me|tell me|find] the [total |]number of {e} {m}", "[the |]number of {e} {m}", "total [number of |]{e} {m}", "count [of |the |all |]{e} {m}",
            "count how many {e} {m} there are", "[how many|total number of] {e} {m}", "[can|could] you count the {e} {m}",
            "[I need|I want] [to know |]the number of {e} {m}", "{e} count {m}" if not before else "how many {e} {m}",
        ),
        e=many, m=behind, v=verb or "",
    )  # fmt: skip
    return Draft(q, text, "count", a, "count")


def names(speaker: Speaker, table: TableWords) -> Draft | None:
    a = asked(speaker, table, (14, 64, 22))
    q = a.query(*speaker.names(table))
    if speaker.chance(0.05):
        k = speaker.rng.choice((2, 3, 5, 5, 10, 10, 15, 20, 50, 100))
        text = speaker.say(
            ("[liệt kê|cho tôi xem|cho xem|lấy|đưa ra|hiển thị] {k} {x} [bất kỳ|nào đó|]", "[cho tôi|cho mình] [xem |]{k} {x}", "xem thử {k} {x}"),
            ("[list|show|show me|give me|get] [any |]{k} {x}", "{k} {x}, any [of them|will do]", "[a sample of|some] {k} {x}".replace("some", "any")),
            k=speaker.number(k), x=phrase(speaker, a),
        )  # fmt: skip
        return Draft(replace(q, limit=k), text, "list", a, "other")
    return Draft(q, listing_text(speaker, a), "list", a, "rows")


def listing_text(speaker: Speaker, a: Asked) -> str:
    """A question for the names of the rows."""
    table = a.table
    before, behind = modifiers(speaker, a)
    one = f"{before} {speaker.table(table)}".strip()
    many = f"{before} {speaker.table(table, True)}".strip()
    r = speaker.rng.random()
    if speaker.vi:
        if r < 0.42:
            adverb, left = front(speaker, a)
            rest = modifiers(speaker, left)[1]
            who = (
                ("{f} [những |]ai {m}", "{f} ai {m}")
                if table.sort == "person"
                and rest.startswith(("có", "đang", "đã", "làm", "sinh", "thuộc", "ở", "dùng", "sử dụng"))
                else ()
            )
            return speaker.say(
                (*who, "{f} [có |]những {e} nào {m}", "{f} {e} nào {m}", "{f} [có |]những {e} nào {m}", "{f} [có |]các {e} nào {m}", "{f} {e} {m} là [những |]{x} nào", "{f} {e} {m} [gồm|bao gồm] [những |]{x} nào"),
                "", f=adverb, e=speaker.table(table), m=rest, x="ai" if table.sort == "person" else speaker.table(table),
            ).replace("ai nào", "ai")  # fmt: skip
        if r < 0.52 and table.named:
            return speaker.say(
                (
                    "tên [các |những |của các |]{x}",
                    "[cho tôi|cho mình] [biết |xem ]tên [các |những ]{x}",
                    "{x} tên [là |]gì",
                ),
                "",
                x=f"{one} {behind}",
            )
        return list_frame(speaker, f"{one} {behind}".strip())
    verb = predicate(behind) if not before else None
    if r < 0.4 and verb:
        return speaker.say(
            "",
            (
                "which {e} {v}",
                "what {e} {v}",
                "which {e} {v}",
                "who {v}" if table.sort == "person" and speaker.chance(0.4) else "which {e} {v}",
            ),
            e=many,
            v=verb,
        )
    if r < 0.5 and table.named:
        head = "titles" if any("title" in c.noun.en[0][0] for c in table.having("name")) else "names"
        return list_frame(
            speaker,
            f"{head} of [all |the |all the |]".replace(
                "[all |the |all the |]", speaker.rng.choice(("", "all ", "the "))
            )
            + f"{many} {behind}",
        )
    return list_frame(speaker, f"{many} {behind}".strip())


def columns(speaker: Speaker, table: TableWords) -> Draft | None:
    """One to three columns of rows, with the names or without."""
    options = table.having("category", "number", "date", "text")
    if not options:
        return None
    chosen = speaker.rng.sample(options, min(len(options), speaker.rng.choice((1, 1, 1, 2, 2, 3))))
    a = asked(speaker, table, (30, 55, 15))
    shown = {c.column.name for c in chosen}
    a = Asked(table, tuple(s for s in a.said if s.condition.column not in shown or s.condition.op not in ("=", "null")))
    with_names = table.named and speaker.chance(0.45)
    items = [query.column(table.name, c.column.name) for c in chosen]
    nouns = [speaker.column(c) for c in chosen]
    if with_names:
        items = [*speaker.names(table), *items]
        nouns = [
            speaker.say(
                ("tên", "tên {e}"),
                ("name", "names") if not _titled(table) else ("title", "titles"),
                e=speaker.table(table),
            ),
            *nouns,
        ]
    things = speaker.join(nouns)
    np = phrase(speaker, a)
    text = list_frame(
        speaker,
        speaker.say(
            ("{c} của [các |những |tất cả |]{x}", "{c} [các |của ]{x}", "{c} của {x}"),
            ("{c} of [all |the |all the |]{x}", "{c} for [all |the |]{x}"),
            c=things,
            x=np,
        ),
    )
    if with_names and len(chosen) == 1 and speaker.chance(0.35):
        text = list_frame(
            speaker,
            speaker.say(
                ("{x} [kèm|kèm theo|cùng với|và] {c}[| của từng {e}| của mỗi {e}]",),
                ("{x} [with their|and their|together with their|along with the] {c}",),
                x=np,
                c=nouns[1],
                e=speaker.table(table),
            ),
        )
    return Draft(a.query(*items), text, "columns", a, "rows", next((c for c in chosen if c.role == "number"), None))


def _titled(table: TableWords) -> bool:
    return any("title" in c.noun.en[0][0] for c in table.having("name"))


def everything(speaker: Speaker, table: TableWords) -> Draft | None:
    a = asked(speaker, table, (45, 45, 10))
    text = speaker.say(
        (
            "[hiển thị|cho tôi|cho tôi xem|xem|lấy|cho mình xem] [toàn bộ|tất cả|mọi|đầy đủ|chi tiết] thông tin [về |của |][các |]{x}", "[xem |]chi tiết [các |tất cả |]{x}",
            "thông tin [chi tiết |đầy đủ |][về |của |][các |]{x}", "[xem|mở|hiển thị] [toàn bộ |]bảng {x}" if not a.said else "thông tin đầy đủ của {x}", "tất cả [các cột|dữ liệu|thông tin] của [các |]{x}",
        ),
        (
            "[show|give me|show me|list|get] all [the |][information|details|data|columns|info] [about|of|on|for] [the |all |]{x}", "[show|tell me|give me] everything about [the |]{x}",
            "full details of [the |all |]{x}", "[details|all details] [of|for|on] [the |]{x}", "show the [whole |full |]{t} table" if not a.said else "show full records of {x}",
        ),
        x=phrase(speaker, a), t=speaker.table(table),
    )  # fmt: skip
    return Draft(a.query(query.rows(table.name)), text, "everything", a, "rows")


def attribute(speaker: Speaker, table: TableWords) -> Draft | None:
    """Something of one row called by its name: "email của X là gì", "when was X created"."""
    row = links.named_row(speaker, table, keyed=True)
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
    row = links.named_row(speaker, table, keyed=True)
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
    row = links.named_row(speaker, table, keyed=True)
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


def ordered(speaker: Speaker, table: TableWords) -> Draft | None:
    """A listing in an order."""
    keys = table.having("number", "date", "name")
    if not keys:
        return None
    key, down = speaker.rng.choice(keys), speaker.chance(0.6)
    if key.role == "name" and len(keys) > 1 and speaker.chance(0.5):
        key = speaker.rng.choice([k for k in keys if k is not key])
    a = asked(speaker, table, (50, 42, 8))
    shown = key.role != "name" and speaker.chance(0.3)
    items = [*speaker.names(table)] + ([query.column(table.name, key.column.name)] if shown else [])
    np = phrase(speaker, a)
    if shown:
        np = speaker.say(
            ("{x} và {c}", "{x} kèm {c}"),
            ("{x} and their {c}", "{x} with their {c}", "{x} with [the |]{c}"),
            x=np,
            c=speaker.column(key),
        )
    text = list_frame(speaker, f"{np} {order_phrase(speaker, key, down)}")
    q = a.query(*items)
    order = ((query.column(table.name, key.column.name), down),)
    return Draft(query.Query(q.main, q.items, q.where, q.any, order=order), text, "ordered", a, "rows")


def order_phrase(speaker: Speaker, key: ColumnWords, down: bool) -> str:
    n = speaker.column(key)
    if key.role == "name":
        way = (
            ("[theo thứ tự |]Z-A", "[in reverse alphabetical order|from Z to A]")
            if down
            else ("theo [bảng chữ cái|thứ tự A-Z|A-Z]", "[alphabetically|in alphabetical order|from A to Z]")
        )
        return speaker.say(
            f"[xếp|sắp xếp] theo {{n}} {way[0]}" if down else f"[xếp|sắp xếp] {way[0]}",
            f"[sorted |ordered |]by {{n}} {way[1]}" if down else f"[sorted|ordered|] {way[1]}",
            n=n,
        )
    if key.role == "date":
        way = (
            (
                "[từ mới đến cũ|mới nhất trước|từ mới nhất|giảm dần]",
                "[newest first|from newest to oldest|latest first|descending]",
            )
            if down
            else (
                "[từ cũ đến mới|cũ nhất trước|tăng dần]",
                "[oldest first|from oldest to newest|ascending|in chronological order]",
            )
        )
    else:
        way = (
            (
                "[giảm dần|từ cao đến thấp|từ lớn đến nhỏ|từ cao xuống thấp]",
                "[descending|from highest to lowest|in descending order|highest first|from high to low|desc]",
            )
            if down
            else (
                "[tăng dần|từ thấp đến cao|từ nhỏ đến lớn]",
                "[ascending|from lowest to highest|in ascending order|lowest first|from low to high]",
            )
        )
    return speaker.say(
        f"[sắp xếp|xếp|sắp xếp lại|, xếp|sort] theo {{n}} {way[0]}",
        f"[sorted|ordered|, sorted|order|sort|ranked] by {{n}} {way[1]}",
        n=n,
    )


def distinct(speaker: Speaker, table: TableWords) -> Draft | None:
    """The different values of a column, or how many there are."""
    options = table.having("category")
    if not options:
        return None
    column = speaker.rng.choice(options)
    a = asked(speaker, table, (70, 28, 2))
    a = Asked(table, tuple(s for s in a.said if s.condition.column != column.column.name))
    name = query.column(table.name, column.column.name)
    n, np = speaker.column(column, True), phrase(speaker, a)
    if speaker.chance(0.5):
        q = a.query(f"COUNT(DISTINCT {name})")
        text = speaker.say(
            ("có bao nhiêu {n} khác nhau [của|trong] [các |]{x}", "[đếm|đếm số] {n} khác nhau của {x}", "[số|số lượng] {n} khác nhau của [các |]{x}", "[các |]{x} có bao nhiêu {n}[| khác nhau]", "[các |]{x} đến từ bao nhiêu {n}" if column.place else "{x} có mấy {n}", "có mấy {n} [khác nhau |]trong [các |]{x}"),
            ("how many [different|distinct|unique] {n} [are there among|do|of] [the |]{x} [have|]".replace("do|", "").replace("[have|]", ""), "[count|number of] [the |]different {n} of {x}", "how many [different|distinct|unique] {n} do [the |]{x} have", "number of [distinct|unique] {n} [for|among] {x}"),
            n=n, x=np,
        )  # fmt: skip
        return Draft(q, text, "count_distinct", a, "other")
    q = a.query(name)
    text = speaker.say(
        ("[các |][{n}] khác nhau của [các |]{x}".replace("[{n}]", "{n}"), "[liệt kê|cho xem|cho tôi xem|xem] các {n} [khác nhau |]của [các |]{x}", "[các |]{x} có những {n} nào", "có những {n} nào trong [các |]{x}", "{x} [có|gồm|thuộc] [các |những |]{n} nào"),
        ("[list|show|what are|show me] the [different|distinct|unique] {n} of [the |all |]{x}", "[what|which] [different |]{n} do [the |]{x} have", "[distinct|unique|all different] {n} of {x}", "what {n} are there [for|among] [the |]{x}"),
        n=n, x=np,
    )  # fmt: skip
    return Draft(query.Query(q.main, q.items, q.where, distinct=True), text, "distinct", a, "other")


def exists(speaker: Speaker, table: TableWords) -> Draft | None:
    """Yes or no, answered by a count."""
    a = asked(speaker, table, (0, 78, 22))
    if not a.said:
        return None
    holder = next((said for said in a.said if said.owner), None)
    q = a.query(query.count(table.name))
    if holder and speaker.chance(0.5):
        rest = phrase(speaker, a.without(holder))
        text = speaker.say(
            (
                "{o} có {x} [nào |nào ]không",
                "{o} [đã |]có {x} [nào |]chưa" if speaker.chance(0.3) else "{o} có {x} nào không",
            ),
            ("does {o} have any {x}", "has {o} [got |]any {x}", "are there any {x} for {o}"),
            o=holder.owner,
            x=rest,
        )
    else:
        x = phrase(speaker, a)
        text = speaker.say(
            (
                "có {x} [nào |]không",
                "có {x} nào không",
                "[liệu |]có {x} [không|hay không]",
                "[đã |]có {x} nào chưa" if speaker.chance(0.3) else "có {x} nào không",
            ),
            ("[are|were] there any {x}", "do we have any {x}", "is there any {y}", "any {x}"),
            x=x,
            y=phrase(speaker, a, False),
        )
    return Draft(q, text, "exists", a, "count")
