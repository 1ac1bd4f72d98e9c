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
from .answer_layouts import layouts, told_cells
from .answer_rows import asked, shown_rows
from .answer_sentences import SENTENCES
from .cells import has_markup, shown
from .language import Language

LONGEST_PHRASE = 9  # words of the question that an answer says again
LONGEST_ROW = 4  # cells of one row that are told side by side

_ENDS = ".,;:?!"
_ASKING = frozenset(
    """
    ai nào gì sao bao nhiêu mấy đâu là và hoặc của thì mà hãy cho liệt kê xem tìm giúp
    which what who whom whose where when why how is are was were do does did and or of list show find give
    """.split()
)
_WORDS: dict[Language, tuple[str, str]] = {"vi": ("và", "là"), "en": ("and", "is")}
_DATE = re.compile(r"\d\d/\d\d/\d{4}|\d{4}-\d\d-\d\d")
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

    It is one terminal: parsed as several, the longest cell would swallow the comma behind a shorter one.
    """
    said = {
        "COUNT": _quote(shown(len(facts.rows), facts.language)),
        **_phrases(facts),
        **(_of_one_row(facts) if len(facts.rows) == 1 else _of_rows(facts)),
    }
    if "PHRASE" not in said:
        said.pop("FIGURES", None)
    sentences = [
        sentence
        for shape in _shapes(facts)
        for sentence in SENTENCES[facts.language][shape]
        if all(name in said for name in _NAME.findall(sentence))
    ]
    rules = [f"{name}: {rule}" for name, rule in said.items()]
    return "\n".join(["start: ANSWER", f"ANSWER: {' | '.join(map(_sentence, sentences))}", *rules])


def _shapes(facts: Facts) -> Iterator[str]:
    """The kinds of sentences that fit the result."""
    first: Any = facts.rows[0][0] if facts.rows[0] else None
    if len(facts.rows) > 1:
        whole = told_cells(facts)[1]
        yield ("whole" if whole else "more" if facts.truncated else "some") if _of_rows(facts) else "counted"
    elif all(cell is None for cell in facts.rows[0]):
        yield "nothing"
    elif len(facts.rows[0]) > 1:
        yield "row"
    elif isinstance(first, bool):
        yield "yes" if first else "no"
    else:
        yield "value"
        if isinstance(first, int | float):
            yield "zero" if not first else "one" if first == 1 else "count"
        elif _DATE.fullmatch(shown(first, facts.language)):
            yield "date"


def _of_one_row(facts: Facts) -> dict[str, str]:
    cells = [cell for cell in told_cells(facts)[0][0] if cell]
    if not cells:
        return {}
    word, be = _WORDS[facts.language]
    rows = {rows[0] for rows in layouts(facts, [cells])} if len(cells) == len(facts.rows[0]) else set(cells)
    told = {_listed(cells[:count], word) for count in range(1, min(LONGEST_ROW, len(cells)) + 1)}
    named = [f"PHRASE {_quote(f' {be} {cell}')}" for cell in cells[:LONGEST_ROW]]
    return {"VALUE": _quote(cells[0]), "ROW": _any([*rows, *told]), "FIGURES": _figures(named, facts.language)}


def _of_rows(facts: Facts) -> dict[str, str]:
    told, _ = told_cells(facts)
    ways = layouts(facts, told)
    if not ways:
        return {}
    return {
        "ALL": _any(_listed(rows, _WORDS[facts.language][0]) for rows in ways),
        "FIRST": _any(", ".join(rows) for rows in ways),
    }


def _phrases(facts: Facts) -> dict[str, str]:
    """PHRASE, some words of the question in their order, and CAPITAL, the same at the beginning of a sentence."""
    tokens = asked(facts).split()
    spoken = [tokens[at : at + LONGEST_PHRASE] for at in range(len(tokens))]
    spoken = [phrase for phrase in spoken if phrase[0].strip(_ENDS).casefold() not in _ASKING and _sayable(phrase[0])]
    if not spoken:
        return {}
    small = [[_small(tokens[0]), *phrase[1:]] for phrase in spoken[:1] if phrase[0] == tokens[0]]
    capital = [[phrase[0][:1].upper() + phrase[0][1:], *phrase[1:]] for phrase in spoken]
    return {
        "PHRASE": " | ".join(map(_beginning, [*spoken, *small])),
        "CAPITAL": " | ".join(map(_beginning, capital)),
    }


def _beginning(phrase: Sequence[str]) -> str:
    """The first word of a phrase, and as many of those behind it as may follow."""
    word = phrase[0].rstrip(_ENDS)
    trail = phrase[0][len(word) :]
    end = f'{_quote(word)} "."?' if trail == "." and word[0].isupper() and len(phrase) > 1 else _quote(word)
    if len(phrase) == 1 or trail not in ("", ",") or not _sayable(phrase[1]):
        return end
    return f"{end} ({_quote(f'{trail} ')} {_beginning(phrase[1:])})?"


def _sayable(token: str) -> bool:
    return bool(token.strip(_ENDS)) and not has_markup(token) and not re.search(r"[()“”]", token)


def _small(word: str) -> str:
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def _figures(named: Sequence[str], language: Language) -> str:
    """Each figure of a row behind what the question calls it."""
    article, parts = ('"the " ' if language == "en" else ""), []
    for at, figure in enumerate(named):
        between = "" if not at else '", " ' if at < len(named) - 1 else _quote(f" {_WORDS[language][0]} ") + " "
        parts.append(f"{between}{article if at else ''}{figure}")
    first = parts[0] if language == "en" else parts[0].replace("PHRASE", "CAPITAL", 1)
    return " ".join([first, *parts[1:]])


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
