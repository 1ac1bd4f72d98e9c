"""Pairs over a database are asked in both languages, run, find something, and are spread over their templates."""

from collections import Counter
from collections.abc import Iterator

import pytest
from shop import PEOPLE, opened, shop_file

from hoidap.databases import Database
from hoidap.training.dataset import Pair, Tally, make_pairs, observe

MOST = 150


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = opened(shop_file(tmp_path_factory.mktemp("shop")))
    yield db
    db.close()


@pytest.fixture(scope="module")
def pairs(shop: Database) -> list[Pair]:
    return list(make_pairs(shop, seed=3, most=MOST))


def test_every_sql_runs_and_finds_something(shop: Database, pairs: list[Pair]) -> None:
    assert len(pairs) == MOST
    for pair in pairs:
        for sql in (*(turn["sql"] for turn in pair.history), pair.sql):
            rows = shop.query(sql).rows
            assert rows and (len(rows) > 1 or any(cell not in (None, 0) for cell in rows[0])), sql


def test_both_languages_and_follow_ups_are_there(pairs: list[Pair]) -> None:
    languages = Counter(pair.language for pair in pairs)
    assert min(languages["vi"], languages["en"]) > MOST / 4
    following = [pair for pair in pairs if pair.history]
    assert len(following) > MOST / 8
    assert all(turn["question"] and turn["sql"] for pair in following for turn in pair.history)
    assert sum("Orders" in pair.schema_linking for pair in following) > len(following) / 3
    assert not any(pair.schema_linking for pair in pairs if not pair.history)


def test_questions_compare_with_what_stands_in_the_cells(pairs: list[Pair]) -> None:
    sql = " ".join(pair.sql for pair in pairs)
    assert "1887" in sql or "1888" in sql
    assert "70000" in sql
    assert any(name in sql for name in PEOPLE) and ("'paid'" in sql or "'open'" in sql)


def test_templates_are_asked_for_about_equally_often(pairs: list[Pair]) -> None:
    counts = Counter(pair.template for pair in pairs)
    assert len(counts) > MOST / 2
    assert max(counts.values()) <= 4


def test_the_same_seed_makes_the_same_pairs(shop: Database, pairs: list[Pair]) -> None:
    assert list(make_pairs(shop, seed=3, most=20)) == pairs[:20]
    assert list(make_pairs(shop, seed=4, most=20)) != pairs[:20]


def test_nothing_is_asked_twice(pairs: list[Pair]) -> None:
    asked = Counter((pair.question.casefold(), str(pair.history)) for pair in pairs)
    assert max(asked.values()) == 1


def test_a_pair_is_the_same_after_it_was_written_down(pairs: list[Pair]) -> None:
    assert [Pair.of_line(pair.line()) for pair in pairs] == pairs


def test_it_is_told_what_was_left_out_and_how_far_it_is(shop: Database) -> None:
    tally, told = Tally(), []
    made = list(make_pairs(shop, seed=3, most=40, tally=tally, progress=lambda done, of: told.append((done, of))))
    assert told == [(done, 40) for done in range(1, 41)]
    assert tally.kept == len(made) == sum(tally.templates.values())
    assert tally.empty > 0
    assert observe(shop).empty == ("Refund",)
