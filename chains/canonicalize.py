"""Ordinary SQL made canonical: how an earlier turn or a data set's gold SQL reaches the embedded model.

The reverse of `canonical.expand`, for the queries that canonical SQL can say. It does not prove that both mean the
same: who needs that runs both and compares the rows.
"""

from __future__ import annotations

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from hoidap.databases import Schema

from .errors import NotCanonical
from .naming import is_junction, naming_columns
from .periods import Period

_NEGATED = re.compile(r'\bNOT ("(?:[^"]|"")*"\.(?:\*|"(?:[^"]|"")*")) (IN|IS NULL|LIKE)\b')
_PARTS = {"%Y": exp.Year, "%Y-%m": exp.Month, "%m": exp.Month}


def canonicalize(sql: str, schema: Schema) -> str:
    """Write `sql` as canonical SQL. Raises NotCanonical where it cannot be said so: outer joins, derived tables."""
    try:
        query = sqlglot.parse_one(sql, read=schema.dialect)
        if isinstance(query, exp.SetOperation):
            query = _set_operation(query, schema)
        if not isinstance(query, exp.Select):
            raise NotCanonical("not a SELECT")
        return _NEGATED.sub(_negation_inside, _canonical(query, schema, {}).sql("sqlite"))
    except (SqlglotError, KeyError, IndexError, AttributeError) as error:
        raise NotCanonical(f"cannot be said in canonical SQL: {sql}") from error


def _canonical(query: exp.Select, schema: Schema, outer: dict[str, str]) -> exp.Select:
    tables = _aliases(query, schema)
    if query.args.get("with_") or len(set(tables.values())) < len(tables):
        raise NotCanonical("a common table expression, or a table joined with itself")
    for node in query.find_all(exp.In):
        if isinstance(node.args.get("query"), exp.Subquery) and node.find_ancestor(exp.Select) is query:
            _connected_rows(node, schema, tables)
    for scalar in list(query.find_all(exp.Subquery)):
        if scalar.find_ancestor(exp.Select) is query and not isinstance(scalar.parent, exp.In):
            scalar.set("this", _canonical(scalar.this, schema, tables))
    joins = query.args.pop("joins", None) or []
    if any(join.side or join.kind not in ("", "INNER") for join in joins):
        raise NotCanonical("an outer join")
    query.set("from_", None)
    _name_aliases(query)
    for column in [node for node in query.find_all(exp.Column) if node.find_ancestor(exp.Select) is query]:
        if _is_text(column, tables, schema):
            column.replace(exp.Literal.string(column.name))
        else:
            _qualify(column, tables, schema)
    counted = _finest(tables, schema)
    for count in query.find_all(exp.Count):
        if count.find_ancestor(exp.Select) is query and not isinstance(count.this, exp.Distinct):
            count.set("this", _star(counted))
    for star in [item for item in query.expressions if isinstance(item, exp.Star)]:
        star.replace(_star(counted))
    _name_groups(query, schema)
    for part in [n for n in query.walk() if isinstance(n, exp.Anonymous | exp.TimeToStr | exp.Cast | exp.Extract)]:
        part.replace(_date_part(part))
    if query.args.get("where"):
        _periods(query, schema)
    for alias in [item for item in query.expressions if isinstance(item, exp.Alias)]:
        alias.replace(alias.this)
    for key in query.find_all(exp.Ordered):
        descending = bool(key.args.get("desc"))
        key.set("desc", descending or None)
        key.set("nulls_first", not descending)  # as SQLite does by itself, so that nothing is written
    return query


def _negation_inside(match: re.Match[str]) -> str:
    """`NOT x IN (...)`, as sqlglot writes it, is `x NOT IN (...)` in canonical SQL, and likewise IS NOT NULL."""
    return f"{match[1]} IS NOT NULL" if match[2] == "IS NULL" else f"{match[1]} NOT {match[2]}"


def _set_operation(query: exp.SetOperation, schema: Schema) -> exp.Select:
    """INTERSECT and EXCEPT over one listing, as rows that are (not) connected to the other side's condition."""
    left, right = query.left, query.right
    if not (isinstance(left, exp.Select) and isinstance(right, exp.Select)) or isinstance(query, exp.Union):
        raise NotCanonical("a union")
    tables = _aliases(left, schema)
    shown = left.expressions[0]
    holder = next(name for alias, name in tables.items() if not shown.table or alias == shown.table.casefold())
    key = exp.column(schema.table(holder).primary_key[0], table=holder, quoted=True)
    membership = exp.In(this=key, query=exp.Subquery(this=right.copy()))
    right_key = exp.column(schema.table(holder).primary_key[0], quoted=True)
    membership.args["query"].this.set("expressions", [right_key])
    return left.where(exp.not_(membership) if isinstance(query, exp.Except) else membership)


