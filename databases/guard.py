"""The SQL guard: one SELECT, made of nothing but what the allow-lists name, over tables and columns of the schema.

sqlglot is a parser, not a validator: it reads what no database accepts and drops what some databases run. So nothing is
trusted about the text. The tree is checked node by node, the statement that runs is written anew from the tree, and
that text is read and checked once more. Whatever goes wrong on the way is a refusal.
"""

import re
import unicodedata
from dataclasses import dataclass

from sqlglot import Dialect, Token, TokenType, exp
from sqlglot.errors import ErrorLevel

from .allowlists import AllowLists, allow_lists
from .errors import SqlRefused
from .resolve import columns_by_table, resolve_names
from .schema import Schema

ONLY_SELECT = "Only SELECT statements are allowed."

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_EXECUTABLE_COMMENT = re.compile(r"/\*\s*M?!")  # sqlglot takes it for a comment, MySQL and MariaDB run it
_WIDE_FORMAT = re.compile(r"[*]|\d{3}")
_WORD = re.compile(r"\w+")
_ODD = frozenset({"Cf", "Co", "Cn", "Zl", "Zp", "Zs"})  # invisible, private or unassigned; spaces of other kinds


@dataclass(frozen=True)
class Checked:
    """A statement that may run, and the names (lower case) that its WITH clauses give."""

    sql: str
    local_names: frozenset[str]


class Guard:
    """Checks statements against one schema; every thread may use it."""

    def __init__(self, schema: Schema) -> None:
        self._dialect = schema.dialect
        self._tables = columns_by_table(schema)
        self._allowed = allow_lists(schema.dialect)
        self.engine_functions = self._allowed.engine

    def check(self, sql: str) -> Checked:
        """The statement as it may run; raises SqlRefused, and nothing else, whatever `sql` is."""
        try:
            written = self._write(self._read(sql))
            tree = self._read(written)
        except SqlRefused:
            raise
        except Exception:  # noqa: BLE001 the guard fails closed, above all where the parser fails in its own ways
            raise SqlRefused("The statement cannot be read as SQL.") from None
        return Checked(written, frozenset(cte.alias.lower() for cte in tree.find_all(exp.CTE)))

    def _read(self, sql: str) -> exp.Expr:
        """The tree, once every part of it is known to be allowed."""
        _check_text(sql, self._dialect, self._allowed)
        dialect = Dialect.get_or_raise(self._dialect)
        tokens = dialect.tokenize(sql)
        while tokens and tokens[-1].token_type is TokenType.SEMICOLON:
            tokens.pop()
        _check_tokens(tokens, self._allowed)
        statements = dialect.parser(error_level=ErrorLevel.RAISE).parse(tokens, sql)
        tree = statements[0] if len(statements) == 1 else None
        if not isinstance(tree, exp.Select | exp.SetOperation):
            raise SqlRefused(ONLY_SELECT)
        for count, node in enumerate(tree.walk(), 1):
            if count > self._allowed.most_nodes:
                raise SqlRefused("The statement has too many parts.")
            _check_node(node, self._allowed)
            _check_cost(node)
        resolve_names(tree, self._dialect, self._tables, self._allowed.schemas)
        return tree

    def _write(self, tree: exp.Expr) -> str:
        if self._dialect == "sqlite":
            # sqlglot writes FROM a, b as CROSS JOIN, by which SQLite means: in this order, however slow.
            for join in tree.find_all(exp.Join):
                if join.kind == "CROSS":
                    join.set("kind", "INNER")
        # T-SQL takes a bare word for the next statement, so there every name is quoted.
        quote_all = self._dialect == "tsql"
        return tree.sql(
            self._dialect,
            comments=False,
            identify=quote_all,
            normalize_functions=False,
            unsupported_level=ErrorLevel.RAISE,  # what cannot be said in this dialect would come out as something else
        )


