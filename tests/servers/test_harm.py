"""The hostile statements of ../shared on live databases do no harm; benign ones give the rows of the original."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from hoidap.benchmarks.safety.benign import are_same
from hoidap.benchmarks.safety.corpus import statements
from hoidap.benchmarks.safety.hostile import Attempt, both, guard_alone, layers_alone, opened, suffered
from hoidap.benchmarks.safety.mutations import mutations
from hoidap.benchmarks.safety.places import Place

MUTATED = 60
Way = Callable[[Place], AbstractContextManager[Attempt]]


def hostile(place: Place) -> list[str]:
    return [place.aimed(one.sql) for one in statements("hostile_sql.jsonl") if one.dialect == place.dialect]


@pytest.mark.parametrize("way", [guard_alone, layers_alone, both])
def test_hostile_statements_do_no_harm(place: Place, way: Way) -> None:
    with way(place) as attempt:
        harm = suffered(place, attempt, hostile(place))
    assert (harm.writes, harm.secrets, harm.files, harm.errors) == ([], [], [], [])


def test_neither_do_mutations_of_them(place: Place) -> None:
    texts = [text for number, sql in enumerate(hostile(place)) for text in mutations(sql, 2, f"{number}")]
    with both(place) as attempt:
        harm = suffered(place, attempt, texts[::2][:MUTATED])
    assert (harm.writes, harm.secrets, harm.files, harm.errors) == ([], [], [], [])


def test_harm_is_seen_where_there_is_some(place: Place) -> None:
    delete, read = "DELETE FROM customers", "SELECT k FROM secret_keys"
    harm = suffered(place, place.alone, [read, delete], batch=1)
    assert (harm.writes, harm.secrets) == ([delete], [read])
    assert place.rows("SELECT COUNT(*) FROM customers") == [(4,)]
    make = {
        "sqlite": "VACUUM INTO '/probe/made'",
        "postgres": "COPY customers TO '/probe/made'",
        "mysql": "SELECT * FROM customers INTO OUTFILE '/probe/made'",
    }[place.dialect]
    assert len(suffered(place, place.alone, [place.aimed(make)], batch=1).files) == 1


def test_benign_statements_give_the_rows_of_the_original(place: Place) -> None:
    with opened(place.reader_url, 5) as db:
        for one in statements("benign_sql.jsonl"):
            if one.required and one.dialect == place.dialect:
                assert are_same(one.sql, db.query(one.sql).rows, place.rows(one.sql)), one.sql
