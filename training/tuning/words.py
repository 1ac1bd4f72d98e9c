"""Words that people use for a table or column and that nothing links yet, learned from questions with their SQL.

What a question does not link although its SQL needs it is meant by some of the words that nothing is linked to. Which
of them it is shows over many pairs: those that stand there oftener than by chance, as the log-likelihood ratio says
(Dunning, 1993), and mostly where it is needed. What is found is made synonyms, and all are linked anew, so that one
word explains no need twice.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log

from hoidap.chains.canonical_dates import DATES
from hoidap.chains.function_words import is_function_word
from hoidap.chains.linking import Links, link
from hoidap.chains.measures import folded, measured
from hoidap.chains.naming import naming_columns
from hoidap.chains.periods import Period
from hoidap.chains.phrases import Target
from hoidap.chains.slots import targets_of
from hoidap.chains.value_links import has_diacritics
from hoidap.databases import Schema, Table, Value, ValueIndex

from ..dataset import Pair

ROUNDS = 4
LONGEST = 3  # words of a phrase
LEAST_PAIRS = 2  # whose need a phrase must explain
SURELY = 0.75  # of the questions with a phrase, those whose SQL needs what it is to mean
LEAST_RATIO = 7.88  # the log-likelihood ratio of one chance in 200
_WORD = re.compile(r"[^\W\d_]{2,}|\d+|[^\w\s]|[^\W\d_]")

Words = Mapping[Target, tuple[str, ...]]


@dataclass(frozen=True)
class _Seen:
    """A question's phrases that nothing is linked to, what its SQL needs, and what of that is not linked."""

    phrases: frozenset[str]
    needed: frozenset[Target]
    missing: frozenset[Target]


def learned_words(pairs: Sequence[Pair], schema: Schema, values: ValueIndex) -> dict[Target, tuple[str, ...]]:
    """The words that the `pairs` teach, by what they mean; of a column that names rows, its table is meant."""
    learned: dict[Target, tuple[str, ...]] = {}
    schema = measured(schema)
    made = {Target(table.name, one.name) for table in schema.tables for one in table.columns if one.formula}
    said = [pair for pair in pairs if pair.canonical]
    for _ in range(ROUNDS):
        found = _surest([_seen(pair, schema, values) for pair in said])
        found = {target: words for target, words in found.items() if target not in made}
        if not found:
            break
        schema = with_words(schema, found)
        for target, words in found.items():
            learned[target] = (*learned.get(target, ()), *words)
    return learned


def with_words(schema: Schema, words: Words) -> Schema:
    """The schema with more synonyms."""

    def told(table: Table) -> Table:
        columns = tuple(
            replace(column, synonyms=(*column.synonyms, *words.get(Target(table.name, column.name), ())))
            for column in table.columns
        )
        return replace(table, columns=columns, synonyms=(*table.synonyms, *words.get(Target(table.name), ())))

    return replace(schema, tables=tuple(map(told, schema.tables)))


def _seen(pair: Pair, schema: Schema, values: ValueIndex) -> _Seen:
    links = link(pair.question, schema, values, language="vi" if pair.language == "vi" else "en")
    needed = frozenset(_needed(pair.canonical, schema))
    before = {target for turn in pair.history for target in _needed(turn.get("canonical", ""), schema)}
    return _Seen(frozenset(_unlinked(links)), needed, needed - before - frozenset(_linked(links, schema)))


def _needed(canonical: str, schema: Schema) -> Iterator[Target]:
    return _named(targets_of(folded(canonical, schema) if canonical else ""), schema)


def _named(targets: Iterable[Target], schema: Schema) -> Iterator[Target]:
    """What names a row stands for the row: for its table."""
    for target in targets:
        names = naming_columns(schema.table(target.table))
        yield Target(target.table) if target.column in names else target


def _linked(links: Links, schema: Schema) -> Iterator[Target]:
    """What the question says already; a value says its column, and a period may be of any date."""
    for meaning in links.meanings():
        if isinstance(meaning, Target):
            yield from _named([meaning], schema)
        elif isinstance(meaning, Value):
            yield from _named([Target(meaning.table, meaning.column)], schema)
        elif isinstance(meaning, Period):
            for table in schema.tables:
                yield from (Target(table.name, c.name) for c in table.columns if c.type in DATES)


def _unlinked(links: Links) -> Iterator[str]:
    """Runs of up to LONGEST words that no link covers; neither the first nor the last is a mere function word."""
    covered = [(one.start, one.end) for one in links.links]
    marked = has_diacritics(links.question)
    run: list[str] = []
    for word in [*_WORD.finditer(links.question.casefold()), None]:
        if word and word[0].isalpha() and not any(start < word.end() and word.start() < end for start, end in covered):
            run.append(word[0])
            continue
        for first in range(len(run)):
            for last in range(first, min(len(run), first + LONGEST)):
                if not (is_function_word(run[first], marked) or is_function_word(run[last], marked)):
                    yield " ".join(run[first : last + 1])
        run = []


def _surest(seen: Sequence[_Seen]) -> dict[Target, tuple[str, ...]]:
    """For each phrase what it means most surely; of phrases within each other the surest one."""
    phrases = Counter(phrase for one in seen for phrase in one.phrases)
    needs = Counter(target for one in seen for target in one.needed)
    both = Counter((phrase, target) for one in seen for phrase in one.phrases for target in one.needed)
    explained = Counter((phrase, target) for one in seen for phrase in one.phrases for target in one.missing)
    ranked = sorted(
        (
            (_ratio(both[phrase, target], phrases[phrase], needs[target], len(seen)), phrase, target)
            for (phrase, target), pairs in explained.items()
            if pairs >= LEAST_PAIRS and both[phrase, target] >= SURELY * phrases[phrase]
        ),
        key=lambda one: (-one[0], -len(one[1]), one[1]),
    )
    chosen: dict[str, Target] = {}
    for ratio, phrase, target in ranked:
        if ratio >= LEAST_RATIO and not any(_within(phrase, other) for other in chosen):
            chosen[phrase] = target
    found: dict[Target, tuple[str, ...]] = {}
    for phrase, target in chosen.items():
        found[target] = (*found.get(target, ()), phrase)
    return found


def _within(one: str, other: str) -> bool:
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


def _ratio(both: int, one: int, other: int, whole: int) -> float:
    """The log-likelihood ratio of two things that meet `both` times; 0 where they meet less often than by chance."""
    if both * whole <= one * other:
        return 0.0
    cells = (
        (both, one, other),
        (one - both, one, whole - other),
        (other - both, whole - one, other),
        (whole - one - other + both, whole - one, whole - other),
    )
    return 2 * sum(count * log(count * whole / (row * column)) for count, row, column in cells if count)
