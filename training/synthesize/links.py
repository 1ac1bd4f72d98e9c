"""Conditions on another table: "of department DC5", "of customers in Huế", "that have orders since 2023"."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from . import query
from .filters import own
from .named_rows import Row, named_row
from .query import Condition
from .relations import Relation
from .said import Said
from .speaker import Speaker
from .words import TableWords

# The past of participles that a person may have done to a thing.
PAST = {
    "written": "wrote", "sung": "sang", "drawn": "drew", "done": "did",
    **{word: word for word in (
        "made", "created", "submitted", "led", "managed", "prepared", "uploaded", "recorded", "performed", "released", "directed",
        "taught", "proposed", "developed", "posted", "placed", "issued", "handled", "opened", "filed", "played", "organised",
        "conducted", "signed", "sent", "reported", "attended",
    )},
}  # fmt: skip

_UP = {
    "person": (
        ("của {e} {v}", "của {v}", "do [{e} |]{v} {done}", "của [chính |]{e} {v}", "[mà |]{v} {done}", "được {v} {done}", "{e} {v}"),
        ("by {v}", "by {e} {v}", "of {e} {v}", "of {v}", "{done} by {v}", "{done} by {e} {v}", "from {v}", "for {e} {v}", "belonging to {v}"),
    ),
    "org": (
        ("của {e} {v}", "của {v}", "thuộc {e} {v}", "thuộc {v}", "ở {e} {v}", "ở {v}", "[tại|trong|bên] [{e} |]{v}", "{e} {v}", "từ [{e} |]{v}"),
        ("in {v}", "in {e} {v}", "of {e} {v}", "of {v}", "from {v}", "from [the |]{e} {v}", "in the {v} {e}", "of the {v} {e}", "belonging to [{e} |]{v}", "at {v}", "for {e} {v}"),
    ),
    "place": (
        ("ở {e} {v}", "ở {v}", "tại {v}", "thuộc {e} {v}", "thuộc {v}", "trong {e} {v}", "của {e} {v}", "{e} {v}", "từ {v}"),
        ("in {v}", "in {e} {v}", "from {v}", "in the {v} {e}", "at {e} {v}", "of {e} {v}", "located in {v}", "from the {e} [of |]{v}"),
    ),
    "group": (
        ("thuộc {e} {v}", "trong {e} {v}", "của {e} {v}", "{e} {v}", "thuộc {v}", "có {e} [là |]{v}", "[với|nằm trong] {e} {v}"),
        ("in {e} {v}", "in the {v} {e}", "of {e} {v}", "of the {v} {e}", "with {e} {v}", "under {v}", "belonging to [the |]{e} {v}", "whose {e} is {v}"),
    ),
    "thing": (
        ("của {e} {v}", "cho {e} {v}", "về {e} {v}", "liên quan [đến|tới] {e} {v}", "của {v}", "với {e} {v}", "có {e} {v}"),
        ("of {e} {v}", "for {e} {v}", "for {v}", "related to {e} {v}", "of {v}", "with {e} {v}", "about {v}"),
    ),
}  # fmt: skip
_DOWN = (
    ("có {e} {v}", "có {e} là {v}", "có {e} tên [là |]{v}", "đang có {e} {v}", "[sở hữu|chứa] {e} {v}", "của {e} {v}"),
    (
        "with {e} {v}",
        "that have {e} {v}",
        "having {e} {v}",
        "with [a|the] {e} {v}",
        "of {e} {v}",
        "that have [a|the] {e} called {v}",
    ),
)
_USING = (
    (
        "dùng {v}",
        "dùng {e} {v}",
        "sử dụng {v}",
        "sử dụng {e} {v}",
        "có [dùng|sử dụng] {v}",
        "có {e} {v}",
        "với {e} {v}",
        "làm bằng {v}",
    ),
    (
        "using {v}",
        "using {e} {v}",
        "that use {v}",
        "that use [the |]{e} {v}",
        "with {v}",
        "with {e} {v}",
        "made with {v}",
        "that have {e} {v}",
    ),
)
_LINKED = (
    ("liên quan đến {e} {v}", "có {e} {v}", "gắn với {e} {v}", "với {e} {v}", "thuộc {e} {v}", "của {e} {v}", "có {v}"),
    (
        "with {e} {v}",
        "linked to {e} {v}",
        "related to {e} {v}",
        "that have {e} {v}",
        "associated with {e} {v}",
        "of {e} {v}",
        "for {e} {v}",
    ),
)


def candidates(speaker: Speaker, table: TableWords, measured: bool = False) -> list[Relation]:
    """Relations that a person would lean on, the near ones oftener; `measured` takes in tables that only join others
    but hold numbers."""
    found = []
    for relation in speaker.words.relations:
        other = speaker.words.tables[relation.other]
        if relation.main == table.name and (other.sort != "link" or (measured and other.having("number"))):
            share = 6 if relation.hops == 1 else 4 if relation.junction else 2 if relation.direction == "up" else 1
            found += [relation] * share
    return found


def related(speaker: Speaker, table: TableWords, plain: bool = False) -> Said | None:
    """A condition on a table connected with `table`; `plain` keeps to a row named by its text."""
    options = candidates(speaker, table)
    if not options:
        return None
    relation = speaker.rng.choice(options)
    other = speaker.words.tables[relation.other]
    if speaker.chance(0.72 if other.named else 0.25) or (plain and other.named):
        return _by_name(speaker, table, other, relation)
    if plain:
        return None
    return _by_phrase(speaker, table, other, relation)


def _by_name(speaker: Speaker, table: TableWords, other: TableWords, relation: Relation) -> Said | None:
    row = named_row(speaker, other, keyed=True)
    if row is None:
        return None
    conditions, v, e = row.conditions, row.name, speaker.table(other) if row.alone else ""
    if (
        row.alone
        and [c.op for c in conditions] == ["="]
        and (special := _not_or_several(speaker, other, relation, row))
    ):
        return special
    done = _done(speaker, table)
    if relation.direction == "up":
        vi, en = _UP.get(other.sort, _UP["thing"])
        owner = row.called(speaker, other)
        if not done:
            vi, en = (tuple(p for p in options if "{done}" not in p) for options in (vi, en))
    elif relation.junction and other.sort == "thing":
        (vi, en), owner = _USING, ""
    elif relation.direction == "down":
        (vi, en), owner = _deeds(speaker, table, other, _DOWN), ""
    else:
        (vi, en), owner = _LINKED, ""
    behind = speaker.say(vi, en, e=e, v=v, done=done)
    before = ""
    if not speaker.vi and relation.direction == "up" and row.alone and speaker.chance(0.15):
        before = f"{v}'s" if other.sort in ("person", "org") else v
    front = speaker.say("[ở|tại|trong] {o}", "in {o}", o=owner) if other.sort in ("org", "place") and owner else ""
    deed = done if other.sort == "person" and owner else ""
    return Said(
        conditions[0],
        behind,
        v,
        before,
        front,
        owner,
        more=conditions[1:],
        fans=relation.direction != "up",
        kind="row",
        deed=deed,
    )


def _not_or_several(speaker: Speaker, other: TableWords, relation: Relation, row: Row) -> Said | None:
    """Another row than this one, or one of two or three: "không thuộc DC5", "in DC5 or DC6"."""
    r, column, e = speaker.rng.random(), row.conditions[0].column, speaker.table(other)
    if r < 0.06 and relation.direction == "up":
        behind = speaker.say(
            ("không thuộc [{e} |]{v}", "không phải [của |]{e} {v}", "ngoài {e} {v}", "không ở [{e} |]{v}" if other.sort in ("org", "place") else "khác {e} {v}", "trừ {e} {v}"),
            ("not [in|from|of] [{e} |]{v}", "except [those of |those from ]{v}", "outside [{e} |]{v}" if other.sort in ("org", "place") else "not of {e} {v}", "other than those of {v}", "excluding {e} {v}"),
            e=e, v=row.name,
        )  # fmt: skip
        return Said(
            Condition(other.name, column, "<>", row.conditions[0].operands), behind, row.name, weight=2, kind="apart"
        )
    pool = other.column(column).pool
    if r > 0.14 or r < 0.06 or len(set(pool)) < 3:
        return None
    texts = speaker.rng.sample(sorted(set(pool)), 3 if r < 0.08 else 2)
    v = speaker.join(
        [speaker.value(text) for text in texts], speaker.rng.choice((("và", "and"), ("hoặc", "or"), ("hay", "or")))
    )
    where = {"person": ("của", "by"), "org": ("của", "of"), "place": ("ở", "in")}.get(other.sort, ("của", "of"))
    if relation.direction != "up":
        where = ("có", "with")
    many = speaker.table(other, True)
    behind = speaker.say(
        (f"{where[0]} {{e}} {{v}}", f"{where[0]} [các |]{{e}} {{v}}", "thuộc {e} {v}" if relation.direction == "up" else "có {e} là {v}", f"{where[0]} {{v}}"),
        (f"{where[1]} {{v}}", f"{where[1]} [the |]{{e}} {{v}}", f"{where[1]} {{e}} {{v}}", f"{where[1]} either {{v}}" if " or " in v else f"{where[1]} {{v}}"),
        e=e if speaker.vi else many, v=v,
    )  # fmt: skip
    return Said(
        Condition(other.name, column, "in", tuple(query.text(text) for text in texts)),
        behind,
        v,
        weight=2,
        fans=relation.direction != "up",
        kind="several",
    )


def _deeds(
    speaker: Speaker, table: TableWords, other: TableWords, plain: tuple[tuple[str, ...], tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ways to say that people have something that they made: "who wrote book X"."""
    if table.sort != "person" or not other.done_vi:
        return plain
    verb = speaker.rng.choice(other.done_vi)
    past = next((english for english in other.done_en if english in PAST), "")
    vi = (f"đã {verb} {{e}} {{v}}", f"{verb} {{e}} {{v}}", f"từng {verb} {{e}} {{v}}")
    en = (f"who {PAST[past]} {{e}} {{v}}", f"who {PAST[past]} {{v}}", f"who have {past} {{e}} {{v}}") if past else ()
    return (*plain[0], *vi), (*plain[1], *en)


