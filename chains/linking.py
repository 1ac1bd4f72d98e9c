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

from rapidfuzz import process
from rapidfuzz.distance import OSA

from hoidap.databases import Schema, Value, fold

from .function_words import ENGLISH, is_function_word, is_quantity
from .key_numbers import key_numbers
from .language import Language, detect_language
from .lexicon import is_known_word, stem
from .links import MOST_TARGETS, Amount, FreeText, Link, Links, Meaning
from .numbers import numbers
from .parts import MOST_LINKED, Part, part_of
from .period_dates import without_lives
from .periods import mentions
from .phrases import CUE, EXACT, PART, SYNONYM, Phrases, Target, singular
from .settling import Settling, neighbours
from .shorthand import spelt_out
from .units import converted
from .value_links import Cells, Values, has_diacritics

__all__ = ["Amount", "FreeText", "Link", "Links", "Meaning", "link"]

_COUNTED = ("number", "numbers", "count", "amount")
_ENDS = frozenset(".?!:;")
_NAMES_NOTHING = re.compile(  # what stands in group "nothing", for what stands beside it
    r"\b(?:chưa|chua|không|khong|chẳng|chang) (?P<never>bao giờ|bao gio)\b"  # "bao giờ" alone is when, "giờ" an hour
    r"|(?<=est )(?P<first>first)(?=\W*$)|^(?:please )?(?P<sort>order|sort) (?=the|them|these|those|it|all|every)\b"
    r"|\b(?P<all>tổng cộng|tong cong) (?=(?:có |co )?(?:mấy|may|bao nhiêu|bao nhieu)\b)"
    r"|(?<=nhất )(?P<we>công ty)\b|\b(?P<ours>(?:công ty|cong ty) (?:mình|ta|chúng ta|chúng tôi|em|tôi)|our company)\b"
    r"|\b(?P<among>(?:trong|cả|toàn) công ty)(?=\W*$)|^(?P<has>công ty)(?= (?:hiện |đang )*có\b)"
    r"|(?<!các )(?<!những )(?<!mấy )\b(?P<hires>công ty)(?= (?:đã |mới )?(?:tuyển|bán|thu)\b)",
    re.IGNORECASE,
)
_ANYBODY = frozenset("who anyone anybody everyone everybody someone somebody".split())
_LETTER = re.compile(r"\b(?:letter|chữ cái|chu cai|chữ|chu)\s+[\"'“‘]?$", re.IGNORECASE)
_STRANGE = 7  # letters of a word in small ones that is likelier a name than one that the lexicon lacks
_OF_LETTERS = frozenset("chữ chu letter letters word words text phrase".split())  # of which a text is told
_IS = frozenset("là la is are was were of = : thuộc bị".split())
_IN = re.compile(r"\b(?:ở|tại|từ|sang|đến|nước)\s+$", re.IGNORECASE)
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
    """Link `question` to `schema`; of a large one, to the part that it is about.

    `today` is what "last year" counts from, `year` the year of a month named alone.
    """
    question = unicodedata.normalize("NFC", question)
    language = language or detect_language(question)
    if len(schema.tables) > MOST_LINKED:
        part = part_of(Part(schema, values), question, language=language)
        schema, values = part.schema, part.values
    if language == "vi":
        question = spelt_out(question, Phrases.of(schema).written)
    linking = _Linking(question, language, schema, values)
    linking.quoted()
    linking.key_numbers(signed=True)
    linking.periods(today, year)
    linking.values_with_digits()
    linking.key_numbers(signed=False)
    linking.numbers()
    linking.spans()
    linking.stems()
    linking.beginnings()
    linking.typing_errors()
    linking.people()
    linking.beside()
    linking.answers()
    linking.free_text()
    ordered = sorted(linking.links, key=lambda link: link.start)
    settled = Settling(ordered, schema, linking.cells, question, language).settled()
    return Links(question, language, converted(settled, question, schema))


