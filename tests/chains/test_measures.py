"""Revenue and the value of a stock are columns that no table has; SQL multiplies what they are made of."""

import pytest
from office import OFFICE
from workshop import BILLED, CATALOGUE, VALUES, WORKSHOP

from hoidap.chains.canonical import expand
from hoidap.chains.linking import link
from hoidap.chains.measures import folded, measured, written_out
from hoidap.chains.phrases import Target

REVENUE = 'SELECT SUM("JobLine"."Revenue")'
PRODUCT = 'SELECT SUM("JobLine"."unit_price" * "JobLine"."qty" * (1 - "JobLine"."discount"))'


def test_a_schema_without_lines_stays_as_it_is() -> None:
    assert measured(OFFICE) is OFFICE


def test_lines_have_what_they_come_to_and_its_formula_is_written_in_its_place() -> None:
    schema = measured(WORKSHOP)
    assert written_out(REVENUE, schema) == f'{PRODUCT} AS "Revenue"'
    assert expand(written_out(REVENUE, schema), schema) == f'{PRODUCT} AS "Revenue" FROM "JobLine"'


def test_a_price_may_stand_with_what_is_sold() -> None:
    assert written_out(REVENUE, measured(CATALOGUE)) == 'SELECT SUM("Part"."price" * "JobLine"."qty") AS "Revenue"'


def test_what_an_earlier_turn_multiplied_is_named() -> None:
    schema = measured(WORKSHOP)
    assert folded(PRODUCT, schema) == REVENUE
    assert folded('SELECT SUM("JobLine"."qty" * "JobLine"."unit_price")', schema) == REVENUE
    other = 'SELECT SUM("JobLine"."qty" * "JobLine"."discount")'
    assert folded(other, schema) == other


def test_a_stock_has_a_value() -> None:
    assert (
        written_out('SELECT "Part"."StockValue"', measured(WORKSHOP))
        == 'SELECT ("Part"."price" * "Part"."stock_quantity") AS "StockValue"'
    )


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("doanh thu của Thành Công", "Revenue"),
        ("how much did Thành Công spend", "Revenue"),
        ("units sold of Brake", "qty"),
        ("phụ tùng bán chạy nhất", "qty"),
    ],
)
def test_the_words_of_sales_find_it(question: str, meant: str) -> None:
    schema = measured(WORKSHOP)
    assert Target("JobLine", meant) in link(question, schema, VALUES).meanings()


def test_where_orders_say_what_they_come_to_that_is_the_revenue() -> None:
    schema = measured(BILLED)
    assert all(not one.formula for one in schema.table("JobLine").columns)
    assert Target("Job", "Total") in link("doanh thu của Thành Công", schema, VALUES).meanings()
