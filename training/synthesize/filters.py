"""Conditions as people put them: each with the ways to say it behind, before or in place of the thing it is about."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from . import query
from .date_filters import date
from .missing import missing
from .number_filters import number
from .query import Condition, Op
from .said import Said
from .speaker import Speaker
from .words import ColumnWords, TableWords


def own(speaker: Speaker, table: TableWords, columns: list[ColumnWords] | None = None) -> Said | None:
    """A condition on one of the table's own columns."""
    rng = speaker.rng
    candidates = columns or [
        c for c in table.having("category", "number", "date", "bool", "text") if c.role != "text" or rng.random() < 0.4
    ]
    if not candidates and table.named and rng.random() < 0.5:
        candidates = table.having("name")
    if not candidates:
        return None
    column = rng.choice(candidates)
    match column.role:
        case "category":
            return category(speaker, table, column)
        case "number":
            return number(speaker, table, column)
        case "date":
            return date(speaker, table, column)
        case "bool":
            return flag(speaker, table, column)
        case "text":
            return (
                missing(speaker, table, column)
                if rng.random() < 0.7 or not column.pool or column.pool[0][:1].isdigit() or "/" in column.pool[0]
                else equal(speaker, table, column)
            )
        case "name":
            return like(speaker, table, column)
    return None


def category(speaker: Speaker, table: TableWords, column: ColumnWords) -> Said | None:
    rng, name = speaker.rng, column.column.name
    if not column.pool:
        return None
    r = rng.random()
    if r < 0.08:
        return like(speaker, table, column)
    if r < 0.14:
        return missing(speaker, table, column)
    n = speaker.column(column)
    if r < 0.28 and len(column.pool) > 2:
        return several(speaker, table, column, n)
    value = rng.choice(column.pool)
    v = speaker.value(value)
    if r < 0.40:
        behind = speaker.say(
            ("[có |với |mà ]{n} [khác|không phải|không phải là|không là] {v}", "không phải {v}", "không thuộc {n} {v}", "trừ {v}", "ngoại trừ [{n} |]{v}", "không có {n} [là |]{v}"),
            ("whose {n} is not {v}", "with [a |]{n} other than {v}", "not [in|of] {n} {v}", "that are not {v}", "except {v}", "with {n} not equal to {v}", "other than {v}", "excluding {v}"),
            n=n, v=v,
        )  # fmt: skip
        return Said(Condition(table.name, name, "<>", (query.text(value),)), behind, v, weight=2)
    condition = Condition(table.name, name, "=", (query.text(value),))
    if column.place:
        behind = speaker.say(
            ("[ở|tại|thuộc|trong] [{n} |]{v}", "[có |với ]{n} [là |]{v}", "ở {v}", "[{n} |]{v}"),
            ("in [the {n} |]{v}", "from {v}", "in {v}", "whose {n} is {v}", "based in {v}", "located in {v}", "with {n} {v}", "in [the |]{n} [of |]{v}"),
            n=n, v=v,
        )  # fmt: skip
        front = speaker.say("[ở|tại] {v}", "in {v}", v=v)
        return Said(condition, behind, v, front=front)
    patterns_vi = [
        "[có |với |mà ]{n} [là |]{v}",
        "có {n} [là|bằng|=] {v}",
        "{n} {v}",
        "thuộc {n} {v}",
        "[ở |với ]{n} {v}",
        "dùng {n} {v}" if _used(n) else "{n} [là |]{v}",
    ]
    patterns_en = [
        "with [the |]{n} {v}",
        "whose {n} is {v}",
        "where [the |]{n} is {v}",
        "having {n} {v}",
        "of {n} {v}",
        "with {v} as [the |]{n}",
        "that have {n} {v}",
        "with a {n} of {v}",
    ]
    patterns_vi += [*column.sayings_vi] * 2
    patterns_en += [*column.sayings_en] * 2
    if _used(n):
        patterns_vi += ["dùng {v}", "sử dụng {v}", "có dùng {v}"]
        patterns_en += ["using {v}", "that use {v}"]
    before = ""
    if column.adjective:
        patterns_vi += ["{v}", "{v}"]
        patterns_en += ["that are {v}", "[which|that] are {v}"]
        before = v if rng.random() < 0.45 else ""
    behind = speaker.say(tuple(patterns_vi), tuple(patterns_en), n=n, v=v)
    return Said(condition, behind, v, before=before)


def equal(speaker: Speaker, table: TableWords, column: ColumnWords) -> Said:
    """A free text that is exactly this."""
    value = speaker.rng.choice(column.pool)
    behind = speaker.say(
        ("có {n} [là |]{v}", "[với |mà ]{n} là {v}", "{n} {v}"),
        ("with [the |]{n} {v}", "whose {n} is {v}", "having the {n} {v}"),
        n=speaker.column(column), v=speaker.value(value),
    )  # fmt: skip
    return Said(Condition(table.name, column.column.name, "=", (query.text(value),)), behind, value, weight=2)


def _used(noun: str) -> bool:
    return noun.startswith(("phần mềm", "công cụ", "software", "tool"))


