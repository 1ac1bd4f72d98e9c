"""Schema linking: which words of a question mean which tables, columns, values, numbers and periods. No model is asked.

A phrase is matched longest first: periods and numbers by their form, values through the value index, names through
`phrases.py`. Accents are ignored only where the writer left them out; typing errors are tolerated in what is left over.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hoidap.databases import Schema, Value, fold

from .function_words import is_function_word, is_quantity
from .language import Language, detect_language
from .naming import asked_tables, naming_columns
from .numbers import numbers
from .periods import Period, mentions
from .phrases import CUE, EXACT, PART, SYNONYM, Phrases, Target, singular

MOST_TARGETS = 3  # a phrase that could mean more is left to the model
_WORD = re.compile(r"[^\W_]+(?:['’](?!s\b)[^\W_]+)*|['’]s\b|[^\s\w]", re.UNICODE)
_QUOTED = re.compile(r"[\"“«'‘]([^\"“”«»'‘’]{1,60})[\"”»'’](?!\w)")
_BEFORE_TEXT = re.compile(
    r"(?:named|called|contain(?:s|ing)?|include[sd]?|including|starts? with|starting with"
    r"|begin(?:s|ning)? with|ends? with|ending (?:with|in)|the (?:word|letter|text|phrase)s?"
    r"|like|about|mention(?:s|ing)?|related to|regarding"
    r"|liên quan đến|liên quan tới|lien quan den|về|nói về|tên là|ten la|chứa|chua|có chữ|co chu|có từ|từ|cụm từ|chữ"
    r"|chữ cái|chu cai|bắt đầu bằng|bắt đầu với|bat dau bang|kết thúc bằng|ket thuc bang)\s+$",
    re.IGNORECASE,
)


class Values(Protocol):
    """Where cell values are looked up: `hoidap.databases.ValueIndex`, or the values of a generated schema."""

    longest: int

    def exact(self, folded: str) -> tuple[Value, ...]: ...
    def fuzzy(self, folded: str, cutoff: float = 88, limit: int = 3) -> tuple[Value, ...]: ...


@dataclass(frozen=True)
class FreeText:
    """Words of the question that no table, column or value accounts for, and that a filter may want."""

    text: str


@dataclass(frozen=True)
class Amount:
    """A number of the question, as its SQL literal."""

    text: str


Meaning = Target | Value | FreeText | Amount | Period


@dataclass(frozen=True)
class Link:
    """What `question[start:end]` may mean, the likeliest first."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True)
class Links:
    """A question with its links in order; they never overlap."""

    question: str
    language: Language
    links: tuple[Link, ...]

    def meanings(self) -> Iterator[Meaning]:
        for link in self.links:
            yield from link.meanings

    def tables(self) -> tuple[str, ...]:
        """The tables that the links touch, in the question's order."""
        touched = (meaning.table for meaning in self.meanings() if isinstance(meaning, Target | Value))
        return tuple(dict.fromkeys(touched))


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str


def link(
    question: str,
    schema: Schema,
    values: Values,
    *,
    language: Language | None = None,
    today: date | None = None,
    year: int | None = None,
) -> Links:
    """Link `question` to `schema`. `today` is what "last year" counts from, `year` the year of a month named alone."""
    question = unicodedata.normalize("NFC", question)
    language = language or detect_language(question)
    linking = _Linking(question, language, schema, values)
    linking.quoted()
    linking.periods(today, year)
    linking.values_with_digits()
    linking.numbers()
    linking.spans()
    linking.typing_errors()
    linking.free_text()
    return Links(question, language, _settle(sorted(linking.links, key=lambda link: link.start), schema))


