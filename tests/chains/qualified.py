"""Gold SQL as the grammar of ordinary SQL writes it: qualified columns, no aliases of tables, no positions."""

import re
from collections import Counter

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

from hoidap.chains.sql_names import quoted
from hoidap.databases import Schema

_NAME = r'(?:\w+|"[^"]+")'
_NOT_BEFORE = re.compile(rf"\bNOT ({_NAME}\.{_NAME}) (IN|LIKE|BETWEEN)\b")


def qualified(sql: str, schema: Schema) -> str:
    shape: dict[str, object] = {
        table.name: {column.name: "text" for column in table.columns} for table in schema.tables
    }
    tree = qualify(
        sqlglot.parse_one(sql, read="sqlite"),
        schema=shape,
        dialect="sqlite",
        quote_identifiers=False,
        identify=False,
        validate_qualify_columns=False,
    )
    for scope in traverse_scope(tree):
        _name_tables(scope, schema)
    for select in tree.find_all(exp.Select):
        _say_what_is_sorted_by(select)
        select.set("expressions", [_unnamed(item) for item in select.expressions])
    for name in tree.find_all(exp.Identifier):
        name.set("quoted", quoted(name.name, "sqlite", isinstance(name.parent, exp.Table)) != name.name)
    text = _NOT_BEFORE.sub(r"\1 NOT \2", tree.sql("sqlite").replace("STRFTIME", "strftime"))
    text = re.sub(rf"\bNOT ({_NAME}\.{_NAME}) IS NULL", r"\1 IS NOT NULL", text)
    return re.sub(r"\) AS _\d$", ") AS found", text)


def _name_tables(scope: Scope, schema: Schema) -> None:
    """A table's own name in place of its alias; the second of a name is called so with a 2."""
    met: Counter[str] = Counter()
    names = {}
    for alias, (_, source) in scope.selected_sources.items():
        if isinstance(source, exp.Table):
            table = schema.table(source.name)
            met[table.name] += 1
            again = met[table.name] > 1
            names[alias] = (table, f"{table.name}2" if again else table.name)
            source.set("this", exp.to_identifier(table.name))
            source.set("alias", exp.TableAlias(this=exp.to_identifier(f"{table.name}2")) if again else None)
    for column in scope.columns:
        if column.table in names:
            table, name = names[column.table]
            column.set("table", exp.to_identifier(name))
            if not isinstance(column.this, exp.Star):
                column.set("this", exp.to_identifier(table.column(column.name).name))


def _say_what_is_sorted_by(select: exp.Select) -> None:
    shown = {item.alias_or_name.casefold(): item.unalias() for item in select.expressions}
    order = select.args.get("order")
    for column in list(order.find_all(exp.Column)) if order else []:
        if not column.table and column.name.casefold() in shown:
            column.replace(shown[column.name.casefold()].copy())


def _unnamed(item: exp.Expr) -> exp.Expr:
    """Without the alias that `qualify` gave it."""
    alias = item.alias.casefold()
    given = alias.startswith("_col") or alias == getattr(item.this, "name", "").casefold()
    return item.unalias() if isinstance(item, exp.Alias) and given else item
