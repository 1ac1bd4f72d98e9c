"""Answers told from rows: a question, rows of the right shape made up, and one sentence that says what they say."""

from collections.abc import Iterator
from random import Random

from hoidap.chains.answer_check import Facts, strange_words, unsupported
from hoidap.chains.answer_check import answers as says

from .draft import Draft
from .example import AnswerExample, Json
from .followups import follow
from .kinds import draft
from .made_rows import cell, heading, how_many, rows_of
from .query import column
from .questions import Source, draw_language
from .speaker import Speaker
from .surface import finish
from .telling import Telling

FOLLOWING = 0.15  # answers to "còn DC5 thì sao?", which says nothing of what is counted
MOST_COLUMNS = 8


def answers(rng: Random, source: Source, each: int = 4) -> Iterator[AnswerExample]:
    """Endless answers over the questions that `questions` makes."""
    while True:
        words = source(rng)
        for _ in range(each):
            speaker = Speaker(rng, draw_language(rng), words)
            made = draft(speaker)
            if made is None:
                break
            if speaker.chance(FOLLOWING):
                made = follow(speaker, made) or made
            answer = _told(speaker, made)
            if answer is not None:
                yield answer


def _told(speaker: Speaker, made: Draft) -> AnswerExample | None:
    """None where the sentence would not pass the check that answers go through."""
    items = _items(speaker, made)
    rows, truncated = _rows(speaker, made, items)
    if not rows:
        return None
    question = finish(speaker.rng, " ".join(made.text.split()).replace(" ,", ","), speaker.vi, made.query.sql())
    columns = tuple(heading(speaker, item) for item in items)
    facts = Facts(question, columns, rows, speaker.language, truncated)
    sentence = Telling(speaker, made, facts, items).sentence()
    if unsupported(sentence, facts) or strange_words(sentence, facts) or not says(sentence, facts):
        return None
    return AnswerExample(question, speaker.language, columns, rows, truncated, sentence)


def _items(speaker: Speaker, made: Draft) -> tuple[str, ...]:
    """What is selected, the columns told one by one."""
    items: list[str] = []
    for item in made.query.items:
        table = speaker.words.tables.get(item[1:-3]) if item.endswith('".*') else None
        items += [column(table.name, c.column.name) for c in table.columns] if table else [item]
    return tuple(items[:MOST_COLUMNS])


def _rows(speaker: Speaker, made: Draft, items: tuple[str, ...]) -> tuple[tuple[tuple[Json, ...], ...], bool]:
    single = not made.query.group and all("(" in item for item in items)
    if single and made.shape == "count" and speaker.chance(0.3 if made.kind == "exists" else 0.06):
        return ((0,),), False
    if single and not items[0].startswith("COUNT") and speaker.chance(0.05):
        return ((None,) * len(items),), False
    if single or made.kind in ("attribute", "owner") or (made.shape == "one" and made.query.limit == 1):
        return (tuple(cell(speaker, item) for item in items),), False
    count, truncated = how_many(speaker, made)
    shown = rows_of(speaker, items, min(count, 12))
    more = [tuple(cell(speaker, item) for item in items) for _ in range(count - len(shown))] if count > 12 else []
    return (*shown, *more), truncated
