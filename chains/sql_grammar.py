"""The grammar of ordinary SQL over one schema, for models that write real names.

sql.lark holds the clauses, sql_tables.py the rules of the tables, sql_literals.py the texts that a query may hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from string import Template

from hoidap.databases import Schema, Value
from hoidap.databases.allowlists import allow_lists

from .sql_dialects import DIALECTS
from .sql_literals import literals
from .sql_names import reserved
from .sql_tables import ALWAYS, Tables

_WORDS = frozenset(word.lower() for word in allow_lists("tsql").reserved)  # nor are these names, whatever the dialect


def sql_grammar(schema: Schema, values: Iterable[Value] = (), question: str = "") -> str:
    """Lark for llguidance: one SELECT in the dialect of `schema`, over its tables and columns and no others.

    Columns are written `Table.Column`, and their table stands in the FROM; tables are joined by their keys, or freely
    where no key joins them. Of more than 25 tables (a copy to join a table with itself counts as one) several share a
    place in that bookkeeping, and a column of one is taken where another of them is read. A text is compared with
    words of `question` or with the `values` of its column; without a question, with anything. Equal arguments give
    equal texts, and by its text a compiled grammar is found again.
    """
    dialect = DIALECTS[schema.dialect]
    tables = Tables(schema, dialect)
    linked = list(dict.fromkeys(values))
    predicates = ['truth_column::_ (" = " | " <> ") ("TRUE" | "FALSE")'] if dialect.truth else []
    predicates += ["linked::_"] if linked else []
    clauses = _clauses().substitute(
        top="" if dialect.limit else '("TOP " INTEGER " ")?',
        limit=dialect.limit,
        ordered=f"bit_clear({56 if dialect.limit else 55})",  # T-SQL sorts no inner queries
        like=dialect.like,
        like_date='| " LIKE " DATE_PATTERN' if schema.dialect == "sqlite" else "",
        predicates="".join(f" | {predicate}" for predicate in predicates),
        always=ALWAYS,
        deeper="lt([60:63], 4)",
        another=tables.another,
        reserved="|".join(sorted(reserved(schema.dialect) | _WORDS)),
    )
    rules = [f"now: {dialect.now}", *tables.rules(linked), literals(schema.dialect, question)]
    return "\n".join([clauses, *rules])


@cache
def _clauses() -> Template:
    lines = (Path(__file__).parent / "sql.lark").read_text(encoding="utf-8").splitlines()
    return Template("\n".join(line for line in lines if line and not line.startswith("//")))
