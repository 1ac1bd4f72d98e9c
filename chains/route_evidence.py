"""What software sees in a message before a small model is asked which tool takes it.

Two kinds of evidence: of the message alone (what the linker found, whether it greets, wishes for a change, goes on from
a turn before, and how it is put), and of each plug-in beside it (the words and topics that its name and description
share with it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING

from hoidap.databases import Value

from .function_words import is_function_word
from .language import detect_language
from .links import Amount, FreeText, Links, Meaning
from .periods import Period
from .phrases import Target
from .route_leaning import leaning_of_message, leaning_to, leanings, leans_to
from .route_wording import wording
from .route_words import MANNERS, Word, read
from .turn import Turn
from .value_links import has_diacritics

if TYPE_CHECKING:
    from .route import Tools

Evidence = Mapping[str, float]

_SMALL_TALK = frozenset({"hello", "thanks", "bye", "praise", "nod"})
_ABOUT = frozenset({"you", "ability", "contents"})
_CUES = frozenset({"ask", "follow", "polite"})
_RESULT = re.compile(
    r"\b(?:results?|answers?|quer(?:y|ies)|rows|last question|just (?:asked|returned|shown)|kết quả|câu trả lời"
    r"|câu hỏi (?:vừa|trước|trên)|truy vấn|bảng (?:trên|vừa|số liệu|dữ liệu)|vừa (?:rồi|tra|hỏi|xem|nhận)|gần nhất)\b"
)
_CLOCK = re.compile(r"\b\d{1,2} ?(?:h\d{0,2}|am|pm|:\d\d)\b|\b(?:at|lúc) \d{1,2}\b", re.IGNORECASE)
PUT = "put: "  # begins the evidence of how a message is put
_SHORT = 6  # words
_OF_TIME = frozenset(f"topic {name}" for name in ("calendar", "reminder", "timer", "room", "ride", "leave", "todo"))


def evidence(
    links: Links, tools: Tools, history: Sequence[Turn], built_in: Set[str]
) -> tuple[Evidence, dict[str, Evidence]]:
    """What speaks in the message for each of our own tools, and what for each plug-in by its name."""
    language = links.language
    words, marked = read(links.question, language), has_diacritics(links.question)
    plug_ins = {name: _read_tool(name, description) for name, description in tools if name not in built_in}
    after = any(turn["sql"] for turn in history[-1:])
    shared = {name: _shared(words, of_tool, list(plug_ins.values())) for name, of_tool in plug_ins.items()}
    ours = _of_message(words, links, after, {place for weights in shared.values() for place in weights})
    ours |= {f"{PUT}{run}": 1.0 for run in wording(links, after)}
    most = max((sum(weights.values()) for weights in shared.values()), default=0.0)
    linked = _linked(words, links)
    lean = [leaning for place, leaning in enumerate(leanings(words, language, marked)) if place not in linked]
    leans = {name: leans_to(lean, name, description) for name, description in tools if name in plug_ins}
    ours |= leaning_of_message(lean, leans, bool(linked))
    return ours, {
        name: {
            **_of_plug_in(words, shared[name], most, linked, description, ours, plug_ins[name]),
            **leaning_to(name, leans, bool(shared[name])),
        }
        for name, description in tools
        if name in plug_ins
    }


def _of_message(words: Sequence[Word], links: Links, after: bool, taken: Set[int]) -> dict[str, float]:
    linked = _linked(words, links)
    content = [place for place, word in enumerate(words) if _is_content(word, links.question)]
    count, many = max(1, len(words)), max(1, len(content))
    first = _first(words)

    def share(kinds: Set[str], places: Set[int] = frozenset()) -> float:
        return sum(bool(word.kinds & kinds) and place not in places for place, word in enumerate(words)) / count

    wishes = first is not None and bool(first.kinds & {"change", "written"})
    commands = wishes and not after  # "add 10 hours to each improvement" asks for nothing
    asking = share({"ask"}) > 0 and not commands
    tables = _linked(words, links, tables_only=True)
    follows = share({"follow"})
    topics = {place for place, word in enumerate(words) if word.topics}
    known = [place for place in content if place in linked or words[place].kinds]
    some = bool(linked & set(content))
    chats = share(_SMALL_TALK | _ABOUT) > 0
    return {
        "any": 1.0,
        "linked": len(linked & set(content)) / many,
        "some linked": float(some),
        "asks, some linked": float(some and asking),
        "nothing linked after nothing": float(bool(content) and not some and not after),
        "no word of a chat": float(not chats),
        "values": min(2, _count(links, Value)) / 2,
        "names a table": float(any(map(_is_table, links.meanings()))),
        "values and no more": float(_count(links, Value) > 0 and not _count(links, Target) and not after),
        "unknown name": float(any(isinstance(link.meanings[0], FreeText) for link in links.links)),
        "asks of data": float(_asks_of(words, linked) and not commands),
        "data first": float(bool(content) and content[0] in linked),
        "a table first": float(bool(content) and content[0] in tables),
        "part of an answer": float(after and share({"shape"}) > 0),
        "wishes a change of the answer": float(
            after
            and wishes
            and (share({"shape"}) > 0 or share({"this"}) > 0 or _count(links, Value, Amount, Period) > 0)
        ),
        "period or number": float(_count(links, Amount, Period) > 0),
        "unknown words": 1 - len(known) / many if content else 0.0,
        "asks": float(asking),
        "self": float(share({"self"}) > 0),
        "soon": float(share({"soon"}) > 0 or bool(_CLOCK.search(links.question))),
        "points": float(share({"this"}) > 0),
        "after data": float(after),
        "after data, short": float(after and count <= _SHORT),
        "after data, of nothing else": float(after and not topics - linked and not chats and not share({"world"})),
        "after data, asks nothing": float(
            after and not (some or asking or share({"follow"}) or _count(links, Amount, Period))
        ),
        "after data, follows": follows if after else 0.0,
        "follows after nothing": 0.0 if after else follows,
        "small talk": share(_SMALL_TALK),
        "all small talk": float(share(_SMALL_TALK | {"you", "polite"}) > 0.8 and share(_SMALL_TALK) > 0),
        "you": float(share({"you"}) > 0),
        "ability": share({"ability"}),
        "you and ability": share(_ABOUT) if share({"you"}) and share({"ability", "contents"}) else 0.0,
        "you and ability, some": float(share({"you"}) > 0 and share({"ability", "contents"}) > 0),
        "self and ability": float(share({"self"}) > 0 and share({"ability"}) > 0),
        "contents": share({"contents"}, linked),
        "wishes a change": float(wishes),
        "wishes a change of data": float(wishes and bool(linked)),
        "wishes a change after data": float(wishes and after),
        "speaks of change": float(not wishes and share({"change"}) > 0),
        "writes": float(share({"written"}) > 0),
        "world": share({"world"}, linked),
        "world, some": float(share({"world"}, linked) > 0),
        "topic": float(bool(topics - linked)),
        "topic of no plug-in": float(bool(topics - linked - taken)),
        "taken by a plug-in": len(taken - linked) / count,
        "short": float(count <= 3),
        "nobody's name": float(_strange_name(words, links)),
        "all linked": float(bool(content) and linked >= set(content)),
        **_manners({kind for word in words for kind in word.kinds & MANNERS}, some),
    }


def _manners(present: Set[str], linked: bool) -> dict[str, float]:
    """How something is asked for, and whether something of the data stands in the question."""
    found: dict[str, float] = {}
    for manner in sorted(MANNERS):
        found |= {
            f"asked: {manner}": float(manner in present),
            f"asked: {manner}, some linked": float(manner in present and linked),
        }
    return found


def _of_plug_in(
    words: Sequence[Word],
    shared: Mapping[int, float],
    most: float,
    linked: Set[int],
    description: str,
    ours: Evidence,
    tool: frozenset[str],
) -> Evidence:
    content = [place for place, word in enumerate(words) if word.keys]
    total = sum(shared.values())
    free = sum(weight for place, weight in shared.items() if place not in linked)
    topics = sum(weight for place, weight in shared.items() if words[place].topics)
    on_results = bool(_RESULT.search(description.casefold()))
    first = _first(words)
    return {
        "plug-in": 1.0,
        "shares words": min(1.0, total / 2),
        "shares one": float(total > 0),
        "shares a topic": min(1.0, topics),
        "shares what no data has": min(1.0, free),
        "shares most": float(total > 0 and total >= most),
        "share of the words": total / max(1, len(content)),
        "shares words beside data": ours["linked"] if total > 0 else 0.0,
        "shares words, data are asked for": ours["asks of data"] if total > 0 else 0.0,
        "shares words, a table first": ours["a table first"] if total > 0 else 0.0,
        "shares words, a change is wished": ours["wishes a change"] if total > 0 else 0.0,
        "shares words, of oneself": ours["self"] if total > 0 else 0.0,
        "keeps time, a time is said": ours["soon"] if tool & _OF_TIME else 0.0,
        "does what is asked": float(first is not None and any(words[place] is first for place in shared)),
        "works on results": float(on_results),
        "works on results, there are some": float(on_results and ours["after data"] > 0),
        "works on results, pointed at": float(on_results and ours["points"] > 0),
        "works on results, shares": float(on_results and ours["after data"] > 0 and total > 0),
    }


def _asks_of(words: Sequence[Word], linked: Set[int]) -> bool:
    """Whether a word that asks stands beside one that the data account for: "which authors", "tác giả nào"."""
    beside = {place + step for place in linked for step in (-1, 1)} - linked
    return any("ask" in words[place].kinds for place in beside if 0 <= place < len(words))


def _shared(words: Sequence[Word], tool: frozenset[str], tools: Sequence[frozenset[str]]) -> dict[int, float]:
    """Places of the words that a tool shares, each with how much it says: less where other tools share it too."""
    found = {}
    for place, word in enumerate(words):
        weights = [1 / sum(key in other for other in tools) for key in word.keys & tool]
        if weights:
            found[place] = max(weights)
    return found


def _read_tool(name: str, description: str) -> frozenset[str]:
    spelt = " ".join(name.replace("_", " ").replace("-", " ").split())
    parts = [
        (spelt, detect_language(description, "en")),
        (spelt, "vi"),
        (description, detect_language(description, "en")),
    ]
    return frozenset(key for text, language in parts for word in read(text, language) for key in word.keys)


def _linked(words: Sequence[Word], links: Links, tables_only: bool = False) -> Set[int]:
    """Places of the words that a table, a column or a value accounts for."""

    def counts(meaning: Meaning) -> bool:
        return _is_table(meaning) if tables_only else isinstance(meaning, Target | Value)

    spans = [(link.start, link.end) for link in links.links if any(map(counts, link.meanings))]
    return {place for place, word in enumerate(words) if any(a <= word.start < b for a, b in spans)}


def _is_table(meaning: Meaning) -> bool:
    return isinstance(meaning, Target) and meaning.column is None


def _count(links: Links, *kinds: type) -> int:
    return sum(any(isinstance(meaning, kinds) for meaning in link.meanings) for link in links.links)


def _is_content(word: Word, text: str) -> bool:
    if word.kinds & (_SMALL_TALK | _CUES | _ABOUT) and not word.topics:
        return False
    return not is_function_word(word.text, not text.isascii())


def _strange_name(words: Sequence[Word], links: Links) -> bool:
    """Whether a word within a message that is not all in capitals is written with one, and no link accounts for it."""
    text = links.question
    if text.isupper():
        return False
    known = _linked(words, links)
    return any(
        text[word.start].isupper() and place not in known and not word.kinds
        for place, word in enumerate(words)
        if place and text[: word.start].rstrip()[-1:] not in ".!?:"
    )


def _first(words: Sequence[Word]) -> Word | None:
    """The first word that is more than politeness."""
    return next((word for word in words if "polite" not in word.kinds or "change" in word.kinds), None)
