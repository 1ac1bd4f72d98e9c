"""Conditions on dates and years: in a period, before, since, from one to another."""

import re
from random import Random

from . import query
from .missing import missing
from .query import Condition, Op
from .said import PERIOD_OPS, Said
from .speaker import Speaker, month_name
from .words import ColumnWords, TableWords

_DAY = re.compile(r"([12]\d{3})(?:-(\d\d)-(\d\d))?")


def draw_period(rng: Random, column: ColumnWords) -> str:
    """A period that holds a date of the column where these are known, else any."""
    year, month, day = _standing(rng, column) or _any_day(rng)
    r = rng.random()
    if r < 0.58:
        return str(year)
    if r < 0.78:
        return f"{year}-{month or rng.randint(1, 12):02}"
    if r < 0.9:
        return f"{year}-Q{(month + 2) // 3 or rng.randint(1, 4)}"
    return f"{year}-{month or rng.randint(1, 12):02}-{day or rng.randint(1, 28):02}"


def _any_day(rng: Random) -> tuple[int, int, int]:
    """A year, with month and day still to be drawn."""
    return rng.randint(1996, 2026) if rng.random() < 0.35 else rng.randint(2017, 2026), 0, 0


def _standing(rng: Random, column: ColumnWords) -> tuple[int, int, int] | None:
    """Year, month and day of a cell; of a year alone the others are 0."""
    found = _DAY.match(rng.choice(column.pool)) if column.pool else None
    return (int(found[1]), int(found[2] or 0), int(found[3] or 0)) if found else None


def draw_year(rng: Random, column: ColumnWords, first: int, last: int) -> int:
    """A year of the column where its dates are known, else one of `first` to `last`."""
    known = _standing(rng, column)
    return known[0] if known else rng.randint(first, last)


def date(speaker: Speaker, table: TableWords, column: ColumnWords, op: Op | None = None) -> Said:
    rng = speaker.rng
    if op is None and rng.random() < 0.07:
        return missing(speaker, table, column)
    op = op or rng.choices(("=", ">", ">=", "<", "<=", "between"), (56, 8, 10, 9, 3, 14))[0]
    first = draw_period(rng, column)
    if column.year:
        first = first[:4]
    periods = [first]
    if op == "between":
        periods, shown = _range(speaker, column)
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


def _range(speaker: Speaker, column: ColumnWords) -> tuple[list[str], list[str]]:
    rng = speaker.rng
    year = draw_year(rng, column, 2010, 2025)
    r = rng.random()
    if column.year or r < 0.6:
        periods = [str(year), str(min(max(2026, year), year + rng.randint(1, 5)))]
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
