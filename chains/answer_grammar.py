"""What an answer may say, as Lark text for llguidance.

The embedded model tells a result in one of a few sentences (`told_grammar`): it chooses the sentence, the words of the
question that it says again, and the columns; cells are taken whole, each with its own row. Larger models write freely
but for the numbers (`free_grammar`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .answer_check import Facts
from .answer_layouts import Cells, has_two_names, layouts, told_cells
from .answer_phrases import phrases
from .answer_rows import asked, shown_rows
from .answer_sentences import SENTENCES
from .cells import shown
from .language import Language

LONGEST_ROW = 4  # cells of one row that are told side by side

_YEARS = range(1900, 2101)
_DATE = re.compile(r"\d\d/\d\d/\d{4}|\d{4}-\d\d-\d\d")
_WORDS: dict[Language, tuple[str, str, str]] = {"vi": ("và", "là", "nhóm"), "en": ("and", "is", "groups")}
_NAME = re.compile(r"\{(\w+)\}")


def free_grammar(facts: Facts) -> str:
    """Free text without digits, and between it the numbers and cells that the prompt shows.

    Two of them never touch, so that no new number can be put together from two.
    """
    spoken = [
        *(cell for row in shown_rows(facts) for cell in row),
        shown(len(facts.rows), facts.language),
        *re.findall(r"[^\W_]*\d[\w.,/:-]*", asked(facts)),
    ]
    items = sorted(
        {item.strip(" ,.;:?!/-") for item in spoken if re.search(r"\d", item)}, key=lambda item: (-len(item), item)
    )
    free, inner = r"[^\p{N}\n<>{}\[\]`|]", r"[^\p{N}.,\n<>{}\[\]`|]"
    if not items:
        return f"start: /{free}+/"
    one = "|".join(re.sub(r"([\\/.+*?()|\[\]{}^$#&~-])", r"\\\1", item) for item in items)
    return f"start: /{free}*(({one})[.,]?{inner}{free}*)*(({one})[.,]?)?/"


def told_grammar(facts: Facts) -> str:
    """One whole sentence that tells the rows, with nothing of them but whole cells; there must be a row.

    It is one terminal: of several, the longest cell would swallow the comma behind a shorter one.
    """
    said = {"COUNT": _quote(shown(len(facts.rows), facts.language)), **_phrases(facts), **_cells(facts)}
    if "PHRASE" not in said:
        said.pop("FIGURES", None)
    sentences = [
        sentence
        for shape in _shapes(facts, tellable="ALL" in said or "ROW" in said)
        for sentence in SENTENCES[facts.language][shape]
        if all(name in said for name in _NAME.findall(sentence))
    ]
    used = {*_NAME.findall("".join(sentences)), "PHRASE"}
    used |= {"CAPITAL"} if "FIGURES" in used else set()
    rules = [f"{name}: {rule}" for name, rule in said.items() if name in used]
    return "\n".join(["start: ANSWER", f"ANSWER: {' | '.join(map(_sentence, sentences))}", *rules])


def _shapes(facts: Facts, tellable: bool) -> Iterator[str]:
    """The kinds of sentences that fit the result."""
    if len(facts.rows) > 1:
        whole = told_cells(facts)[1]
        yield ("whole" if whole else "more" if facts.truncated else "some") if tellable else "counted"
    elif not tellable:
        yield "nothing"
    elif len(facts.rows[0]) > 1:
        yield "row"
    else:
        yield from _shapes_of_value(facts.rows[0][0], facts.language)


def _shapes_of_value(value: Any, language: Language) -> Iterator[str]:
    if isinstance(value, bool):
        yield "yes" if value else "no"
        return
    yield "value"
    if isinstance(value, int | float):
        yield "zero" if not value else "one" if value == 1 else "count"
    if isinstance(value, int) and value in _YEARS:
        yield "year"
    elif _DATE.fullmatch(shown(value, language)):
        yield "date"


def _cells(facts: Facts) -> dict[str, str]:
    """The rows in every way that they may be told."""
    told, _ = told_cells(facts)
    ways = layouts(facts, told)
    if not ways:
        return {}
    word, _, groups = _WORDS[facts.language]
    if len(facts.rows) == 1:
        cells = list(filter(None, told[0]))
        several = range(2, min(LONGEST_ROW, len(cells)) + 1) if not has_two_names(facts.columns) else ()
        rows = [*(rows[0] for rows in ways), *(_listed(cells[:count], word) for count in several)]
        return {"VALUE": _quote(cells[0]), "ROW": _any(rows), "FIGURES": _figures(cells, facts.language)}
    return {
        "ALL": _any(_listed(rows, word) for rows in ways),
        "FIRST": _any(", ".join(rows) for rows in ways),
        **({"GROUPS": _quote(groups)} if len(told[0]) > 1 else {}),
    }


def _phrases(facts: Facts) -> dict[str, str]:
    found = {"PHRASE": phrases(asked(facts)), "CAPITAL": phrases(asked(facts), capital=True)}
    return {name: rule for name, rule in found.items() if rule}


def _figures(cells: Cells, language: Language) -> str:
    """Each cell of a row behind what the question calls it: "the highest price is 9 and the lowest price is 2"."""
    word, be, _ = _WORDS[language]
    first, article = ("PHRASE", "the ") if language == "en" else ("CAPITAL", "")
    figures = [f"{_quote(f' {be} {cell}')}" for cell in cells[:LONGEST_ROW]]
    parts = [f"{first} {figures[0]}"]
    for at, figure in enumerate(figures[1:], 2):
        parts.append(f"{_quote((', ' if at < len(figures) else f' {word} ') + article)} PHRASE {figure}")
    return " ".join(parts)


def _listed(parts: Sequence[str], word: str) -> str:
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}" if len(parts) > 1 else parts[0]


def _sentence(template: str) -> str:
    """`Có {COUNT} nhóm.` as a sequence of texts and terminals."""
    parts = _NAME.split(template)
    return " ".join(name if at % 2 else _quote(name) for at, name in enumerate(parts) if name)


def _any(texts: Iterable[str]) -> str:
    return " | ".join(map(_quote, dict.fromkeys(texts)))


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
