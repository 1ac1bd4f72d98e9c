"""The most of something is a sum, the largest one is a row; and "số giờ của DC5" is a sum too."""

import pytest
from office import OFFICE, VALUES

from hoidap.chains.linking import link
from hoidap.chains.sums import by_sums, in_total

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


def test_the_sum_that_ranks_is_shown_where_the_amount_is() -> None:
    shown = RANKED.replace(" ORDER", ', "Jidouka"."TotalTimeSaved" ORDER')
    links = link("Top 3 bộ phận có số giờ tiết kiệm cao nhất kèm số giờ", OFFICE, VALUES)
    assert by_sums(shown, links, OFFICE).count('SUM("Jidouka"."TotalTimeSaved")') == 2


@pytest.mark.parametrize(
    ("question", "summed"),
    [
        ("số giờ tiết kiệm của DC5", True),
        ("so gio tiet kiem cua DC5", True),
        ("giờ tiết kiệm của các cải tiến ở DC5", False),
        ("liệt kê số giờ tiết kiệm của DC5", False),
        ("hours of DC5", False),
    ],
)
def test_an_amount_of_somebody_is_a_sum(question: str, summed: bool) -> None:
    listed = 'SELECT "Jidouka"."TotalTimeSaved" WHERE "Department"."DepartmentName" = \'DC5\''
    assert ("SUM" in in_total(listed, link(question, OFFICE, VALUES), OFFICE)) is summed


def test_a_ranking_of_the_rows_themselves_stays() -> None:
    ranked = 'SELECT "Jidouka"."ImprovementName" ORDER BY "Jidouka"."TotalTimeSaved" DESC LIMIT 1'
    links = link("Cải tiến nào tiết kiệm nhiều giờ nhất?", OFFICE, VALUES)
    assert by_sums(ranked, links, OFFICE) == ranked
