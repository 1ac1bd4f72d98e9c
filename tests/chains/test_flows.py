"""What flows is summed: revenue by garage, the top spenders, those above an amount."""

import pytest
from drafts import after
from workshop import BILLED, VALUES, WORKSHOP

from hoidap.chains.flows import of_lines, per_order, summed
from hoidap.chains.linking import link
from hoidap.chains.measures import measured

NAME, REVENUE = '"Garage"."GarageName"', '"JobLine"."Revenue"'
LINES = '"JobLine"."unit_price" * "JobLine"."qty" * (1 - "JobLine"."discount")'


def mended(canonical: str, question: str = "revenue of garages") -> str:
    schema = measured(WORKSHOP)
    return after(summed, canonical, link(question, schema, VALUES), schema)


@pytest.mark.parametrize(
    ("draft", "meant"),
    [
        (f"SELECT {REVENUE}", f"SELECT SUM({REVENUE})"),
        (f"SELECT {NAME}, {REVENUE}", f"SELECT {NAME}, SUM({REVENUE}) GROUP BY {NAME}"),
        (f"SELECT {NAME}, MAX({REVENUE}) GROUP BY {NAME}", f"SELECT {NAME}, SUM({REVENUE}) GROUP BY {NAME}"),
        (
            f"SELECT {NAME} ORDER BY {REVENUE} DESC LIMIT 3",
            f"SELECT {NAME} GROUP BY {NAME} ORDER BY SUM({REVENUE}) DESC LIMIT 3",
        ),
        (
            f'SELECT YEAR("Job"."JobDate") ORDER BY {REVENUE} DESC LIMIT 1',
            f'SELECT YEAR("Job"."JobDate") GROUP BY YEAR("Job"."JobDate") ORDER BY SUM({REVENUE}) DESC LIMIT 1',
        ),
        (f"SELECT {NAME} WHERE {REVENUE} > 500", f"SELECT {NAME} GROUP BY {NAME} HAVING SUM({REVENUE}) > 500"),
        (f'SELECT "Garage".*, {REVENUE}', f"SELECT {NAME}, SUM({REVENUE}) GROUP BY {NAME}"),
    ],
)
def test_a_flow_is_summed(draft: str, meant: str) -> None:
    assert mended(draft) == meant


@pytest.mark.parametrize(
    "draft", [f"SELECT SUM({REVENUE})", 'SELECT "Part"."price"', f"SELECT COUNT({NAME}) WHERE {REVENUE} = 0"]
)
def test_what_is_no_flow_stays(draft: str) -> None:
    assert mended(draft) == draft


def test_an_amount_that_is_stored_is_one_where_a_word_of_sales_names_it() -> None:
    schema = measured(BILLED)
    largest = f'SELECT {NAME}, MAX("Job"."Total") GROUP BY {NAME}'
    links = link("doanh thu theo garage", schema, VALUES)
    assert after(summed, largest, links, schema) == f'SELECT {NAME}, SUM("Job"."Total") GROUP BY {NAME}'
    assert after(summed, largest, link("largest total by garage", schema, VALUES), schema) == largest
    taken = link("how much did we take in?", schema, VALUES)
    assert after(summed, 'SELECT "Job"."Total"', taken, schema) == 'SELECT SUM("Job"."Total")'


def test_a_total_is_not_summed_once_for_each_of_its_lines() -> None:
    links = link("revenue by part", BILLED, VALUES)
    repeated = 'SELECT "Part"."PartName", SUM("Job"."Total") GROUP BY "Part"."PartName"'
    assert (
        after(of_lines, repeated, links, BILLED) == f'SELECT "Part"."PartName", SUM({LINES}) GROUP BY "Part"."PartName"'
    )
    once = f'SELECT {NAME}, SUM("Job"."Total") GROUP BY {NAME}'
    assert after(of_lines, once, links, BILLED) == once


def test_the_mean_of_orders_is_not_that_of_their_lines() -> None:
    schema = measured(WORKSHOP)
    links = link("average order value", schema, VALUES)
    assert after(per_order, f"SELECT AVG({REVENUE})", links, schema) == f'SELECT SUM({REVENUE}) / COUNT("Job".*)'
