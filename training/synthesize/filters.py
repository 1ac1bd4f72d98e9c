"""Conditions as people put them: each with the ways to say it behind, before or in place of the thing it is about."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from dataclasses import dataclass
from random import Random

from . import query
from .hints import comparative
from .query import Condition, Op
from .speaker import Speaker, month_name
from .words import ColumnWords, TableWords

NUMBER_OPS: dict[Op, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ">": (
        ("[trên|hơn|lớn hơn|nhiều hơn|cao hơn|vượt quá|quá|vượt] {x}",),
        ("[more than|over|above|greater than|higher than|exceeding|bigger than|> ] {x}",),
    ),
    ">=": (
        ("[ít nhất|tối thiểu|không dưới|từ|không ít hơn|lớn hơn hoặc bằng] {x}", "từ {x} trở lên", "{x} trở lên"),
        ("[at least|no less than|not less than|a minimum of|from] {x}", "{x} or [more|above|higher]", "at least {x}"),
    ),
    "<": (
        ("[dưới|nhỏ hơn|ít hơn|thấp hơn|chưa đến|chưa tới|không đến|kém] {x}",),
        ("[less than|under|below|fewer than|lower than|smaller than|< ] {x}",),
    ),
    "<=": (
        ("[không quá|tối đa|nhiều nhất|không vượt quá|nhỏ hơn hoặc bằng] {x}", "từ {x} trở xuống", "{x} trở xuống"),
        ("[at most|no more than|up to|not more than|a maximum of] {x}", "{x} or [less|below|fewer]"),
    ),
    "=": (("[đúng|bằng|là|bằng đúng|đúng bằng] {x}", "{x}"), ("[exactly|equal to|of exactly] {x}", "{x}")),
    "between": (
        ("từ {x} đến {y}", "[nằm |]trong khoảng [từ |]{x} [đến|tới|-] {y}", "[nằm |]giữa {x} và {y}", "từ {x} tới {y}"),
        ("between {x} and {y}", "from {x} to {y}", "in the range {x} to {y}", "ranging from {x} to {y}"),
    ),
}

PERIOD_OPS: dict[Op, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "=": (("[trong |trong |vào |]{x}",), ("in {x}", "in {x}", "during {x}")),
    ">": (("sau {x}", "kể từ sau {x}"), ("after {x}", "later than {x}")),
    ">=": (("từ {x}[| trở đi| đến nay| tới nay| trở lại đây]", "kể từ {x}", "bắt đầu từ {x}"), ("since {x}", "from {x} on[|wards]", "from {x} onwards")),
    "<": (("trước {x}", "[trước|từ trước] {x}"), ("before {x}", "prior to {x}", "earlier than {x}")),
    "<=": (("đến hết {x}", "tính đến hết {x}", "cho đến hết {x}"), ("[up to|until] the end of {x}", "through {x}", "up to and including {x}")),
    "between": (
        ("từ {x} đến {y}", "[trong |]giai đoạn {x} - {y}", "giữa {x} và {y}", "từ {x} tới {y}", "từ {x} đến hết {y}", "trong khoảng {x} đến {y}"),
        ("between {x} and {y}", "from {x} to {y}", "from {x} through {y}"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A condition and its sayings; an empty one means that it cannot be put that way."""

    condition: Condition
    behind: str
    short: str  # the value alone, for an elliptic question
    before: str = ""  # an English adjective: "pending orders"
    front: str = ""  # an adverbial that may open the sentence: "in 2024"
    owner: str = ""  # who may be said to have the things: "department DC5 has"
    weight: int = 1  # light ones stand nearer to the noun
    kind: str = "text"
    deed: str = ""  # what the owner, a person, did to the thing: English participle, Vietnamese verb
    more: tuple[Condition, ...] = ()
    fans: bool = False  # a row may meet the condition several times over, so that sums would count it twice

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return (self.condition, *self.more)


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


def draw_number(rng: Random, column: ColumnWords) -> float:
    low, high = column.measure.low, column.measure.high
    number = rng.randint(low, high)
    if rng.random() < 0.6 and abs(number) > 12:
        number = round(number, 1 - len(str(abs(number))) + (rng.random() < 0.4))
    if not column.integer and rng.random() < 0.2 and high <= 1000:
        return number + rng.choice((0.5, 0.25, 0.75, 0.5))
    return max(low, number, 2) if low >= 0 else number


