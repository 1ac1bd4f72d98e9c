"""How much of a prompt a database's schema may take, and what is shown of one that would take more."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from hoidap.databases import Schema

from .kept import kept
from .model_call import ChatModel, takes_grammar
from .parts import MOST_TABLES, Asked, part_of

FOREIGN = 4000  # tokens, for a model of which nothing is known
LETTERS = 3  # a token, where the model's own tokenizer cannot be asked


def asked_part(llm: ChatModel, whole: Asked, question: str, statements: Iterable[str] = ()) -> Asked:
    """`whole` where its schema fits into the prompts of `llm`, so that these begin alike; else what `question` needs.

    The tables that `statements` name, of the turns before it, are needed too.
    """
    if fits(llm, whole.schema):
        return whole
    room, tokens = budget(llm), _tokens(llm, whole.schema)

    def cost(names: Iterable[str]) -> float:
        named = list(names)
        return max(len(named), MOST_TABLES * sum(tokens[name] for name in named) / room)

    needed = [name for sql in statements if sql for name in _tables(sql, whole.schema)]
    return part_of(whole, question, needed=needed, cost=cost)


def fits(llm: ChatModel, schema: Schema) -> bool:
    """Whether prompts show the schema whole."""
    return sum(_tokens(llm, schema).values()) <= budget(llm)


def budget(llm: ChatModel) -> int:
    """How many tokens of a prompt the schema may take."""
    profile = getattr(llm, "profile", None)
    return profile.room_for_schema() if takes_grammar(llm) and profile is not None else FOREIGN


def _tokens(llm: ChatModel, schema: Schema) -> dict[str, int]:
    """What each table takes, counted once for each model."""
    known, name = _counted(schema), _name(llm)
    if name not in known:
        known[name] = {table.name: _count(llm, table.render() + "\n") for table in schema.tables}
    return known[name]


def _count(llm: ChatModel, text: str) -> int:
    if takes_grammar(llm):
        return int(llm.get_num_tokens(text))  # type: ignore[attr-defined]
    return len(text) // LETTERS


@kept
def _counted(schema: Schema) -> dict[str, dict[str, int]]:
    return {}


def _name(llm: ChatModel) -> str:
    return str(getattr(getattr(llm, "profile", None), "name", ""))


def _tables(sql: str, schema: Schema) -> list[str]:
    try:
        named = {table.name.casefold() for table in parse_one(sql, read=schema.dialect).find_all(exp.Table)}
    except SqlglotError:
        return []
    return [table.name for table in schema.tables if table.name.casefold() in named]
