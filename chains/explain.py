"""What a query does, in a few plain lines: what it reads, keeps, groups, shows and sorts, from its tree alone."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hoidap.databases import Schema

from .conditions import Conditions
from .language import Language
from .nouns import plural
from .sql_words import SqlWords, bare

MOST_LINES = 6


def explain(sql: str, schema: Schema, language: Language) -> list[str]:
    """Two to six lines on a statement in the dialect of `schema`; none where it cannot be read."""
    try:
        tree = sqlglot.parse_one(sql, read=schema.dialect)
    except SqlglotError:
        return []
    words = SqlWords(tree, schema, language)
    lines = [f"{line[:1].upper()}{line[1:]}." for line in _lines(tree, words)]
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])]
    return lines


def _lines(tree: exp.Expr, words: SqlWords) -> Iterator[str]:
    while isinstance(tree, exp.Subquery) and not tree.alias:
        tree = tree.this
    for cte in tree.ctes if isinstance(tree, exp.Query) else []:
        inner = "; ".join(_lines(cte.this, words))
        yield words.pick(
            f"trước hết lập bảng tạm {cte.alias}: {inner}", f"first make a temporary table {cte.alias}: {inner}"
        )
    if isinstance(tree, exp.SetOperation):
        yield from _set_operation(tree, words)
    elif isinstance(tree, exp.Select):
        yield from _select(tree, words)


def _set_operation(tree: exp.SetOperation, words: SqlWords) -> Iterator[str]:
    ways = {
        exp.Union: ("gộp kết quả của hai truy vấn", "put the results of two queries together"),
        exp.Intersect: ("lấy phần chung của hai truy vấn", "keep what both of two queries give"),
        exp.Except: (
            "lấy kết quả của truy vấn đầu, trừ truy vấn sau",
            "take what the first query gives without the second's",
        ),
    }
    yield words.pick(*next(way for kind, way in ways.items() if isinstance(tree, kind)))
    for number, side in enumerate((tree.left, tree.right), 1):
        inner = "; ".join(_lines(side, words))
        yield words.pick(f"truy vấn {number}: {inner}", f"query {number}: {inner}")
    yield from _order(tree, words)


def _select(query: exp.Select, words: SqlWords) -> Iterator[str]:
    conditions = Conditions(words, _inline)
    if read := query.args.get("from_"):
        said = words.pick("đọc", "read") + f" {_source(read.this, words)}"
        joined = [_join(join, words, conditions) for join in query.args.get("joins") or []]
        yield "; ".join([said, *joined])
    if where := query.args.get("where"):
        yield words.pick("chỉ lấy những dòng có ", "keep only rows where ") + conditions.say(where.this)
    if group := query.args.get("group"):
        keys = [_group_key(key, query, words) for key in group.expressions]
        yield words.pick("gộp theo ", "group by ") + _listed(_without_keys(keys), words)
    if having := query.args.get("having"):
        yield words.pick("chỉ giữ những nhóm có ", "keep only groups where ") + conditions.say(having.this)
    yield _shown(query, words)
    yield from _order(query, words)


def _inline(query: exp.Expr, words: SqlWords) -> str:
    """A query inside of another one, on one line."""
    return "; ".join(_lines(query, words))


def _source(source: exp.Expr, words: SqlWords) -> str:
    if isinstance(source, exp.Subquery):
        return (
            words.pick("kết quả của một truy vấn con", "the result of a query of its own")
            + f" ({_inline(source.this, words)})"
        )
    table = words.known(source.name)
    if table is None:
        return source.name
    return f"{words.pick(words.noun(table), plural(words.noun(table)))} ({table.name})"


def _join(join: exp.Join, words: SqlWords, conditions: Conditions) -> str:
    source = _source(join.this, words)
    kept = {"LEFT": ("giữ cả dòng không khớp", "keeping rows without a match")}.get(join.side)
    on = join.args.get("on")
    said = words.pick(f"nối với {source}", f"join {source}")
    if on is not None and not _is_key_pair(on):
        said += words.pick(" khi ", " where ") + conditions.say(on)
    elif on is not None:
        key = on.find(exp.Column)
        said += words.pick(f" theo {words.column(key)}", f" by {words.column(key)}")
    return f"{said} ({words.pick(*kept)})" if kept else said


def _is_key_pair(on: exp.Expr) -> bool:
    return isinstance(on, exp.EQ) and isinstance(on.left, exp.Column) and isinstance(on.right, exp.Column)


def _group_key(key: exp.Expr, query: exp.Select, words: SqlWords) -> tuple[exp.Expr, str]:
    if isinstance(key, exp.Literal) and not key.is_string and int(key.this) <= len(query.expressions):
        key = query.expressions[int(key.this) - 1]
    inner = bare(key)
    owner = words.owner(inner)
    return inner, words.noun(owner) if owner else words.value(key)


def _without_keys(keys: list[tuple[exp.Expr, str]]) -> list[str]:
    """The key beside a name only tells namesakes apart."""
    columns = [key for key, _ in keys if isinstance(key, exp.Column)]
    named = {column.table for column in columns if not _is_id(column)}
    said = [words for key, words in keys if not (_is_id(key) and key.text("table") in named)]
    return list(dict.fromkeys(said))


def _is_id(key: exp.Expr) -> bool:
    return isinstance(key, exp.Column) and key.name.lower().endswith("id")


def _shown(query: exp.Select, words: SqlWords) -> str:
    items = [
        "*" if item.is_star and not isinstance(bare(item), exp.AggFunc) else words.value(item)
        for item in query.expressions
    ]
    said = [words.pick("mọi cột", "every column") if item == "*" else item for item in items]
    once = words.pick(", mỗi kết quả một lần", ", each result once") if query.args.get("distinct") else ""
    return words.pick("cho biết ", "show ") + _listed(said, words) + once


def _order(query: exp.Expr, words: SqlWords) -> Iterator[str]:
    order, limit, offset = (query.args.get(name) for name in ("order", "limit", "offset"))
    parts = []
    if order is not None:
        keys = []
        for key in order.expressions:
            _, said = _group_key(key.this, query, words) if isinstance(query, exp.Select) else (key, words.value(key))
            down = bool(key.args.get("desc"))
            keys.append(
                said + words.pick(" giảm dần" if down else " tăng dần", ", highest first" if down else ", lowest first")
            )
        parts.append(words.pick("xếp theo ", "sort by ") + _listed(keys, words))
    if limit is not None:
        number = words.value(limit.expression if isinstance(limit, exp.Limit) else limit.args["count"])
        one = number == "1"
        parts.append(
            words.pick(f"lấy {number} dòng đầu", "take the first row" if one else f"take the first {number} rows")
        )
    if offset is not None:
        parts.append(
            words.pick(f"bỏ qua {words.value(offset.expression)} dòng", f"skip {words.value(offset.expression)} rows")
        )
    if parts:
        yield ", ".join(parts)


def _listed(said: list[str], words: SqlWords) -> str:
    *most, last = said
    return f"{', '.join(most)} {words.pick('và', 'and')} {last}" if most else last
