"""What of a question an answer may say again: some of its words, as they stand there side by side."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from .cells import has_markup
from .function_words import ENGLISH, VIETNAMESE

LONGEST_PHRASE = 9  # words
LONGEST_QUESTION = 40  # words that phrases are taken from

_ENDS = ".,;:?!"
_MEASURED = frozenset(
    """
    total overall sum average mean median number highest lowest largest smallest longest maximum minimum max min most
    different distinct other new old recent latest
    """.split()
)
_NAMED = frozenset("names name values value records record rows entries details information data things".split())
_NOUNS = frozenset(
    """
    số tổng trung tối toàn bộ người nhóm tên thông tin danh chi tiết tháng năm ngày quý lần lượng đầu con cái chiếc kết
    thứ liên hiện giờ bạn anh chị em lớn nhỏ cao thấp sách xếp tính quan
    """.split()
)
# No word like these begins what a thing or a figure is called by.
_NO_BEGINNING = (ENGLISH - _MEASURED - _NAMED) | (VIETNAMESE - _NOUNS)
_NO_END = frozenset(
    """
    của và với cho ở trong theo là mà từ các những ạ nhé do bởi hoặc được trung danh liệt chưa có
    a an the in of by for with that which who whose to and or have has at from on is are was were than their its be
    """.split()
)
_SIGNS = frozenset("=&+%/")  # between words
_NOWHERE = frozenset("bao nhiêu mấy gì how".split())


def phrases(question: str, *, capital: bool = False) -> str:
    """Lark text for every phrase, with a capital letter where it opens a sentence; empty where there is none."""
    return " | ".join(filter(None, map(_beginning, _spoken(question.rstrip(_ENDS) + "?", capital))))


def _spoken(question: str, capital: bool) -> Iterator[list[str]]:
    """From each word on that may begin a phrase, the words up to the longest one's end."""
    tokens = question.split()[:LONGEST_QUESTION]
    for at, token in enumerate(tokens):
        if token not in _SIGNS and token.strip(_ENDS).casefold() not in _NO_BEGINNING and _sayable(token):
            rest = tokens[at + 1 : at + LONGEST_PHRASE]
            yield [token[:1].upper() + token[1:] if capital else token, *rest]
            if not at and not capital and not token[1:2].isupper():
                yield [token[:1].lower() + token[1:], *rest]


def _beginning(phrase: Sequence[str]) -> str:
    """The first word of a phrase, and as many of those behind it as may follow; empty where it can end nowhere."""
    word = phrase[0].rstrip(_ENDS)
    trail = phrase[0][len(word) :]
    follows = len(phrase) > 1 and trail in ("", ",") and _sayable(phrase[1])
    more = _beginning(phrase[1:]) if follows else ""
    end = _quote(word)
    if (word.casefold() in _NO_END and "?" not in trail) or word in _SIGNS:
        return f"{end} {_quote(f'{trail} ')} ({more})" if more else ""
    if trail == "." and word[0].isupper() and len(phrase) > 1:
        end = f'{end} "."?'  # of a name, such as "Co."
    return f"{end} ({_quote(f'{trail} ')} {more})?" if more else end


def _sayable(token: str) -> bool:
    said = (token in _SIGNS or re.search(r"\w", token)) and not re.search(r"[()“”]", token) and not has_markup(token)
    return bool(said) and token.strip(_ENDS).casefold() not in _NOWHERE


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
