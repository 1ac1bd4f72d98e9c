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
_LONGEST = 5


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
    """The words of a text in order."""
    found = [(match.group().casefold().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(text)]
    words = [word for word, _, _ in found]
    marked = has_diacritics(text)
    kinds: list[frozenset[str] | None] = [None] * len(words)
    keys: list[set[str]] = [set(_own_keys(word)) for word in words]
    for size in range(_LONGEST, 0, -1):
        for first in range(len(words) - size + 1):
            span = range(first, first + size)
            phrase = " ".join(words[first : first + size])
            if all(kinds[place] is None for place in span) and (known := _kinds(phrase, language, marked)):
                for place in span:
                    kinds[place] = known
                    keys[place] |= {kind for kind in known if kind.startswith("topic ")}
            if size == 2 and language == "vi" and not any(map(_is_idle, words[first : first + size])):
                for place in span:
                    keys[place].add(f"pair {fold(phrase)}")
            if size <= 3 and not (size == 1 and is_function_word(phrase, marked)):
                named = {f"concept {concept.english[0]}" for concept in lookup(phrase)[:2] if concept.english}
                for place in span:
                    keys[place] |= named
    return tuple(
        Word(word, start, end, kinds[place] or frozenset(), frozenset(keys[place]))
        for place, (word, start, end) in enumerate(found)
    )


def _own_keys(word: str) -> tuple[str, ...]:
    if _is_idle(word):
        return ()
    if not word.isascii():
        return (f"word {' '.join(spelling(word))}",)
    return (f"word {stem(word)}",) if len(word) > 2 else ()


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


@cache
def _index() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Kinds by English phrase, by Vietnamese phrase with its marks, and without."""
    english: dict[str, frozenset[str]] = {}
    written: dict[str, frozenset[str]] = {}
    bare: dict[str, frozenset[str]] = {}
    text = resources.files("hoidap.chains").joinpath("route_words.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        kind, *columns = line.split("\t")
        for phrase in columns[0].split("|"):
            english[phrase] = english.get(phrase, frozenset()) | {kind}
        for phrase in columns[1].split("|"):
            for index, key in ((written, " ".join(spelling(phrase))), (bare, fold(phrase))):
                index[key] = index.get(key, frozenset()) | {kind}
    return english, written, bare
