"""The generator's questions: deterministic, varied, and with SQL that says what the question says."""

import re
from collections import Counter
from functools import cache
from random import Random

import pytest
import sqlglot
from sqlglot import exp

from hoidap.chains.canonical import expand
from hoidap.chains.numbers import numbers
from hoidap.chains.periods import mentions
from hoidap.databases import fold
from hoidap.training.synthesize import Example, questions, random_schema
from hoidap.training.synthesize.followups import STEPS
from hoidap.training.synthesize.kinds import KINDS, draft
from hoidap.training.synthesize.speaker import Speaker
from hoidap.training.synthesize.unrelated import unrelated

MANY = 3500
_LITERAL = re.compile(r"'((?:[^']|'')*)'|(?<![\w\"'-])(\d+(?:\.\d+)?)(?![\w\"'-])")
_PERIOD = re.compile(r"\d{4}(-Q[1-4]|-\d\d(-\d\d)?)?")


@cache
def examples() -> tuple[Example, ...]:
    stream = questions(Random(11), random_schema)
    return tuple(next(stream) for _ in range(MANY))


def test_the_same_seed_gives_the_same_examples() -> None:
    one, other = (questions(Random(5), random_schema) for _ in range(2))
    assert [next(one) for _ in range(50)] == [next(other) for _ in range(50)]


def test_other_seeds_give_other_examples() -> None:
    one, other = (questions(Random(seed), random_schema) for seed in (1, 2))
    assert {next(one).question for _ in range(50)}.isdisjoint({next(other).question for _ in range(50)})


def test_every_query_parses_and_names_only_what_the_schema_has() -> None:
    for example in examples()[::5]:
        for sql in (example.sql, *(past.sql for past in example.history)):
            tree = sqlglot.parse_one(sql, read="sqlite")
            for column in tree.find_all(exp.Column):
                table = example.schema.table(column.table)
                assert isinstance(column.this, exp.Star) or table.column(column.name).name == column.name, sql
                assert table.name == column.table


def test_every_query_can_be_expanded() -> None:
    for example in examples()[::7]:
        assert "FROM" in expand(example.sql, example.schema)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_all_kinds_occur(language: str) -> None:
    seen = Counter(example.kind for example in examples() if example.language == language)
    expected = {
        *(
            "count",
            "list",
            "columns",
            "everything",
            "attribute",
            "owner",
            "many_of",
            "ordered",
            "distinct",
            "count_distinct",
        ),
        *("exists", "superlative", "top", "most_related", "top_related", "most_total", "top_total", "aggregate"),
        *(
            "several_figures",
            "arithmetic",
            "group_count",
            "group_figure",
            "group_two",
            "having",
            "top_group",
            "date_extreme",
        ),
        *("average_compared", "without", "connected", "both", "only", "pairs", "far_column"),
        *(f"follow_{step.__name__}" for step, _ in STEPS),
    }
    assert expected - seen.keys() == set()
    assert len(KINDS) >= 25


def test_the_values_of_a_query_stand_in_the_question_or_before_it() -> None:
    for example in examples():
        said = " ".join((example.question, *(past.question for past in example.history)))
        missing = [
            literal for literal in _literals(example.sql) if not _is_said(literal, said, example.language == "vi")
        ]
        assert not missing, (example.question, example.sql, missing)


def _literals(sql: str) -> list[str]:
    bare = re.sub(r'"(?:[^"]|"")*"', "", sql)
    found = [text.replace("''", "'").strip("%") or number for text, number in _LITERAL.findall(bare)]
    return [literal for literal in found if literal not in ("0", "1")]


def _is_said(literal: str, said: str, vietnamese: bool) -> bool:
    if _PERIOD.fullmatch(literal) and literal in {mention.period.text for mention in mentions(said)}:
        return True
    if fold(literal) in fold(said):
        return True
    return literal in {number.text for number in numbers(said, vietnamese)}


def test_some_vietnamese_comes_without_marks() -> None:
    asked = [example.question for example in examples() if example.language == "vi"]
    share = sum(question.isascii() for question in asked) / len(asked)
    assert 0.06 < share < 0.18


def test_a_quarter_or_more_of_the_questions_follow_others() -> None:
    share = sum(bool(example.history) for example in examples()) / MANY
    assert 0.25 < share < 0.40
    assert max(len(example.history) for example in examples()) == 3


def test_nearly_half_of_the_last_turns_do_not_lean_on_the_turn_before() -> None:
    last = [example.kind for example in examples() if example.history]
    apart = sum(not kind.startswith("follow") for kind in last) / len(last)
    assert 0.35 < apart < 0.6


def test_a_question_without_a_filter_after_another_one_says_what_it_is_about() -> None:
    rng = Random(3)
    told = 0
    for _ in range(60):
        speaker = Speaker(rng, "en", random_schema(rng))
        before = draft(speaker)
        after = unrelated(speaker, before) if before else None
        if after is None or after.query.where:
            continue
        tables = {after.query.main, after.asked.table.name}
        terms = {table.casefold() for table in tables}
        for table in tables:
            noun = speaker.words.tables[table].noun
            terms |= {term.casefold() for term in (*noun.vi, *(form for pair in noun.en for form in pair))}
        assert any(term in after.text.casefold() for term in terms), after.text
        told += 1
    assert told > 10


def test_both_languages_are_asked_about_equally_often() -> None:
    share = sum(example.language == "vi" for example in examples()) / MANY
    assert 0.45 < share < 0.65


def test_a_superlative_in_the_singular_is_limited_to_one() -> None:
    for example in examples():
        if example.kind in ("superlative", "most_related", "most_total"):
            assert example.sql.endswith("LIMIT 1")


def test_questions_seldom_repeat() -> None:
    asked = Counter(example.question for example in examples() if not example.history)
    assert len(asked) / asked.total() > 0.95


def test_schemas_differ_in_size_and_naming() -> None:
    rng = Random(3)
    drawn = [random_schema(rng).schema for _ in range(200)]
    sizes = {len(schema.tables) for schema in drawn}
    names = [table.name for schema in drawn for table in schema.tables]
    assert {1, 2, 3, 4, 5, 6, 7, 8} <= sizes
    assert any("_" in name for name in names) and any(re.search("[a-z][A-Z]", name) for name in names)
    assert any(name.isupper() for name in names) and any(not name.isascii() for name in names)
    assert any(len(table.naming) == 2 for _ in range(60) for table in random_schema(rng).tables.values())
