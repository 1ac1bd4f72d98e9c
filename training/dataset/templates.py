"""The template of a query: what is left of it when the literals are taken out.

Questions are held out by it, as Finegan-Dollak et al. (2018) split by query: a model that has seen "orders in 2023"
has seen how to ask for "orders in 2024", and only a template that it never saw tells what it has learned.
"""

from functools import lru_cache

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError


@lru_cache(maxsize=65536)
def template_of(sql: str, dialect: str) -> str:
    """`SELECT "name" FROM "city" WHERE "id" = ?`; a list of literals counts as one. `sql` itself if not parsed."""
    try:
        tree = parse_one(sql, dialect=dialect)
    except SqlglotError:
        return " ".join(sql.split())
    for within in list(tree.find_all(exp.In)):
        if within.expressions and all(isinstance(item, exp.Literal) for item in within.expressions):
            within.set("expressions", [exp.Placeholder()])
    for literal in list(tree.find_all(exp.Literal)):
        literal.replace(exp.Placeholder())
    return tree.sql(dialect)
