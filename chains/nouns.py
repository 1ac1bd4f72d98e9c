"""What people call a table's rows and a column: the glossary's word, else the lexicon's, else the words of the name."""

from __future__ import annotations

from hoidap.databases import Column, Schema, Table

from .language import Language
from .lexicon import is_known_word, lookup
from .naming import words
from .phrases import gloss, singular

# What says nothing without what it is of: the name of a genre, the total of an invoice.
_OF_SOMETHING = frozenset("name title total amount description code type status label".split())
# What is more than one already, or never.
_UNCOUNTED = ("people", "staff", "data", "series", "equipment")
_BEHIND_THE_NOUN = frozenset("of in for by with at to from on per made done sold".split())


def called(item: Table | Column, language: Language) -> str:
    """A noun in small letters, in English the singular; '' where the words of its name are none."""
    if language == "vi":
        return _small(gloss(item.name, item.synonyms))
    return _small(_english(item.name, item.synonyms))


def label(item: Table | Column, language: Language) -> str:
    """A heading: `called` with a capital, or the words of the name where nothing better is known."""
    name = called(item, language) or _spelled(item.name)
    return name[:1].upper() + name[1:]


def table_noun(table: Table, language: Language) -> str:
    """One row of the table: "cải tiến", "improvement"."""
    return called(table, language) or _spelled(table.name)


def column_noun(schema: Schema, table: Table, name: str, language: Language) -> str:
    """A column: "giờ tiết kiệm", "time saved"; a key is a number of what it points to: "mã tác giả", "author ID".

    KeyError where the table has no such column.
    """
    column = table.column(name)
    if owner := key_target(schema, table, column.name):
        noun = table_noun(owner, language)
        return f"mã {noun}" if language == "vi" else f"{noun} ID"
    noun = called(column, language) or _spelled(column.name)
    if column.synonyms or " ".join(words(column.name)) not in _OF_SOMETHING:
        return noun
    of = table_noun(table, language)
    return f"{noun} {of}" if language == "vi" else f"{of} {noun}"


def key_target(schema: Schema, table: Table, column: str) -> Table | None:
    """The table whose rows the values of a column tell apart: another one, or its own where it alone is the key."""
    for key in table.foreign_keys:
        if key.columns == (column,):
            return schema.table(key.table)
    is_number = table.column(column).type == "int"
    return table if table.primary_key == (column,) and (is_number or words(column)[-1] in ("id", "code")) else None


def name_noun(name: str, language: Language) -> str:
    """What a name that stands in no schema says by its own words; one that is no identifier is said as it is."""
    if not name.isascii() or " " in name:
        return name
    return (gloss(name) if language == "vi" else "") or _spelled(name)


def plural(noun: str) -> str:
    """More than one of an English noun: "tools used" of "tool used"."""
    before, last, behind = _parted(noun)
    return " ".join([*before, _plural(last), *behind])


def _plural(word: str) -> str:
    if word.endswith(_UNCOUNTED):
        return word
    if word.endswith("person"):
        return word[:-6] + "people"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def _singular(noun: str) -> str:
    before, last, behind = _parted(noun)
    return " ".join([*before, "person" if last == "people" else singular(last), *behind])


def _parted(noun: str) -> tuple[list[str], str, list[str]]:
    """The words before the one that changes, that one, and those that only say more about it."""
    found = noun.split() or [noun]
    end = next((at for at, word in enumerate(found) if at and _is_behind(word)), len(found))
    return found[: end - 1], found[end - 1], found[end:]


def _is_behind(word: str) -> bool:
    return word in _BEHIND_THE_NOUN or (len(word) > 3 and word.endswith("ed") and not word.endswith("eed"))


def _english(name: str, synonyms: tuple[str, ...]) -> str:
    said, own = [synonym for synonym in synonyms if synonym.isascii()], " ".join(words(name))
    for one in (*said, own):
        if any(_is_term(one, concept.english) for concept in lookup(one)):
            return _singular(one)
    if said:
        return _singular(said[0])
    if found := [concept.english[0] for concept in lookup(own) if concept.english]:
        return found[0]  # a name in Vietnamese, mostly without its marks
    own = own.partition(" in ")[0]  # a unit: gross in dollar
    *parts, last = own.split() or [own]
    return _singular(own) if lookup(last) and all(map(is_known_word, parts)) else ""


def _is_term(name: str, terms: tuple[str, ...]) -> bool:
    return name.lower() in terms or _singular(name.lower()) in terms


def _spelled(name: str) -> str:
    return " ".join(words(name)) or name


def _small(name: str) -> str:
    """In small letters, but for abbreviations, which keep theirs."""
    return " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in name.split())
