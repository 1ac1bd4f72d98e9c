"""What a draft counts: lines and not goods, buyers and not each buyer, somebody who is asked for by name."""

import pytest
from drafts import after
from workshop import VALUES, WORKSHOP

from hoidap.chains.counting import named_not_counted, not_of_each, per_meeting, so_many, sorted_as_said
from hoidap.chains.linking import link
from hoidap.chains.measures import measured

SCHEMA = measured(WORKSHOP)
GARAGE, PART = '"Garage"."GarageName"', '"Part"."PartName"'


def test_parts_per_job_are_lines_per_job() -> None:
    links = link("how many parts per job on average", SCHEMA, VALUES)
    lines = 'SELECT COUNT("JobLine".*) / COUNT("Job".*)'
    assert after(per_meeting, 'SELECT COUNT("Part".*) / COUNT("Job".*)', links, SCHEMA) == lines
    jobs = 'SELECT COUNT("Job".*) / COUNT("Garage".*)'
    assert after(per_meeting, jobs, links, SCHEMA) == jobs


def test_what_is_counted_is_not_grouped_by() -> None:
    links = link("the part that most garages use", SCHEMA, VALUES)
    draft = f'SELECT {PART}, {GARAGE} GROUP BY {PART}, {GARAGE} ORDER BY COUNT("Garage".*) DESC LIMIT 1'
    meant = f'SELECT {PART} GROUP BY {PART} ORDER BY COUNT("Garage".*) DESC LIMIT 1'
    assert after(not_of_each, draft, links, SCHEMA) == meant
    assert after(not_of_each, meant, links, SCHEMA) == meant


def test_a_number_of_something_is_a_count() -> None:
    draft = f'SELECT {GARAGE} GROUP BY {GARAGE} HAVING SUM("JobLine"."Revenue") < 40'
    counted = draft.replace('SUM("JobLine"."Revenue")', 'COUNT("Part".*)')
    assert after(so_many, draft, link("garages that sold fewer than 40 parts", SCHEMA, VALUES), SCHEMA) == counted
    assert after(so_many, draft, link("garages with revenue below 40", SCHEMA, VALUES), SCHEMA) == draft


@pytest.mark.parametrize(
    ("question", "named"),
    [("is there anyone called Brake among the parts", True), ("how many parts are called Brake, anyone?", False)],
)
def test_somebody_is_named(question: str, named: bool) -> None:
    draft = f"SELECT COUNT(\"Part\".*) WHERE {PART} = 'Brake'"
    meant = f"SELECT {PART} WHERE {PART} = 'Brake'" if named else draft
    assert after(named_not_counted, draft, link(question, SCHEMA, VALUES), SCHEMA) == meant


@pytest.mark.parametrize(
    ("question", "draft", "meant"),
    [
        ("sort parts by name", f"SELECT {PART} ORDER BY {PART} DESC", f"SELECT {PART} ORDER BY {PART}"),
        (
            "parts, cheapest first",
            f'SELECT {PART} ORDER BY "Part"."price" LIMIT 1',
            f'SELECT {PART} ORDER BY "Part"."price"',
        ),
        ("parts from Z to A", f"SELECT {PART} ORDER BY {PART} DESC", f"SELECT {PART} ORDER BY {PART} DESC"),
    ],
)
def test_rows_are_sorted_as_is_said(question: str, draft: str, meant: str) -> None:
    assert after(sorted_as_said, draft, link(question, SCHEMA, VALUES), SCHEMA) == meant
