"""Questions that a database can answer, made from its own tables, for somebody who doesn't know what to ask."""

from __future__ import annotations

from hoidap.chains.language import Language
from hoidap.chains.naming import words
from hoidap.chains.phrases import gloss
from hoidap.databases import Schema, Table

MOST = 3


def example_questions(schema: Schema, language: Language) -> list[str]:
    """Up to three questions, about the tables with the most rows."""
    named = [table for table in schema.tables if set(table.primary_key) - _keys(table) or not table.foreign_keys]
    tables = sorted(named or schema.tables, key=lambda table: -(table.rows or 0))
    questions = []
    for table in tables:
        questions.append(_counted(table, language))
        parent = next((key.table for key in table.foreign_keys if key.table != table.name), None)
        if parent is not None:
            questions.append(_most(schema.table(parent), table, language))
        if len(questions) >= MOST:
            break
    return questions[:MOST]


def _counted(table: Table, language: Language) -> str:
    name = _called(table, language)
    return f"Có bao nhiêu {name}?" if language == "vi" else f"How many {_plural(name)} are there?"


def _most(parent: Table, child: Table, language: Language) -> str:
    one, many = _called(parent, language), _called(child, language)
    if language == "vi":
        return f"{one[:1].upper()}{one[1:]} nào có nhiều {many} nhất?"
    return f"Which {one} has the most {_plural(many)}?"


def _called(table: Table, language: Language) -> str:
    """What people call a row of the table: the glossary's word, else the words of its name."""
    spelled = " ".join(words(table.name))
    if language == "vi":
        return gloss(table.name, table.synonyms) or spelled
    english = next((synonym for synonym in table.synonyms if synonym.isascii()), spelled)
    return english[:-1] if english.endswith("s") and not english.endswith("ss") else english


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")


def _keys(table: Table) -> set[str]:
    return {column for key in table.foreign_keys for column in key.columns}
