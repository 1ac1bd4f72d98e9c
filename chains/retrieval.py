"""Retrieval of the tables that a question is about, for schemas that are too large to be linked or shown whole.

BM25 with fields (Robertson, Zaragoza and Taylor, 2004), whose terms are phrases instead of words: what each table and
column may be called in either language (phrases.py), words of the comments, and the cells. A table is found by what
its neighbours are called too, as the tables of one question are joined by keys. Libraries of BM25 (bm25s, rank-bm25)
count the words of flat texts: they know neither fields nor which words of the question a table accounts for.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hoidap.databases import Schema, fold

from .copies import copies
from .function_words import ENGLISH, is_function_word, is_quantity
from .joins import JoinGraph
from .kept import kept
from .language import Language
from .lexicon import stem
from .naming import asked_tables, is_junction
from .phrases import CUE, EXACT, PART, SYNONYM, Phrases, Target, singular
from .shorthand import spelt_out
from .value_links import Values, has_diacritics
from .value_words import other_words

LONGEST = 6  # words of a phrase
_FIELDS = {EXACT: 1.0, SYNONYM: 0.9, PART: 0.45, CUE: 0.2}
_TABLE, _COLUMN, _COMMENT, _CELL = 2.0, 1.0, 0.3, 0.9  # what a phrase counts for by where it stands
_SATURATION, _LENGTH = 1.2, 0.2  # k1 and b of BM25; a column is a word of the document
_INNER = 0.4  # what part of a longer phrase counts for: "order" of "order date"
_BESIDE = 0.5  # what a table is worth whose neighbour by a key has the phrase
_WHO = frozenset(("who", "ai"))
_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*[#+]*")

Scores = Mapping[str, float]  # by table


@dataclass(frozen=True)
class Mention:
    """A phrase of the question with the tables that it may be about; of these, those that it names or that hold it."""

    start: int
    end: int
    scores: Scores
    names: frozenset[str]


@dataclass(frozen=True)
class Asking:
    """The mentions of one question, and the score of each table that these or its neighbours are about."""

    mentions: Sequence[Mention]
    scores: Scores


class TableIndex:
    """The tables of one schema by what they are called; made once, asked by every question."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.phrases = Phrases.read(schema)
        self.graph = JoinGraph(schema)
        self.tables = {table.name: table for table in asked_tables(schema)}
        self._comments = _comments(schema)
        self._copies = copies(schema)
        self._near = {name: self._neighbours(name) for name in self.tables}
        mean = sum(len(table.columns) for table in self.tables.values()) / max(1, len(self.tables))
        self._lengths = {name: 1 - _LENGTH + _LENGTH * len(table.columns) / mean for name, table in self.tables.items()}

    def _neighbours(self, table: str) -> frozenset[str]:
        """The tables that a key joins to `table`, or a table of nothing but keys."""
        near = set(self.graph.neighbours(table))
        between = [name for name in near if name in self.tables and is_junction(self.tables[name])]
        return frozenset(near.union(*map(self.graph.neighbours, between)) - {table})

    def asked(self, question: str, language: Language, values: Values) -> Asking:
        """The phrases of a question that name anything, and what these and the keys tell for each table."""
        question = spelt_out(question, self.phrases.written) if language == "vi" else question
        folded = f" {' '.join(_WORD.findall(fold(question)))} "
        said = {name for name, copy in self._copies.items() if any(f" {term} " in folded for term in copy.terms)}
        left_out = self._copies.keys() - said
        mentions = [self._with(said, one) for one in self._mentions(question, language, values, left_out)]
        total: dict[str, float] = defaultdict(float)
        for mention in mentions:
            near = dict(mention.scores)
            for table, score in mention.scores.items():
                for other in self.near(table):
                    near[other] = max(near.get(other, 0.0), score * _BESIDE)
            for table, score in near.items():
                total[table] += score
        total = {table: score for table, score in total.items() if table in self.tables and table not in left_out}
        return Asking(_apart(mentions, total), total)

    def near(self, table: str) -> frozenset[str]:
        """The tables that a key joins to `table`, or a table of nothing but keys."""
        return self._near.get(table, frozenset())

    def _with(self, said: Set[str], mention: Mention) -> Mention:
        """The copies whose marks were `said` are meant wherever what they repeat is."""
        meant = {copy: self._copies[copy].of for copy in said if self._copies[copy].of in mention.scores}
        scores = {**mention.scores, **{copy: mention.scores[of] for copy, of in meant.items()}}
        return replace(
            mention, scores=scores, names=mention.names | {c for c, of in meant.items() if of in mention.names}
        )

    def _mentions(self, question: str, language: Language, values: Values, left_out: Set[str]) -> list[Mention]:
        """What the phrases of a question may be about, the longest phrases first; a phrase adds to one around it."""
        spoken, accented = _WORD.findall(question), has_diacritics(question)
        found: list[Mention] = []
        for size in range(min(LONGEST, len(spoken)), 0, -1):
            for first in range(len(spoken) - size + 1):
                often, names = self._frequencies(spoken[first : first + size], language, accented, values)
                scores = self._weighed({table: many for table, many in often.items() if table not in left_out})
                around = [place for place, one in enumerate(found) if one.start <= first and first + size <= one.end]
                if scores and not around:
                    found.append(Mention(first, first + size, scores, names - left_out))
                for place in around if scores else ():
                    outer = found[place]
                    both = {table: outer.scores.get(table, 0) + score * _INNER for table, score in scores.items()}
                    found[place] = replace(outer, scores={**outer.scores, **both})
        return found

    def _frequencies(
        self, run: Sequence[str], language: Language, accented: bool, values: Values
    ) -> tuple[Scores, frozenset[str]]:
        """How often each table has a phrase, weighed by where; and those whose own name or cell it is."""
        text = " ".join(run)
        filler = [_is_filler(word, language, accented) for word in run]
        if len(run) == 1 and text.casefold() in _WHO:
            return dict.fromkeys(self.phrases.people, _FIELDS[CUE] * _TABLE), frozenset()
        if all(filler) and text.casefold() not in self.phrases.written:
            return {}, frozenset()
        found: dict[str, float] = defaultdict(float)
        names: set[str] = set()
        if not text.isdigit() and not all(is_quantity(word) for word in run):  # the year of a table is no name
            for target, weight in self._named(text, accented).items():
                if weight == EXACT or len(text) > 3 or not all(filler):
                    found[target.table] += _FIELDS[weight] * (_COLUMN if target.column else _TABLE)
                    if target.column is None and weight > PART:
                        names.add(target.table)
            if len(run) == 1 and not filler[0]:
                for table in self._comments.get(singular(fold(text)), ()):
                    found[table] += _COMMENT
        if not all(filler) or text.isupper():
            for table in self._holding(text, accented, values):
                found[table] = max(found[table], _CELL)
                names.add(table)
        if not found and len(run) == 1 and not filler[0]:
            for table, often in self._nearly(fold(text)):
                found[table] += often
        return found, frozenset(names)

    def _weighed(self, frequencies: Scores) -> Scores:
        """BM25: rare phrases tell more, and a phrase that a table has often tells little more."""
        many = math.log(1 + len(self.tables) / (0.5 + len(frequencies)))
        return {
            table: many * often * (_SATURATION + 1) / (often + _SATURATION * self._lengths.get(table, 1.0))
            for table, often in frequencies.items()
        }

    def _named(self, text: str, accented: bool) -> Mapping[Target, int]:
        key = " ".join(text.casefold().split())
        *head, last = key.split(" ")
        for form in dict.fromkeys((key, " ".join([*head, singular(last)]), " ".join(map(singular, [*head, last])))):
            if form in self.phrases.written:
                return self.phrases.written[form]
        if (not accented or (" " in key and key.isascii())) and (found := self.phrases.folded.get(fold(key))):
            return found
        return self.phrases.stems.get(stem(key), {}) if len(key) > 4 else {}

    def _holding(self, text: str, accented: bool, values: Values) -> set[str]:
        """Tables with a cell that holds `text`, or that in other words; a small number may be in any."""
        if text.isdigit() and len(text) < 5:
            return set()
        terms = (fold(text), singular(fold(text)), *other_words(text, accented))
        return {value.table for term in terms for value in values.exact(term) if value.table in self.tables}

    def _nearly(self, folded: str) -> Iterator[tuple[str, float]]:
        """Tables whose names are `folded` but for a typing error."""
        if len(folded) < 5 or not folded.isalpha():
            return
        errors = 1 if len(folded) < 8 else 2
        near = process.extractOne(
            singular(folded), self.phrases.folded.keys(), scorer=OSA.distance, score_cutoff=errors
        )
        if near is not None and len(near[0]) > 4:
            for target, weight in self.phrases.folded[near[0]].items():
                yield target.table, _FIELDS[weight] * (_COLUMN if target.column else _TABLE)


index_of = kept(TableIndex)


def _apart(mentions: Sequence[Mention], total: Scores) -> list[Mention]:
    """The mentions that do not overlap; of those that do ("của cải", "cải tiến"), what the rest speaks for."""
    kept: list[Mention] = []
    for one in sorted(mentions, key=lambda one: -max((total.get(table, 0) for table in one.scores), default=0)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


def _is_filler(word: str, language: Language, accented: bool) -> bool:
    if language == "en" and word.isascii():
        return word.casefold() in ENGLISH
    return is_function_word(word, accented)


def _comments(schema: Schema) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table in asked_tables(schema):
        for comment in (table.comment, *(column.comment for column in table.columns)):
            for word in _WORD.findall(comment):
                if len(word) > 2 and not is_function_word(word, True):
                    found.setdefault(singular(fold(word)), set()).add(table.name)
    return found
