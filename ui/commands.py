"""Commands that people type: which one is meant, and what is said to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hoidap.chains.naming import is_junction
from hoidap.chains.nouns import label
from hoidap.databases import Schema, Table, fold

from .markdown import plain
from .schema_view import heading
from .texts import Language, text

LISTED = 8  # tables or columns in one sentence
NAMES = {
    "tables": ("tables", "table", "bang", "cac bang"),
    "schema": ("schema", "luoc do", "so do", "cau truc"),
    "help": ("help", "tro giup", "huong dan"),
}
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Command:
    """`name` is one of NAMES, or UNKNOWN, whose argument is what was typed."""

    name: str
    argument: str = ""


def read_command(typed: str, chosen: str | None = None) -> Command | None:
    """The command that was chosen from the list or typed after a slash, in either language; None for a question."""
    if chosen and (name := _named(chosen)):
        return Command(name, typed.strip().lstrip("/").strip())
    typed = typed.strip()
    if not (typed.startswith("/") and typed[1:2].isalpha()):
        return None
    spelt = typed[1:].split()
    for length in (2, 1):
        if len(spelt) >= length and (name := _named(" ".join(spelt[:length]))):
            return Command(name, " ".join(spelt[length:]))
    return Command(UNKNOWN, f"/{spelt[0]}"[:60])


def said_tables(schema: Schema, language: Language) -> str:
    """The tables in a sentence, those with the most rows first."""
    tables = sorted(schema.tables, key=lambda table: (table.is_view, is_junction(table), -(table.rows or 0)))
    names = [f"**{plain(label(table, language))}** ({plain(table.name)})" for table in tables]
    return text("say_tables", language, count=len(tables), tables=_listed(names, language))


def said_table(schema: Schema, table: Table, language: Language) -> str:
    """The columns of a table in a sentence."""
    names = [plain(heading(schema, table, column, language)) for column in table.columns]
    return text(
        "say_table",
        language,
        label=plain(label(table, language)),
        name=plain(table.name),
        columns=len(names),
        list=_listed(names, language),
    )


def said_near(name: str, tables: Sequence[Table], language: Language) -> str:
    """That there is no such table, and which ones may have been meant."""
    no = text("say_no_table", language, name=plain(name[:60]))
    if not tables:
        return no
    names = [f"**{plain(table.name)}** ({plain(label(table, language))})" for table in tables]
    return f"{no} {text('say_near', language, names=text('say_or', language).join(names))}"


def _named(typed: str) -> str | None:
    spelt = fold(typed.replace("-", " ").replace("_", " "))
    return next((name for name, spellings in NAMES.items() if spelt in spellings), None)


def _listed(names: Sequence[str], language: Language) -> str:
    more = len(names) - LISTED
    return ", ".join([*names[:LISTED], *([text("say_and_more", language, count=more)] if more > 0 else [])])
