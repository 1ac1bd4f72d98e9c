"""What of a statement is refused before it is parsed: by its letters, and by its tokens.

The parser recurses into whatever stands inside something else, and reads a join without ON twice for every join before
it: what is too much of these must not reach it.
"""

import re
import unicodedata

from sqlglot import Token, TokenType

from .allowlists import AllowLists
from .errors import SqlRefused

ONLY_SELECT = "Only SELECT statements are allowed."

_LITERAL = re.compile(r"'(?:[^']|'')*'")
_EXECUTABLE_COMMENT = re.compile(r"/\*\s*M?!")  # sqlglot takes it for a comment, MySQL and MariaDB run it
_ODD = frozenset({"Cf", "Co", "Cn", "Zl", "Zp", "Zs"})  # invisible, private or unassigned; spaces of other kinds
_OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE, TokenType.CASE})
_CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE, TokenType.END})
_BRACKETS = _OPENING | _CLOSING
_FROMS = 4
_JOINS = frozenset({TokenType.JOIN, TokenType.STRAIGHT_JOIN})
_OF_JOINS = _JOINS | {TokenType.L_PAREN, TokenType.R_PAREN, TokenType.ON, TokenType.USING}
# What the parser recurses into though nothing closes it: signs and NOT before a value, and arrows.
_PREFIXES = frozenset({TokenType.NOT, TokenType.DASH, TokenType.PLUS, TokenType.TILDE, TokenType.INTERVAL})
_VALUES = frozenset(
    {TokenType.NUMBER, TokenType.STRING, TokenType.VAR, TokenType.IDENTIFIER, TokenType.STAR, *_CLOSING}
)
_SEPARATORS = frozenset({TokenType.COMMA, TokenType.AND, TokenType.OR, TokenType.WHEN, TokenType.THEN, TokenType.ELSE})


def check_text(sql: str, dialect: str, most: int) -> None:
    """SqlRefused where the text is empty, longer than `most` characters, or has in it what nobody can see."""
    if not isinstance(sql, str) or not sql.strip():
        raise SqlRefused("The statement is empty.")
    if len(sql) > most:
        raise SqlRefused("The statement is longer than {most} characters.", most=most)
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in set(sql).difference("\t\n\r")):
        raise SqlRefused("The statement has control characters in it.")
    outside = sql if sql.isascii() else _LITERAL.sub("''", sql)
    if any(unicodedata.category(letter) in _ODD for letter in set(outside).difference(" ")):
        raise SqlRefused("The statement has invisible or odd characters in it.")
    if dialect == "mysql" and _EXECUTABLE_COMMENT.search(sql):
        raise SqlRefused("Comments that the database runs are not allowed.")


def check_tokens(tokens: list[Token], allowed: AllowLists) -> None:
    """SqlRefused where this is not one SELECT, or more of it stands inside each other than the limits say."""
    if len(tokens) > allowed.tokens:
        raise SqlRefused("The statement has too many parts.")
    kinds = [token.token_type for token in tokens]
    if not {TokenType.SELECT, TokenType.WITH}.intersection(kinds[:1]) and kinds[:1] != [TokenType.L_PAREN]:
        raise SqlRefused(ONLY_SELECT)
    if TokenType.SEMICOLON in kinds:
        raise SqlRefused("Exactly one statement is allowed.")
    if kinds.count(TokenType.SELECT) > allowed.queries:
        raise SqlRefused("The statement has more than {most} SELECTs in it.", most=allowed.queries)
    if kinds.count(TokenType.FROM) > _FROMS * allowed.queries:  # also in EXTRACT, SUBSTRING and TRIM
        raise SqlRefused("The statement has too many FROMs in it.")
    _check_depth(kinds, allowed.parentheses)
    _check_prefixes(kinds, allowed.parentheses)
    _check_joins(kinds, allowed.open_joins)


def _check_depth(kinds: list[TokenType], most: int) -> None:
    depth = 0
    for kind in [kind for kind in kinds if kind in _BRACKETS]:
        depth += 1 if kind in _OPENING else -1
        if depth > most:
            raise SqlRefused("The statement has more than {most} parentheses in each other.", most=most)


def _check_prefixes(kinds: list[TokenType], most: int) -> None:
    if sum(map(kinds.count, _PREFIXES)) + kinds.count(TokenType.ARROW) <= most:
        return
    prefixes = 0
    before = None
    for kind in kinds:
        if kind in _SEPARATORS:
            prefixes = 0
        elif (kind in _PREFIXES and before not in _VALUES) or kind is TokenType.ARROW:
            prefixes += 1
            if prefixes > most:
                raise SqlRefused("The statement has more than {most} signs or NOTs before one value.", most=most)
        before = kind


def _check_joins(kinds: list[TokenType], most: int) -> None:
    """Each ON or USING belongs to a join of its own level; what has none doubles the parser's time."""
    if sum(map(kinds.count, _JOINS)) <= most:
        return
    waiting = [0]
    open_joins = 0
    for kind in [kind for kind in kinds if kind in _OF_JOINS]:
        if kind is TokenType.L_PAREN:
            waiting.append(0)
        elif kind is TokenType.R_PAREN and len(waiting) > 1:
            waiting.pop()
        elif kind in _JOINS:
            waiting[-1] += 1
            open_joins += 1
        elif (kind is TokenType.ON or kind is TokenType.USING) and waiting[-1]:
            waiting[-1] -= 1
            open_joins -= 1
        if open_joins > most:
            raise SqlRefused("The statement has more than {most} joins without ON or USING.", most=most)
