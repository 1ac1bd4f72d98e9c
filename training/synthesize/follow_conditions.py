"""Follow-ups that change what the rows must be: another value, one more condition, none."""

# ruff: noqa: E501 (a line may hold the many ways to say one thing)
from dataclasses import replace

from . import date_filters, filters, links, named_rows, number_filters, query
from .asking import predicate
from .draft import Draft
from .following import going_on, main_table, ones_word, pronoun, what_about
from .query import Condition, Query
from .said import NUMBER_OPS
from .speaker import Speaker


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
        new_said = date_filters.date(speaker, table, column, "between" if old.op == "between" else old.op)
        if new_said.condition == old or new_said.condition.op not in (old.op, "between"):
            return None
        new, shown = new_said.conditions, new_said.short
    elif column.role == "number":
        if old.op in ("between", "="):
            return None
        number = number_filters.draw_number(speaker.rng, column)
        v = speaker.number(number, (column.measure.unit_en, column.measure.unit_vi))
        new = (replace(old, operands=(number_filters.literal(number),)),)
        vi, en = NUMBER_OPS[old.op]
        shown = speaker.say(vi, en, x=v) if speaker.chance(0.75) else v
    elif old.op not in ("=", "<>"):
        return None
    elif column.role == "name":
        names = {c.column.name for c in table.having("name")}
        if sum(c.table == old.table and c.column in names for c in where) != len(names):
            return None
        row = named_rows.named_row(speaker, table)
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
    text = what_about(speaker, shown, column, old)
    return going_on(draft, replace(draft.query, where=tuple(rest)), text, said=())


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
    return going_on(draft, q, what_about(speaker, shown, column, said.condition), said=(*draft.asked.said, said))


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
    text = what_about(speaker, shown, column, condition)
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
    return going_on(draft, made, text, "count" if counting else "number", (*draft.asked.said,))


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
    verb, ones, e = predicate(said.behind), ones_word(speaker, table), speaker.table(table, True)
    counting = draft.shape == "count" or (draft.shape == "rows" and speaker.chance(0.3))
    if draft.shape in ("number", "groups"):
        text = speaker.say(
            ("chỉ [tính|lấy|xét] [những |các |]{e} {b}", "[nhưng |]chỉ [tính |lấy |]{b} thôi", "chỉ với {e} {b}", "[lọc|lọc thêm] {e} {b}", "giới hạn [ở|trong] {e} {b}", "chỉ {e} {b}"),
            ("only [for |count |]{e} {b}", "only [the ones|those] {b}", "but only [for |][those|{e}] {b}", "just for {e} {b}", "limit [it|that|this] to {e} {b}", "restrict that to {e} {b}"),
            b=said.behind, e=e,
        )  # fmt: skip
        return going_on(draft, q, text, said=(*draft.asked.said, said))
    if counting:
        who = pronoun(speaker, table)
        text = speaker.say(
            ("trong [số đó|đó|số này] có bao nhiêu [{o} |]{b}".replace("[{o} |]", "{o} " if speaker.chance(0.6) else ""), "[có |]bao nhiêu {o} trong số đó {b}", "trong số đó bao nhiêu {o} {b}", "trong đó [có |]mấy {o} {b}", "có bao nhiêu {o} [trong số đó |trong đó |đó ]{b}"),
            ("how many of [them|those|these] {v}" if verb else "how many of them are {b}" if said.before else "how many of those are ones {b}", "of those, how many {v}" if verb else "of those, how many {b}", "[and |]how many [{b}|{v}]".replace("[{b}|{v}]", "{v}" if verb else "of them {b}"), "count only [those|the ones] {b}"),
            b=said.behind, v=verb or "", o=ones, t=who,
        )  # fmt: skip
        return going_on(
            draft,
            replace(q, items=(query.count(draft.query.main),), order=(), limit=None, distinct=False),
            text,
            "count",
            (*draft.asked.said, said),
        )
    text = speaker.say(
        (
            "trong [số đó|đó|số này|các {e} đó] {o} nào {b}", "[chỉ|chỉ lấy|chỉ xem|lọc|lọc ra|lọc lấy|chỉ liệt kê|chỉ cần] [những |các |]{o} {b}[| thôi]", "[những |]{p} nào {b}", "chỉ {b} thôi", "{o} nào trong đó {b}", "có {o} nào {b} trong [đó|số đó]", "trong đó [có |]{o} nào {b}", "lọc thêm {b}",
        ),
        (
            "which of [them|those|these] {v}" if verb else "which of [them|those] are {b}" if not said.behind.startswith("that") else "which are the ones {b}", "only [those|the ones|{e}] {b}", "just [the ones|those] {b}", "[show|list|keep|give me] only [those|the ones|{e}] {b}", "of [those|these], which [ones |]{v}" if verb else "only the ones {b}", "filter [them |those |]to [those|the ones] {b}", "[now |]only {b}",
        ),
        b=said.behind, e=e, o=ones, v=verb or "", p="người" if table.sort == "person" else "cái",
    )  # fmt: skip
    return going_on(draft, q, text, "rows", (*draft.asked.said, said))


def all_of_them(speaker: Speaker, draft: Draft) -> Draft | None:
    """The conditions dropped."""
    if (
        not draft.query.where
        or draft.shape not in ("rows", "count", "number", "groups")
        or any(not c.column for c in draft.query.where)
    ):
        return None
    table = main_table(speaker, draft)
    e = speaker.table(table, True)
    text = speaker.say(
        ("[còn |thế còn |thế ]tất cả thì sao", "[còn |]tất cả", "tính [tất cả|hết|chung tất cả|toàn bộ]", "[còn |]toàn bộ [{e} |]thì sao".replace("[{e} |]", f"{e} "), "bỏ [điều kiện|lọc|bộ lọc] [đi|đó đi|]", "không lọc gì [cả|thì sao]", "của tất cả {e}", "tất cả {e} thì sao", "xét chung thì sao", "tính chung cả"),
        ("what about all of them", "[and |]all of them", "[and |]overall", "what about all {e}", "[and |]for all {e}", "without [the filter|any filter|filters|that condition]", "remove the [filter|condition]", "all {e}", "what about overall", "in total, for all {e}"),
        e=e,
    )  # fmt: skip
    return going_on(draft, replace(draft.query, where=(), any=False), text, said=())
