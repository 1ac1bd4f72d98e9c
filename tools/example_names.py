"""What people call a table or a column, in either language: the glossary's word, the lexicon's, or the name's own."""

from __future__ import annotations

from hoidap.chains.language import Language
from hoidap.chains.lexicon import is_known_word, lookup
from hoidap.chains.naming import words
from hoidap.chains.phrases import gloss, singular
from hoidap.databases import Column, Table


def called(item: Table | Column, language: Language) -> str:
    """A noun in small letters, in English the singular; '' where the words of its name are none."""
    if language == "vi":
        return _small(gloss(item.name, item.synonyms))
    return _small(_english(item))


def label(item: Table | Column, language: Language) -> str:
    """A heading: `called` with a capital, or the words of the name where nothing better is known."""
    name = called(item, language) or " ".join(words(item.name))
    return name[:1].upper() + name[1:]


def plural(noun: str) -> str:
    """The English plural of a noun."""
    if noun.endswith(("people", "staff", "data", "series", "equipment")):
        return noun
    if noun.endswith("person"):
        return noun[:-6] + "people"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _english(item: Table | Column) -> str:
    said = [synonym for synonym in item.synonyms if synonym.isascii()]
    own = " ".join(words(item.name))
    for name in (*said, own):
        if any(_is_term(name, concept.english) for concept in lookup(name)):
            return _singular(name)
    if said:
        return _singular(said[0])
    if found := [concept.english[0] for concept in lookup(own) if concept.english]:
        return found[0]  # a name in Vietnamese, mostly without its marks
    own = own.partition(" in ")[0]  # a unit: gross in dollar
    *parts, last = own.split() or [own]
    return _singular(own) if lookup(last) and all(map(is_known_word, parts)) else ""


def _is_term(name: str, terms: tuple[str, ...]) -> bool:
    return name.lower() in terms or _singular(name.lower()) in terms


def _singular(name: str) -> str:
    *before, last = name.split() or [name]
    return " ".join([*before, "person" if last == "people" else singular(last)])


def _small(name: str) -> str:
    """In small letters, but for abbreviations, which keep theirs."""
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in name.split())
