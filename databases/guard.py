"""The SQL guard: one SELECT, made of nothing but what the allow-lists name, over tables and columns of the schema.

sqlglot is a parser, not a validator: it reads what no database accepts and drops what some databases run. So nothing is
trusted about the text. The tree is checked node by node, the statement that runs is written anew from the tree, and
that text is read and checked once more. Whatever goes wrong on the way is a refusal.
"""

import gc
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from sqlglot import Dialect, TokenType, exp
from sqlglot.errors import ErrorLevel

from .allowlists import AllowLists, allow_lists
from .barriers import Barriers
from .costs import check_cost
from .errors import SqlRefused
from .lexical import ONLY_SELECT, check_text, check_tokens
from .names import Names
from .resolve import resolve_names
from .schema import Schema
from .text import in_a_line
from .wording import reword

_LONGER = 2  # times as long may a statement become by being written anew, with every name quoted
_WORD = re.compile(r"\w+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_UNKNOWN = {
    "": "{name} is not allowed: it is not among what is known to be harmless.",
    "function": "The function {name} is not allowed: it is not among what is known to be harmless.",
    "word": "The word {name} is not allowed: it is not among what is known to be harmless.",
}

# It quotes what it does not understand; what people ask stays out of logs.
_QUOTES = ("unsupported syntax", "Cannot traverse scope", "Invalid JSON path")
logging.getLogger("sqlglot").addFilter(lambda record: not any(words in str(record.msg) for words in _QUOTES))


@dataclass(frozen=True)
class Checked:
    """A statement that may run, and the names (lower case) that its WITH clauses give.

    `shown` is the statement without the filters and hidden columns of whoever asks; `filtered` says that it reads a
    table of which they see some rows only.
    """

    sql: str
    local_names: frozenset[str]
    shown: str
    filtered: bool = False


class Guard:
    """Checks statements against one schema, and puts `barriers` into them; every thread may use it.

    `home` is what the database calls the schema in which a table stands that names none.
    """

    def __init__(self, schema: Schema, barriers: Barriers | None = None, home: str | None = None) -> None:
        self._dialect = schema.dialect
        self._barriers = barriers
        self._allowed = allow_lists(schema.dialect)
        self._names = Names(schema, [home] if home else self._allowed.schemas)
        self.engine_functions = self._allowed.engine

    def check(self, sql: str) -> Checked:
        """The statement as it may run; raises SqlRefused, and nothing else, whatever `sql` is."""
        try:
            with _collected_later():
                return self._check_twice(sql)
        except SqlRefused:
            raise
        except Exception:  # noqa: BLE001 the guard fails closed, above all where the parser fails in its own ways
            raise SqlRefused("The statement cannot be read as SQL.") from None

    def _check_twice(self, sql: str) -> Checked:
        tree = self._read(sql, self._allowed.characters)
        shown = written(tree, self._dialect, copy=False)
        if shown != sql or self._barriers:  # what is the same was read just now
            tree = self._read(shown, _LONGER * self._allowed.characters)
        restricted = self._barriers.used(tree) if self._barriers else []
        ran = self._restrict(tree, self._barriers) if self._barriers and restricted else shown
        local_names = frozenset(cte.alias.lower() for cte in tree.find_all(exp.CTE))
        filtered = any(name in self._barriers.filtered for _, name in restricted if self._barriers)
        return Checked(ran, local_names, shown, filtered)

    def _restrict(self, tree: exp.Expr, barriers: Barriers) -> str:
        """The statement behind its barriers; read once more, it is what was checked as soon as they are taken away."""
        ran = written(barriers.applied(tree), self._dialect, copy=False)
        again = Dialect.get_or_raise(self._dialect).parse(ran, error_level=ErrorLevel.RAISE)
        if len(again) != 1 or again[0] is None:
            raise SqlRefused(ONLY_SELECT)
        self._check(barriers.removed(again[0], self._names.homes))
        return ran

    def _read(self, sql: str, most: int) -> exp.Expr:
        """The tree of at most so many characters, once every part of it is known to be allowed."""
        check_text(sql, self._dialect, most)
        dialect = Dialect.get_or_raise(self._dialect)
        tokens = dialect.tokenize(sql)
        while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
            tokens.pop()
        check_tokens(tokens, self._allowed)
        statements = dialect.parser(error_level=ErrorLevel.IMMEDIATE).parse(tokens, sql)
        tree = statements[0] if len(statements) == 1 else None
        return self._check(tree)

    def _check(self, tree: exp.Expr | None) -> exp.Expr:
        if not isinstance(tree, exp.Select | exp.SetOperation):
            raise SqlRefused(ONLY_SELECT)
        nodes = list(islice(tree.walk(), self._allowed.most_nodes + 1))
        if len(nodes) > self._allowed.most_nodes:
            raise SqlRefused("The statement has too many parts.")
        for node in nodes:
            _check_node(node, self._allowed)
            check_cost(node)
        resolve_names(tree, self._names)
        return tree


