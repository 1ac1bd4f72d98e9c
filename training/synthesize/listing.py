"""Questions that list or count rows, or ask for something of one row."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import replace

from . import query
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
    if with_names and speaker.chance(0.3):
        text = f"{listing_text(speaker, a)} {with_columns(speaker, nouns)}".replace(" ,", ",").replace(" :", ":")
    return Draft(a.query(*items), text, "columns", a, "rows", next((c for c in chosen if c.role == "number"), None))


def with_columns(speaker: Speaker, nouns: list[str]) -> str:
    """The columns wanted, told behind the question as an office does: "(tên, giá)", "; name and price only"."""
    return speaker.say(
        (" ({c})", " ({c})", ", [lấy|cho|cho xem|gửi] {j}", ", {j} thôi[| nhé]", ": {c}", ", kèm {l}", ", lấy {j} [giúp mình|nhé|]", " - {c}"),
        (" ({c})", " ({c})", ", {j} [only|please|]", ": {c}", ", give me {j}", ", with {l}", ", just {j}", " - {c}"),
        c=", ".join(nouns), j=speaker.join(nouns), l=speaker.join(nouns[1:]),
    )  # fmt: skip


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