def _done(speaker: Speaker, table: TableWords) -> str:
    options = table.done_vi if speaker.vi else table.done_en
    return speaker.rng.choice(options) if options else ""


def _by_phrase(speaker: Speaker, table: TableWords, other: TableWords, relation: Relation) -> Said | None:
    """A condition on what the other row is like: "by customers in Huế"."""
    said = _inner(speaker, table, other) if speaker.chance(0.25) else own(speaker, other)
    if said is None or said.kind == "null":
        return None
    if speaker.vi:
        inner = f"{speaker.table(other)} {said.behind}"
    else:
        inner = (
            f"{said.before} {speaker.table(other, many=True)}"
            if said.before
            else f"{speaker.table(other, many=True)} {said.behind}"
        )
    if relation.direction == "up":
        vi: tuple[str, ...] = ("của [các |những |]{x}", "thuộc [các |những |]{x}", "của {x}", "do [các |]{x} {done}")
        en: tuple[str, ...] = ("of {x}", "of [the |all |]{x}", "from {x}", "belonging to {x}", "{done} by {x}")
        if other.sort in ("org", "place"):
            vi, en = (*vi, "ở [các |những |]{x}"), (*en, "in {x}", "in {x}")
        if other.sort == "person":
            en = (*en, "by {x}", "by {x}")
    else:
        vi = ("có {x}", "có [các |]{x}", "có ít nhất một {x}", "đã có {x}")
        en = ("with {x}", "that have {x}", "having {x}", "that have [any|some] {x}")
        if relation.direction == "down" and table.sort == "person" and other.done_vi:
            deeds_vi, deeds_en = _deeds(speaker, table, other, ((), ()))
            vi = tuple(p.replace("{e} {v}", "{x}").replace("{v}", "{x}") for p in deeds_vi)
            en = tuple(p.replace("{e} {v}", "{x}").replace("{v}", "{x}") for p in deeds_en) or en
        elif relation.junction and other.sort == "thing":
            vi, en = ("dùng {x}", "sử dụng {x}", "có dùng {x}"), ("using {x}", "that use {x}")
    done = _done(speaker, table)
    if not done or other.sort != "person":
        vi, en = (tuple(p for p in options if "{done}" not in p) for options in (vi, en))
    behind = speaker.say(vi, en, x=inner, done=done)
    return Said(
        said.condition, behind, said.short, weight=4, more=said.more, fans=relation.direction != "up", kind="far"
    )


def _inner(speaker: Speaker, table: TableWords, other: TableWords) -> Said | None:
    """A row that the other one belongs to, where `table` reaches it through the other only: "of customers of branch X"."""
    near = {r.other for r in speaker.words.relations if r.main == table.name and r.hops == 1}
    options = [
        r
        for r in candidates(speaker, other)
        if r.direction == "up" and r.hops == 1 and r.other not in near and r.other != table.name
    ]
    options = [
        r
        for r in options
        if any(f.main == table.name and f.other == r.other and f.hops > 1 for f in speaker.words.relations)
    ]
    if not options:
        return None
    relation = speaker.rng.choice(options)
    return _by_name(speaker, other, speaker.words.tables[relation.other], relation)
