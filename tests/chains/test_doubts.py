"""What speaks against a draft without asking anybody."""

import pytest
from office import OFFICE, VALUES

from hoidap.chains.doubts import doubts, unused
from hoidap.chains.linking import link

DC5 = '"Department"."DepartmentName" = \'DC5\''


@pytest.mark.parametrize(
    ("question", "canonical", "expected"),
    [
        ("Bộ phận DC5 có bao nhiêu cải tiến?", f'SELECT COUNT("Jidouka".*) WHERE {DC5}', 0),
        ("Bộ phận DC5 có bao nhiêu cải tiến?", 'SELECT COUNT("Jidouka".*)', 1),
        ("cải tiến của DC5", f'SELECT "Department"."DepartmentName" WHERE {DC5}', 1),
        ("DC5 năm 2024", f'SELECT COUNT("Jidouka".*) WHERE {DC5}', 1),
        ("DC5 năm 2024", f'SELECT COUNT("Jidouka".*) WHERE {DC5} AND "Jidouka"."DateCreate" = \'2024\'', 0),
        ("DC3 và DC5", f'SELECT COUNT("Jidouka".*) WHERE {DC5} AND "Department"."DepartmentName" = \'DC3\'', 1),
        ("DC3 và DC5", f'SELECT COUNT("Jidouka".*) WHERE {DC5} OR "Department"."DepartmentName" = \'DC3\'', 0),
        ("top 5 tác giả", 'SELECT "Author"."AuthorName" LIMIT 5', 0),
    ],
)
def test_doubts(question: str, canonical: str, expected: int) -> None:
    assert doubts(canonical, link(question, OFFICE, VALUES)) == expected


def test_what_a_draft_leaves_out_is_named_in_the_words_of_the_question() -> None:
    links = link("cải tiến của DC5 năm 2024", OFFICE, VALUES)
    assert unused(f'SELECT COUNT("Jidouka".*) WHERE {DC5}', links) == ["năm 2024"]
    assert unused('SELECT COUNT("Jidouka".*)', links) == ["DC5", "năm 2024"]


HOURS = '"Jidouka"."TotalTimeSaved"'
VIDEO = '"Jidouka"."Video"'


@pytest.mark.parametrize(
    ("question", "canonical", "expected"),
    [
        ("cải tiến nào", f'SELECT "Jidouka"."ImprovementName" WHERE {VIDEO} IS NULL AND NOT {VIDEO} IS NULL', 1),
        ("cải tiến nào", f"SELECT {VIDEO} WHERE {VIDEO} IS NULL", 1),
        ("cải tiến nào", f'SELECT COUNT("Jidouka".*) WHERE {HOURS} = 1', 1),
        ("cải tiến có 1 giờ tiết kiệm", f'SELECT COUNT("Jidouka".*) WHERE {HOURS} = 1', 0),
        ("cải tiến có giờ tiết kiệm", f'SELECT COUNT("Jidouka".*) WHERE {HOURS} > 0', 0),
        ("tác giả nào", f'SELECT "Author"."AuthorName" GROUP BY "Author"."AuthorName" HAVING SUM({HOURS}) > 1', 1),
        ("tác giả có nhiều cải tiến", 'SELECT COUNT("Author".*) WHERE "Author".* IN (SELECT "Author".* HAVING COUNT("Jidouka".*) > 1)', 0),
        ("tác giả nào", 'SELECT "Author"."AuthorName" WHERE "Author".* IN (SELECT "Jidouka".*) AND "Author".* NOT IN (SELECT "Jidouka".*)', 1),
        ("có bao nhiêu phần trăm cải tiến", 'SELECT COUNT("Jidouka".*)', 1),
        ("có bao nhiêu cải tiến", 'SELECT COUNT("Jidouka".*) / (SELECT COUNT("Jidouka".*))', 1),
        ("tỷ lệ cải tiến", 'SELECT COUNT("Jidouka".*) / (SELECT COUNT("Jidouka".*))', 0),
        ("cải tiến", 'SELECT "Jidouka"."ImprovementName" LIMIT 1', 1),
    ],
)  # fmt: skip
def test_what_cannot_be_right(question: str, canonical: str, expected: int) -> None:
    assert doubts(canonical, link(question, OFFICE, VALUES), OFFICE) == expected


def test_a_follow_up_goes_on_with_the_share_of_the_turn_before() -> None:
    share = 'SELECT COUNT("Jidouka".*) / (SELECT COUNT("Jidouka".*)) WHERE "Jidouka"."DateCreate" = \'2024\''
    links = link("còn năm 2024 thì sao", OFFICE, VALUES)
    assert doubts(share, links, OFFICE) == 1
    assert doubts(share, links, OFFICE, 'SELECT COUNT("Jidouka".*) / (SELECT COUNT("Jidouka".*))') == 0
