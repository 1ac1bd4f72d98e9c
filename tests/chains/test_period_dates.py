"""Which dates stand behind a period: those of what happens, unless the question tells of a life."""

import pytest
from clinic import CELLS, CLINIC

from hoidap.chains.linking import link
from hoidap.chains.period_dates import period_dates
from hoidap.chains.phrases import Target
from hoidap.chains.slots import Past, Sheet

VISITED, PAID = Target("visit", "visit_date"), Target("visit", "paid_date")
BORN, HIRED = Target("doctor", "birth_date"), Target("doctor", "hire_date")


def dates(question: str, *before: Target) -> list[Target]:
    return period_dates(link(question, CLINIC, CELLS), CLINIC, before)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many visits did doctor Linh have in 2023", [VISITED]),
        ("bác sĩ Linh năm 2023", [VISITED]),
        ("insurers of 2023", [VISITED]),
        ("best month of 2023", [VISITED]),
        ("doctors hired in 2010", [HIRED]),
        ("bác sĩ sinh năm 1980", [BORN]),
        ("visits paid in 2023", [PAID]),
        ("visits of 2023 that are not paid", [VISITED]),
    ],
)
def test_a_period_is_about_what_happens(question: str, expected: list[Target]) -> None:
    assert dates(question) == expected


def test_a_follow_up_keeps_to_the_dates_of_the_turn_before() -> None:
    assert dates("and in 2022?", PAID, Target("insurer")) == [PAID]


def test_by_month_is_about_what_happens_too() -> None:
    links = link("number of visits and doctors by month", CLINIC, CELLS)
    assert BORN not in links.meanings() and VISITED in links.meanings()
    assert BORN in link("doctors born by month", CLINIC, CELLS).meanings()


def test_the_table_of_the_dates_is_shown() -> None:
    sheet = Sheet.of(link("doctors of 2023", CLINIC, CELLS), CLINIC, Past("x", 'SELECT "insurer"."city"'))
    assert (sheet.slot(VISITED) or "-") in sheet.question()
