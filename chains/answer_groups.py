"""What the rows of a grouped result are: the model, which has seen few nouns, calls all of them groups."""

from __future__ import annotations

import re

from .answer_check import Facts
from .lexicon import lookup
from .naming import words
from .nouns import plural

_GROUPS = re.compile(r"(?P<before>Có (?:hơn )?|There are (?:more than )?)(?P<count>[\d.,]+) (?:nhóm|groups)(?=[,:])")


def name_groups(sentence: str, facts: Facts) -> str:
    """The sentence with departments where it had groups; with a neutral word where the column says nothing."""
    noun = _noun(facts)
    return _GROUPS.sub(lambda found: f"{found['before']}{found['count']} {noun}", sentence)


def _noun(facts: Facts) -> str:
    """By the first column of texts, or the first one: a department's name is a department, in the question's word."""
    texts = (name for name, cell in zip(facts.columns, facts.rows[0], strict=False) if isinstance(cell, str))
    column = list(words(next(texts, facts.columns[0])))
    thing = column[:-1] if column[-1:] in (["name"], ["title"]) else column
    terms = [
        term
        for concept in lookup(" ".join(thing))
        for term in (concept.vietnamese if facts.language == "vi" else concept.english)
    ]
    asked = facts.question.casefold()
    noun = next((term for term in terms if term in asked), terms[0] if terms else "")
    if facts.language == "vi":
        return noun or "kết quả"
    return plural(noun) if noun else "results"
