"""What people call the text of a cell in other words: "nữ" for F, "Hoa Kỳ" for United States, "đã hủy" for Cancelled.

The words are in value_words.tsv, one thing a line. They are tried only where the cells do not hold the words
themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from hoidap.databases import Value, fold

CODED = ("gender", "yes", "no")
FEW = 4  # texts that a column of codes holds at most


@dataclass(frozen=True)
class Said:
    """One thing that cells hold; `kind` is "word", or what its codes tell: "gender", "yes", "no"."""

    kind: str
    terms: tuple[str, ...]


@cache
def things() -> tuple[Said, ...]:
    """All of them, in the order of the file."""
    text = resources.files("hoidap.chains").joinpath("value_words.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return tuple(Said(kind, tuple(terms.split("|"))) for kind, terms in lines)


def other_words(text: str, marks_matter: bool) -> tuple[str, ...]:
    """What a cell may hold, folded, where people write `text`; nothing where `text` is no word of the list."""
    if len(text) < 3 and text.isascii() and not text.isupper():
        return ()  # LA is Los Angeles, "la" is not
    written, folded = _index()
    found = written.get(text.casefold(), []) or ([] if marks_matter else folded.get(fold(text), []))
    terms = (fold(term) for said in found if said.kind in ("word", "gender") for term in said.terms)
    return tuple(dict.fromkeys(term for term in terms if term != fold(text)))


def is_coded(texts: Iterable[str], *kinds: str) -> bool:
    """Whether the texts of a column are nothing but codes of `kinds`, at least one of them and few."""
    held = {fold(text) for text in texts}
    return 0 < len(held) <= FEW and held <= _codes(kinds)


def answers(values: Iterable[Value], denied: bool) -> tuple[Value, ...]:
    """The values of a column of yes and no, what is meant first: yes, or no where it is `denied`."""
    yes = _codes(("yes",))
    return tuple(sorted(values, key=lambda value: (fold(value.text) in yes) is denied))


@cache
def _codes(kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(term) for said in things() if said.kind in kinds for term in said.terms)


@cache
def _index() -> tuple[dict[str, list[Said]], dict[str, list[Said]]]:
    written: dict[str, list[Said]] = {}
    folded: dict[str, list[Said]] = {}
    for said in things():
        for term in said.terms:
            written.setdefault(term, []).append(said)
            folded.setdefault(fold(term), []).append(said)
    return written, folded
