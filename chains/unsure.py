"""What a draft is unsure of, in words for its reader: seldom, so that it means something.

What the question names and the SQL leaves out is always told. Anything else only where the draft is doubtful: of those,
44 % are wrong on the databases that this was developed with and 75 % on others (docs/embedded-model.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from hoidap.databases import Schema

from .canonical import parse
from .doubts import unused
from .function_words import is_function_word, is_quantity
from .language import Language
from .lexicon import is_known_word
from .linking import FreeText, Links
from .nouns import column_noun, table_noun
from .phrases import Target
from .value_links import has_diacritics

LOW, LOW_WITH_SIGN = 0.08, 0.4  # confidence below which a draft is doubtful, and one against which something speaks
MOST = 2  # particulars told

_WORD = re.compile(r"[^\W\d_]+")
_SAYS: dict[Language, dict[str, str]] = {
    "vi": {
        "unknown": "Chưa hiểu: {words}.",
        "left out": "Câu truy vấn chưa xét đến: {words}.",
        "unlinked": "Chưa rõ “{words}” là phần nào của dữ liệu.",
        "either": "“{words}” có thể là {others}; ở đây hiểu là {chosen}.",
        "of": "{column} ({table})",
        "or": " hoặc ",
        "doubtful": "Không chắc câu truy vấn này đúng ý bạn; bạn xem lại câu SQL và các dòng kết quả nhé.",
    },
    "en": {
        "unknown": "Not understood: {words}.",
        "left out": "The query leaves out: {words}.",
        "unlinked": "It is not clear which part of the data “{words}” means.",
        "either": "“{words}” could mean {others}; here it was taken as {chosen}.",
        "of": "{column} ({table})",
        "or": " or ",
        "doubtful": "This query may not be what you meant; please look over its SQL and rows.",
    },
}


def not_understood(sql: str, links: Links, language: Language) -> list[str]:
    """Words that look like the name of something, that nothing accounts for and that `sql` does not look for."""
    texts = [meaning.text for meaning in links.meanings() if isinstance(meaning, FreeText)]
    return [_SAYS[language]["unknown"].format(words=text) for text in texts if text not in sql]


def left_out(canonical: str, links: Links, language: Language) -> list[str]:
    """Values, numbers and periods that `canonical` does not mention; "một" and "one" are said without counting."""
    named = [words for words in unused(canonical, links) if not words.isalpha() or not words.islower()]
    return [_SAYS[language]["left out"].format(words=words) for words in named]


def doubtful(canonical: str, links: Links, schema: Schema, language: Language) -> list[str]:
    """What made a doubtful draft so, at most MOST sentences; one that says no more than that where nothing can be told.

    Whether a draft `is_doubtful` is told by its signs and its confidence.
    """
    says = _SAYS[language]
    told = [says["unlinked"].format(words=words) for words in _unlinked(links)]
    for words, meant, chosen in _ambiguous(canonical, links):
        others = says["or"].join(_called(one, schema, language) for one in meant)
        told.append(says["either"].format(words=words, others=others, chosen=_called(chosen, schema, language)))
    return told[:MOST] or [says["doubtful"]]


def is_doubtful(signs: int, confidence: float | None) -> bool:
    """Whether a draft is likely wrong, by how many signs speak against it and how sure the embedded model was of it."""
    return confidence is not None and confidence < (LOW_WITH_SIGN if signs else LOW)


def _unlinked(links: Links) -> Iterator[str]:
    """Business words that nothing in the schema goes by: in Vietnamese of two syllables and more."""
    accented = has_diacritics(links.question)
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(links.question), None]:
        names = word and not is_function_word(word.group(), accented) and not is_quantity(word.group())
        if word and names and all(word.end() <= one.start or one.end <= word.start() for one in links.links):
            run.append(word)
            continue
        text = links.question[run[0].start() : run[-1].end()] if run else ""
        if len(run) > 1 or (links.language == "en" and len(text) > 4 and is_known_word(text)):
            yield text
        run = []


def _ambiguous(canonical: str, links: Links) -> Iterator[tuple[str, list[Target], Target]]:
    """Phrases that may mean several columns of which the query has one, with those and that."""
    used = {(column.table, column.name) for column in parse(canonical).find_all(exp.Column)}
    for one in links.links:
        meant = [meaning for meaning in one.meanings if isinstance(meaning, Target) and meaning.column]
        chosen = [target for target in meant if (target.table, target.column) in used]
        if len(meant) > 1 and len(chosen) == 1:
            yield links.question[one.start : one.end], meant, chosen[0]


def _called(target: Target, schema: Schema, language: Language) -> str:
    table = schema.table(target.table)
    column = column_noun(schema, table, target.column or "", language)
    return _SAYS[language]["of"].format(column=column, table=table_noun(table, language))
