"""Grammars for other servers: from our Lark text to GBNF, which llama-server, SGLang and vLLM all read.

The notation is llama.cpp's (https://github.com/ggml-org/llama.cpp/blob/master/grammars/README.md), kept to what
xgrammar reads in the same way: no underscore in names, no escape but `\\n`, `\\r`, `\\t`, `\\"`, `\\\\` and `\\xHH`.
What is read is the part of Lark in which chains writes. What only llguidance knows (parameters of rules, conditions on
them, "but not" of regular expressions) is left out: the result then allows more texts, and never fewer.
"""

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from .errors import GrammarError

_REGEX = r"/(?:[^/\\]|\\.)+/"
_TOKEN = re.compile(
    rf"(?P<left_out>\s+|//[^\n]*|&\s*~\s*{_REGEX})|(?P<parameter>::(?!\s)\w+(?!\w*\s*:)|%if\s+\w+)"
    rf"|(?P<rule>[A-Za-z_]\w*(?:::_)?\s*:(?!:))|(?P<regex>{_REGEX})|(?P<name>[A-Za-z_]\w*)"
    r'|(?P<text>"(?:[^"\\]|\\.)*")|(?P<times>[?*+]|\{\d+(?:,\d*)?\})|(?P<sign>[()|])'
)
_TIMES = re.compile(r"([?*+]|\{\d+(?:,\d*)?\})\??")  # a lazy repetition allows the same texts
_SHORT = {"n": "\n", "r": "\r", "t": "\t"}
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": r" \n\r\x09"}


@lru_cache(32)
def lark_to_gbnf(lark: str) -> str:
    """Return GBNF for the same texts; raises GrammarError where the Lark text has what GBNF has not."""
    rules: list[str] = []
    for kind, text in _tokens(lark):
        if kind == "rule":
            rules.append(f"{_name(text.partition(':')[0].strip())} ::=")
        elif not rules:
            raise GrammarError(f"The grammar does not begin with a rule: {text[:40]}")
        elif kind == "times":
            rules[-1] += text
        else:
            rules[-1] += f" {_said(kind, text)}"
    return "\n".join(rules) + "\n"


def _tokens(lark: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(lark):
        match = _TOKEN.match(lark, at)
        if match is None or match.lastgroup is None:
            raise GrammarError(f"This part of the grammar cannot be handed to a server: {lark[at : at + 40]!r}")
        at = match.end()
        if match.lastgroup == "parameter":
            at = _after_arguments(lark, at)
        elif match.lastgroup != "left_out":
            yield match.lastgroup, match[0]


def _after_arguments(lark: str, at: int) -> int:
    """Return the place behind the parentheses that open here, if any do: `and(bit_set(1), bit_set(2))`."""
    depth = 0
    while at < len(lark) and (depth or lark[at] == "("):
        depth += {"(": 1, ")": -1}.get(lark[at], 0)
        at += 1
        if not depth:
            break
    return at


def _said(kind: str, text: str) -> str:
    if kind == "text":
        return _text(json.loads(text))
    if kind == "regex":
        return f"({_Regex(text[1:-1]).read()})"
    return _name(text) if kind == "name" else text


def _name(lark: str) -> str:
    return "root" if lark == "start" else lark.replace("_", "-")


def _text(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(plain, escaped)
    return f'"{text}"'


class _Regex:
    """A regular expression, read from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._any_case = False

    def read(self) -> str:
        said = self._alternatives()
        if self._at < len(self._pattern):
            raise self._wrong()
        return said

    def _alternatives(self) -> str:
        said = [self._sequence()]
        while self._skip("|"):
            said.append(self._sequence())
        return " | ".join(said)

    def _sequence(self) -> str:
        said: list[str] = []
        while self._at < len(self._pattern) and self._pattern[self._at] not in "|)":
            atom = self._atom()
            times = _TIMES.match(self._pattern, self._at)
            if times:
                self._at = times.end()
                atom += times[1]
            said.append(atom)
        return " ".join(said) or '""'

    def _atom(self) -> str:
        sign = self._take()
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._one_of()
        if sign == ".":
            return r"[^\n]"
        if sign in "^$?*+{":
            raise self._wrong()
        if sign == "\\":
            letter = self._take()
            return f"[{said}]" if (said := self._class(letter)) else _text(self._escaped(letter))
        if self._any_case and sign.lower() != sign.upper():
            return f"[{sign.lower()}{sign.upper()}]" if len(sign.lower() + sign.upper()) == 2 else _text(sign)
        return _text(sign)

    def _group(self) -> str:
        outside = self._any_case
        self._any_case = self._skip("?i:") or outside
        self._skip("?:")
        said = self._alternatives()
        if not self._skip(")"):
            raise self._wrong()
        self._any_case = outside
        return f"({said})"

    def _one_of(self) -> str:
        said = "[^" if self._skip("^") else "["
        while not self._skip("]"):
            sign = self._take()
            if sign == "\\":
                letter = self._take()
                said += self._class(letter) or _member(self._escaped(letter))
            elif sign == "-" and not said.endswith(("[", "[^")) and self._pattern[self._at] != "]":
                said += "-"
            else:
                said += _member(sign)
        return said + "]"

    def _class(self, letter: str) -> str:
        if letter == "p":
            match = re.compile(r"\{(\w+)\}").match(self._pattern, self._at)
            if match is None:
                raise self._wrong()
            self._at = match.end()
            return _category(match[1])
        return _CLASSES.get(letter, "")

    def _escaped(self, letter: str) -> str:
        if letter == "x":
            return chr(int(self._take() + self._take(), 16))
        if letter.isalnum() and letter not in _SHORT:
            raise self._wrong()
        return _SHORT.get(letter, letter)

    def _take(self) -> str:
        if self._at >= len(self._pattern):
            raise self._wrong()
        self._at += 1
        return self._pattern[self._at - 1]

    def _skip(self, text: str) -> bool:
        found = self._pattern.startswith(text, self._at)
        self._at += len(text) * found
        return found

    def _wrong(self) -> GrammarError:
        rest = self._pattern[max(0, self._at - 1) :][:40]
        return GrammarError(f"This part of the grammar cannot be handed to a server: {rest!r}")


def _member(sign: str) -> str:
    """A character in brackets; those that mean something there, or may to one reader, by their number."""
    if sign.isalnum() or sign == " " or (ord(sign) > 127 and sign.isprintable()):
        return sign
    return "\\n" if sign == "\n" else f"\\x{ord(sign):02X}" if ord(sign) < 128 else f"\\u{ord(sign):04X}"


@cache
def _category(name: str) -> str:
    """All characters of a Unicode category ("N", "Lu") as ranges."""
    here = [n for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)).startswith(name)]
    starts = [n for at, n in enumerate(here) if not at or here[at - 1] != n - 1]
    ends = [n for at, n in enumerate(here) if at + 1 == len(here) or here[at + 1] != n + 1]
    return "".join(
        chr(start) if start == end else f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True)
    )