class _Linking:
    """The state of one question's linking: the links so far; what they cover is not looked at again."""

    def __init__(self, question: str, language: Language, schema: Schema, values: Values) -> None:
        self.question, self.language, self.values = question, language, values
        self.phrases = Phrases.of(schema)
        self.tables = {table.name for table in asked_tables(schema)}
        self.links: list[Link] = []
        self.words = [_Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(question)]
        self.accented = _has_diacritics(question)

    def quoted(self) -> None:
        for match in _QUOTED.finditer(self.question):
            text = match.group(1).strip()
            if text:
                known = tuple(value for value in self.values.exact(fold(text)) if value.table in self.tables)
                self._add(match.start(), match.end(), (*known, FreeText(text)))

    def periods(self, today: date | None, year: int | None) -> None:
        for mention in mentions(self.question, today, year):
            self._add(mention.start, mention.end, (mention.period,))

    def values_with_digits(self) -> None:
        """ "BIM 1" is a value before 1 is a number."""
        for size in range(min(len(self.words), self.values.longest), 1, -1):
            for words in self._runs(size):
                text = self.question[words[0].start : words[-1].end]
                if any(letter.isdigit() for letter in text) and any(letter.isalpha() for letter in text):
                    self._add(words[0].start, words[-1].end, self._valued(text, words))

    def numbers(self) -> None:
        for number in numbers(self.question, self.language == "vi"):
            self._add(number.start, number.end, (Amount(number.text),))

    def spans(self) -> None:
        """Names and values, the longest span first, whichever it is; a span may mean both."""
        for size in range(min(len(self.words), max(self.phrases.longest, min(self.values.longest, 10)) + 2), 0, -1):
            for words in self._runs(size):
                text = self.question[words[0].start : words[-1].end]
                named = self._named(text) if text[0].isalnum() and text[-1].isalnum() else {}
                found = self._valued(text, words)
                if named or found:
                    best = max(named.values(), default=0)
                    surest = tuple(target for target, weight in named.items() if weight >= min(best, SYNONYM))
                    if best <= CUE and (found or all(is_quantity(word.text) for word in words)):
                        surest = ()
                    self._add(words[0].start, words[-1].end, (*found, *surest))

    def _named(self, text: str) -> dict[Target, int]:
        key = " ".join(text.casefold().split())
        *head, last = key.split(" ")
        for form in dict.fromkeys((key, " ".join([*head, singular(last)]), " ".join(map(singular, [*head, last])))):
            if form in self.phrases.written:
                targets = self.phrases.written[form]
                if len(key) > 3 or not is_function_word(key, self.accented):
                    return targets
                return {target: weight for target, weight in targets.items() if weight == EXACT}
        if not self.accented or (" " in key and key.isascii()):
            folded = self.phrases.folded.get(fold(key), {})
            return {} if is_function_word(key, self.accented) else folded
        return {}

    def _valued(self, text: str, words: Sequence[_Word]) -> tuple[Value, ...]:
        if len(words) == 1 and (is_function_word(text, self.accented) or (text.isdigit() and len(text) < 5)):
            return ()
        if all(is_function_word(word.text, self.accented) for word in words) and not text.istitle():
            return ()
        folded = fold(text)
        found = self.values.exact(folded) or self.values.exact(singular(folded))
        return tuple(value for value in found if value.table in self.tables and self._agrees(text, value.text))

    def _agrees(self, text: str, value: str) -> bool:
        """Accents must agree where the writer uses them: "bán" (sell) is not the value "Bàn" (table)."""
        if text.casefold() in (value.casefold(), value.casefold() + "s") or not self.accented:
            return True
        return not _has_diacritics(text) and (" " in text or not _has_diacritics(value) or text[0].isupper())

    def typing_errors(self) -> None:
        """What is left over and looks like a name or a value but for a letter or two."""
        for size in (4, 3, 2, 1):
            for words in self._runs(size):
                text = self.question[words[0].start : words[-1].end]
                left = [word for word in words if not is_function_word(word.text, self.accented)]
                if len(fold(text)) < 5 or len(left) < len(words) or not text.replace(" ", "").isalpha():
                    continue
                folded = fold(text)
                near = process.extractOne(
                    " ".join(map(singular, folded.split())),
                    self.phrases.folded.keys(),
                    scorer=OSA.distance,
                    score_cutoff=_typing_errors(folded),
                )
                if near is not None and len(near[0]) > 4:
                    targets = self.phrases.folded[near[0]]
                    best = max(targets.values())
                    if best >= PART:
                        self._add(words[0].start, words[-1].end, tuple(t for t, w in targets.items() if w == best))
                        continue
                values = self.values.fuzzy(folded, cutoff=80)
                close = [
                    v
                    for v in values
                    if v.table in self.tables and OSA.distance(fold(v.text), folded) <= _typing_errors(folded)
                ]
                if close:
                    self._add(words[0].start, words[-1].end, tuple(close[:MOST_TARGETS]))

    def free_text(self) -> None:
        """Runs of words that look like the name of something: capitals within a sentence, codes, or after a cue."""
        run: list[_Word] = []
        after_cue = False
        for position, word in enumerate([*self.words, _Word(len(self.question), len(self.question), "")]):
            cued = not is_function_word(word.text, self.accented) and (
                after_cue if run else bool(_BEFORE_TEXT.search(self.question[: word.start]))
            )
            if word.text and self._is_free(word) and (cued or self._looks_like_name(word, position)):
                run.append(word)
                after_cue = cued
                continue
            if run:
                start, end = run[0].start, run[-1].end
                self._add(start, end, (FreeText(self.question[start:end]),))
                run = []

    def _looks_like_name(self, word: _Word, position: int) -> bool:
        text = word.text
        if is_function_word(text, self.accented):
            return False
        has_code = any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
        return has_code or (position > 0 and text[0].isupper())

    def _is_free(self, word: _Word) -> bool:
        return word.text[0].isalnum() and self._free(word.start, word.end)

    def _runs(self, size: int) -> Iterator[list[_Word]]:
        for first in range(len(self.words) - size + 1):
            words = self.words[first : first + size]
            if words[0].text[0].isalnum() and self._free(words[0].start, words[-1].end):
                yield words

    def _free(self, start: int, end: int) -> bool:
        return all(end <= link.start or link.end <= start for link in self.links)

    def _add(self, start: int, end: int, meanings: tuple[Meaning, ...]) -> None:
        if meanings and self._free(start, end):
            self.links.append(Link(start, end, meanings))


