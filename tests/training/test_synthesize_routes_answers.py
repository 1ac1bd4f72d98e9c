"""Routed messages and told answers."""

from collections import Counter
from itertools import islice
from random import Random

from hoidap.chains.answer_check import Facts, strange_words, unsupported
from hoidap.training.synthesize import answers, random_schema, routes
from hoidap.training.synthesize.routes import OUT_OF_SCOPE, SMALL_TALK

BUILT_IN = {"query_database", SMALL_TALK, OUT_OF_SCOPE}


def test_the_tool_that_takes_a_message_is_on_offer_once() -> None:
    for example in islice(routes(Random(1), random_schema), 800):
        names = [name for name, _ in example.tools]
        assert names.count(example.tool) == 1 and len(set(names)) == len(names)
        assert set(names) >= BUILT_IN
        assert example.question.strip()


def test_messages_go_to_all_tools_in_both_languages() -> None:
    examples = list(islice(routes(Random(2), random_schema), 800))
    for language in ("vi", "en"):
        taken = Counter(e.tool if e.tool in BUILT_IN else "plug-in" for e in examples if e.language == language)
        assert all(taken[tool] > 20 for tool in (*BUILT_IN, "plug-in")), taken
    assert any(e.history for e in examples)
    assert len({name for e in examples for name, _ in e.tools}) > 60


def test_answers_say_only_what_stands_in_the_rows() -> None:
    for example in islice(answers(Random(3), random_schema), 500):
        facts = Facts(example.question, example.columns, example.rows, example.language, example.truncated)
        assert not unsupported(example.answer, facts), example
        assert not strange_words(example.answer, facts), example


def test_answers_tell_results_of_every_shape() -> None:
    examples = list(islice(answers(Random(4), random_schema), 900))
    assert {len(e.rows) for e in examples} >= {1, 2, 5, 23, 200}
    assert any(e.truncated for e in examples)
    assert {e.language for e in examples} == {"vi", "en"}
    assert all(e.answer[0] == e.answer[0].upper() and e.answer.rstrip(".").strip() for e in examples)


def test_the_same_seed_gives_the_same_routes_and_answers() -> None:
    for stream in (routes, answers):
        one, other = (list(islice(stream(Random(9), random_schema), 40)) for _ in range(2))
        assert one == other