class _Linking:
    """The state of one question's linking: the links so far; what they cover is not looked at again."""

    def __init__(self, question: str, language: Language, schema: Schema, values: Values) -> None:
        self.question, self.language, self.schema, self.values = question, language, schema, values
        self.phrases = Phrases.of(schema)
        self.links: list[Link] = []
        self.words = [_Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(question)]
        self.accented = has_diacritics(question)
        self.cells = Cells(schema, values, self.accented)
        self.silent = [match.span(match.lastgroup or 0) for match in _NAMES_NOTHING.finditer(question)]

    def quoted(self) -> None:
        for match in _QUOTED.finditer(self.question):
            text = match.group(1).strip()
            if text and not self._is_person(text):
                known = self.cells.owned(self.values.exact(fold(text)))
                exact = tuple(value for value in known if value.text.casefold() == text.casefold())
                self._add(match.start(), match.end(), (*(exact or known), FreeText(text)))

    def _is_person(self, text: str) -> bool:
        """Whether each word of a text in quotes is in a column of its own: "Nancy Davolio"."""
        found = [
            {(v.table, v.column) for v in self.values.exact(fold(word)) if self.cells.is_name(v)}
            for word in text.split()
        ]
        first, last = found[0], found[-1]
        apart = any(table == other and column != name for table, column in first for other, name in last)
        return len(found) == 2 and apart and not self.values.exact(fold(text))

    def periods(self, today: date | None, year: int | None) -> None:
        for mention in mentions(self.question, today, year):
            self._add(mention.start, mention.end, (mention.period,))

    def values_with_digits(self) -> None:
        """ "BIM 1" is a value before 1 is a number."""
        for size in range(min(len(self.words), self.values.longest), 1, -1):
            for words in self._runs(size):
                text = self._text(words)
                if any(letter.isdigit() for letter in text) and any(letter.isalpha() for letter in text):
                    self._add(words[0].start, words[-1].end, self._valued(text, words))

    def key_numbers(self, signed: bool) -> None:
        """ "Order 10250" is the order with that key."""
        for found in key_numbers(self.question, self.schema, self.phrases, signed=signed):
            if all(self._free(start, end) for start, end in found.numbers):
                self._add(found.table_start, found.table_end, (Target(found.key.table),))
                for start, end in found.numbers:
                    self._add(start, end, (found.key, Amount(self.question[start:end])))

    def numbers(self) -> None:
        for number in numbers(self.question, self.language == "vi"):
            self._add(number.start, number.end, (Amount(number.text),))

    def spans(self) -> None:
        """Names and values, the longest span first, whichever it is; a span may mean both."""
        for size in range(min(len(self.words), max(self.phrases.longest, min(self.values.longest, 10)) + 2), 0, -1):
            for words in self._runs(size):
                text = self._text(words)
                named = self._named(text, self.question[words[-1].end :]) if text[-1].isalnum() else {}
                named = without_lives(named, self.question)
                found = self._valued(text, words)
                if named or found:
                    best = max(named.values(), default=0)
                    surest = tuple(target for target, weight in named.items() if weight >= min(best, SYNONYM))
                    if best <= CUE and (found or all(is_quantity(word.text) for word in words)):
                        surest = ()
                    self._add(words[0].start, words[-1].end, (*found, *surest))

    def stems(self) -> None:
        """ "directors" and "directed by" are forms of one word."""
        for (word,) in self._runs(1):
            text = word.text.casefold()
            if len(text) > 4 and not self._is_filler(text):
                self._add(word.start, word.end, tuple(self.phrases.stems.get(stem(text), ())))

    def people(self) -> None:
        """ "Who" is one of the persons that the tables of the question point to, where it names none itself.

        Those of whom it tells something, or asks a column, are nearer than those whose tables a key joins to what it
        speaks of.
        """
        people = self.phrases.people
        named = {m.table for link in self.links for m in link.meanings if isinstance(m, Target)}
        if any(m == Target(m.table) and m.table in people for m in self._targets()):
            return
        told = {m.table for link in self.links for m in link.meanings if isinstance(m, Value)}
        joined = {table: neighbours(self.schema).get(table, frozenset()) | {table} for table in people}
        near = [table for table in people if table in self._asked() and (not told or told & joined[table])]
        if not near and named & set(people):
            return
        near = near or [table for table in people if table in told - named]
        near = near or [table for table in people if (named | told) & neighbours(self.schema).get(table, frozenset())]
        meant = near if named | told else list(people)
        if 0 < len(meant) < MOST_TARGETS:
            for place, word in enumerate(self.words):  # "students who ..." asks nothing
                if word.text.casefold() == "ai" or (place == 0 and word.text.casefold() in _ANYBODY):
                    self._add(word.start, word.end, tuple(map(Target, meant)))

    def _targets(self) -> list[Target]:
        return [m for link in self.links for m in link.meanings if isinstance(m, Target)]

    def _asked(self) -> set[str]:
        """The tables of which a phrase means columns and of no other."""
        tables = ({m.table for m in link.meanings if isinstance(m, Target)} for link in self.links)
        return {table for found in tables if len(found) == 1 for table in found}

    def beside(self) -> None:
        """Words too short or too common to mean a cell by themselves do so where its column stands beside them.

        "trạng thái Mới", "low priority", "grade A", "nhân viên nam".
        """
        by_end = {link.end: link for link in self.links}
        by_start = {link.start: link for link in self.links}
        for place, word in enumerate(self.words):
            known = by_start.get(word.start)
            if not word.text[0].isalnum() or (known and not isinstance(known.meanings[0], Amount)):
                continue
            before = [by_end.get(other.end) for other in self.words[max(0, place - 2) : place]]
            if len(before) == 2 and self.words[place - 1].text.casefold() not in _IS:
                before = before[1:]
            after = by_start.get(self.words[place + 1].start) if place + 1 < len(self.words) else None
            near = [link for link in (*before, after) if link]
            found = self._valued_by(word.text, {m for link in near for m in link.meanings if isinstance(m, Target)})
            if known and found:
                self.links.remove(known)
            if found:
                self._add(word.start, word.end, (*found, *(known.meanings if known else ())))

    def _valued_by(self, text: str, named: set[Target]) -> tuple[Value, ...]:
        """The cells that hold `text` in the `named` columns; in a table's, only its rows' names, or men and women."""
        if not named:
            return ()
        same = self.cells.owned(value for value in self.values.exact(fold(text)))
        found = [value for value in same if Target(value.table, value.column) in named]
        if text.isdigit() or (text[0].isupper() and not text.isupper() and self.accented):
            found += [value for value in same if Target(value.table) in named and self.cells.is_name(value)]
        if not found:
            said = self.cells.meaning(text)
            found = [value for value in said if named & {Target(value.table, value.column), Target(value.table)}]
        return tuple(dict.fromkeys(found))

    def answers(self) -> None:
        """A column of yes and no that is named may be meant either way: "FDA approved", "chưa được duyệt"."""
        for place, link in enumerate(self.links):
            if any(isinstance(meaning, Value) for meaning in link.meanings):
                continue
            targets = [meaning for meaning in link.meanings if isinstance(meaning, Target)]
            before = self.question[: link.start]
            answers = [value for target in targets for value in self.cells.answers(target, before)]
            if answers:
                self.links[place] = Link(link.start, link.end, (*answers[:2], *link.meanings))

    def _is_filler(self, word: str) -> bool:
        """Whether a word names nothing; "Minh" in English is no "mình"."""
        if self.language == "en" and word.isascii():
            return word.casefold() in ENGLISH
        return is_function_word(word, self.accented)

    def _text(self, words: Sequence[_Word]) -> str:
        return self.question[words[0].start : words[-1].end]

    def _named(self, text: str, after: str) -> dict[Target, int]:
        if text.casefold() in _COUNTED and after.startswith((" of", " các", " những")):
            return {}
        key = " ".join(text.casefold().split())
        *head, last = key.split(" ")
        forms = dict.fromkeys((key, " ".join([*head, singular(last)]), " ".join(map(singular, [*head, last]))))
        known = [self.phrases.written[form] for form in forms if form in self.phrases.written]
        if known:  # "works" points to what somebody does, and "work" may be the name of a table
            targets = next((means for means in known if _names_table(means)), known[0])
            if len(key) > 3 or key == "tên" or not self._is_filler(key):
                return targets
            return {target: weight for target, weight in targets.items() if weight == EXACT}
        is_vietnamese = self.language == "vi" or not key.isascii()  # no English "song" is a "sống" without its mark
        if is_vietnamese and (not self.accented or (" " in key and key.isascii())):
            folded = self.phrases.folded.get(fold(key), {})
            is_name = key == "ten" and self.language == "vi"
            return {} if self._is_filler(key) and not is_name else folded
        return {}

    def _valued(self, text: str, words: Sequence[_Word]) -> tuple[Value, ...]:
        if not text[-1].isalnum():  # C#, but not "release?"
            return tuple(value for value in self.cells.holding(text) if value.text.casefold().endswith(text[-1]))
        if len(words) == 1 and text.isdigit() and len(text) < 5:
            return ()
        if len(text) == 1 and _LETTER.search(self.question[: words[0].start]):
            return ()
        if all(self._is_filler(word.text) for word in words) and not text.istitle():
            return self._written_so(text, words[0]) if len(words) == 1 else ()
        if len(words) == 1 and self._is_filler(text):
            return self._written_so(text, words[0])
        return self.cells.holding(text) or self.cells.meaning(text)

    def _written_so(self, text: str, word: _Word) -> tuple[Value, ...]:
        """What holds a function word exactly so, with a capital that no sentence begins with: the department IT."""
        begins = word is self.words[0] or self.words[self.words.index(word) - 1].text in _ENDS
        if not text[0].isupper() or text == "I" or begins or self.question.isupper():
            return ()
        found = tuple(value for value in self.cells.holding(text) if value.text == text)
        is_place = bool(_IN.search(self.question[: word.start]))  # "ở Anh", and not "Anh cho xem"
        return found or (self.cells.meaning(text) if text.isupper() or is_place else ())

    def beginnings(self) -> None:
        """What a name begins with, where no other does: "acme" of Acme Ltd."""
        for size in (4, 3, 2, 1):
            for words in self._runs(size):
                text = self._text(words)
                if len(text) > 3 and text[-1].isalnum() and any(map(self._is_telling, words)):
                    self._add(words[0].start, words[-1].end, self.cells.begun(text))

    def _is_telling(self, word: _Word) -> bool:
        """Whether a word is no common one: by a capital that no sentence gives it, or by its length."""
        begins = word is self.words[0] or self.words[self.words.index(word) - 1].text in _ENDS
        is_strange = not self._is_filler(word.text) and not is_known_word(word.text)
        if word.text[0].isupper() and not self.question.isupper():
            return not self._is_filler(word.text) and (is_strange or not begins)
        return is_strange and word.text.isascii() and word.text.isalpha() and len(word.text) >= _STRANGE

    def typing_errors(self) -> None:
        """What is left over and looks like a name or a value but for a letter or two."""
        for size in (4, 3, 2, 1):
            for words in self._runs(size):
                text = self._text(words)
                left = [word for word in words if not self._is_filler(word.text)]
                if len(fold(text)) < 5 or len(left) < len(words) or not text.replace(" ", "").isalpha():
                    continue
                self._add(words[0].start, words[-1].end, self._named_nearly(fold(text)) or self._valued_nearly(text))

    def _named_nearly(self, folded: str) -> tuple[Target, ...]:
        if self.language == "en" and " " not in folded and is_known_word(folded):
            return ()
        near = process.extractOne(
            " ".join(map(singular, folded.split())),
            (self.phrases.written if self.language == "en" else self.phrases.folded).keys(),
            scorer=OSA.distance,
            score_cutoff=_typing_errors(folded),
        )
        if near is None or len(near[0]) <= 4:
            return ()
        targets = (self.phrases.written if self.language == "en" else self.phrases.folded)[near[0]]
        best = max(targets.values())
        return tuple(target for target, weight in targets.items() if weight == best) if best >= PART else ()

    def _valued_nearly(self, text: str) -> tuple[Value, ...]:
        if " " not in text and text.islower() and is_known_word(text):
            return ()
        return self.cells.like(text, _typing_errors(fold(text)))[:MOST_TARGETS]

    def free_text(self) -> None:
        """Runs of words that look like the name of something: capitals within a sentence, codes, or after a cue."""
        run: list[_Word] = []
        after_cue = False
        for position, word in enumerate([*self.words, _Word(len(self.question), len(self.question), "")]):
            told = self._is_filler(word.text) or word.text.casefold() in _OF_LETTERS
            cued = not told and (after_cue if run else bool(_BEFORE_TEXT.search(self.question[: word.start])))
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
        if self._is_filler(text):
            return False
        has_code = any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
        begins = position == 0 or self.words[position - 1].text in _ENDS
        return has_code or (not begins and text[0].isupper())

    def _is_free(self, word: _Word) -> bool:
        return word.text[0].isalnum() and self._free(word.start, word.end)

    def _runs(self, size: int) -> Iterator[list[_Word]]:
        for first in range(len(self.words) - size + 1):
            words = self.words[first : first + size]
            if words[0].text[0].isalnum() and self._free(words[0].start, words[-1].end):
                yield words

    def _free(self, start: int, end: int) -> bool:
        return all(end <= link.start or link.end <= start for link in self.links) and all(
            end <= first or last <= start for first, last in self.silent
        )

    def _add(self, start: int, end: int, meanings: tuple[Meaning, ...]) -> None:
        if meanings and self._free(start, end):
            self.links.append(Link(start, end, meanings))


def _names_table(means: dict[Target, int]) -> bool:
    return any(weight == EXACT and target.column is None for target, weight in means.items())


def _typing_errors(text: str) -> int:
    """How many letters may be wrong, missing, doubled or swapped in a word of this length."""
    return 1 if len(text) < 8 else 2