def literal(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def number(speaker: Speaker, table: TableWords, column: ColumnWords) -> Said:
    rng, measure = speaker.rng, column.measure
    if rng.random() < 0.05:
        return missing(speaker, table, column)
    op: Op = rng.choices((">", ">=", "<", "<=", "=", "between"), (32, 18, 22, 8, 7, 13))[0]
    numbers = sorted({draw_number(rng, column) for _ in range(2 if op == "between" else 1)})
    if op == "between" and len(numbers) == 1:
        op = ">"
    unit = (measure.unit_en, measure.unit_vi)
    shown = [
        speaker.number(x, unit if i == len(numbers) - 1 or rng.random() < 0.3 else ("", ""))
        for i, x in enumerate(numbers)
    ]
    vi, en = NUMBER_OPS[op]
    compared = speaker.say(vi, en, x=shown[0], y=shown[-1])
    n = speaker.column(column)
    condition = Condition(table.name, column.column.name, op, tuple(literal(x) for x in numbers))
    behind = _numbered(speaker, column, op, n, compared, shown)
    return Said(condition, behind, compared, weight=2, kind="number")


def _numbered(speaker: Speaker, column: ColumnWords, op: Op, n: str, compared: str, shown: list[str]) -> str:
    measure = column.measure
    vi = ["[có |với |mà |]{n} {c}", "có {n} {c}"]
    en = [
        "with [a |]{n} {c}",
        "whose {n} is {c}",
        "with {n} {c}",
        "where [the |]{n} is {c}",
        "having [a |]{n} {c}",
        "that have [a |]{n} {c}",
    ]
    if measure.verb_vi and measure.unit_vi and shown[-1].endswith((measure.unit_vi, measure.unit_en)):
        vi += ["{verb} {c}"] * 2
        en += ["that {verb} {c}"] * 2
    if "c" in measure.flags and shown[-1].endswith((measure.unit_vi, measure.unit_en)):
        vi += ["có {c}"] * 2
        en += ["with {c}", "that have {c}"]
    if "m" in measure.flags and measure.unit_en == "$" and op != "=" and measure.most_en:
        en.append("[costing|that cost] {c}" if "expensive" in measure.most_en[0] else "with [a |]{n} {c}")
    more, less = op in (">",), op in ("<",)
    adjectives = measure.more_vi if more else measure.less_vi if less else ()
    if adjectives:
        vi += [f"{speaker.rng.choice(adjectives)} hơn {shown[0]}"] * 2
    longer = [
        form for word in (measure.most_en if more else measure.least_en if less else ()) if (form := comparative(word))
    ]
    if longer:
        en += [
            f"[that are |]{speaker.rng.choice(longer)} than {shown[0]}",
            f"that are {speaker.rng.choice(longer)} than {shown[0]}",
        ]
    verb = measure.verb_vi if speaker.vi else measure.verb_en
    return speaker.say(tuple(vi), tuple(en), n=n, c=compared, verb=verb)


def draw_period(rng: Random) -> str:
    year = rng.randint(1996, 2026) if rng.random() < 0.35 else rng.randint(2017, 2026)
    r = rng.random()
    if r < 0.58:
        return str(year)
    if r < 0.78:
        return f"{year}-{rng.randint(1, 12):02}"
    if r < 0.9:
        return f"{year}-Q{rng.randint(1, 4)}"
    return f"{year}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def date(speaker: Speaker, table: TableWords, column: ColumnWords, op: Op | None = None) -> Said:
    rng = speaker.rng
    if op is None and rng.random() < 0.07:
        return missing(speaker, table, column)
    op = op or rng.choices(("=", ">", ">=", "<", "<=", "between"), (56, 8, 10, 9, 3, 14))[0]
    first = draw_period(rng)
    if column.year:
        first = first[:4]
    periods = [first]
    if op == "between":
        periods, shown = _range(speaker, column.year)
    else:
        shown = [speaker.period(first)]
    vi, en = PERIOD_OPS[op]
    if column.year:
        shown = [speaker.rng.choice((p, p, f"năm {p}" if speaker.vi else p)) for p in periods]
    if op == "=" and len(first) == 10:
        vi, en = ("[vào |]{x}",), ("on {x}",)
    phrase = speaker.say(vi, en, x=shown[0], y=shown[-1])
    condition = Condition(
        table.name,
        column.column.name,
        op,
        tuple(period if column.year and column.column.type != "text" else query.text(period) for period in periods),
    )
    return Said(
        condition,
        _dated(speaker, table, column, phrase),
        shown[0] if op == "=" else phrase,
        front=phrase,
        weight=3,
        kind="date",
    )


def _range(speaker: Speaker, years: bool = False) -> tuple[list[str], list[str]]:
    rng = speaker.rng
    year = rng.randint(2010, 2025)
    r = rng.random()
    if years or r < 0.6:
        periods = [str(year), str(min(2026, year + rng.randint(1, 5)))]
        if rng.random() < 0.6:
            return periods, [speaker.say(("năm {y}", "{y}"), "{y}", y=periods[0]), periods[1]]
    elif r < 0.85:
        a, b = sorted(rng.sample(range(1, 13), 2))
        periods = [f"{year}-{a:02}", f"{year}-{b:02}"]
        if rng.random() < 0.7:
            return periods, [
                f"tháng {a}" if speaker.vi else month_name(a),
                speaker.period(periods[1]) if not speaker.vi else f"tháng {b}{rng.choice(('/', ' năm '))}{year}",
            ]
    else:
        a, b = sorted(rng.sample(range(1, 13), 2))
        periods = [f"{year}-{a:02}-{rng.randint(1, 28):02}", f"{year}-{b:02}-{rng.randint(1, 28):02}"]
    return periods, [speaker.period(period) for period in periods]


def _dated(speaker: Speaker, table: TableWords, column: ColumnWords, phrase: str) -> str:
    """The period alone where the table has one date, else with the date's noun or what happened then."""
    moment, n = column.moment, speaker.column(column)
    if column.year:
        phrase = (
            phrase.removeprefix("trong ").removeprefix("vào ").removeprefix("năm ")
            if not moment.done_vi or speaker.chance(0.5)
            else phrase
        )
        vi, en = ["[có |với |]{n} {p}"], ["whose {n} is {p}", "with [a |]{n} {p}"]
        if moment.done_en:
            vi, en = (
                [*vi, "{done} {p}"] if phrase[:1].isalpha() else [*vi, "{done} năm {p}"],
                ["{done} {p}", "{done} {p}", "with [a |]{n} {p}"],
            )
        return speaker.say(
            tuple(vi),
            tuple(en),
            n=n,
            p=phrase,
            done=speaker.rng.choice(moment.done_vi if speaker.vi else moment.done_en) if moment.done_en else "",
        )
    vi, en = ["[có |với |mà ]{n} {p}", "{n} {p}"], ["with [a |]{n} {p}", "whose {n} is {p}", "with {n} {p}"]
    if moment.done_vi or moment.done_en:
        vi = ["{done} {p}"] * 5 + vi if moment.done_vi else vi
        en = (
            ["{done} {p}"] * 6 + ["that were {done} {p}" if _passive(moment.done_en) else "{done} {p}"] + en
            if moment.done_en
            else en
        )
    if len(table.having("date")) == 1:
        vi += ["{p}"] * len(vi)
        en += ["{p}"] * len(en)
    done = moment.done_vi if speaker.vi else moment.done_en
    return speaker.say(tuple(vi), tuple(en), n=n, p=phrase, done=speaker.rng.choice(done) if done else "")


def _passive(participles: tuple[str, ...]) -> bool:
    return participles[0] not in (
        "started",
        "finished",
        "ended",
        "due",
        "dated",
        "that expire",
        "expiring",
        "registered",
    )


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


def missing(speaker: Speaker, table: TableWords, column: ColumnWords) -> Said:
    n, absent = speaker.column(column), speaker.chance(0.7)
    if absent:
        behind = speaker.say(
            ("[chưa có|không có|chưa nhập|thiếu|chưa điền|chưa cập nhật|bị thiếu] {n}", "[có |mà ]{n} [trống|để trống|bị trống|bỏ trống]", "chưa có {n}"),
            ("without [a|any] {n}" if n[:1] not in "aeiou" else "without an {n}", "with no {n}", "missing [a |the |]{n}", "whose {n} is [missing|empty|null|not set|unknown]", "that have no {n}", "that don't have [a|any] {n}"),
            n=n,
        )  # fmt: skip
    else:
        behind = speaker.say(
            ("[đã có|có] {n}", "đã [nhập|điền|cập nhật] {n}", "có {n} [không trống|rồi]"),
            ("with a {n}" if n[:1] not in "aeiou" else "with an {n}", "that have [a|some] {n}", "whose {n} is [not empty|known|filled in|not null]", "that do have [a |]{n}"),
            n=n,
        )  # fmt: skip
    return Said(
        Condition(table.name, column.column.name, "null" if absent else "not null"),
        behind,
        behind,
        weight=2,
        kind="null",
    )
