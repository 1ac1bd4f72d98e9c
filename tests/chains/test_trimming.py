"""Drafts that leave the tables which their question is about, brought back to these."""

import pytest

from hoidap.chains.linking import link
from hoidap.chains.trimming import kept_to_the_question
from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex


def _key(table: str) -> ForeignKey:
    return ForeignKey((f"{table}Id",), table, (f"{table}Id",))


CLINIC = Schema(
    (
        Table(
            "Doctor",
            (
                Column("DoctorId", "int", primary_key=True),
                Column("FirstName", "text"),
                Column("LastName", "text"),
                Column("town", "text"),
                Column("phone", "text"),
                Column("birth_date", "date"),
            ),
        ),
        Table(
            "Ward",
            (
                Column("WardId", "int", primary_key=True),
                Column("WardName", "text"),
                Column("town", "text"),
                Column("phone", "text"),
                Column("sponsor", "text"),
                Column("DoctorId", "int"),
            ),
            (_key("Doctor"),),
        ),
        Table(
            "Bed",
            (Column("BedId", "int", primary_key=True), Column("price", "float"), Column("WardId", "int")),
            (_key("Ward"),),
        ),
    ),
    "sqlite",
)
VALUES = ValueIndex(
    [
        Value("Ward", "WardName", "Sunrise"),
        Value("Doctor", "town", "Hue"),
        Value("Ward", "town", "Hue"),
        Value("Ward", "sponsor", "Minh"),
        Value("Doctor", "LastName", "Minh"),
    ]
)
PEOPLE, WARD = '"Doctor"."FirstName", "Doctor"."LastName"', '"Ward"."WardName"'


def kept(draft: str, question: str, before: str = "") -> str:
    return kept_to_the_question(draft, link(question, CLINIC, VALUES), CLINIC, before)


@pytest.mark.parametrize(
    ("question", "draft", "meant"),
    [
        (
            "wards and their beds' price",
            f'SELECT {WARD}, "Bed"."price", {PEOPLE}',
            f'SELECT {WARD}, "Bed"."price"',
        ),
        (
            "phone of Sunrise",
            f'SELECT "Doctor"."phone" WHERE {WARD} = \'Sunrise\'',
            f'SELECT "Ward"."phone" WHERE {WARD} = \'Sunrise\'',
        ),
        (
            "the wards of Minh",
            f'SELECT {WARD} WHERE "Ward"."sponsor" = \'Minh\'',
            f'SELECT {WARD} WHERE "Doctor"."LastName" = \'Minh\'',
        ),
        (
            "ai sinh năm 1980",
            'SELECT DISTINCT "Doctor"."town" WHERE "Doctor"."birth_date" = \'1980\'',
            f'SELECT {PEOPLE} WHERE "Doctor"."birth_date" = \'1980\'',
        ),
    ],
)
def test_what_nobody_spoke_of_is_left(question: str, draft: str, meant: str) -> None:
    assert kept(draft, question) == meant


@pytest.mark.parametrize(
    ("question", "draft"),
    [
        ("the sponsor Minh has which wards", f'SELECT {WARD} WHERE "Ward"."sponsor" = \'Minh\''),
        ("doctors' phone of the ward Sunrise", f'SELECT "Doctor"."phone" WHERE {WARD} = \'Sunrise\''),
        ("who has which phone", 'SELECT "Doctor"."phone"'),
        ("wards with their doctors", f"SELECT {WARD}, {PEOPLE}"),
    ],
)
def test_what_is_spoken_of_stays(question: str, draft: str) -> None:
    assert kept(draft, question) == draft


def test_how_many_that_is_counts_what_the_turn_before_listed() -> None:
    before = f'SELECT {WARD} WHERE "Ward"."town" = \'Hue\''
    counted = 'SELECT COUNT("Ward".*) WHERE "Ward"."town" = \'Hue\''
    for question in ("how many is that?", "vậy là bao nhiêu tất cả?"):
        assert kept('SELECT COUNT("Bed".*)', question, before) == counted
    assert kept('SELECT COUNT("Bed".*)', "how many beds is that?", before) == 'SELECT COUNT("Bed".*)'


def test_a_town_is_that_of_the_table_which_the_turn_before_counted() -> None:
    own = 'SELECT COUNT("Ward".*) WHERE "Ward"."town" = \'Hue\''
    joined = own.replace('"Ward"."town"', '"Doctor"."town"')
    assert kept(joined, "and how many of them are in Hue?", 'SELECT COUNT("Ward".*)') == own


def test_what_the_turn_before_showed_may_be_shown() -> None:
    draft = f'SELECT {WARD}, "Bed"."price"'
    assert kept(draft, "add the wards", 'SELECT "Bed"."price"') == draft
