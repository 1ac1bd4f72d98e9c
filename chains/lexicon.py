"""Business words in English and Vietnamese, so that a question's words meet a schema's words without a model.

The words are in lexicon.tsv, one concept a line. A concept is what a table or column may stand for
("hire date", "supplier"), with the terms that name it in either language and the cues that only point to it
("joined" points to a hire date).
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, cast, get_args

from hoidap.databases import fold

Kind = Literal["person", "entity", "measure", "category", "date", "text", "place", "code", "flag"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền, sắc, ngã, hỏi, nặng
_ENDINGS = (
    *("ations", "ation", "ated", "ating", "ances", "ance", "ence", "ments", "ment", "ings", "ing", "ions", "ion"),
    *("ers", "ors", "er", "or", "ees", "ee", "ed", "ies", "es", "y", "s", "e"),
)
_I_FOR_Y = re.compile(r"\b(qu|[hklmst])y\b")  # kỹ and kĩ, lý and lí are spellings of one word


@dataclass(frozen=True)
class Concept:
    """A thing that a table or column may stand for; the first term of each language is the commonest."""

    kind: Kind
    english: tuple[str, ...]
    vietnamese: tuple[str, ...]
    cues: tuple[str, ...]


@cache
def concepts() -> tuple[Concept, ...]:
    """All concepts, in the order of the file."""
    text = resources.files("hoidap.chains").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    return tuple(_parse(line) for line in text.splitlines() if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=16384)
def lookup(words: str) -> tuple[Concept, ...]:
    """The concepts that `words` names, those whose commonest term it is first.

    Case, an English plural and missing Vietnamese marks do not matter. Marks that are there must agree, and an
    English term needs none: "bàn" (a table) does not find "bán" (to sell), nor "song" a river ("sông").
    """
    index, key, marked = _index(), _key(words), spelling(words)
    singulars = _singulars(key) if words.isascii() else ()
    found = [entry for singular in singulars for entry in index.english.get(singular, ())]
    found += [
        (place, concept)
        for place, concept, spelling in index.vietnamese.get(key, ())
        if spelling == marked or (not found and _agree(marked, spelling))
    ]
    return tuple(dict.fromkeys(concept for _, concept in sorted(found, key=lambda entry: entry[0])))


def is_known_word(word: str) -> bool:
    """Whether `word` is one of those that terms and cues are made of, in any English form."""
    known = _known_words()
    return word.casefold() in known or stem(word.casefold()) in known


@cache
def _known_words() -> frozenset[str]:
    terms = (term for concept in concepts() for term in (*concept.english, *concept.vietnamese, *concept.cues))
    words = {word.casefold() for term in terms for word in term.split()}
    return frozenset(words | {stem(word) for word in words})


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """What "directed", "director" and "directing" have in common; words of other languages come back as they are."""
    if not (word.isascii() and word.isalpha()):
        return word
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), "")
    bare = word[: len(word) - len(ending)]
    if len(bare) > 4 and bare[-1] == bare[-2]:
        bare = bare[:-1]  # enrolled, enrol
    return bare


def _parse(line: str) -> Concept:
    kind, *columns = line.split("\t")
    english, vietnamese, cues = (tuple(filter(None, column.split("|"))) for column in columns)
    return Concept(cast(Kind, kind), english, vietnamese, cues)


@dataclass(frozen=True)
class _Index:
    """Concepts by folded term, each with the term's place among its alternatives."""

    english: dict[str, list[tuple[int, Concept]]]
    vietnamese: dict[str, list[tuple[int, Concept, list[str]]]]


@cache
def _index() -> _Index:
    index = _Index({}, {})
    for concept in concepts():
        for place, term in enumerate(concept.english):
            index.english.setdefault(_key(term), []).append((place, concept))
        for place, term in enumerate(concept.vietnamese):
            index.vietnamese.setdefault(_key(term), []).append((place, concept, spelling(term)))
    return index


def _key(words: str) -> str:
    return _I_FOR_Y.sub(r"\1i", fold(words))


def _singulars(key: str) -> Iterator[str]:
    """The key itself and, as its last word may be an English plural, what that may be the plural of."""
    yield key
    if key.endswith("ies"):
        yield key[:-3] + "y"
    if key.endswith(("ses", "xes", "zes", "ches", "shes", "oes")):
        yield key[:-2]
    if key.endswith("s") and not key.endswith("ss"):
        yield key[:-1]


def spelling(words: str) -> list[str]:
    """Each word with its tone behind it, as hóa and hoá are spellings of one word too."""
    spelt = []
    for word in words.casefold().split():
        marked = unicodedata.normalize("NFD", word)
        letters = "".join(letter for letter in marked if letter not in _TONES)
        tone = "".join(letter for letter in marked if letter in _TONES)
        spelt.append(_I_FOR_Y.sub(r"\1i", letters) + tone)
    return spelt


def _agree(asked: list[str], term: list[str]) -> bool:
    """Whether each asked word that bears marks is the term's word; the words are known to be alike without them."""
    return all(word.isascii() or word == known for word, known in zip(asked, term, strict=False))
