"""What counts as the same rows, and what does not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoidap.training.comparing import SEARCHED_ROWS, Cell, Row, Rows, order_matters, same_rows

CELLS = st.one_of(
    st.none(), st.integers(-5, 5), st.floats(-1e6, 1e6, allow_nan=False), st.sampled_from(["", "a", "b", "DC5", "5"])
)


def rows(*values: Row) -> Rows:
    return Rows(len(values[0]) if values else 1, list(values))


def same(gold: Rows, predicted: Rows, *, ordered: bool = False) -> bool:
    return same_rows(gold, predicted, ordered=ordered)


def test_order_of_rows_counts_only_where_the_question_asks_for_it() -> None:
    up, down = rows((1, "a"), (2, "b")), rows((2, "b"), (1, "a"))
    assert same(up, down)
    assert not same(up, down, ordered=True)
    assert same(up, up, ordered=True)


def test_rows_are_a_multiset() -> None:
    assert not same(rows(("a",), ("a",), ("b",)), rows(("a",), ("b",), ("b",)))
    assert not same(rows(("a",), ("a",)), rows(("a",)))
    assert same(rows(("a",), ("b",), ("a",)), rows(("b",), ("a",), ("a",)))


def test_columns_may_stand_in_another_order() -> None:
    assert same(rows(("DC5", 12), ("DC1", 7)), rows((7, "DC1"), (12, "DC5")))
    assert same(rows((1, 2, 3), (4, 5, 6)), rows((3, 1, 2), (6, 4, 5)), ordered=True)


def test_columns_are_moved_as_a_whole_and_never_row_by_row() -> None:
    assert not same(rows((1, 2), (3, 4)), rows((1, 2), (4, 3)))
    assert not same(rows((1, 2), (2, 1)), rows((1, 1), (2, 2)))
    assert not same(rows((1, 10), (2, 20)), rows((1, 20), (2, 10)))  # each column alone has the right values


def test_another_number_of_columns_is_another_answer() -> None:
    assert not same(rows(("a", 1)), rows(("a",)))
    assert not same(Rows(2, []), Rows(1, []))
    assert same(Rows(2, []), Rows(2, []))
    assert not same(Rows(1, []), rows(("a",)))


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [(3, 3.0), (1 / 3, 0.33333333), (0.1 + 0.2, 0.3), (1e12, 1e12 + 1), (0.0, 5e-17), (1e300, 1e300), (-0.0, 0)],
)
def test_numbers_are_equal_within_the_tolerance(gold: Cell, predicted: Cell) -> None:
    for ordered in (True, False):
        assert same(rows((gold, "a")), rows((predicted, "a")), ordered=ordered)
        assert same(rows((predicted, "a")), rows((gold, "a")), ordered=ordered)


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        (1_000_001, 1_000_002),  # keys: near is another row
        (0.3333, 1 / 3),  # rounded away
        (5, "5"),
        (None, 0),
        (None, ""),
        ("a", "A"),
        ("DC5", "DC5 "),
        (-1.5, 1.5),
        (0.0, 1e-3),
    ],
)
def test_what_differs_differs(gold: Cell, predicted: Cell) -> None:
    for ordered in (True, False):
        assert not same(rows((gold,)), rows((predicted,)), ordered=ordered)


def test_rows_that_differ_by_rounding_are_paired_one_to_one() -> None:
    gold = rows((1.0, 5.0), (1.0, 7.0))
    assert same(gold, rows((1.0 + 1e-9, 7.0), (1.0 - 1e-9, 5.0)))
    assert not same(gold, rows((1.0 + 1e-9, 5.0), (1.0 - 1e-9, 5.0)))
    chain = [(1 + step * 0.8e-6,) for step in range(4)]  # each is close to its neighbours alone
    assert same(rows(*chain), rows(*[(value + 0.7e-6,) for (value,) in chain]))
    assert not same(rows((1.0,), (1.0,), (9.0,)), rows((1.0,), (9.0,), (9.0 + 1e-9,)))


def test_many_rows_and_many_alike_columns_stay_quick() -> None:
    noise = random.Random(5)
    many = [(noise.random() * 100, noise.choice("abc")) for _ in range(20_000)]
    moved = [(name, value * (1 + 1e-12)) for value, name in many]
    noise.shuffle(moved)
    assert same(rows(*many), rows(*moved))
    zeros = [(0,) * 14 for _ in range(200)]
    assert same(rows(*zeros), rows(*zeros))
    assert not same(rows(*zeros), rows(*zeros[1:], (0,) * 13 + (1,)))
    bits = [tuple(noise.randint(0, 1) for _ in range(9)) for _ in range(300)]
    other = [tuple(noise.randint(0, 1) for _ in range(9)) for _ in range(300)]
    assert not same(rows(*bits), rows(*other))
    close = [(1.0, float(n)) for n in range(SEARCHED_ROWS + 50)]
    assert same(rows(*close), rows(*[(a, b + 1e-9) for a, b in reversed(close)]))


@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=12)),
    st.randoms(),
)
def test_shuffled_rows_and_columns_stay_the_same(table: list[Row], chance: random.Random) -> None:
    order = list(range(len(table[0])))
    chance.shuffle(order)
    moved = [tuple(row[index] for index in order) for row in table]
    assert same(rows(*table), rows(*moved), ordered=True)
    chance.shuffle(moved)
    noisy = [tuple(c * (1 + 1e-10) if isinstance(c, float) else c for c in row) for row in moved]
    assert same(rows(*table), rows(*moved))
    assert same(rows(*table), rows(*noisy))
    assert same(rows(*noisy), rows(*table))


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab")), min_size=1, max_size=8), st.randoms())
def test_one_changed_cell_is_seen(table: list[Row], chance: random.Random) -> None:
    changed = list(table)
    place = chance.randrange(len(table))
    changed[place] = (99, changed[place][1])
    assert not same(rows(*table), rows(*changed))


@pytest.mark.parametrize(
    ("sql", "matters"),
    [
        ("SELECT a FROM t", False),
        ("SELECT a FROM t ORDER BY a", True),
        ("select a from t order by a desc limit 3", True),
        ("SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 3)", False),
        ("SELECT a FROM t WHERE b IN (SELECT b FROM u ORDER BY b LIMIT 1)", False),
        ("SELECT rank() OVER (ORDER BY a) FROM t", False),
        ("SELECT a FROM t UNION SELECT a FROM u ORDER BY 1", True),
        ("WITH x AS (SELECT a FROM t ORDER BY a) SELECT a FROM x", False),
        ("SELECT 'order by' FROM t", False),
        ("not sql at all (", False),
    ],
)
def test_only_the_outermost_order_matters(sql: str, matters: bool) -> None:
    assert order_matters(sql) is matters
