"""Servers that die, locks, and statements without an end: within the limit, in a clear sentence, and then on."""

import asyncio
from functools import partial

import pytest

from hoidap.benchmarks.safety import failures, memory
from hoidap.benchmarks.safety.hostile import MOST_ROWS, Unguarded, opened
from hoidap.benchmarks.safety.limits import ASKED, FORCED, GRACE, LIMIT, MANY_ROWS, timed
from hoidap.benchmarks.safety.places import Place, ServerPlace, SQLitePlace

MOST_STALLED = 1.0  # seconds; how short it really is, the benchmark measures


@pytest.fixture(scope="module", autouse=True)
def filled(place: Place) -> None:
    place.restore()
    place.fill(MANY_ROWS)


def test_any_query_ends_in_time_and_the_loop_ticks_on(place: Place) -> None:
    with opened(place.reader_url, LIMIT) as db:
        timings = [asyncio.run(timed(db, sql)) for sql in ASKED[:2]]
        db._guard = Unguarded(db._guard)  # type: ignore[assignment]
        timings += [asyncio.run(timed(db, sql)) for sql in FORCED[place.dialect][:2]]
    assert [one for one in timings if one.seconds > LIMIT + GRACE or one.stall > MOST_STALLED] == []
    if isinstance(place, ServerPlace):
        assert place.server.running_statements() == []


def test_ten_million_rows_take_no_memory_and_the_end_is_told_exactly(place: Place) -> None:
    found = memory.in_a_process(place.reader_url, memory.ASKED["10 million rows"])
    assert (found["rows"], found["truncated"]) == (memory.KEPT, True)
    assert found["megabytes"] < memory.MOST_MEGABYTES
    with opened(place.reader_url, LIMIT) as db:
        assert all(memory.is_told_exactly(db, count) for count in (MOST_ROWS - 1, MOST_ROWS, MOST_ROWS + 1))


def test_a_server_that_dies_is_told_of_and_found_again(place: Place) -> None:
    if isinstance(place, ServerPlace):
        trial = failures.in_mid_query(place, 2, partial(failures.killed, place.server))
        assert (trial.wrong, trial.sentences.total()) == ([], 2)
        trial = failures.in_mid_query(place, 2, partial(failures.cut, place.server))
        assert (trial.wrong, trial.sentences.total()) == ([], 2)
        assert failures.between_queries(place, 2).wrong == []


def test_a_file_that_is_gone_is_told_of_and_found_again(place: Place) -> None:
    if isinstance(place, SQLitePlace):
        assert failures.under(place, 2, partial(failures.gone, place)).wrong == []


def test_what_is_locked_is_told_of(place: Place) -> None:
    assert failures.under(place, 1, partial(failures.locked, place)).wrong == []


def test_a_full_disk_is_told_of(place: Place) -> None:
    if not failures.can_mount():
        pytest.skip("only root can make a small disk")
    assert failures.under(place, 1, partial(failures.disk_full, place), failures.LARGE).wrong == []
