"""Questions whose SQL somebody has verified: the same one is answered with it, and those like it guide a model."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from hoidap.databases import Example, fold

from .parts import Asked

MOST = 3
ALIKE = 60.0  # of 100, by the words that two questions share
NOTE = {
    "vi": "Câu truy vấn này đã được người quản trị kiểm chứng.",
    "en": "This query has been verified by an administrator.",
}


def verified(question: str, db: Asked) -> Example | None:
    """The example that asks just this, whatever its case, accents and punctuation."""
    wanted = fold(question)
    return next((example for example in db.examples if fold(example.question) == wanted), None)


def alike(question: str, db: Asked) -> list[Example]:
    """The few examples most like the question, the likest last, next to where the question stands."""
    asked = {number: fold(example.question) for number, example in enumerate(db.examples)}
    best = process.extract(fold(question), asked, scorer=fuzz.token_set_ratio, score_cutoff=ALIKE, limit=MOST)
    return [db.examples[number] for _, _, number in reversed(best)]
