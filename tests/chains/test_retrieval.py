"""Which tables of a large schema a question is given: the right ones, joined, few, and the same as ever of a small one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hoidap.chains.copies import copies
from hoidap.chains.joins import JoinGraph
from hoidap.chains.linking import link
from hoidap.chains.parts import MOST_LINKED, MOST_TABLES, Part, joined, part_of
from hoidap.chains.phrases import Target
from hoidap.chains.retrieval import index_of
from hoidap.chains.schema_budget import asked_part, budget
from hoidap.chains.slots import Sheet
from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex
from hoidap.models.profiles import all_profiles


def table(name: str, *columns: str, keys: Sequence[tuple[str, str]] = (), comment: str = "") -> Table:
    own = (Column("id", "int", primary_key=True), *(Column(column, "text") for column in columns))
    own += tuple(Column(column, "int") for column, _ in keys)
    return Table(name, own, tuple(ForeignKey((column,), other, ("id",)) for column, other in keys), comment)


CUSTOMERS = table("Customer", "CustomerName", "City")
ORDERS = table("SalesOrder", "Status", keys=[("customer_ref", "Customer")])
PARTS = table("Component", "ComponentName", comment="Bolts and gaskets kept in the shed.")
LINES = table("SalesOrderLine", "Quantity", keys=[("order_ref", "SalesOrder"), ("part_ref", "Component")])
COPIES = tuple(table(f"{mark}Customer{year}", "CustomerName", "City") for mark, year in (("arc_", ""), ("", "_2021")))
FILLER = tuple(table(f"mod{number}_setting", f"value{number}", "city", "status") for number in range(200))
LARGE = Schema((*FILLER[:100], CUSTOMERS, ORDERS, PARTS, LINES, *COPIES, *FILLER[100:]), "sqlite")
VALUES = ValueIndex([Value("Customer", "CustomerName", "Acme"), Value("Component", "ComponentName", "Bánh răng")])
WHOLE = Part(LARGE, VALUES)


def names(question: str) -> set[str]:
    return {table.name for table in part_of(WHOLE, question).schema.tables}


@pytest.mark.parametrize(
    ("question", "needed"),
    [
        ("How many customers are there?", {"Customer"}),
        ("Có bao nhiêu khách hàng?", {"Customer"}),
        ("co bao nhieu khach hang", {"Customer"}),
        ("how many custommers are there", {"Customer"}),
        ("sales orders of Acme", {"SalesOrder", "Customer"}),
        ("Which customers ordered Bánh răng?", {"Customer", "SalesOrder", "SalesOrderLine", "Component"}),
        ("what gaskets are there", {"Component"}),
        ("customers of the archive", {"arc_Customer"}),
        ("customers of 2021", {"Customer_2021"}),
    ],
)
def test_the_tables_of_a_question_are_found(question: str, needed: set[str]) -> None:
    found = names(question)
    assert needed <= found
    assert len(found) <= MOST_TABLES


def test_a_copy_is_left_aside_unless_the_question_says_its_mark() -> None:
    assert copies(LARGE).keys() == {"arc_Customer", "Customer_2021"}
    assert not names("How many customers are there?") & {"arc_Customer", "Customer_2021"}


def test_a_phrase_that_many_tables_have_brings_none_of_another_module() -> None:
    assert not {name for name in names("customers by city and status") if name.startswith("mod")}


def test_a_part_has_no_keys_that_lead_out_of_it_and_only_its_own_values() -> None:
    part = part_of(WHOLE, "What gaskets are there?")
    shown = {table.name for table in part.schema.tables}
    assert {key.table for table in part.schema.tables for key in table.foreign_keys} <= shown
    alone = part_of(WHOLE, "mod7 setting")
    assert not alone.values.exact("acme") and not alone.values.fuzzy("acne", cutoff=50)
    assert part_of(WHOLE, "customers").values.fuzzy("acne", cutoff=50) == (Value("Customer", "CustomerName", "Acme"),)


def test_the_tables_of_earlier_sql_are_always_there() -> None:
    part = asked_part(model(), WHOLE, "and how many gaskets?", ["SELECT value7 FROM mod7_setting", "no SQL ("])
    assert {"mod7_setting", "Component"} <= {table.name for table in part.schema.tables}


def test_a_large_schema_is_linked_by_its_part() -> None:
    assert len(LARGE.tables) > MOST_LINKED
    links = link("Có bao nhiêu khách hàng?", LARGE, VALUES)
    assert links.links[0].meanings == (Target("Customer"),)
    assert "Customer" in {table.name for table in Sheet.of(links, LARGE).shown}


def model(**facts: Any) -> Any:
    """A model that is ours, whose tokens are letters."""
    profile = replace(all_profiles()["Phi-3-mini-4k-instruct"], name=repr(facts), **facts)
    return SimpleNamespace(profile=profile, get_num_tokens=len)


def test_a_schema_that_fits_is_sent_whole() -> None:
    small = Part(Schema((CUSTOMERS, ORDERS), "sqlite"), VALUES)
    assert asked_part(model(schema_tokens=1000), small, "customers") is small
    assert asked_part(model(schema_tokens=50), small, "customers") is not small
    assert asked_part(object(), small, "customers") is small  # type: ignore[arg-type]


def test_what_is_shown_of_a_larger_one_fits_too() -> None:
    room = 300
    part = asked_part(model(schema_tokens=room), WHOLE, "Which customers ordered Bánh răng in sales orders?")
    assert part.schema.tables
    assert len(part.schema.render()) <= room


def test_the_room_is_half_of_the_context_where_nothing_is_said() -> None:
    assert budget(model(context=3000)) == 1500
    assert budget(model(context=100_000)) == 4000
    assert budget(model(context=3000, schema_tokens=700)) == 700


def test_an_index_is_made_once_a_schema_and_goes_with_it() -> None:
    import gc
    import weakref

    schema = Schema((CUSTOMERS, ORDERS), "sqlite")
    index = index_of(schema)
    assert index_of(schema) is index
    assert index_of(Schema((CUSTOMERS, ORDERS), "sqlite")) is not index
    seen = weakref.ref(index.graph)
    del index
    assert seen() is not None
    del schema
    gc.collect()


@st.composite
def schemas(draw: st.DrawFn) -> tuple[Schema, list[str]]:
    """Tables with random keys, and some of them in the order in which they are wanted."""
    many = draw(st.integers(2, 60))
    ends = draw(st.lists(st.tuples(st.integers(0, many - 1), st.integers(0, many - 1)), max_size=90))

    def keys(number: int) -> Iterator[tuple[str, str]]:
        for place, (one, other) in enumerate(ends):
            if one == number != other:
                yield f"k{place}", f"t{other}"

    tables = tuple(table(f"t{number}", keys=list(keys(number))) for number in range(many))
    wanted = draw(st.lists(st.sampled_from([one.name for one in tables]), min_size=1, max_size=20, unique=True))
    return Schema(tables, "sqlite"), wanted


@settings(max_examples=150, deadline=None)
@given(schemas())
def test_chosen_tables_are_joined_wherever_keys_join_them(given_: tuple[Schema, list[str]]) -> None:
    schema, wanted = given_
    graph = JoinGraph(schema)
    chosen = joined(graph, wanted)
    assert wanted[0] in chosen
    assert len(chosen) <= MOST_TABLES
    assert len(set(chosen)) == len(chosen)
    inner = JoinGraph(Schema(tuple(_within(one, chosen) for one in schema.tables if one.name in chosen), "sqlite"))
    for one in chosen:
        assert inner.reach(one) == graph.reach(one) & set(chosen)


@settings(max_examples=50, deadline=None)
@given(schemas())
def test_tables_that_are_needed_are_never_left_out(given_: tuple[Schema, list[str]]) -> None:
    schema, wanted = given_
    assert set(wanted) <= set(joined(JoinGraph(schema), wanted, len(wanted)))


def _within(one: Table, chosen: Sequence[str]) -> Table:
    keys = tuple(key for key in one.foreign_keys if key.table in chosen)
    return Table(one.name, one.columns, keys)
