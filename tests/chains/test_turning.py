"""Drafts turned round: the oldest, those without, those of another's name, those with a single one."""

import pytest
from drafts import after

from hoidap.chains.linking import link
from hoidap.chains.turning import numbered, of_another, turned, undenied, without_others
from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex

KEY = Column("CoachId", "int", primary_key=True)
CLUB = Schema(
    (
        Table("Coach", (KEY, Column("CoachName", "text"), Column("birth_date", "date"), Column("town", "text"))),
        Table(
            "Team",
            (
                Column("TeamId", "int", primary_key=True),
                Column("TeamName", "text"),
                Column("website", "text"),
                Column("CoachId", "int"),
            ),
            (ForeignKey(("CoachId",), "Coach", ("CoachId",)),),
        ),
    ),
    "sqlite",
)
VALUES = ValueIndex([Value("Coach", "CoachName", "Phoenix"), Value("Team", "TeamName", "Phoenix")])
NAME, TEAM, BORN = '"Coach"."CoachName"', '"Team"."TeamName"', '"Coach"."birth_date"'


@pytest.mark.parametrize(
    ("question", "last"),
    [("huấn luyện viên lớn tuổi nhất", False), ("the oldest coach", False), ("the youngest coach", True)],
)
def test_the_oldest_was_born_first(question: str, last: bool) -> None:
    for direction in ("", " DESC"):
        draft = f"SELECT {NAME} ORDER BY {BORN}{direction} LIMIT 1"
        assert (" DESC" in after(turned, draft, link(question, CLUB, VALUES), CLUB)) is last


def test_what_nobody_has_is_empty() -> None:
    draft = f'SELECT {TEAM} WHERE NOT "Team"."website" IS NULL'
    without = f'SELECT {TEAM} WHERE "Team"."website" IS NULL'
    assert after(undenied, draft, link("teams that don't have a website", CLUB, VALUES), CLUB) == without
    assert after(undenied, draft, link("teams with a website", CLUB, VALUES), CLUB) == draft


def test_those_without_are_not_among_the_others() -> None:
    links = link("coaches without a team", CLUB, VALUES)
    of_themselves = f'SELECT {NAME} WHERE NOT "Coach".* IN (SELECT "Coach".*)'
    meant = f'SELECT {NAME} WHERE NOT "Coach".* IN (SELECT "Team".*)'
    assert after(without_others, of_themselves, links, CLUB) == meant
    assert after(without_others, meant, links, CLUB) == meant


def test_what_shows_but_its_own_filter_is_about_another_of_that_name() -> None:
    draft = f"SELECT {TEAM} WHERE {TEAM} = 'Phoenix'"
    of_coach = f"SELECT {TEAM} WHERE {NAME} = 'Phoenix'"
    assert after(of_another, draft, link("Which teams does Phoenix train?", CLUB, VALUES), CLUB) == of_coach
    named = f"SELECT {NAME} WHERE {TEAM} = 'Phoenix'"
    assert after(of_another, named, link("coach of the team Phoenix", CLUB, VALUES), CLUB) == named


@pytest.mark.parametrize(
    ("question", "draft", "having"),
    [
        ("towns with only one coach", 'SELECT DISTINCT "Coach"."town"', 'COUNT("Coach".*) = 1'),
        ("coaches who have exactly one team", f"SELECT {NAME}", 'COUNT("Team".*) = 1'),
        ("names of teams that occur more than once", f"SELECT {TEAM}", 'COUNT("Team".*) > 1'),
        ("towns of coaches", 'SELECT DISTINCT "Coach"."town"', ""),
    ],
)
def test_groups_of_one_or_of_several(question: str, draft: str, having: str) -> None:
    links = link(question, CLUB, VALUES)
    written = after(numbered, draft, links, CLUB)
    assert written.endswith(f" HAVING {having}") if having else written == draft