def several(speaker: Speaker, table: TableWords, column: ColumnWords, n: str) -> Said:
    """One of two or three values, or none of them."""
    rng = speaker.rng
    values = rng.sample(column.pool, 3 if len(column.pool) > 3 and rng.random() < 0.35 else 2)
    shown = [speaker.value(value) for value in values]
    negated = rng.random() < 0.2
    v = speaker.join(
        shown, rng.choice((("hoặc", "or"), ("hay", "or"), ("và", "and"))) if not negated else ("và", "and")
    )
    if negated:
        behind = speaker.say(
            ("[không phải|khác|trừ|ngoại trừ|không thuộc] {v}", "[có |mà ]{n} không phải {v}"),
            ("[other than|except|excluding|not] {v}", "whose {n} is [neither of|not] {v}", "with {n} other than {v}"),
            n=n, v=v,
        )  # fmt: skip
    else:
        behind = speaker.say(
            ("[có |với |mà |thuộc |]{n} [là |]{v}", "{v}", "[có ]{n} là một trong [các giá trị |]{v}") if column.adjective else ("[có |với |mà |thuộc |]{n} [là |]{v}",),
            ("with {n} {v}", "whose {n} is [either |]{v}", "in {v}" if column.place else "of {n} {v}", "with [a |]{n} of {v}", "that are [either |]{v}" if column.adjective else "having {n} {v}"),
            n=n, v=v,
        )  # fmt: skip
    op: Op = "not in" if negated else "in"
    return Said(
        Condition(table.name, column.column.name, op, tuple(query.text(x) for x in values)), behind, v, weight=2
    )


def like(speaker: Speaker, table: TableWords, column: ColumnWords) -> Said | None:
    """A part of a text: within it, at its start or at its end."""
    rng = speaker.rng
    if not column.pool:
        return None
    parts = rng.choice(column.pool).split()
    place = rng.choices(("within", "start", "end"), (60, 28, 12))[0]
    if place == "start":
        piece = parts[0] if rng.random() < 0.5 or not parts[0][0].isalpha() else parts[0][0].upper()
    elif place == "end":
        piece = parts[-1]
    else:
        piece = rng.choice([part for part in parts if len(part) > 1] or parts)
    piece = piece.strip(".,'\"()&%") or parts[0]
    if not piece.strip("%_'"):
        return None
    n, v = (
        speaker.column(column),
        speaker.say(("{x}", "{x}", "'{x}'", '"{x}"'), ("{x}", "{x}", "'{x}'", '"{x}"'), x=piece),
    )
    negated = rng.random() < 0.1
    no = ("không ", "not ") if negated else ("", "")
    if place == "within":
        behind = speaker.say(
            ("[có |mà |với ]{n} {no}[chứa|có chứa|chứa từ|có chữ|có từ|bao gồm] {v}", "{no}có [chữ|từ|cụm từ] {v} trong {n}", "{n} {no}[có chữ|chứa] {v}"),
            ("whose {n} [contains|includes] {v}", "with {v} in [the|their] {n}", "with {n} [containing|including] {v}", "[having|with] the word {v} in the {n}", "containing {v} in the {n}")
            if not negated else ("whose {n} does not [contain|include] {v}", "with {n} not containing {v}", "without {v} in the {n}"),
            n=n, v=v, no=no[0],
        )  # fmt: skip
        pattern = f"%{piece}%"
    elif place == "start":
        behind = speaker.say(
            ("[có |mà |với ]{n} {no}bắt đầu [bằng|với|là|bằng chữ|bằng từ] {v}", "{n} {no}bắt đầu bằng {v}"),
            ("whose {n} [starts|begins] with [the letter |]{v}" if len(piece) == 1 else "whose {n} [starts|begins] with {v}", "with {n} [starting|beginning] with {v}")
            if not negated else ("whose {n} does not start with {v}", "with {n} not starting with {v}"),
            n=n, v=v, no=no[0],
        )  # fmt: skip
        pattern = f"{piece}%"
    else:
        behind = speaker.say(
            ("[có |mà |với ]{n} {no}kết thúc [bằng|là|bằng chữ] {v}",),
            ("whose {n} ends [with|in] {v}", "with {n} ending [with|in] {v}") if not negated else ("whose {n} does not end with {v}",),
            n=n, v=v, no=no[0],
        )  # fmt: skip
        pattern = f"%{piece}"
    op: Op = "not like" if negated else "like"
    return Said(Condition(table.name, column.column.name, op, (query.text(pattern),)), behind, v, weight=3, kind="like")


def flag(speaker: Speaker, table: TableWords, column: ColumnWords) -> Said:
    yes = speaker.rng.random() < 0.6
    noun = column.true if yes else column.false
    condition = Condition(table.name, column.column.name, "=", ("1" if yes else "0",))
    n = speaker.column(column)
    if noun is None:
        behind = speaker.say("[có {n}|{n}]" if yes else "không {n}", "that are {n}" if yes else "that are not {n}", n=n)
        return Said(condition, behind, behind, weight=2)
    adjective = speaker.noun(noun)
    if speaker.vi:
        return Said(condition, adjective, adjective, weight=1)
    return Said(condition, f"that are {adjective}", adjective, before=adjective if speaker.chance(0.7) else "")
