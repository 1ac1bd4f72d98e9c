"""Numbers behind the word for a table are its key."""

import pytest
from clinic import CELLS, CLINIC
from office import OFFICE, VALUES

from hoidap.chains.linking import link
from hoidap.chains.links import Amount
from hoidap.chains.phrases import Target

VISIT = Target("visit", "visit_id")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("room of visit 1034", ["1034"]),
        ("who came to visit no. 5 with fever", ["5"]),
        ("fee of visit #12", ["12"]),
        ("lượt khám số 7 của ai", ["7"]),
        ("luot kham ma 7 cua ai", ["7"]),
        ("visits 101, 102 and 103", ["101", "102", "103"]),
        ("phòng của lượt khám 12?", ["12"]),
        ("visits 3 hours long", []),
        ("visits of 2023", []),
        ("top 5 visits", []),
        ("visits over 300", []),
    ],
)
def test_the_number_of_a_row(question: str, expected: list[str]) -> None:
    links = link(question, CLINIC, CELLS)
    assert [
        m.text for one in links.links if VISIT in one.meanings for m in one.meanings if isinstance(m, Amount)
    ] == expected


def test_the_name_of_a_column_in_between_does_not_hide_the_table() -> None:
    assert Target("Jidouka", "JidoukaId") in link("cải tiến số 12", OFFICE, VALUES).links[-1].meanings
