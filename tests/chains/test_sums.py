"""The most of something is a sum or a count, the largest one is a row; and "số giờ của DC5" is a sum too."""

import pytest
from drafts import after
from office import OFFICE, VALUES

from hoidap.chains.linking import link
from hoidap.chains.sums import amounts, by_amounts, in_total, of_others, shares, totals

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
    written = after(by_amounts, RANKED, link(question, OFFICE, VALUES), OFFICE)
    assert ('SUM("Jidouka"."TotalTimeSaved") DESC' in written) is summed
    assert ("GROUP BY" in written) is summed


def test_the_sum_that_ranks_is_shown_where_the_amount_is() -> None:
    shown = RANKED.replace(" ORDER", ', "Jidouka"."TotalTimeSaved" ORDER')
    links = link("Top 3 bộ phận có số giờ tiết kiệm cao nhất kèm số giờ", OFFICE, VALUES)
    assert after(by_amounts, shown, links, OFFICE).count('SUM("Jidouka"."TotalTimeSaved")') == 2


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
    assert ("SUM" in after(in_total, listed, link(question, OFFICE, VALUES), OFFICE)) is summed


def test_whole_rows_are_no_amount() -> None:
    rows = 'SELECT "Jidouka".* WHERE "Department"."DepartmentName" = \'DC5\''
    assert after(in_total, rows, link("số cải tiến của DC5", OFFICE, VALUES), OFFICE) == rows


def test_a_ranking_of_the_rows_themselves_stays() -> None:
    ranked = 'SELECT "Jidouka"."ImprovementName" ORDER BY "Jidouka"."TotalTimeSaved" DESC LIMIT 1'
    links = link("Cải tiến nào tiết kiệm nhiều giờ nhất?", OFFICE, VALUES)
    assert after(by_amounts, ranked, links, OFFICE) == ranked


@pytest.mark.parametrize(
    ("question", "column", "counted"),
    [
        ("Which department used Python the most?", "Video", True),
        ("Bộ phận nào làm nhiều nhất?", "DateCreate", True),
        ("Which department has the most recent one?", "DateCreate", False),
        ("Bộ phận của cái mới nhất?", "DateCreate", False),
    ],
)
def test_nobody_ranks_by_a_text_or_by_a_date_that_is_not_spoken_of(question: str, column: str, counted: bool) -> None:
    ranked = RANKED.replace("TotalTimeSaved", column)
    written = after(by_amounts, ranked, link(question, OFFICE, VALUES), OFFICE)
    assert (
        written
        == ranked.replace(f'"Jidouka"."{column}"', 'COUNT("Jidouka".*)').replace(
            " ORDER", ' GROUP BY "Department"."DepartmentName" ORDER'
        )
    ) is counted
    assert (written == ranked) is not counted


TOOLS = 'SELECT "Tool"."ToolName" GROUP BY "Tool"."ToolName" ORDER BY COUNT("Tool".*) DESC LIMIT 1'
AUTHORS = TOOLS.replace("Tool", "Author")


@pytest.mark.parametrize(
    ("question", "canonical", "counted"),
    [
        ("Công cụ nào được dùng nhiều nhất?", TOOLS, "Jidouka"),
        ("Which author has the most improvements?", AUTHORS, "Jidouka"),
        ("Which author name is the most common?", AUTHORS, "Author"),
    ],
)
def test_nothing_has_more_than_one_of_itself(question: str, canonical: str, counted: str) -> None:
    written = after(of_others, canonical, link(question, OFFICE, VALUES), OFFICE)
    assert f'COUNT("{counted}".*)' in written


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("thời gian tiết kiệm theo năm", 'SUM("Jidouka"."TotalTimeSaved")'),
        ("average time saved per year", 'AVG("Jidouka"."TotalTimeSaved")'),
        ("number of improvements with time saved per year", 'COUNT("Jidouka".*)'),
        ("cải tiến theo năm", 'COUNT("Jidouka".*)'),
    ],
)
def test_a_named_amount_is_summed_and_not_its_rows_counted(question: str, figure: str) -> None:
    counted = 'SELECT YEAR("Jidouka"."DateCreate"), COUNT("Jidouka".*) GROUP BY YEAR("Jidouka"."DateCreate")'
    assert figure in after(amounts, counted, link(question, OFFICE, VALUES), OFFICE)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("how many hours did those save", 'SUM("Jidouka"."TotalTimeSaved")'),
        ("trung bình tiết kiệm mấy giờ", 'AVG("Jidouka"."TotalTimeSaved")'),
        ("how many different hours are there", 'COUNT(DISTINCT "Jidouka"."TotalTimeSaved")'),
    ],
)
def test_amounts_are_summed_and_not_told_apart(question: str, figure: str) -> None:
    counted = 'SELECT COUNT(DISTINCT "Jidouka"."TotalTimeSaved")'
    assert figure in after(totals, counted, link(question, OFFICE, VALUES), OFFICE)
    names = 'SELECT COUNT(DISTINCT "Author"."AuthorName")'
    assert after(totals, names, link(question, OFFICE, VALUES), OFFICE) == names


def test_a_share_is_of_the_same_figure() -> None:
    links = link("DC5 chiếm bao nhiêu phần trăm giờ tiết kiệm?", OFFICE, VALUES)
    part = 'SELECT SUM("Jidouka"."TotalTimeSaved") / (SELECT COUNT("Jidouka".*))'
    assert after(shares, part, links, OFFICE) == part.replace('COUNT("Jidouka".*)', 'SUM("Jidouka"."TotalTimeSaved")')
