"""Numbers in another unit than the column's."""

import pytest

from hoidap.chains.conversion import in_wished_unit
from hoidap.chains.linking import link
from hoidap.chains.links import Amount
from hoidap.chains.phrases import Target
from hoidap.chains.units import unit_of
from hoidap.databases import Column, Schema, Table, ValueIndex

CARGO = Schema(
    (
        Table(
            "Parcel",
            (
                Column("ParcelId", "int", primary_key=True),
                Column("WeightGrams", "float"),
                Column("Price", "float"),
                Column("HandlingSeconds", "int"),
            ),
        ),
        Table(
            "Backup",
            (
                Column("backup_id", "int", primary_key=True),
                Column("bytes", "int"),
                Column("state", "text"),
                Column("fee_in_cents", "int"),
            ),
        ),
        Table("Meeting", (Column("MeetingId", "int", primary_key=True), Column("Duration", "int"))),
    ),
    "sqlite",
)


def linked(question: str) -> tuple[list[str], set[object]]:
    meanings = list(link(question, CARGO, ValueIndex({})).meanings())
    return [m.text for m in meanings if isinstance(m, Amount)], set(meanings)


@pytest.mark.parametrize(
    ("question", "numbers", "column"),
    [
        ("parcels over 2 kg", ["2000"], Target("Parcel", "WeightGrams")),
        ("parcels between 2 and 3.5 kilograms", ["2000", "3500"], Target("Parcel", "WeightGrams")),
        ("kiện hàng từ 2 đến 3 ký", ["2000", "3000"], Target("Parcel", "WeightGrams")),
        ("parcels of 500 grams", ["500"], Target("Parcel", "WeightGrams")),
        ("parcels with handling under one minute", ["60"], Target("Parcel", "HandlingSeconds")),
        ("parcels that took half an hour", ["1800"], Target("Parcel", "HandlingSeconds")),
        ("backups larger than 3 MB", ["3145728"], Target("Backup", "bytes")),
        ("backups with a fee above 5 dollars", ["500"], Target("Backup", "fee_in_cents")),
    ],
)
def test_numbers_are_converted_to_the_unit_of_the_column(question: str, numbers: list[str], column: Target) -> None:
    found, meanings = linked(question)
    assert found == numbers
    assert column in meanings or "grams" in question


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("meetings longer than 10 minutes", ["10"]),  # no column tells its unit
        ("parcels with a price over 5 dollars", ["5"]),
        ("10 parcels by minute", ["10"]),
    ],
)
def test_other_numbers_stay(question: str, numbers: list[str]) -> None:
    assert linked(question)[0] == numbers


def test_columns_say_their_unit_last() -> None:
    assert unit_of("Milliseconds") == unit_of("duration_ms") != unit_of("Seconds")
    assert unit_of("MinuteRate") is None


WEIGHT, SECONDS, BYTES = '"Parcel"."WeightGrams"', '"Parcel"."HandlingSeconds"', '"Backup"."bytes"'


@pytest.mark.parametrize(
    ("question", "draft", "shown"),
    [
        (
            "average handling in minutes",
            f"SELECT AVG({SECONDS})",
            f'SELECT AVG({SECONDS}) / 60.0 AS "handling minutes"',
        ),
        ("xử lý mất bao nhiêu phút", f"SELECT SUM({SECONDS})", f'SELECT SUM({SECONDS}) / 60.0 AS "handling phút"'),
        ("weights (kg)", f"SELECT {WEIGHT}", f'SELECT {WEIGHT} / 1000.0 AS "weight kg"'),
        ("weight in mg", f"SELECT MAX({WEIGHT})", f'SELECT MAX({WEIGHT}) * 1000.0 AS "weight mg"'),
        ("how many GB", f"SELECT SUM({BYTES})", f'SELECT SUM({BYTES}) / 1073741824.0 AS "GB"'),
    ],
)
def test_figures_are_shown_in_the_unit_that_is_wished_for(question: str, draft: str, shown: str) -> None:
    assert in_wished_unit(draft, link(question, CARGO, ValueIndex({})), CARGO) == shown


@pytest.mark.parametrize(
    ("question", "draft"),
    [
        ("average handling in seconds", f"SELECT AVG({SECONDS})"),
        ("parcels over 2 kg", f"SELECT {WEIGHT} WHERE {WEIGHT} > 2000"),
        ("handling in kg", f"SELECT AVG({SECONDS})"),
        ("how many parcels take 3 hours", 'SELECT COUNT("Parcel".*)'),
        ("durations in minutes", 'SELECT "Meeting"."Duration"'),
    ],
)
def test_figures_stay_where_no_other_unit_of_theirs_is_wished_for(question: str, draft: str) -> None:
    assert in_wished_unit(draft, link(question, CARGO, ValueIndex({})), CARGO) == draft
