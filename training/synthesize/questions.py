"""Questions with their SQL: a kind is drawn, then a table, then the words."""
# ruff: noqa: E501 (a line may hold the many ways to say one thing)

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from . import comparing, figures, groups, listing, one_row, ranking
from .draft import Draft
from .example import Example, Language, Past
from .followups import follow
from .say import say
from .speaker import Speaker
from .surface import finish
from .words import SchemaWithWords, TableWords

Kind = Callable[[Speaker, TableWords], Draft | None]
Source = Callable[[Random], SchemaWithWords]

KINDS: tuple[tuple[Kind, int], ...] = (
    (listing.count, 15), (listing.names, 15), (listing.columns, 7), (listing.everything, 3), (one_row.attribute, 7), (one_row.owner, 5), (one_row.many_of, 5),
    (listing.ordered, 4), (listing.distinct, 4), (listing.exists, 3), (ranking.by_column, 10), (ranking.by_count, 8), (ranking.by_total, 15),
    (figures.aggregate, 13), (figures.several, 3), (figures.product, 2), (groups.by_group, 9), (groups.figure_by_group, 9), (groups.two_keys, 2),
    (groups.having, 5), (groups.top_group, 6), (figures.date_extreme, 2), (comparing.against_average, 3), (comparing.without, 6), (comparing.both, 2),
    (comparing.only, 1), (comparing.pairs, 3), (comparing.far_column, 2),
    (comparing.versus, 4),
)  # fmt: skip
_GOING_ON_VI = (
    "ok, {t}",
    "cảm ơn, {t}",
    "ừ, {t}",
    "rồi, {t}",
    "à mà {t}",
    "vậy {t}",
    "tốt, {t}",
    "được rồi, {t}",
    "thế {t}",
    "tiếp theo, {t}",
)
_GOING_ON_EN = (
    "ok, {t}",
    "thanks, {t}",
    "great, {t}",
    "now {t}",
    "good, {t}",
    "next, {t}",
    "oh, {t}",
    "so {t}",
)
_MEASURING = (
    figures.aggregate,
    figures.product,
    groups.figure_by_group,
)  # these may ask a table that only joins others
_DRAWN, _SHARES = zip(*KINDS, strict=True)


def draft(speaker: Speaker, tries: int = 60) -> Draft | None:
    """A question that the schema allows; None where it allows too little."""
    tables = [table for table in speaker.words.tables.values() if table.sort != "link"]
    measured = [table for table in speaker.words.tables.values() if table.sort != "link" or table.having("number")]
    for _ in range(tries):
        kind = speaker.rng.choices(_DRAWN, _SHARES)[0]
        made: Draft | None = kind(speaker, speaker.rng.choice(measured if kind in _MEASURING else tables))
        if made is not None:
            return made
    return None


def draw_language(rng: Random) -> Language:
    return "vi" if rng.random() < 0.54 else "en"


def questions(rng: Random, source: Source, each: int = 3) -> Iterator[Example]:
    """Endless questions, `each` of them over every schema that `source` draws."""
    while True:
        words = source(rng)
        for _ in range(each):
            speaker = Speaker(rng, draw_language(rng), words)
            made = draft(speaker)
            if made is None:
                break
            yield conversation(speaker, made) if rng.random() < 0.33 else written(speaker, made)


def conversation(speaker: Speaker, made: Draft) -> Example:
    """One to three turns before the question, which follows them or, now and then, has nothing to do with them."""
    turns = [made]
    wanted = speaker.rng.choices((1, 2, 3), (62, 26, 12))[0]
    if speaker.chance(0.22):
        turns = [*turns, *filter(None, (draft(speaker) for _ in range(wanted)))]
    while len(turns) <= wanted:
        following = follow(speaker, turns[-1]) or draft(speaker)
        if following is None:
            break
        turns.append(following)
    *before, last = [written(speaker, turn) for turn in turns]
    if speaker.chance(0.05) and not last.question.lower().startswith(
        ("and", "ok", "now", "thế", "the ", "vậy", "vay", "còn", "con", "so ")
    ):
        polite = say(
            speaker.rng, _GOING_ON_VI if speaker.vi else _GOING_ON_EN, t=last.question[:1].lower() + last.question[1:]
        )
        last = replace(last, question=polite)
    return replace(last, history=tuple(Past(turn.question, turn.sql) for turn in before))


def written(speaker: Speaker, made: Draft) -> Example:
    sql = made.query.sql()
    text = finish(speaker.rng, " ".join(made.text.split()).replace(" ,", ","), speaker.vi, sql)
    return Example(speaker.words.schema, speaker.words.values, text, speaker.language, sql, made.kind)
