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
