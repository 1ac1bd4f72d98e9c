"""What each table and column of a schema may be called, in both languages: the dictionary that linking looks up.

The phrases come from the words of the names, the glossary's synonyms, comments, and the shipped lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product

from hoidap.databases import Column, Schema, Table, fold

from .lexicon import Concept, lookup
from .naming import asked_tables, is_junction, words

EXACT, SYNONYM, PART, CUE = 4, 3, 2, 1  # how surely a phrase means its target; the surest win


@dataclass(frozen=True)
class Target:
    """A table, or a column of one."""

    table: str
    column: str | None = None


@dataclass(frozen=True)
class Phrases:
    """Every phrase of a schema, by its casefolded text and by its text without diacritics."""

    written: dict[str, dict[Target, int]]
    folded: dict[str, dict[Target, int]]
    longest: int  # words

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, schema: Schema) -> Phrases:
        written: dict[str, dict[Target, int]] = {}
        folded: dict[str, dict[Target, int]] = {}
        for phrase, target, weight in _phrases(schema):
            text = " ".join(phrase.casefold().split())
            if len(text) > 1:
                for index, key in ((written, text), (folded, fold(text))):
                    targets = index.setdefault(key, {})
                    targets[target] = max(weight, targets.get(target, 0))
        return cls(written, folded, max((key.count(" ") + 1 for key in written), default=1))


def singular(word: str) -> str:
    """The singular of an English plural; other words come back as they are."""
    if len(word) < 4 or not word.isascii() or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def gloss(name: str, synonyms: Iterable[str] = ()) -> str:
    """A Vietnamese term for an identifier: the glossary's first one with diacritics, else the lexicon's, else ''."""
    for synonym in synonyms:
        if not synonym.isascii():
            return synonym
    return next((term for term in _vietnamese(_singulars(words(name)))), "")


def _phrases(schema: Schema) -> Iterator[tuple[str, Target, int]]:
    for table in asked_tables(schema):
        if is_junction(table):
            continue
        target = Target(table.name)
        yield table.name, target, EXACT
        for phrase, weight in _terms(_singulars(words(table.name)), table.synonyms):
            yield phrase, target, weight
        for column in table.columns:
            yield column.name, Target(table.name, column.name), EXACT
            for phrase, weight in _column_terms(table, column):
                yield phrase, Target(table.name, column.name), weight


def _column_terms(table: Table, column: Column) -> Iterator[tuple[str, int]]:
    names = _singulars(words(column.name))
    keys = {name for key in table.foreign_keys for name in key.columns}
    if column.name in keys and not column.synonyms:
        yield " ".join(names), EXACT
        return
    yield from _terms(names, column.synonyms)
    own = set(_singulars(words(table.name)))
    rest = tuple(word for word in names if word not in own)
    if rest and rest != names:
        for phrase, weight in _terms(rest, ()):
            yield phrase, min(weight, SYNONYM)
    if len(names) > 1 and not column.primary_key and column.name not in keys:
        for size in range(len(names) - 1, 0, -1):  # "time saved" of total_time_saved, "category" of product_category
            for concept in lookup(" ".join(names[-size:])):
                yield from ((term, PART) for term in (*concept.english, *concept.vietnamese))
                yield from ((cue, CUE) for cue in concept.cues)
        yield " ".join(names[:-1]), CUE


def _terms(names: tuple[str, ...], synonyms: Iterable[str]) -> Iterator[tuple[str, int]]:
    yield " ".join(names), EXACT
    for synonym in synonyms:
        yield synonym, EXACT
        for concept in lookup(synonym):
            yield from ((cue, CUE) for cue in concept.cues)
    for concept in lookup(" ".join(names)):
        yield from ((term, SYNONYM) for term in (*concept.english, *concept.vietnamese))
        yield from ((cue, CUE) for cue in concept.cues)
    for term in _vietnamese(names):
        yield term, SYNONYM


def _singulars(names: tuple[str, ...]) -> tuple[str, ...]:
    known = (
        any(name in concept.english for concept in lookup(name)) for name in names
    )  # "milliseconds" is a term itself
    return tuple(name if whole else singular(name) for name, whole in zip(names, known, strict=True))


def _vietnamese(names: tuple[str, ...]) -> Iterator[str]:
    """Vietnamese terms of a compound name, its parts in Vietnamese order: (order, date) is "ngày đơn hàng"."""
    parts = _concepts(names)
    choices = [part.vietnamese[:2] for part in reversed(parts) if isinstance(part, Concept)]
    if len(choices) < len(parts):
        return  # half a translation is none
    yield from (" ".join(choice) for choice in islice(product(*choices), 6))


def _concepts(names: tuple[str, ...]) -> list[Concept | str]:
    """Cover `names` with the longest concepts from the left; words that are none stay words."""
    parts: list[Concept | str] = []
    position = 0
    while position < len(names):
        for size in range(min(4, len(names) - position), 0, -1):
            found = lookup(" ".join(names[position : position + size]))
            if found and found[0].vietnamese:
                parts.append(found[0])
                break
        else:
            parts.append(names[position])
            size = 1
        position += size
    return parts
