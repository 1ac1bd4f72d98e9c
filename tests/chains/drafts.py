"""A draft after one step of what mends it."""

from collections.abc import Callable

from office import OFFICE, VALUES

from hoidap.chains.canonical import parse
from hoidap.chains.case import Case
from hoidap.chains.linking import Links, link
from hoidap.databases import Schema

NOTHING_ASKED = link("", OFFICE, VALUES)


def after(step: Callable[[Case], None], canonical: str, links: Links = NOTHING_ASKED, schema: Schema = OFFICE) -> str:
    case = Case(parse(canonical), links, schema)
    step(case)
    return case.query.sql("sqlite")
