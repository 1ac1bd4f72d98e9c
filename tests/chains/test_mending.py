"""What people mean and a small model forgets: whole names, and every entry of a list once."""

import pytest
from drafts import after
from office import OFFICE, VALUES

from hoidap.chains.errors import NotCanonical
from hoidap.chains.linking import link
from hoidap.chains.mending import each_once, grouped, mend, ordered, whole_names
from hoidap.databases import Column, Schema, Table

PEOPLE = Schema(
    (Table("P", (Column("Id", "int", primary_key=True), Column("FirstName", "text"), Column("LastName", "text"))),),
    "sqlite",
)


def test_people_are_shown_by_both_their_names_unless_one_is_asked_for() -> None:
    one = 'SELECT "P"."LastName", COUNT("P".*) GROUP BY "P"."LastName"'
    both = 'SELECT "P"."FirstName", "P"."LastName", COUNT("P".*) GROUP BY "P"."FirstName", "P"."LastName"'
    for question, draft, meant in (("who?", one, both), ("who?", both, both), ("last names", one, one)):
        assert after(whole_names, draft, link(question, PEOPLE, VALUES), PEOPLE) == meant


def test_groups_are_not_ordered_by_a_part_of_a_date_that_is_not_theirs() -> None:
    by_quarter = 'SELECT QUARTER("J"."D"), COUNT("J".*) GROUP BY QUARTER("J"."D")'
    assert after(ordered, f'{by_quarter} ORDER BY YEAR("J"."D") DESC LIMIT 1') == by_quarter
    own = f'{by_quarter} ORDER BY QUARTER("J"."D") DESC LIMIT 1'
    assert after(ordered, own) == own
    assert after(ordered, by_quarter) == by_quarter


def test_what_is_ranked_by_a_figure_is_grouped() -> None:
    ranked = 'SELECT "Author"."AuthorName" ORDER BY COUNT("Jidouka".*) DESC LIMIT 1'
    assert after(grouped, ranked) == ranked.replace(" ORDER", ' GROUP BY "Author"."AuthorName" ORDER')
    assert after(grouped, after(grouped, ranked)) == after(grouped, ranked)
    assert "GROUP" not in after(grouped, 'SELECT COUNT("Jidouka".*) ORDER BY COUNT("Jidouka".*)')


@pytest.mark.parametrize(
    ("canonical", "once"),
    [
        ('SELECT "Jidouka"."Video" WHERE "Department"."DepartmentName" = \'DC5\'', True),
        ('SELECT "Jidouka"."ImprovementName"', False),
        ('SELECT "Jidouka"."TotalTimeSaved"', False),
        ('SELECT "Jidouka"."Video" ORDER BY "Jidouka"."DateCreate" LIMIT 3', False),
        ('SELECT "Jidouka"."Video", "Author"."AuthorName"', False),
        ('SELECT COUNT("Jidouka".*)', False),
    ],
)
def test_what_does_not_name_its_row_is_listed_once(canonical: str, once: bool) -> None:
    assert after(each_once, canonical).startswith("SELECT DISTINCT") is once


def test_a_draft_is_mended_in_every_way_and_only_where_it_can_be_read() -> None:
    links = link("số giờ tiết kiệm của DC5", OFFICE, VALUES)
    listed = 'SELECT "Jidouka"."TotalTimeSaved" WHERE "Department"."DepartmentName" = \'DC5\''
    assert mend(listed, links, OFFICE) == listed.replace("SELECT ", "SELECT SUM(").replace(" WHERE", ") WHERE")
    for text in ("DROP TABLE x", "nonsense ("):
        with pytest.raises(NotCanonical):
            mend(text, links, OFFICE)


@pytest.mark.parametrize(
    "cut_short", ['SELECT "Author"."AuthorName" ORDER BY Auth', 'SELECT "Author"."Nam"', 'SELECT "A".*']
)
def test_what_names_no_column_is_not_mended(cut_short: str) -> None:
    with pytest.raises(NotCanonical, match="no such column"):
        mend(cut_short, link("Who?", OFFICE, VALUES), OFFICE)
