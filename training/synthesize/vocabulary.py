"""Which words the linker knows by itself, from the names of the schema and the shipped lexicon."""

from functools import cache

from hoidap.chains.lexicon import Concept, lookup
from hoidap.chains.naming import words


@cache
def concepts_of(identifier: str) -> tuple[Concept, ...]:
    return lookup(" ".join(words(identifier)))


@cache
def known(identifier: str, phrase: str) -> bool:
    """Whether the linker finds `identifier` by `phrase` without a glossary."""
    if " ".join(words(identifier)) == phrase:
        return True
    return any(phrase in concept.english or phrase in concept.vietnamese for concept in concepts_of(identifier))
