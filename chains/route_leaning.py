"""What a message leans towards where none of its phrases is known: the topics whose phrases its words stand in.

"The window won't shut" is in no list, but `window` stands in phrases about the building and in few others. A word, or a
pair of words, speaks for a topic with the share of its phrases that are the topic's, as in naive Bayes; the phrases of
greetings, questions and the rest of route_words.tsv count as other than any topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from hoidap.databases import fold

from .function_words import is_function_word
from .language import Language, detect_language
from .lexicon import spelling, stem
from .route_words import Word, phrases, read
from .value_links import has_diacritics

Leaning = Mapping[str, float]  # by topic, or WORLD, 0 to 1
WORLD = "world"  # the kind of phrases that general questions hold

_UNSEEN = 1.0  # phrases more that a word may stand in
_LITTLE = 0.3  # of a leaning to a plug-in says nothing
_LEAST = 0.4  # of a tool's foremost topic, that a topic of it has


def leanings(words: Sequence[Word], language: Language, marked: bool) -> list[Leaning]:
    """What each word leans towards, by itself or beside its neighbours."""
    forms = _forms([word.text for word in words], language, marked)
    spoken = _index()[_manner(language, marked)]
    found: list[Leaning] = []
    for place in range(len(forms)):
        near = [
            " ".join(forms[first : first + size])
            for first, size in ((place, 1), (place - 1, 2), (place, 2))
            if first >= 0 and first + size <= len(forms)
        ]
        best: dict[str, float] = {}
        for run in near:
            for topic, share in spoken.get(run, {}).items():
                best[topic] = max(share, best.get(topic, 0.0))
        found.append(best)
    return found


@lru_cache(maxsize=512)  # the same tools come again with every message
def topics_of(text: str, language: Language) -> Leaning:
    """The topics of a tool's name or description, the foremost with 1."""
    words = read(text, language)
    total: dict[str, float] = {}
    for word, leaning in zip(words, leanings(words, language, has_diacritics(text)), strict=True):
        known = dict.fromkeys(word.topics, 1.0)
        for topic in {*leaning, *known} - {WORLD}:
            total[topic] = total.get(topic, 0.0) + leaning.get(topic, 0.0) + known.get(topic, 0.0)
    most = max(total.values(), default=0.0)
    return {topic: amount / most for topic, amount in total.items() if amount >= _LEAST * most and most >= _LEAST}


def leans_to(lean: Sequence[Leaning], name: str, description: str) -> float:
    """How far words together lean towards the topics of a plug-in: 0 to their number."""
    spelt = name.replace("_", " ").replace("-", " ")
    written = ((spelt, "en"), (spelt, "vi"), (description, detect_language(description, "en")))
    topics = {topic: share for text, language in written for topic, share in topics_of(text, language).items()}
    return sum(max((share * topics.get(of, 0.0) for of, share in leaning.items()), default=0.0) for leaning in lean)


def leaning_of_message(lean: Sequence[Leaning], leans: Mapping[str, float], some_linked: bool) -> dict[str, float]:
    """The evidence in how words lean, and how far to each plug-in, that is of the message alone."""
    total: dict[str, float] = {}
    for leaning in lean:
        for topic, share in leaning.items():
            total[topic] = total.get(topic, 0.0) + share
    world = min(1.0, total.pop(WORLD, 0.0) / 2)
    outside, taken = max(total.values(), default=0.0), max(leans.values(), default=0.0)
    return {
        "leans to a topic": min(1.0, outside / 2),
        "leans to no plug-in": min(1.0, max(0.0, outside - taken) / 2),
        "leans to the world": world,
        "leans to the world, some linked": world * some_linked,
    }


def leaning_to(name: str, leans: Mapping[str, float], shares: bool) -> dict[str, float]:
    """The evidence of one plug-in in how far the message leans to each; `shares` tells whether a word is in both."""
    amount, most_of_others = leans[name], max((leans[other] for other in leans if other != name), default=0.0)
    return {
        "leaned to": min(1.0, amount / 2),
        "leaned to most": float(amount > _LITTLE and amount >= most_of_others),
        "leaned to beyond others": min(1.0, max(0.0, amount - most_of_others) / 2),
        "leaned to, shares nothing": 0.0 if shares else min(1.0, amount / 2),
    }


def _manner(language: Language, marked: bool) -> str:
    return "written" if marked else "bare" if language == "vi" else "english"


def _forms(words: Sequence[str], language: Language, marked: bool) -> list[str]:
    manner = _manner(language, marked)
    if manner == "english":
        return [stem(word) for word in words]
    return [" ".join(spelling(word)) if manner == "written" else fold(word) for word in words]


@cache
def _index() -> dict[str, dict[str, Leaning]]:
    """By manner of writing, then by word or pair of words: the shares of the topics."""
    counts: dict[str, dict[str, Counter[str]]] = {"english": {}, "written": {}, "bare": {}}
    for kind, english, vietnamese in phrases():
        for manner, listed in (("english", english), ("written", vietnamese), ("bare", vietnamese)):
            language: Language = "en" if manner == "english" else "vi"
            for phrase in listed:
                forms = _forms(phrase.split(), language, manner == "written")
                alone = {form for form in forms if len(form) > 1 and not is_function_word(form, manner == "written")}
                for run in alone | {" ".join(pair) for pair in pairwise(forms)}:
                    counts[manner].setdefault(run, Counter())[kind] += 1
    return {
        manner: {
            run: {
                kind: count / (kinds.total() + _UNSEEN)
                for kind, count in kinds.items()
                if kind == WORLD or kind.startswith("topic ")
            }
            for run, kinds in runs.items()
        }
        for manner, runs in counts.items()
    }