def _check_text(sql: str, dialect: str, allowed: AllowLists) -> None:
    if not isinstance(sql, str) or not sql.strip():
        raise SqlRefused("The statement is empty.")
    if len(sql) > allowed.characters:
        raise SqlRefused(f"The statement is longer than {allowed.characters} characters.")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\t\n\r" for letter in sql):
        raise SqlRefused("The statement has control characters in it.")
    outside = _LITERAL.sub("''", sql)
    if any(letter != " " and unicodedata.category(letter) in _ODD for letter in outside):
        raise SqlRefused("The statement has invisible or odd characters in it.")
    if dialect == "mysql" and _EXECUTABLE_COMMENT.search(sql):
        raise SqlRefused("Comments that the database runs are not allowed.")


def _check_tokens(tokens: list[Token], allowed: AllowLists) -> None:
    """What must not even reach the parser: it logs statements that it does not know, and recurses into parentheses."""
    kinds = [token.token_type for token in tokens]
    if not {TokenType.SELECT, TokenType.WITH}.intersection(kinds[:1]) and kinds[:1] != [TokenType.L_PAREN]:
        raise SqlRefused(ONLY_SELECT)
    if TokenType.SEMICOLON in kinds:
        raise SqlRefused("Exactly one statement is allowed.")
    depth = 0
    for kind in kinds:
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        if depth > allowed.parentheses:
            raise SqlRefused("The statement has too many parentheses in each other.")


def _check_node(node: exp.Expr, allowed: AllowLists) -> None:
    kind = type(node).__name__
    if isinstance(node, exp.Anonymous):
        # A quoted name of a function is an Identifier here: it can reach what the bare name cannot.
        if not isinstance(node.this, str) or node.this.lower() not in allowed.names:
            raise SqlRefused(f"The function {node.name} is not allowed.")
    elif kind not in allowed.nodes:
        what = f"The function {node.sql_name()}" if isinstance(node, exp.Func) else kind
        raise SqlRefused(f"{what} is not allowed.")
    clauses = allowed.clauses.get(kind)
    if clauses is not None:
        for clause, value in node.args.items():
            if value and clause not in clauses:
                raise SqlRefused(f"{clause.strip('_').upper()} is not allowed in {kind.upper()}.")
    match node:
        case exp.DataType() if getattr(node.this, "name", None) not in allowed.casts:
            raise SqlRefused("Values cannot be cast to this type.")
        case exp.Table() if not isinstance(node.this, exp.Identifier):
            raise SqlRefused("Functions are not allowed in place of tables.")
        case exp.Lateral() if not isinstance(node.this, exp.Subquery):
            raise SqlRefused("Functions are not allowed in place of tables.")
        case exp.Var() if not _WORD.fullmatch(node.name):
            raise SqlRefused(f"{node.name} is not allowed.")
        case exp.Identifier() if not node.quoted and node.name.upper() in allowed.reserved:
            raise SqlRefused(f"{node.name} is a word of SQL; as a name it must be quoted.")


def _check_cost(node: exp.Expr) -> None:
    """No single call takes long: a step of the engine cannot be interrupted, and these could take ten seconds each."""
    match node:
        case exp.StrPosition() if not isinstance(node.args.get("substr"), exp.Literal):
            raise SqlRefused("A text can only be searched for a text that is written out.")
        case exp.Replace() if not isinstance(node.expression, exp.Literal):
            raise SqlRefused("Only a text that is written out can be replaced.")
        case exp.Trim() if node.expression is not None and not isinstance(node.expression, exp.Literal):
            raise SqlRefused("Only letters that are written out can be trimmed.")
        case exp.Format() if not _is_small_format(node.this):
            raise SqlRefused("The format must be written out, with widths below 100.")
        case exp.Anonymous() if node.name.lower() == "printf" and not _is_small_format(*node.expressions[:1]):
            raise SqlRefused("The format must be written out, with widths below 100.")


def _is_small_format(format_text: exp.Expr | None = None) -> bool:
    return isinstance(format_text, exp.Literal) and not _WIDE_FORMAT.search(format_text.name)