def _aliases(query: exp.Select, schema: Schema) -> dict[str, str]:
    sources = [query.args["from_"].this, *(join.this for join in query.args.get("joins") or [])]
    if not all(isinstance(source, exp.Table) for source in sources):
        raise NotCanonical("a derived table")
    return {source.alias_or_name.casefold(): schema.table(source.name).name for source in sources}


def _connected_rows(node: exp.In, schema: Schema, tables: dict[str, str]) -> None:
    inner = node.args["query"].this
    if not isinstance(inner, exp.Select) or not isinstance(node.this, exp.Column):
        raise NotCanonical("membership in a set operation")
    inside = _aliases(inner, schema)
    shown = inner.expressions[0]
    shown = shown.this if isinstance(shown, exp.Alias) else shown
    if not isinstance(shown, exp.Column):
        raise NotCanonical("membership among computed values")
    _qualify(shown, inside, schema)
    source = schema.table(shown.table).name
    held = node.this.copy()
    _qualify(held, tables, schema)
    inner = _canonical(inner, schema, tables)
    others = [name for name in inside.values() if name != held.table]
    source = source if source != held.table else (others or [source])[0]
    inner.set("expressions", [_star(_beyond(source, [*inside.values(), held.table], schema))])
    inner.set("distinct", None)
    node.args["query"].set("this", inner)
    node.set("this", _star(held.table))


def _qualify(column: exp.Column, tables: dict[str, str], schema: Schema) -> None:
    if isinstance(column.this, exp.Star):
        column.set("table", exp.to_identifier(tables.get(column.table.casefold(), column.table), quoted=True))
        return
    if column.table:
        owners = [tables[column.table.casefold()]] if column.table.casefold() in tables else [column.table]
    else:
        owners = [name for name in tables.values() if _has(schema, name, column.name)]
    if not owners:
        raise NotCanonical(f"no such column: {column.sql()}")
    table = schema.table(owners[0])
    name = table.column(column.name).name
    for key in table.foreign_keys:  # the key that it points to is the same value, and the prompt shows keys only there
        if key.columns == (name,) and key.table != table.name:
            table, name = schema.table(key.table), key.referred[0]
            break
    column.set("this", exp.to_identifier(table.column(name).name, quoted=True))
    column.set("table", exp.to_identifier(table.name, quoted=True))


def _is_text(column: exp.Column, tables: dict[str, str], schema: Schema) -> bool:
    """SQLite takes "Nancy" in double quotes for a text where no column is called so."""
    if column.table or isinstance(column.this, exp.Star) or not column.this.quoted:
        return False
    return not any(_has(schema, name, column.name) for name in tables.values())


def _has(schema: Schema, table: str, name: str) -> bool:
    return any(column.name.casefold() == name.casefold() for column in schema.table(table).columns)


def _star(table: str) -> exp.Column:
    return exp.Column(this=exp.Star(), table=exp.to_identifier(table, quoted=True))


def _finest(tables: dict[str, str], schema: Schema) -> str:
    """The table whose rows a join repeats no more: the one that no other joined table points to.

    Rows of a junction are what they connect to: the tracks of a playlist, not its playlist-track pairs.
    """
    names = list(tables.values())
    pointed_to = {key.table for name in names for key in schema.table(name).foreign_keys if key.table != name}
    finest = next((name for name in names if name not in pointed_to), names[0])
    return _beyond(finest, names, schema)


def _beyond(table: str, joined: list[str], schema: Schema) -> str:
    """The other side of a junction table, as seen from the `joined` tables; any other table is itself."""
    found = schema.table(table)
    if not is_junction(found):
        return table
    others = [key.table for key in found.foreign_keys]
    return next((name for name in others if name not in joined), others[-1])


def _name_aliases(query: exp.Select) -> None:
    """ORDER BY and HAVING say the expression itself, not its alias or position."""
    aliases = {item.alias.casefold(): item.this for item in query.expressions if isinstance(item, exp.Alias)}
    for clause in ("order", "having", "group"):
        for column in list(query.args[clause].find_all(exp.Column)) if query.args.get(clause) else []:
            if not column.table and column.name.casefold() in aliases:
                column.replace(aliases[column.name.casefold()].copy())
    if order := query.args.get("order"):
        for key in order.expressions:
            if isinstance(key.this, exp.Literal) and not key.this.is_string:
                key.set("this", _shown(query, key.this))
    if group := query.args.get("group"):
        keys = [_shown(query, key) if isinstance(key, exp.Literal) else key for key in group.expressions]
        group.set("expressions", keys)


