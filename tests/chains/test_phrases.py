"""What the tables and columns of an office may be called: by its lexicon, by its keys and by what is sold."""

import pytest

from hoidap.chains.linking import link
from hoidap.chains.phrases import Target
from hoidap.databases import Column, ForeignKey, Schema, Table, ValueIndex

KEY = Column("id", "int", primary_key=True)


def key_to(table: str, column: str) -> ForeignKey:
    return ForeignKey((column,), table, ("id",))


WORKERS = Table(
    "staff",
    (
        KEY,
        Column("first_name", "text"),
        Column("last_name", "text"),
        Column("joined", "date"),
        Column("boss_id", "int"),
    ),
    (key_to("staff", "boss_id"),),
)
CLIENTS = Table(
    "clients",
    (KEY, Column("client_name", "text"), Column("support_rep_id", "int")),
    (key_to("staff", "support_rep_id"),),
)
GOODS = Table("goods", (KEY, Column("goods_name", "text"), Column("qty_on_hand", "int"), Column("list_price", "float")))
LINES = Table(
    "bill_lines",
    (KEY, Column("goods_id", "int"), Column("bill_id", "int"), Column("unit_price", "float"), Column("qty", "int")),
    (key_to("goods", "goods_id"), key_to("bills", "bill_id")),
)


def shop(*figures: Column) -> Schema:
    """A shop whose bills have these `figures`."""
    bills = Table(
        "bills",
        (KEY, Column("client_id", "int"), Column("billed_on", "date"), *figures),
        (key_to("clients", "client_id"),),
    )
    return Schema((WORKERS, CLIENTS, GOODS, bills, LINES), "sqlite")


def found(question: str, schema: Schema) -> set[Target]:
    return {m for m in link(question, schema, ValueIndex(())).meanings() if isinstance(m, Target)}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("clients of each rep", Target("staff")),
        ("which agent looks after most clients", Target("staff")),
        ("mỗi nhân viên phụ trách bao nhiêu khách", Target("staff")),
        ("who is the boss of Lan", Target("staff", "boss_id")),
        ("sếp của Lan", Target("staff", "boss_id")),
        ("items with fewer than 5 left", Target("goods")),
        ("món nào sắp hết", Target("goods", "qty_on_hand")),
        ("the priciest articles", Target("goods", "list_price")),
        ("newest hire", Target("staff")),
        ("khách nào chi tiêu nhiều nhất", Target("clients")),
    ],
)
def test_office_words(question: str, expected: Target) -> None:
    assert expected in found(question, shop())


@pytest.mark.parametrize("question", ["revenue of each article", "doanh thu từng món", "tiền bán từng món"])
def test_what_a_bill_amounts_to_is_what_it_earns(question: str) -> None:
    assert Target("bills", "amount") in found(question, shop(Column("amount", "float")))


def test_keys_name_persons_only() -> None:
    assert Target("goods") not in found("bills by size", shop())
