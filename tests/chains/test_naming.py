"""By which column people call a row: a name, first and last name, or the number of an order."""

import pytest

from hoidap.chains.naming import caption_columns, naming_columns
from hoidap.databases import Column, ForeignKey, Table

KEY, DAY = Column("id", "int", primary_key=True), Column("booked_on", "date")
GUEST = ForeignKey(("guest_id",), "guest", ("id",))


def table(name: str, *texts: str, dated: bool = True) -> Table:
    columns = [KEY, Column("guest_id", "int"), *([DAY] if dated else []), *(Column(text, "text") for text in texts)]
    return Table(name, tuple(columns), (GUEST,))


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        (table("booking", "billing_street", "town"), "id"),
        (table("booking", "guest_name"), "id"),
        (table("booking", "recipient_name", "note"), "id"),
        (table("booking", "booking_number", "town"), "booking_number"),
        (table("booking", "title"), "title"),
        (table("booking", "session_name"), "session_name"),
        (table("booking", "town", dated=False), "town"),
        (table("city", "city"), "city"),
        (table("complaint", "place", "description"), "place"),
    ],
)
def test_what_a_row_is_called(called: Table, expected: str) -> None:
    assert caption_columns(called) == (expected,)


def test_when_a_row_was_kept_makes_it_no_event() -> None:
    kept = Table(
        "room", (KEY, Column("guest_id", "int"), Column("floor", "text"), Column("last_update", "date")), (GUEST,)
    )
    assert naming_columns(kept) == ()
    assert caption_columns(kept) == ("floor",)


def test_people_are_called_by_both_names() -> None:
    names = (Column("first_name", "text"), Column("last_name", "text"))
    assert naming_columns(Table("doctor", (KEY, *names, DAY, Column("guest_id", "int")), (GUEST,))) == (
        "first_name",
        "last_name",
    )
