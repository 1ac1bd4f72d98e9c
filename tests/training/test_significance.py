"""The exact McNemar test, against values worked out by hand and by the definition of the binomial tail."""

import pytest

from hoidap.training.significance import compare, mcnemar


def runs(won: int, lost: int, same: int = 50) -> tuple[list[bool], list[bool]]:
    return [False] * won + [True] * (lost + same), [True] * won + [False] * lost + [True] * same


@pytest.mark.parametrize(
    ("won", "lost", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (10, 2, 0.0385742), (9, 3, 0.1459961), (4, 4, 1.0)],
)
def test_p_is_that_of_the_binomial_test(won: int, lost: int, p: float) -> None:
    before, after = runs(won, lost)
    assert mcnemar(before, after) == pytest.approx(p, abs=1e-6)
    assert mcnemar(after, before) == pytest.approx(p, abs=1e-6)


def test_what_both_have_right_or_wrong_changes_nothing() -> None:
    few, many = runs(8, 1, same=0), runs(8, 1, same=5000)
    assert mcnemar(*few) == mcnemar(*many)


def test_very_many_questions_do_not_overflow() -> None:
    assert 0 <= mcnemar(*runs(3000, 2000)) < 1e-40


def test_better_is_said_only_where_it_is_significant() -> None:
    assert compare(*runs(5, 0)).verdict == "no difference"
    assert compare(*runs(10, 1)).verdict == "better"
    assert compare(*runs(1, 10)).verdict == "worse"
    assert (compare(*runs(10, 1)).won, compare(*runs(10, 1)).lost) == (10, 1)


def test_two_runs_must_be_over_the_same_questions() -> None:
    with pytest.raises(ValueError):
        mcnemar([True], [True, False])
