"""Figures that a schema holds without a column of their own: what sold lines come to, and what a stock is worth.

Order lines have a price and a quantity, and people ask for revenue. So that linking, the model, the grammar and all
that checks a draft need to know nothing of this, the schema that they see gets a column for it, whose formula is
written in its place before SQL is expanded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import sqlglot
from sqlglot import exp

from hoidap.databases import Column, Schema, Table

from .abbreviations import spelt_out
from .canonical import parse
from .canonical_tree import NUMBERS, column
from .lexicon import lookup
from .naming import is_junction, is_named, words
from .phrases import gloss

_PRICES = ("sale price", "unit price", "price", "list price")  # what is paid first
_AMOUNTS = frozenset(("amount", "total", "revenue", "subtotal", "cost", "total cost"))
_STOCKS = frozenset(("stock quantity", "number of stock", "inventory"))
_SOLD = (
    *("số lượng", "số lượng bán", "số lượng bán ra", "lượng bán", "số lượng đã bán"),
    *("bán chạy", "bán chạy nhất", "bán nhiều nhất", "bán được nhiều nhất", "bán ít nhất", "bán ế nhất"),
    *("units sold", "copies sold", "quantity sold", "items sold", "best selling", "best-selling", "bestselling"),
    *("top selling", "top-selling", "best seller", "bestseller", "sells best", "sells the most", "sold the most"),
)
_REVENUE = (
    *("doanh thu", "sales", "doanh số", "tổng tiền", "thành tiền", "tiền hàng", "tiền bán", "chi tiêu", "chi tiền"),
    *("tiêu", "trị giá", "giá trị đơn hàng", "giá trị đơn", "giá trị", "thu về", "thu được", "kiếm được", "mang về"),
    *("tiền", "money", "spend", "spent", "spending", "spends", "spender", "earn", "earned", "earns", "brought in"),
    *("bring in", "make us", "worth", "order value", "order total", "order totals", "value", "turnover"),
)
_STOCK_VALUE = (
    *("giá trị tồn kho", "stock value", "giá trị hàng tồn kho", "giá trị hàng tồn", "giá trị kho", "tiền hàng tồn"),
    *("value of stock", "value of the stock", "value of our stock", "inventory value", "value of inventory"),
    *("stock worth", "inventory worth", "trị giá hàng tồn", "vốn tồn kho"),
)


@lru_cache(maxsize=64)
def measured(schema: Schema) -> Schema:
    """`schema` with a column for each figure that its prices and quantities give; itself where there is none."""
    told = {
        owner.name
        for table in schema.tables
        if line_amount(table, schema)
        for owner in _owners(table, schema)
        if amount_of(owner)
    }
    tables = tuple(
        _with_words(table) if table.name in told else _with_stock(_with_revenue(table, schema))
        for table in schema.tables
    )
    return schema if tables == schema.tables else replace(schema, tables=tables)


def written_out(canonical: str, schema: Schema) -> str:
    """Write the formulas of such columns in their places, and what is shown of them under their names.

    Raises NotCanonical where it cannot be read.
    """
    if not any(True for _ in _formulas(schema)):
        return canonical
    query = parse(canonical)
    formulas = dict(_formulas(schema))
    for item in list(query.expressions):
        figure = item.this if isinstance(item, exp.Sum) else item
        if isinstance(figure, exp.Column) and (figure.table, figure.name) in formulas:
            item.replace(exp.alias_(item.copy(), figure.name, quoted=True))
    for found in list(query.find_all(exp.Column)):
        formula = formulas.get((found.table, found.name))
        if formula is not None:
            found.replace(formula.copy() if isinstance(found.parent, exp.AggFunc) else exp.paren(formula.copy()))
    return query.sql("sqlite")


def folded(canonical: str, schema: Schema) -> str:
    """The other way around: what an earlier turn multiplied is named by the column that stands for it."""
    formulas = dict(_formulas(schema))
    if not formulas:
        return canonical
    query = parse(canonical)
    for product in [node for node in query.find_all(exp.Mul) if not isinstance(node.parent, exp.Mul)]:
        factors = {factor.sql() for factor in product.flatten()}
        for (table, name), formula in formulas.items():
            known = [factor.sql() for factor in formula.flatten()]
            if set(known[:2]) <= factors <= set(known):  # with the discount or without
                (product.parent if isinstance(product.parent, exp.Paren) else product).replace(column(table, name))
    return query.sql("sqlite")


def _formulas(schema: Schema) -> Iterator[tuple[tuple[str, str], exp.Expr]]:
    for table in schema.tables:
        for one in table.columns:
            if one.formula:
                yield (table.name, one.name), sqlglot.parse_one(one.formula, read="sqlite")


@lru_cache(maxsize=4096)
def line_amount(table: Table, schema: Schema) -> str:
    """What a line of `table` comes to, as a formula; "" where its rows are no lines, which have no name, or say it.

    A discount that is no whole number is taken for a share.
    """
    quantity = _first(table, ("quantity",))
    if table.is_view or is_junction(table) or not table.foreign_keys or is_named(table) or quantity is None:
        return ""
    price = _price_of(table, schema)
    if price is None or amount_of(table):
        return ""
    discount = next((one for one in table.columns if one.type == "float" and "discount" in _meanings(one)), None)
    factors = [price.sql("sqlite"), column(table.name, quantity.name).sql("sqlite")]
    factors += [f"(1 - {column(table.name, discount.name).sql('sqlite')})"] if discount else []
    return " * ".join(factors)


def amount_of(table: Table) -> str:
    """The column with the amount of money of a row, or ""."""
    return next((one.name for one in table.columns if one.type in NUMBERS and _AMOUNTS & _meanings(one)), "")


def _with_revenue(table: Table, schema: Schema) -> Table:
    """A table of lines with what each comes to, where the orders do not say what they come to; its quantity is sold."""
    formula, quantity = line_amount(table, schema), _first(table, ("quantity",))
    if not formula:
        return table
    sold = tuple(replace(one, synonyms=(*one.synonyms, *_SOLD)) if one == quantity else one for one in table.columns)
    if any(amount_of(other) for other in _owners(table, schema)):
        return replace(table, columns=sold)
    return replace(table, columns=(*sold, Column("Revenue", "float", synonyms=_REVENUE, formula=formula)))


def _with_words(table: Table) -> Table:
    """A table of orders that say what they come to: this amount is called revenue too."""
    name = amount_of(table)
    known = {one.name: gloss(one.name, one.synonyms) for one in table.columns}
    columns = (
        replace(one, synonyms=(*one.synonyms, *filter(None, [known[name]]), *_REVENUE)) if one.name == name else one
        for one in table.columns
    )
    return replace(table, columns=tuple(columns))


def _owners(table: Table, schema: Schema) -> list[Table]:
    """The tables that `table` points to."""
    names = {other.name.casefold(): other for other in schema.tables}
    return [names[key.table.casefold()] for key in table.foreign_keys if key.table.casefold() in names]


def _with_stock(table: Table) -> Table:
    """A table of things with what those in stock are worth."""
    price = _first(table, _PRICES)
    stock = next((one for one in table.columns if one.type in NUMBERS and _STOCKS & _meanings(one)), None)
    if table.is_view or not is_named(table) or price is None or stock is None:
        return table
    factors = [column(table.name, one.name).sql("sqlite") for one in (price, stock)]
    worth = Column("StockValue", "float", synonyms=_STOCK_VALUE, formula=" * ".join(factors))
    return replace(table, columns=(*table.columns, worth))


def _price_of(table: Table, schema: Schema) -> exp.Column | None:
    """The price in `table` itself, or else in the one table that it points to and that has one."""
    if (own := _first(table, _PRICES)) is not None:
        return column(table.name, own.name)
    prices = [(other.name, _first(other, _PRICES)) for other in _owners(table, schema)]
    found = [column(name, one.name) for name, one in prices if one is not None]
    return found[0] if len(found) == 1 else None


def _first(table: Table, meanings: tuple[str, ...]) -> Column | None:
    """The number of `table` that means the first of `meanings` that any does."""
    keys = table.foreign_key_columns.union(table.primary_key)
    numbers = [one for one in table.columns if one.type in NUMBERS and one.name not in keys]
    return next((one for meaning in meanings for one in numbers if meaning in _meanings(one)), None)


@lru_cache(maxsize=4096)
def _meanings(one: Column) -> frozenset[str]:
    """The concepts that a column's name is a term of, by their first terms: those of the name, else of its last word.

    A quantity may also stand in front: quantity_ordered.
    """
    name = words(one.name)
    whole = {concept.english[0] for reading in (name, *spelt_out(name)) for concept in lookup(" ".join(reading))}
    last = {concept.english[0] for concept in lookup(name[-1])} & {"price", "total", "amount"}
    first = {concept.english[0] for concept in lookup(name[0])} & {"quantity"}
    return frozenset(whole or (last | first))
