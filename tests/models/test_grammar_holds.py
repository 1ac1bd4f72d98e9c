"""A model of random weights can say only what its grammar permits."""

import re
from typing import Any

import pytest

from hoidap.models import GrammarError

SQL = r"""
start: "SELECT " item (", " item)? (" WHERE " column " = " value)?
item: column | "COUNT(" column ")"
column: "◊c1" | "◊c12" | "◊c19"
value: "'Tiết kiệm'" | "'Bộ phận 漢'" | NUMBER
NUMBER: /[0-9]{1,3}/
"""
SENTENCE = re.compile(
    r"SELECT (◊c(1|12|19)|COUNT\(◊c(1|12|19)\))(, (◊c(1|12|19)|COUNT\(◊c(1|12|19)\)))?"
    r"( WHERE ◊c(1|12|19) = ('Tiết kiệm'|'Bộ phận 漢'|[0-9]{1,3}))?"
)


@pytest.mark.parametrize("architecture", ["llama", "gemma2", "phi3", "qwen2"])
def test_random_weights_write_the_grammar(architecture: str, make_chat: Any) -> None:
    chat = make_chat(architecture)
    seen = set()
    for seed in range(12):
        message = chat.invoke("?", grammar=SQL, temperature=2, seed=seed, max_new_tokens=80)
        assert SENTENCE.fullmatch(message.content), message.content
        assert 0 < message.response_metadata["confidence"] <= 1
        assert message.response_metadata["finish_reason"] == "stop"
        seen.add(message.content)
    assert len(seen) > 3


def test_stream_and_bind_hold_it_too(chat: Any) -> None:
    bound = chat.bind(grammar='start: "Tiết kiệm " ("giờ" | "ngày")')
    answer = bound.invoke("?").content
    assert answer in {"Tiết kiệm giờ", "Tiết kiệm ngày"}
    assert "".join(chunk.content for chunk in bound.stream("?")) == answer


def test_a_slot_is_one_token(chat: Any) -> None:
    message = chat.invoke("?", grammar='start: "◊c12"')
    assert message.content == "◊c12"
    assert message.usage_metadata["output_tokens"] == 1


def test_one_choice_is_certain(chat: Any) -> None:
    assert chat.invoke("?", grammar='start: "năm"').response_metadata["confidence"] == pytest.approx(1, abs=1e-6)


def test_a_wrong_grammar_is_named(chat: Any) -> None:
    with pytest.raises(GrammarError, match="unknown name"):
        chat.invoke("?", grammar="start: nothing")
    with pytest.raises(GrammarError):
        list(chat.stream("?", grammar="start: ["))
    assert chat.invoke("?").content


def test_a_grammar_that_is_used_again_starts_again(chat: Any) -> None:
    answers = {chat.invoke("?", grammar='start: "a" "b" "c"').content for _ in range(3)}
    assert answers == {"abc"}
