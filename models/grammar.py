"""Holding a model to a grammar: Lark text for llguidance, one matcher a request.

The tokenizer's side is built once a model (up to a second for large vocabularies), a grammar's once a text.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any

import llguidance
import llguidance.hf
import torch
from llguidance import LLMatcher, LLTokenizer

from .errors import GrammarError

_KEPT = 32


class Grammar:
    """What may come next in one answer."""

    def __init__(self, matcher: LLMatcher) -> None:
        self._matcher = matcher

    def mask(self, scores: torch.Tensor) -> None:
        """Set the scores (vocabulary,) of every token that the grammar forbids to minus infinity, in place."""
        allowed = torch.frombuffer(bytearray(self._matcher.compute_logit_bias()), dtype=torch.uint8)
        self._check()
        width = min(len(allowed), len(scores))
        scores[:width].masked_fill_((allowed[:width] == 0).to(scores.device), -torch.inf)
        scores[width:] = -torch.inf

    def accept(self, token: int) -> list[int]:
        """Move on by a token, and by those that can only follow it, which are returned."""
        self._matcher.consume_token(token)
        forced = [] if self._matcher.is_stopped() else self._matcher.compute_ff_tokens()
        if forced:
            self._matcher.consume_tokens(forced)
        self._check()
        return forced

    @property
    def ended(self) -> bool:
        """Whether nothing but the end can follow."""
        return self._matcher.is_stopped()

    def _check(self) -> None:
        if self._matcher.is_error():
            raise GrammarError(f"The grammar could not be followed: {_reason(self._matcher)}")


class GrammarCompiler:
    """Compiles grammars for one tokenizer and keeps the last few."""

    def __init__(self, tokenizer: Any, vocabulary: int, end_tokens: list[int]) -> None:
        self._given = (tokenizer, vocabulary, end_tokens)
        self._bridge: LLTokenizer | None = None
        self._compiled: OrderedDict[str, LLMatcher] = OrderedDict()
        self._lock = Lock()

    def compile(self, lark: str) -> Grammar:
        """Return a fresh Grammar at its start, in any thread; raises GrammarError where the text is wrong."""
        with self._lock:
            if lark not in self._compiled:
                self._bridge = self._bridge or _bridge(*self._given)
                matcher = LLMatcher(self._bridge, LLMatcher.grammar_from_lark(lark), log_level=0)
                if matcher.is_error():
                    raise GrammarError(f"The grammar is wrong: {_reason(matcher)}")
                self._compiled[lark] = matcher
                if len(self._compiled) > _KEPT:
                    self._compiled.popitem(last=False)
            self._compiled.move_to_end(lark)
            return Grammar(self._compiled[lark].deep_copy())


def _bridge(tokenizer: Any, vocabulary: int, end_tokens: list[int]) -> LLTokenizer:
    size = max(vocabulary, len(tokenizer))
    return llguidance.hf.from_tokenizer(tokenizer, n_vocab=size, eos_token=end_tokens)


def _reason(matcher: LLMatcher) -> str:
    return matcher.get_error().splitlines()[0]
