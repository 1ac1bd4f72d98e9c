"""Follow-up questions: short, leaning on the turn before, each with the whole SQL that it now means."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from collections.abc import Callable
from dataclasses import replace

from . import figures, filters, links, listing, query, ranking
from .asking import Asked, predicate
from .draft import Draft, Shape
from .filters import Said
from .query import Condition, Query
from .speaker import Speaker
from .words import ColumnWords, TableWords

Step = Callable[[Speaker, Draft], Draft | None]


def _main(speaker: Speaker, draft: Draft) -> TableWords:
    return speaker.words.tables[draft.query.main]


def _them(speaker: Speaker, table: TableWords) -> str:
    e = speaker.table(table, True)
    if table.sort == "person":
        return speaker.say(
            ("họ", "những người này", "những người đó", "các {e} này", "các {e} đó", "những {e} đó"),
            ("them", "those", "these", "those {e}", "these {e}", "these people"),
            e=e,
        )
    return speaker.say(
        ("chúng", "những cái đó", "các {e} này", "các {e} đó", "những {e} này", "mấy cái này", "{e} đó"),
        ("them", "those", "these", "those {e}", "these {e}"),
        e=e,
    )


def _ones(speaker: Speaker, table: TableWords) -> str:
    """The word that stands for the things in "which ones"."""
    if speaker.vi:
        return speaker.say(
            ("người", "người", "{e}") if table.sort == "person" else ("cái", "cái", "{e}"), "", e=speaker.table(table)
        )
    return speaker.say("", ("ones", "ones", "{e}"), e=speaker.table(table, True))


def _next(
    draft: Draft,
    q: Query,
    text: str,
    shape: Shape | None = None,
    said: tuple[Said, ...] | None = None,
    measure: ColumnWords | None = None,
) -> Draft:
    asked = Asked(draft.asked.table, said) if said is not None else draft.asked
    return replace(
        draft,
        query=q,
        text=text,
        kind="follow",
        asked=asked,
        shape=shape or draft.shape,
        measure=measure or draft.measure,
    )


def other_value(speaker: Speaker, draft: Draft) -> Draft | None:
    """The same with another value, period or number: "còn DC5 thì sao?"."""
    where = draft.query.where
    options = [
        c
        for c in where
        if c.op in ("=", "<>", ">", ">=", "<", "<=", "between") and c.column and not c.operands[0].startswith("(")
    ]
    if not options or draft.query.any:
        return None
    old = speaker.rng.choice(options)
    table = speaker.words.tables[old.table]
    column = table.column(old.column)
    if column.role in ("bool", "key"):
        return None
    if column.role == "date":
        new_said = filters.date(speaker, table, column, "between" if old.op == "between" else old.op)
        if new_said.condition == old or new_said.condition.op not in (old.op, "between"):
            return None
        new, shown = new_said.conditions, new_said.short
    elif column.role == "number":
        if old.op in ("between", "="):
            return None
        number = filters.draw_number(speaker.rng, column)
        v = speaker.number(number, (column.measure.unit_en, column.measure.unit_vi))
        new = (replace(old, operands=(filters.literal(number),)),)
        vi, en = filters.NUMBER_OPS[old.op]
        shown = speaker.say(vi, en, x=v) if speaker.chance(0.75) else v
    elif old.op not in ("=", "<>"):
        return None
    elif column.role == "name":
        names = {c.column.name for c in table.having("name")}
        if sum(c.table == old.table and c.column in names for c in where) != len(names):
            return None
        row = links.named_row(speaker, table)
        if row is None:
            return None
        new, shown = row.conditions, row.name
        if old.op != "=":
            new = tuple(replace(c, op=old.op) for c in new)
        if speaker.chance(0.3):
            shown = f"{speaker.table(table)} {shown}"
    else:
        value = speaker.rng.choice(column.pool) if column.pool else ""
        new = (replace(old, operands=(query.text(value),)),)
        shown = speaker.value(value)
        if speaker.chance(0.3):
            shown = f"{speaker.column(column)} {shown}"
    if set(new) <= set(where) or not shown:
        return None
    replaced = {
        c
        for c in where
        if c == old or (column.role == "name" and c.table == old.table and table.column(c.column).role == "name")
    }
    rest: list[Condition] = []
    for condition in where:
        if condition in replaced:
            rest += [n for n in new if n not in rest]
        else:
            rest.append(condition)
    text = _what_about(speaker, shown, column, old)
    return _next(draft, replace(draft.query, where=tuple(rest)), text, said=())


def _what_about(speaker: Speaker, v: str, column: ColumnWords, old: Condition) -> str:
    place = "ở " if column.place else ""
    return speaker.say(
        (
            "còn {v} thì sao", "còn {v}", "thế còn {v}", "thế còn {v} thì sao", "{v} thì sao", "vậy [còn |]{v} thì sao", "vậy còn {v}", "thế {v}", "còn {p}{v} thì sao", "với {v} thì sao", "còn của {v}" if column.role == "name" else "còn {v} [nữa|]",
            "nếu là {v} thì sao", "[tương tự|làm tương tự] [cho|với] {v}", "đổi [sang|thành] {v}", "{v} thì thế nào", "cùng câu hỏi [đó |này |][cho|với] {v}", "còn bên {v}" if column.role == "name" else "còn {v} thì thế nào", "[bây giờ |]xem {v} đi", "{v}",
        ),
        (
            "what about {v}", "what about {v}", "how about {v}", "and {v}", "and for {v}" if column.role not in ("date", "number") else "and {v}", "same for {v}" if column.role not in ("number",) else "and {v}", "[and |]now {v}", "ok[,|] and {v}",
            "[do|show] the same for {v}" if column.role not in ("date", "number") else "what about {v}", "what if it's {v}", "[change|switch] [it |that |]to {v}", "{v}", "and what about {v}", "then {v}", "now for {v}" if column.role not in ("date", "number") else "how about {v}", "[try|make it] {v}",
        ),
        v=v, p=place,
    )  # fmt: skip


def added_value(speaker: Speaker, draft: Draft) -> Draft | None:
    """One more condition, put as if it were another value: after "orders in 2024?", "and Paris?"."""
    if (
        draft.shape not in ("rows", "count", "number", "groups")
        or draft.query.any
        or len(draft.query.where) > 2
        or draft.asked.table.name != draft.query.main
    ):
        return None
    table = speaker.words.tables[draft.query.main]
    said = (
        links.related(speaker, table, plain=True)
        if speaker.chance(0.55)
        else filters.own(speaker, table, table.having("category", "date") or None)
    )
    taken = {(c.table, c.column) for c in draft.query.where}
    if (
        said is None
        or said.condition.op != "="
        or any((c.table, c.column) in taken for c in said.conditions)
        or said.fans
    ):
        return None
    if any(key.startswith(("YEAR", "MONTH", "QUARTER")) for key in draft.query.group) and said.kind == "date":
        return None
    column = speaker.words.tables[said.condition.table].column(said.condition.column)
    told = " ".join((*draft.query.items, *draft.query.group))
    if column.role == "key" or any(query.column(c.table, c.column) in told for c in said.conditions):
        return None
    shown = said.behind if speaker.chance(0.3) else said.owner or said.short
    q = replace(draft.query, where=(*draft.query.where, *said.conditions))
    return _next(draft, q, _what_about(speaker, shown, column, said.condition), said=(*draft.asked.said, said))


def of_one(speaker: Speaker, draft: Draft) -> Draft | None:
    """The figure of one group alone: after "which department saved most?", "còn DC5 thì sao?"."""
    q = draft.query
    if len(q.group) != 1 or q.having or q.any:
        return None
    parts = q.group[0].split('"')
    figures_ = [item for item in (*q.items, *(key for key, _ in q.order)) if "(" in item and item not in q.group]
    if q.group[0].startswith(("YEAR(", "MONTH(", "QUARTER(")) or not figures_ or len(parts) != 5:
        return None
    table = speaker.words.tables[parts[1]]
    column = table.column(parts[3])
    if not column.pool or any((c.table, c.column) == (table.name, column.column.name) for c in q.where):
        return None
    value = speaker.rng.choice(column.pool)
    shown = speaker.value(value)
    if speaker.chance(0.3):
        shown = f"{speaker.table(table) if column.role == 'name' else speaker.column(column)} {shown}"
    condition = Condition(table.name, column.column.name, "=", (query.text(value),))
    counting = figures_[0].startswith("COUNT")
    main = draft.asked.table.name
    text = _what_about(speaker, shown, column, condition)
    if speaker.chance(0.3):
        text = speaker.say(
            (
                "[còn |thế |vậy ]{v} [thì |]bao nhiêu",
                "{v} có bao nhiêu" if counting else "{v} là bao nhiêu",
                "riêng {v} thì sao",
                "chỉ tính {v}",
                "của {v} là bao nhiêu",
            ),
            ("how many for {v}" if counting else "how much for {v}", "just {v}", "and only {v}", "what is it for {v}"),
            v=shown,
        )
    made = Query(main, (figures_[0],), (*q.where, condition))
    return _next(draft, made, text, "count" if counting else "number", (*draft.asked.said,))


def narrower(speaker: Speaker, draft: Draft) -> Draft | None:
    """One more condition: "trong số đó cái nào dùng Python", "only those in 2024"."""
    if draft.shape not in ("rows", "count", "number", "groups") or draft.query.any or len(draft.query.where) > 3:
        return None
    table = speaker.words.tables[draft.asked.table.name]
    if table.sort == "link":
        return None
    said = links.related(speaker, table) if speaker.chance(0.45) else filters.own(speaker, table)
    taken = {(c.table, c.column) for c in draft.query.where}
    if (
        said is None
        or any((c.table, c.column) in taken for c in said.conditions)
        or (draft.shape in ("number", "groups") and said.fans)
    ):
        return None
    q = replace(draft.query, where=(*draft.query.where, *said.conditions))
    verb, ones, e = predicate(said.behind), _ones(speaker, table), speaker.table(table, True)
    counting = draft.shape == "count" or (draft.shape == "rows" and speaker.chance(0.3))
    if draft.shape in ("number", "groups"):
        text = speaker.say(
            ("chỉ [tính|lấy|xét] [những |các |]{e} {b}", "[nhưng |]chỉ [tính |lấy |]{b} thôi", "chỉ với {e} {b}", "[lọc|lọc thêm] {e} {b}", "giới hạn [ở|trong] {e} {b}", "chỉ {e} {b}"),
            ("only [for |count |]{e} {b}", "only [the ones|those] {b}", "but only [for |][those|{e}] {b}", "just for {e} {b}", "limit [it|that|this] to {e} {b}", "restrict that to {e} {b}"),
            b=said.behind, e=e,
        )  # fmt: skip
        return _next(draft, q, text, said=(*draft.asked.said, said))
    if counting:
        who = _them(speaker, table)
        text = speaker.say(
            ("trong [số đó|đó|số này] có bao nhiêu [{o} |]{b}".replace("[{o} |]", "{o} " if speaker.chance(0.6) else ""), "[có |]bao nhiêu {o} trong số đó {b}", "bao nhiêu {o} {b}", "trong đó [có |]mấy {o} {b}", "có bao nhiêu {o} {b} [trong số đó|]"),
            ("how many of [them|those|these] {v}" if verb else "how many of them are {b}" if said.before else "how many of those are ones {b}", "of those, how many {v}" if verb else "of those, how many {b}", "[and |]how many [{b}|{v}]".replace("[{b}|{v}]", "{v}" if verb else "of them {b}"), "count only [those|the ones] {b}"),
            b=said.behind, v=verb or "", o=ones, t=who,
        )  # fmt: skip
        return _next(
            draft,
            replace(q, items=(query.count(draft.query.main),), order=(), limit=None, distinct=False),
            text,
            "count",
            (*draft.asked.said, said),
        )
    text = speaker.say(
        (
            "trong [số đó|đó|số này|các {e} đó] {o} nào {b}", "[chỉ|chỉ lấy|chỉ xem|lọc|lọc ra|lọc lấy|chỉ liệt kê|chỉ cần] [những |các |]{o} {b}[| thôi]", "[những |]{o} nào {b}", "chỉ {b} thôi", "{o} nào trong đó {b}", "có {o} nào {b} [trong đó|]", "lọc thêm {b}",
        ),
        (
            "which of [them|those|these] {v}" if verb else "which of [them|those] are {b}" if not said.behind.startswith("that") else "which are the ones {b}", "only [those|the ones|{e}] {b}", "just [the ones|those] {b}", "[show|list|keep|give me] only [those|the ones|{e}] {b}", "of [those|these], which [ones |]{v}" if verb else "only the ones {b}", "filter [them |those |]to [those|the ones] {b}", "[now |]only {b}",
        ),
        b=said.behind, e=e, o=ones, v=verb or "",
    )  # fmt: skip
    return _next(draft, q, text, "rows", (*draft.asked.said, said))


def how_many(speaker: Speaker, draft: Draft) -> Draft | None:
    if draft.shape != "rows" or draft.query.limit or draft.query.items == (query.count(draft.query.main),):
        return None
    table = _main(speaker, draft)
    e = speaker.table(table, True)
    text = speaker.say(
        ("[có |]bao nhiêu {o} [như vậy|như thế|tất cả|vậy|cả thảy|tổng cộng|]", "[tổng cộng|tất cả] [có |là |]bao nhiêu [{o}|]".replace("[{o}|]", "{o}" if speaker.chance(0.6) else ""), "đếm [xem|giúp|giúp tôi] có bao nhiêu {o}", "có bao nhiêu {e} [tất cả|]", "số lượng [là |]bao nhiêu", "đếm [số lượng|lại] [giúp tôi|giúp mình|đi]", "tổng số là bao nhiêu", "mấy {o}"),
        ("how many [are there|of them are there|is that|is that in total|are they|]", "count them", "how many of [those|these|them] are there", "how many {e} is that", "what's the [count|total number]", "give me the count", "[and |]how many in total", "how many are there in total", "just [the number|count them|the count]"),
        o=_ones(speaker, table), e=e,
    )  # fmt: skip
    return _next(
        draft,
        replace(draft.query, items=(query.count(table.name),), order=(), limit=None, distinct=False),
        text,
        "count",
    )


def which_ones(speaker: Speaker, draft: Draft) -> Draft | None:
    if draft.shape != "count" or draft.query.group:
        return None
    table = _main(speaker, draft)
    person = table.sort == "person"
    e = speaker.table(table, True)
    text = speaker.say(
        (
            "[đó |]là những {o} nào", "[cụ thể |]là những ai" if person else "cụ thể là những {o} nào", "[liệt kê|kể tên|kể] [ra|chúng ra|ra xem|ra giúp tôi|các {e} đó|chúng]", "[cho tôi|cho mình|cho] xem [danh sách|tên|tên của chúng|các {e} đó]", "gồm những {o} nào", "là {o} nào", "[đó là |]những ai" if person else "đó là gì", "tên [của |]{t} [là gì|]", "danh sách [cụ thể|chi tiết|đâu|]", "kể tên {t}", "liệt kê {t}",
        ),
        (
            "which ones", "[list|show|name] them", "what are they" if not person else "who are they", "[show|give me|list] their names", "which {e} are [they|those]", "can you list them", "what are their names", "[list|show] those {e}", "which ones are they", "name them", "[and |]which ones are those", "give me the list",
        ),
        o=_ones(speaker, table), e=e, t=_them(speaker, table),
    )  # fmt: skip
    return _next(draft, replace(draft.query, items=speaker.names(table)), text, "rows")


def another_column(speaker: Speaker, draft: Draft) -> Draft | None:
    """Something else of the same rows, instead of what was shown or beside it."""
    if draft.query.group or draft.query.distinct or draft.shape not in ("rows", "count", "one", "other"):
        return None
    if any("(" in item for item in draft.query.items) and draft.shape != "count":
        return None
    table = _main(speaker, draft)
    options = [
        c
        for c in table.having("number", "category", "text", "date")
        if query.column(table.name, c.column.name) not in draft.query.items
    ]
    if not options:
        return None
    column = speaker.rng.choice(options)
    key, n, them = query.column(table.name, column.column.name), speaker.column(column), _them(speaker, table)
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
        return _next(
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
            ("{n} của {t} [là gì|]" if not number else "{n} của {t} [là bao nhiêu|]", "{n} của từng {o} [là bao nhiêu|]", "[cho xem|cho tôi|cho mình|xem|lấy|cho biết] {n} của {t}", "[còn |thế còn ]{n} [của {t}|] thì sao".replace("[của {t}|]", "của {t}" if speaker.chance(0.5) else ""), "thế còn {n}", "{n} {t}"),
            ("[what are |what is |]their {n}", "[show|give me|list|tell me] their {n}", "[and |]their {n}", "[what about|how about] their {n}", "[what is |]the {n} of [each|each of them|{t}]", "[show|list] the {n} of {t}", "{n} of {t}"),
            n=n, t=them, o=_ones(speaker, table) if speaker.vi else "",
        )  # fmt: skip
    return _next(
        draft,
        replace(draft.query, items=(key,)),
        text,
        "rows" if not single else "one",
        measure=column if number else None,
    )


def total(speaker: Speaker, draft: Draft) -> Draft | None:
    """A figure over the same rows."""
    table = _main(speaker, draft)
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
        c.table != table.name and c.column and not _above(speaker, table, c.table) for c in draft.query.where
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
        "{f} [là |]bao nhiêu",
        "{f} của {t}[| là bao nhiêu]",
        "[tính|cho biết|xem|vậy|còn|thế] {f}",
        "còn {f} [thì sao|]",
        "{f} thì sao",
        "{f} [của chúng |]là bao nhiêu",
        "thế {f}",
    ]
    en = [
        "[and |]the {f}",
        "what is [the|their] {f}",
        "what's the {f} of {t}",
        "[and |]what about the {f}",
        "[give me|show|calculate] the {f}",
        "{f} of {t}",
        "and their {f}",
        "how about the {f}",
    ]
    if function == "SUM" and verb and unit:
        vi += ["{t} {v} [tổng cộng |tất cả |]bao nhiêu {u}", "[tổng cộng |]{v} bao nhiêu {u}"]
        en += ["how many {u} were {v} [in total|]", "how many {u} is that in total"]
    text = speaker.say(tuple(vi), tuple(en), f=f, t=_them(speaker, table), v=verb, u=unit)
    return _next(draft, replace(draft.query, items=(item,), order=()), text, "number", measure=column)


def _above(speaker: Speaker, table: TableWords, other: str) -> bool:
    return any(r.other == other and r.direction == "up" for r in links.candidates(speaker, table))


def whose(speaker: Speaker, draft: Draft) -> Draft | None:
    """Who or what the rows belong to: "ai làm", "which departments are they from"."""
    if draft.shape not in ("rows", "count", "one") or draft.query.group:
        return None
    table = _main(speaker, draft)
    ups = [r for r in links.candidates(speaker, table) if r.direction == "up" and speaker.words.tables[r.other].named]
    ups = [r for r in ups if not any(c.table == r.other and c.op == "=" for c in draft.query.where)]
    if not ups:
        return None
    other = speaker.words.tables[speaker.rng.choice(ups).other]
    single = draft.query.limit == 1
    e, them = speaker.table(other), _them(speaker, table)
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
    ]
    en = [
        f"which {{m}} {be} {{t}} from",
        "[show|list|give me|tell me] the {m} of {t}",
        f"which {{m}} do{'es' if single else ''} {{t}} belong to",
        "[and |]the {m}",
        f"what {be} the {{m}} of {{t}}",
        "of which {m}",
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
                "những ai {d} {t}",
                "[tên |]người {d}",
            ]
            if done
            else ["của ai", "{t} [là |]của ai"]
        )
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
    text = speaker.say(tuple(vi), tuple(en), t=them, e=e, m=speaker.table(other, not single), d=done)
    return _next(draft, replace(draft.query, items=speaker.names(other), distinct=False), text, "other", said=())


def sort(speaker: Speaker, draft: Draft) -> Draft | None:
    if draft.shape == "groups" and not draft.query.order and draft.query.items and "(" in draft.query.items[-1]:
        down = speaker.chance(0.75)
        word = ranking.order_words(
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
        return _next(draft, replace(draft.query, order=((draft.query.items[-1], down),)), text)
    if draft.shape != "rows" or draft.query.order or draft.query.distinct:
        return None
    table = _main(speaker, draft)
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
    return _next(draft, replace(draft.query, order=((query.column(table.name, key.column.name), down),)), text)


def first_of(speaker: Speaker, draft: Draft) -> Draft | None:
    """The one or the few of them that stand out."""
    if (
        draft.shape not in ("rows", "count")
        or draft.query.group
        or draft.query.distinct
        or draft.asked.table.name != draft.query.main
    ):
        return None
    table = _main(speaker, draft)
    options = table.having("number", "date")
    if not options:
        return None
    column, down = speaker.rng.choice(options), speaker.chance(0.68)
    if column.role == "date" and not (column.moment.newest_vi if down else column.moment.oldest_vi):
        return None
    k = 1 if speaker.chance(0.6) else speaker.rng.choice((2, 3, 3, 5, 5, 10))
    adjective, modifier = ranking.superlative(speaker, column, down, k > 1)
    o, them = _ones(speaker, table), speaker.rng.choice(("them", "those", "these"))
    verb = predicate(modifier) or modifier.replace("that has", "has").replace("that ", "")
    if k == 1:
        verb = verb.replace("have ", "has ", 1)
        text = speaker.say(
            ("[trong số đó |trong đó |trong đấy |]{o} nào {s}", "{o} nào {s}", "{o} {s} là {o} nào", "ai {s}" if table.sort == "person" else "{o} nào {s} trong số đó", "vậy {o} nào {s}", "{o} {s} [là gì|]"),
            ("which [one |]of {t} is the {a}", "which one is the {a}", "[and |]the {a} one", "which is the {a}", "the {a} of {t}") if adjective else ("which [one |]of {t} {v}", "which one {v}", "[and |]the one {m}", "the one {m}"),
            o=o, s=modifier, a=adjective, m=modifier, v=verb, t=them,
        )  # fmt: skip
    else:
        text = speaker.say(
            ("[chỉ |][lấy |cho tôi |cho xem |]{k} {o} {s} [thôi|]", "top {k} {s}", "top {k} {o} {s}", "{k} {o} {s} [trong số đó|]", "trong đó {k} {o} nào {s}"),
            ("[just |only |show me ]the {k} {a} [ones|of {t}|]".replace("{t}", "them") if adjective else "[just |only |show me ]the {k} {m}", "top {k} [by {n}|of them by {n}]" if down else "bottom {k} by {n}", "only the top {k} by {n}" if down else "only the bottom {k} by {n}"),
            k=speaker.number(k), o=o if speaker.vi else "", s=modifier, a=adjective, m=modifier, n=speaker.column(column),
        )  # fmt: skip
    items = speaker.names(table) if draft.shape == "count" else draft.query.items
    order = ((query.column(table.name, column.column.name), down),)
    return _next(draft, replace(draft.query, items=items, order=order, limit=k), text, "one", measure=column)


def other_limit(speaker: Speaker, draft: Draft) -> Draft | None:
    if not draft.query.limit or not draft.query.order:
        return None
    k = speaker.rng.choice([n for n in (2, 3, 4, 5, 10, 20, 15, 7) if n != draft.query.limit])
    ones = _ones(speaker, _main(speaker, draft))
    text = speaker.say(
        ("top {k} thì sao", "[còn |thế còn |thế ]top {k}", "[cho xem|cho tôi|lấy|cho|lấy hẳn|xem] {k} {o} [đầu tiên |đầu |]{x}", "{k} {o} thì sao", "[mở rộng|đổi] [ra|thành] {k} {o}", "top {k}"),
        ("what about the top {k}", "[show|give me|make it] [the |]top {k}", "top {k} [instead|please|]", "[show|list] {k} [of them|instead]", "and the top {k}", "make it {k}"),
        k=speaker.number(k), o=ones, x=speaker.rng.choice(("", "đi", "thôi")),
    )  # fmt: skip
    return _next(draft, replace(draft.query, limit=k), text)


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
    o = _ones(speaker, _main(speaker, draft))
    text = speaker.say(
        ("[còn|thế|thế còn|vậy còn] [{o} |]{w} [thì sao|]".replace("[{o} |]", f"{o} " if speaker.chance(0.4) else ""), "còn {w}", "{w} thì sao", "{o} nào {w}", "ngược lại[,|] {o} nào {w}", "thế {o} nào {w}"),
        ("[and |what about ]the {w}", "and [which one has |]the {w}", "what about the {w}", "how about the {w}", "and the {w}" if q.limit == 1 else "and the bottom ones" if down else "and the top ones"),
        w=word, o=o,
    )  # fmt: skip
    return _next(draft, replace(q, order=((key, not down), *q.order[1:])), text)


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
    return _next(draft, replace(q, items=(*q.items, key)), text)


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
    table = _main(speaker, draft)
    if draft.shape == "number" and (len(draft.query.items) != 1 or draft.measure is None):
        return None
    key = figures.group_key(speaker, table)
    if key is None or set(key.sql) & set(draft.query.group):
        return None
    if any((c.table, c.column) == (key.table, key.column) for c in draft.query.where if not key.part):
        return None
    if draft.shape in ("number", "groups"):
        figure = draft.query.items[-1]
        if "COUNT" not in figure and key.table != table.name and not _above(speaker, table, key.table):
            return None
    else:
        figure = query.count(table.name)
    rows = draft.shape == "rows"
    e = speaker.table(table, True)
    text = speaker.say(
        (
            "thống kê theo [từng |]{g}", "đếm theo {g}", "có bao nhiêu [{e} |]theo từng {g}".replace("[{e} |]", f"{e} "), "số lượng theo {g}", "mỗi {g} có bao nhiêu", "mỗi {g} có bao nhiêu {e}", "đếm số lượng theo từng {g}",
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
    return _next(draft, q, text, "groups")


def all_of_them(speaker: Speaker, draft: Draft) -> Draft | None:
    """The conditions dropped."""
    if (
        not draft.query.where
        or draft.shape not in ("rows", "count", "number", "groups")
        or any(not c.column for c in draft.query.where)
    ):
        return None
    table = _main(speaker, draft)
    e = speaker.table(table, True)
    text = speaker.say(
        ("[còn |thế còn |thế ]tất cả thì sao", "[còn |]tất cả", "tính [tất cả|hết|chung tất cả|toàn bộ]", "[còn |]toàn bộ [{e} |]thì sao".replace("[{e} |]", f"{e} "), "bỏ [điều kiện|lọc|bộ lọc] [đi|đó đi|]", "không lọc gì [cả|thì sao]", "của tất cả {e}", "tất cả {e} thì sao", "xét chung thì sao", "tính chung cả"),
        ("what about all of them", "[and |]all of them", "[and |]overall", "what about all {e}", "[and |]for all {e}", "without [the filter|any filter|filters|that condition]", "remove the [filter|condition]", "all {e}", "what about overall", "in total, for all {e}"),
        e=e,
    )  # fmt: skip
    return _next(draft, replace(draft.query, where=(), any=False), text, said=())


STEPS: tuple[tuple[Step, int], ...] = (
    (other_value, 34), (added_value, 11), (of_one, 14), (narrower, 22), (how_many, 9), (which_ones, 12), (another_column, 13), (total, 8), (whose, 9), (sort, 5), (first_of, 9),
    (other_limit, 4), (other_end, 5), (its_figure, 5), (by, 9), (all_of_them, 4),
)  # fmt: skip
_DRAWN, _SHARES = zip(*STEPS, strict=True)


def follow(speaker: Speaker, draft: Draft, tries: int = 12) -> Draft | None:
    """A follow-up to a turn; None where nothing natural comes to mind."""
    for _ in range(tries):
        step = speaker.rng.choices(_DRAWN, _SHARES)[0]
        made: Draft | None = step(speaker, draft)
        if made is not None and made.query.sql() != draft.query.sql():
            return replace(made, kind=f"follow_{step.__name__}")
    return None
