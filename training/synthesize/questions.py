"""The stream of questions with their SQL, alone or as the last turn of a conversation."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from .draft import Draft
from .example import Example, Language, Past
from .followups import follow
from .kinds import LEADS, draft
from .say import say
from .speaker import Speaker
from .surface import finish
from .unrelated import unrelated
from .words import SchemaWithWords

Source = Callable[[Random], SchemaWithWords]

IN_CONVERSATION = 0.32
LEADING = 0.3  # of the conversations, how many begin with a question after which one goes on asking
UNRELATED = 0.45  # of the questions that have a turn before them, how many do not lean on it
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

_LINKING = ("and", "ok", "now", "thế", "the ", "vậy", "vay", "còn", "con", "so ")


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
            yield conversation(speaker, made) if rng.random() < IN_CONVERSATION else written(speaker, made)


def conversation(speaker: Speaker, made: Draft) -> Example:
    """One to three turns before the question, which leans on the last of them or has nothing to do with it."""
    for _ in range(3):  # a turn without a filter leaves nothing to tell the two apart by
        if not made.query.where:
            made = draft(speaker, 5) or made
    if speaker.chance(LEADING):
        made = draft(speaker, 10, kinds=LEADS) or made
    turns = [made]
    wanted = speaker.rng.choices((1, 2, 3), (62, 26, 12))[0]
    while len(turns) <= wanted:
        apart = speaker.chance(UNRELATED)
        following = (unrelated if apart else follow)(speaker, turns[-1]) or unrelated(speaker, turns[-1])
        if following is None:
            break
        turns.append(following)
    *before, last = [written(speaker, turn) for turn in turns]
    if speaker.chance(0.07) and not last.question.lower().startswith(_LINKING):
        polite = say(
            speaker.rng, _GOING_ON_VI if speaker.vi else _GOING_ON_EN, t=last.question[:1].lower() + last.question[1:]
        )
        last = replace(last, question=polite)
    return replace(last, history=tuple(Past(turn.question, turn.sql) for turn in before))


def written(speaker: Speaker, made: Draft) -> Example:
    sql = made.query.sql()
    text = finish(speaker.rng, " ".join(made.text.split()).replace(" ,", ","), speaker.vi, sql)
    return Example(speaker.words.schema, speaker.words.values, text, speaker.language, sql, made.kind)
