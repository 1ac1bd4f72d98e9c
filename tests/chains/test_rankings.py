"""The most of something is a sum, the largest one is a row."""

import pytest
from office import OFFICE, VALUES

from hoidap.chains.linking import link
from hoidap.chains.rankings import by_sums

RANKED = 'SELECT "Department"."DepartmentName" ORDER BY "Jidouka"."TotalTimeSaved" DESC LIMIT 1'


@pytest.mark.parametrize(
    ("question", "summed"),
    [
        ("Bộ phận nào tiết kiệm được nhiều giờ tiết kiệm nhất?", True),
        ("Which department has the most total time saved?", True),
        ("Which department has the improvement with the most total time saved?", False),
        ("Of which department is it?", False),
        ("Bộ phận nào làm ra nó?", False),
    ],
)
def test_who_has_the_most_is_told_by_the_sum(question: str, summed: bool) -> None:
    written = by_sums(RANKED, link(question, OFFICE, VALUES), OFFICE)
    assert ('SUM("Jidouka"."TotalTimeSaved") DESC' in written) is summed
    assert ("GROUP BY" in written) is summed


def test_a_ranking_of_the_rows_themselves_stays() -> None:
    ranked = 'SELECT "Jidouka"."ImprovementName" ORDER BY "Jidouka"."TotalTimeSaved" DESC LIMIT 1'
    links = link("Cải tiến nào tiết kiệm nhiều giờ nhất?", OFFICE, VALUES)
    assert by_sums(ranked, links, OFFICE) == ranked
