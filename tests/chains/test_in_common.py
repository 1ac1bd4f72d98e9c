"""What two tables hold in common, and the one without the other."""

import pytest
from drafts import after

from hoidap.chains.linking import link
from hoidap.chains.sharing import shared
from hoidap.databases import Column, ForeignKey, Schema, Table, Value, ValueIndex


def _people(name: str, *others: Column) -> Table:
    own = (Column(f"{name}Id", "int", primary_key=True), Column(f"{name}Name", "text"), Column("town", "text"))
    return Table(name, (*own, *others), (ForeignKey(("TeacherId",), "Teacher", ("TeacherId",)),) if others else ())


SCHOOL = Schema((_people("Teacher"), _people("Pupil", Column("TeacherId", "int"))), "sqlite")
JOINED = 'SELECT "Pupil"."PupilName", "Teacher"."TeacherName"'
IN = '"Pupil"."town" IN (SELECT "Teacher"."town")'


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("pupils who live in the same town as one of the teachers", f'SELECT "Pupil"."PupilName" WHERE {IN}'),
        ("towns with both pupils and teachers", f'SELECT DISTINCT "Pupil"."town" WHERE {IN}'),
        ("how many pupils share a town with a teacher", f'SELECT COUNT("Pupil".*) WHERE {IN}'),
        ("towns that have pupils but no teachers", f'SELECT DISTINCT "Pupil"."town" WHERE NOT {IN}'),
        ("pupils with their teachers", JOINED),
        ("pupils in the same town as the teacher Huong", JOINED),
    ],
)
def test_what_two_tables_have_in_common(question: str, meant: str) -> None:
    values = ValueIndex([Value("Teacher", "TeacherName", "Huong")])
    assert after(shared, JOINED, link(question, SCHOOL, values), SCHOOL) == meant


def test_what_is_sought_in_another_table_already_stays() -> None:
    draft = f'SELECT COUNT("Pupil".*) WHERE {IN}'
    assert after(shared, draft, link("towns with both pupils and teachers", SCHOOL, ValueIndex([])), SCHOOL) == draft