def _settle(links: Sequence[Link], schema: Schema) -> tuple[Link, ...]:
    """Keep, of the meanings of each phrase, the likeliest MOST_TARGETS: see `_rank`."""
    named = [{m.table for m in one.meanings if isinstance(m, Target)} for one in links]
    anchors = {table for tables in named if len(tables) == 1 for table in tables}
    anchors |= {m.table for one in links for m in one.meanings if isinstance(m, Target) and m.column is None}
    settled: list[Link] = []
    for one in links:
        values = sorted(
            {m: None for m in one.meanings if isinstance(m, Value)}, key=lambda m: _rank(m, anchors, schema)
        )
        targets = _settle_targets([m for m in one.meanings if isinstance(m, Target)], anchors, schema)
        others = [m for m in one.meanings if not isinstance(m, Target | Value)]
        kept: list[Meaning] = [*values, *targets]
        if kept or others:
            settled.append(Link(one.start, one.end, (*kept[:MOST_TARGETS], *others)))
    return tuple(settled)


def _settle_targets(targets: list[Target], anchors: set[str], schema: Schema) -> list[Target]:
    """The tables and columns among `targets` that stand nearest to the rest of the question; a table before columns."""
    if not targets:
        return []
    ranks = {target: _rank(target, anchors, schema)[:2] for target in targets}
    best = min(ranks.values())
    near = [target for target in targets if ranks[target][0] == best[0]]
    near = [target for target in near if target.column is None] or near
    if best[0] and len(near) > MOST_TARGETS:  # nothing tells them apart, so the schema in the prompt has to
        return []
    return sorted(near, key=lambda target: ranks[target])


def _rank(meaning: Target | Value, anchors: set[str], schema: Schema) -> tuple[bool, bool, bool]:
    """Smallest first: in a table that the rest of the question speaks of, in a table with a key (no view), a name."""
    table = schema.table(meaning.table)
    return (
        bool(anchors) and meaning.table not in anchors,
        not table.primary_key,
        isinstance(meaning, Value) and meaning.column not in naming_columns(table),
    )


def _typing_errors(text: str) -> int:
    """How many letters may be wrong, missing, doubled or swapped in a word of this length."""
    return 1 if len(text) < 8 else 2


def _has_diacritics(text: str) -> bool:
    return any(ord(letter) > 127 and letter.isalpha() for letter in text)
