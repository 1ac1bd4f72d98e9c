"""What a grammar takes, and texts drawn from it at random, token by token of the embedded model."""

import random
from functools import cache
from pathlib import Path

import numpy as np
from llguidance import LLMatcher, LLTokenizer

import hoidap.models
from hoidap.databases import Column, ForeignKey, Schema, Table

WORDS = "customer invoice product supplier staff region payment category shipment warehouse branch account".split()


@cache
def tokenizer() -> LLTokenizer:
    folder = Path(hoidap.models.__file__).parent / "embedded"
    return LLTokenizer((folder / "tokenizer.json").read_text(encoding="utf-8"))


@cache
def _compiled(grammar: str) -> LLMatcher:
    matcher = LLMatcher(tokenizer(), LLMatcher.grammar_from_lark(grammar), log_level=0)
    assert not matcher.is_error(), matcher.get_error()[:500]
    return matcher


def accepts(grammar: str, text: str) -> bool:
    matcher, tokens = _compiled(grammar).deep_copy(), tokenizer().tokenize_str(text)
    return bool(matcher.try_consume_tokens(tokens) == len(tokens) and matcher.is_accepting())


def forced_share(grammar: str, texts: list[str]) -> float:
    """The share of the texts' tokens that the grammar leaves no choice about."""
    forced = total = 0
    for text in texts:
        matcher, tokens = _compiled(grammar).deep_copy(), tokenizer().tokenize_str(text)
        total += len(tokens)
        while tokens:
            run = matcher.compute_ff_tokens() or tokens[:1]
            same = next((at for at, pair in enumerate(zip(run, tokens, strict=False)) if pair[0] != pair[1]), len(run))
            forced += same if matcher.compute_ff_tokens() else 0
            taken = tokens[: max(same, 1)]
            assert matcher.consume_tokens(taken), text
            tokens = tokens[len(taken) :]
    return forced / total


def walk(grammar: str, seed: int, limit: int = 300) -> str | None:
    """A text of the grammar with every token drawn evenly from those allowed; None where it is longer than `limit`."""
    rng, matcher, tokens = random.Random(seed), _compiled(grammar).deep_copy(), list[int]()
    while len(tokens) < limit:
        if matcher.is_stopped() or (matcher.is_accepting() and rng.random() < 0.4):
            return str(tokenizer().decode_str(tokens))
        if run := matcher.compute_ff_tokens():
            assert matcher.consume_tokens(run)
            tokens += run
            continue
        allowed = np.flatnonzero(np.frombuffer(matcher.compute_logit_bias(), dtype=np.uint8)).tolist()
        assert not matcher.is_error(), f"no way on: {tokenizer().decode_str(tokens)}"
        token = rng.choice([token for token in allowed if token != tokenizer().eos_token] or allowed)
        assert matcher.consume_token(token)
        tokens.append(token)
    return None


def nasty(dialect: str) -> Schema:
    """Names with spaces, quotes, accents and words of SQL; keys of two columns; tables that meet themselves."""
    return Schema(
        (
            Table(
                "Order Details",
                (
                    Column("Order", "int", primary_key=True),
                    Column("mã số", "int", primary_key=True),
                    Column('a"b', "text"),
                    Column("from", "date"),
                ),
                (ForeignKey(("Order",), "Order", ("id",)),),
            ),
            Table(
                "Order",
                (
                    Column("id", "int", primary_key=True),
                    Column("Date", "datetime"),
                    Column("group", "text"),
                    Column("khách hàng", "int"),
                    Column("ship_to", "int"),
                    Column("paid", "bool"),
                    Column("anything", "other"),
                ),
                (
                    ForeignKey(("khách hàng",), "Khách hàng", ("mã",)),
                    ForeignKey(("ship_to",), "Khách hàng", ("mã",)),
                ),
            ),
            Table(
                "Khách hàng",
                (
                    Column("mã", "int", primary_key=True),
                    Column("họ tên", "text"),
                    Column("quản lý", "int"),
                    Column("it's", "text"),
                ),
                (ForeignKey(("quản lý",), "Khách hàng", ("mã",)),),
            ),
            Table("Case", (Column("End", "text"), Column("`tick`", "text"), Column("[b]", "int"))),
            Table("Pair", (Column("a", "int", primary_key=True), Column("b", "int", primary_key=True))),
            Table(
                "PairUse",
                (Column("a", "int"), Column("b", "int"), Column("Count", "int"), Column("Interval", "date")),
                (ForeignKey(("a", "b"), "Pair", ("a", "b")),),
            ),
            Table("Values", (Column("Left", "text"), Column("Name", "text"))),
            Table("Interval", (Column("Current_Date", "date"), Column("Name", "text"))),
        ),
        dialect,
    )


def large(tables: int) -> Schema:
    """Tables of eight columns, each with keys to two others."""
    rng, made = random.Random(1), list[Table]()
    for number in range(tables):
        name = f"{WORDS[number % len(WORDS)]}{number // len(WORDS) or ''}"
        targets = rng.sample(made, min(number, 2))
        keys = [ForeignKey((f"{target.name}_id",), target.name, (f"{target.name}_id",)) for target in targets]
        columns = [
            Column(f"{name}_id", "int", primary_key=True),
            *(Column(key.columns[0], "int") for key in keys),
            *(Column(other, "text") for other in ("name", "status", "note")),
            Column("created_at", "date"),
            Column("amount", "float"),
        ]
        made.append(Table(name, tuple(columns), tuple(keys)))
    return Schema(tuple(made), "sqlite")
