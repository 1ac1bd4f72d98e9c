"""Holding a model to a grammar: Lark text for llguidance, one matcher a request.

The tokenizer's side is built once a model (up to a second for large vocabularies), a grammar's once a text.
"""

from collections import OrderedDict
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
        """Set the scores (1 x vocabulary, in place) of every token that the grammar forbids to minus infinity."""
        allowed = torch.frombuffer(bytearray(self._matcher.compute_logit_bias()), dtype=torch.uint8)
        self._check()
        width = min(len(allowed), scores.shape[-1])
        scores[:, :width].masked_fill_((allowed[:width] == 0).to(scores.device), -torch.inf)
        scores[:, width:] = -torch.inf

    def accept(self, token: int) -> bool:
        """Move on by a token; true where nothing but the end can follow."""
        self._matcher.consume_token(token)
        self._check()
        return self._matcher.is_stopped()

    def _check(self) -> None:
        if self._matcher.is_error():
            raise GrammarError(f"The grammar could not be followed: {_reason(self._matcher)}")


class GrammarCompiler:
    """Compiles grammars for one tokenizer and keeps the last few."""

    def __init__(self, tokenizer: Any, vocabulary: int, end_tokens: list[int]) -> None:
        self._tokenizer = _bridge(tokenizer, vocabulary, end_tokens)
        self._compiled: OrderedDict[str, LLMatcher] = OrderedDict()

    def compile(self, lark: str) -> Grammar:
        """Return a fresh Grammar at its start; raises GrammarError where the text is wrong."""
        if lark not in self._compiled:
            matcher = LLMatcher(self._tokenizer, LLMatcher.grammar_from_lark(lark), log_level=0)
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
