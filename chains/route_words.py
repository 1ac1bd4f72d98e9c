"""What kinds of words a message holds: greetings, wishes to change, questions, topics outside a database.

The words are in route_words.tsv, in English and Vietnamese. They are told apart as the lexicon's terms are: marks that
are written must agree, and where a Vietnamese message has none they are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from hoidap.databases import fold

from .function_words import is_function_word
from .language import Language
from .lexicon import lookup, spelling, stem
from .value_links import has_diacritics

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_IDLE = frozenset(
    "user users people person somebody someone something company office tool tools current given new latest last one"
    " người dùng nhân viên công ty công cụ của cho một các theo hiện tại số and or the its their own behalf".split()
)
_LOAN_WORDS = frozenset({"hello", "thanks", "bye", "nod", "praise"})  # said in English by everybody
_QUOTED = re.compile(r"\"[^\"]+\"|“[^”]+”|«[^»]+»")
_SUM = re.compile(  # 5/6 and 9:30 are none
    r"\d[)\s]*(?:[+*×^]| [-/x:] |times|plus|minus|divided by|multiplied by|cộng|trừ|nhân|chia)[(\s]*\d"
    r"|\d ?% (?:of|của) [\d.,]+",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+")  # Japanese, Chinese, Korean
_LONGEST = 5
MANNERS = frozenset({"definition", "method", "reason", "opinion", "ours"})  # of how something is asked for
_BESIDE = MANNERS | {"this", "self", "soon"}  # these leave their words free to be part of another phrase


@dataclass(frozen=True)
class Word:
    """A word of a text, with the kinds of the longest known phrase that it stands in, and keys to compare it by."""

    text: str
    start: int
    end: int
    kinds: frozenset[str]
    keys: frozenset[str]

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(kind for kind in self.kinds if kind.startswith("topic "))


@lru_cache(maxsize=2048)  # the descriptions of tools come again with every message
def read(text: str, language: Language) -> tuple[Word, ...]:
    """The words of a text in order; those between quotation marks are of no kind."""
    found = [(match.group().casefold().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(text)]
    words = [word for word, _, _ in found]
    marked = has_diacritics(text)
    vietnamese = language == "vi" or marked
    kinds: list[frozenset[str] | None] = [_kinds_by_form(text, start) for _, start, _ in found]
    beside: list[set[str]] = [set() for _ in found]
    keys: list[set[str]] = [{*_own_keys(word), *(known or ())} for word, known in zip(words, kinds, strict=True)]
    compounds: set[int] = set()  # history, "lịch sử", is no calendar, "lịch": what its syllables mean is nothing
    for size in range(_LONGEST, 0, -1):
        for first in range(len(words) - size + 1):
            span = range(first, first + size)
            phrase = " ".join(words[first : first + size])
            meant: set[str] = set()
            known = _kinds(phrase, language, marked)
            for place in span:
                if kinds[place] != frozenset():  # not between quotation marks
                    beside[place] |= known & _BESIDE
            if known - _BESIDE and all(kinds[place] is None for place in span):
                for place in span:
                    kinds[place] = known - _BESIDE
                meant |= {kind for kind in known if kind.startswith("topic ")}
            if size <= 3 and not (size == 1 and (first in compounds or is_function_word(phrase, marked))):
                meant |= {f"concept {concept.english[0]}" for concept in lookup(phrase)[:2] if concept.english}
            if size > 1 and vietnamese and meant:
                compounds |= set(span)
            if size == 2 and language == "vi" and not any(map(_is_idle, words[first : first + size])):
                meant.add(f"pair {fold(phrase)}")
            for place in span:
                keys[place] |= meant
    for place in compounds:
        keys[place] -= _own_keys(words[place])
    return tuple(
        Word(word, start, end, (kinds[place] or frozenset()) | beside[place], frozenset(keys[place]))
        for place, (word, start, end) in enumerate(found)
    )


def _kinds_by_form(text: str, start: int) -> frozenset[str] | None:
    """What the form of the text tells of its word at `start`; None where the word itself has to tell."""
    if _FOREIGN.match(text, start):
        return frozenset({"topic translation"})
    if _within(_QUOTED, text, start):
        return frozenset()
    return frozenset({"topic math"}) if _within(_SUM, text, start) else None


def _within(pattern: re.Pattern[str], text: str, start: int) -> bool:
    return any(match.start() <= start < match.end() for match in pattern.finditer(text))


def _own_keys(word: str) -> set[str]:
    if _is_idle(word):
        return set()
    if not word.isascii():
        return {f"word {' '.join(spelling(word))}"}
    return {f"word {stem(word)}"} if len(word) > 2 else set()


def _is_idle(word: str) -> bool:
    return word in _IDLE or is_function_word(word, True)


def _kinds(phrase: str, language: Language, marked: bool) -> frozenset[str]:
    english, written, bare = _index()
    vietnamese = language == "vi" or marked
    known = english.get(phrase, frozenset())
    if vietnamese and len(phrase) < 4:
        known &= _LOAN_WORDS
    if vietnamese:
        known |= (written if marked else bare).get(
            " ".join(spelling(phrase) if marked else [fold(phrase)]), frozenset()
        )
    return known


def _as_read(phrase: str) -> str:
    """The words of a phrase as those of a message are found: 2/9 is two of them."""
    return " ".join(_WORD.findall(phrase))


@cache
def _index() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Kinds by English phrase, by Vietnamese phrase with its marks, and without."""
    english: dict[str, frozenset[str]] = {}
    written: dict[str, frozenset[str]] = {}
    bare: dict[str, frozenset[str]] = {}
    for kind, in_english, in_vietnamese in phrases():
        for phrase in in_english:
            english[phrase] = english.get(phrase, frozenset()) | {kind}
        for phrase in in_vietnamese:
            for index, key in ((written, " ".join(spelling(phrase))), (bare, fold(phrase))):
                index[key] = index.get(key, frozenset()) | {kind}
    return english, written, bare


@cache
def phrases() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Each kind of route_words.tsv with its English and its Vietnamese phrases, as the words of a message are found."""
    text = resources.files("hoidap.chains").joinpath("route_words.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        (kind, tuple(map(_as_read, english.split("|"))), tuple(map(_as_read, vietnamese.split("|"))))
        for kind, english, vietnamese in rows
    )