@contextmanager
def _collected_later() -> Iterator[None]:
    """No collection of garbage meanwhile: trees are made of ten thousand objects, at each thousand of which it starts.

    Threads may overlap: whoever found it on turns it on again.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def written(tree: exp.Expr, dialect: str, *, copy: bool = True) -> str:
    """The tree in SQL of the dialect; without `copy` the tree itself is used up, in half the time."""
    reword(tree, dialect)
    # T-SQL takes a bare word for the next statement, so there every name is quoted.
    quote_all = dialect == "tsql"
    return tree.sql(
        dialect,
        comments=False,
        identify=quote_all,
        copy=copy,
        normalize_functions=False,
        unsupported_level=ErrorLevel.RAISE,  # what cannot be said in this dialect would come out as something else
    )


def _check_node(node: exp.Expr, allowed: AllowLists) -> None:
    kind = type(node).__name__
    if isinstance(node, exp.Anonymous):
        # A quoted name of a function is an Identifier here: it can reach what the bare name cannot.
        if not isinstance(node.this, str) or node.this.lower() not in allowed.names:
            raise _unknown(node.name, "function")
    elif kind not in allowed.nodes:
        raise (_unknown(node.sql_name(), "function") if isinstance(node, exp.Func) else _unknown(_HUMP.sub(" ", kind)))
    clauses = allowed.clauses.get(kind)
    if clauses is not None:
        for clause, value in node.args.items():
            if value and clause not in clauses:
                raise _unknown(f"{clause.strip('_').upper()} in {kind.upper()}")
    check = _CHECKS.get(type(node))
    if check is not None:
        check(node, allowed)


def _unknown(name: str, kind: Literal["", "function", "word"] = "") -> SqlRefused:
    return SqlRefused(_UNKNOWN[kind], name=in_a_line(name))


def _check_type(node: exp.Expr, allowed: AllowLists) -> None:
    if getattr(node.this, "name", None) not in allowed.casts:
        raise SqlRefused("Values cannot be cast to this type: it is not among those known to be harmless.")


def _check_table(node: exp.Expr, allowed: AllowLists) -> None:
    if not isinstance(node.this, exp.Identifier):
        raise SqlRefused("Functions are not allowed in place of tables.")
    if not isinstance(node.args.get("db"), exp.Identifier | None):  # FROM ..customers
        raise SqlRefused("The statement has an empty name in it.")


def _check_lateral(node: exp.Expr, allowed: AllowLists) -> None:
    if not isinstance(node.this, exp.Subquery):
        raise SqlRefused("Functions are not allowed in place of tables.")


def _check_values(node: exp.Expr, allowed: AllowLists) -> None:
    if not isinstance(node.parent, exp.From | exp.Join):
        raise SqlRefused("VALUES is allowed only in place of a table.")


def _check_select(node: exp.Expr, allowed: AllowLists) -> None:
    if not node.expressions:
        raise SqlRefused("A SELECT must name what to show.")


def _check_fetch(node: exp.Expr, allowed: AllowLists) -> None:
    if isinstance(node.args.get("count"), exp.Column):  # FETCH c is a statement of its own
        raise SqlRefused("FETCH must say how many rows.")


def _check_name(node: exp.Expr, allowed: AllowLists) -> None:
    name = node.name
    if not name.strip():
        raise SqlRefused("The statement has an empty name in it.")
    if isinstance(node, exp.Var) and not _WORD.fullmatch(name):
        raise _unknown(name, "word")
    if not node.args.get("quoted") and name.upper() in allowed.reserved:
        raise SqlRefused("The word {name} belongs to SQL: as a name it must be quoted.", name=name)


_CHECKS: dict[type[exp.Expr], Callable[[exp.Expr, AllowLists], None]] = {
    exp.DataType: _check_type,
    exp.Table: _check_table,
    exp.Lateral: _check_lateral,
    exp.Values: _check_values,
    exp.Select: _check_select,
    exp.Fetch: _check_fetch,
    exp.Var: _check_name,
    exp.Identifier: _check_name,
}