def _shown(query: exp.Select, position: exp.Literal) -> exp.Expr:
    return _unaliased(query.expressions[int(position.name) - 1]).copy()


def _unaliased(item: exp.Expr) -> exp.Expr:
    inside: exp.Expr = item.this if isinstance(item, exp.Alias) else item
    return inside


def _name_groups(query: exp.Select, schema: Schema) -> None:
    """Group by what is shown: `GROUP BY id` beside a shown name of the same row becomes a group by that name."""
    group = query.args.get("group")
    if group is None:
        return
    shown = [_unaliased(item) for item in query.expressions]
    plain = [item for item in shown if isinstance(item, exp.Column) and not isinstance(item.this, exp.Star)]
    keys: list[exp.Expr] = []
    for key in group.expressions:
        named = [item for item in plain if isinstance(key, exp.Column) and item.table == key.table]
        is_key = isinstance(key, exp.Column) and key.name in schema.table(key.table).primary_key
        keys += [item for item in named if is_key] or [key]
        if is_key and not named and not plain and (names := naming_columns(schema.table(key.table))):
            keys[-1] = exp.column(names[0], table=key.table, quoted=True)
    group.set("expressions", list({key.sql(): key.copy() for key in keys}.values()))


def _date_part(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Cast):
        inside: exp.Expr = node.this
        return inside
    if isinstance(node, exp.TimeToStr):
        part = _PARTS.get(node.args["format"].name)
        operand = node.this
        while isinstance(operand, exp.Func) and isinstance(operand.this, exp.Column):
            operand = operand.this
    elif isinstance(node, exp.Extract):
        part = {"YEAR": exp.Year, "MONTH": exp.Month, "QUARTER": exp.Quarter}.get(node.name.upper())
        operand = node.expression
    elif node.name.casefold() == "strftime" and len(node.expressions) == 2:
        part, operand = _PARTS.get(node.expressions[0].name), node.expressions[1]
    else:
        raise NotCanonical(f"the function {node.name}")
    if part is None:
        raise NotCanonical("a part of a date other than its year or month")
    return part(this=operand.copy())


def _periods(query: exp.Select, schema: Schema) -> None:
    """`YEAR(d) = '2024'` and `d >= '2024-01-01' AND d < '2025-01-01'` are `d = '2024'`."""
    for node in list(query.args["where"].find_all(exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NEQ)):
        if isinstance(node.this, exp.Year | exp.Month) and isinstance(node.expression, exp.Literal):
            node.set("expression", exp.Literal.string(node.expression.name))
            node.set("this", node.this.this.copy())
    for both in list(query.args["where"].find_all(exp.And)):
        low, high = both.this, both.expression
        if isinstance(low, exp.And):
            low = low.expression
        if isinstance(low, exp.GTE) and isinstance(high, exp.LT) and low.this == high.this:
            period = _span(low.expression.name, high.expression.name)
            kept: exp.Expr | None = None
            if period is not None:
                kept = exp.EQ(this=low.this.copy(), expression=exp.Literal.string(period))
            elif low.expression.name.endswith("-01-01") and high.expression.name.endswith("-01-01"):
                years = low.expression.name[:4], str(int(high.expression.name[:4]) - 1)
                first, last = map(exp.Literal.string, years)
                kept = exp.Between(this=low.this.copy(), low=first, high=last)
            if kept is not None:
                both.replace(exp.and_(both.this.this.copy(), kept) if isinstance(both.this, exp.And) else kept)
    for bound in query.args["where"].find_all(exp.GTE, exp.LT):
        if isinstance(bound.expression, exp.Literal) and bound.expression.name.endswith("-01-01"):
            bound.set("expression", exp.Literal.string(bound.expression.name[:4]))


def _span(start: str, end: str) -> str | None:
    year, month = start[:4], start[:7]
    quarter = f"{year}-Q{(int(month[5:7]) + 2) // 3}" if month[5:7].isdigit() else year
    for text in (year, quarter, month, start[:10]):
        period = Period.parse(text)
        if period and (period.start.isoformat(), period.end.isoformat()) == (start[:10], end[:10]):
            return text
    return None
