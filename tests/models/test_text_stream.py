"""Stop strings over several tokens, unfinished characters, and slots, in what is shown."""

from typing import Any

import pytest

from hoidap.models.text import TextStream

TEXTS = [
    "Tổng thời gian tiết kiệm của bộ phận DC5",
    "SELECT SUM(◊c3) WHERE ◊c15 = '漢字 🙂'",
    "◊c1◊c2 a◊c3b",
    "x" * 80 + "ế" * 30,
]


def pieces(tokenizer: Any, text: str, *stop: str) -> list[str]:
    stream = TextStream(tokenizer, stop)
    shown = []
    for token in tokenizer(text, add_special_tokens=False).input_ids:
        shown.append(stream.push(token))
        if stream.stopped:
            return shown
    return [*shown, stream.finish()]


@pytest.mark.parametrize("text", TEXTS)
def test_the_pieces_make_the_text(text: str, tokenizer: Any) -> None:
    shown = pieces(tokenizer, text)
    assert "".join(shown) == text
    assert not any("\ufffd" in piece for piece in shown)


@pytest.mark.parametrize("text", TEXTS)
def test_each_token_shows_at_once_where_it_can(text: str, tokenizer: Any) -> None:
    ids = tokenizer(text, add_special_tokens=False).input_ids
    whole = sum(tokenizer.decode([token]).isascii() for token in ids)
    assert sum(bool(piece) for piece in pieces(tokenizer, text)) >= whole


@pytest.mark.parametrize("stop", ["tiết kiệm", "kiệm của", "ết k", "T", "5"])
def test_a_stop_string_is_cut_and_never_leaks(stop: str, tokenizer: Any) -> None:
    text = TEXTS[0]
    shown = pieces(tokenizer, text, stop)
    assert "".join(shown) == text[: text.index(stop)]


def test_the_first_of_several_stop_strings_counts(tokenizer: Any) -> None:
    assert "".join(pieces(tokenizer, "a b c d", "d", "c", "")) == "a b "


def test_what_only_begins_like_a_stop_string_is_shown_in_the_end(tokenizer: Any) -> None:
    assert "".join(pieces(tokenizer, "SELECT <|", "<|end|>")) == "SELECT <|"
    assert "".join(pieces(tokenizer, "aab aac", "aad")) == "aab aac"


def test_unfinished_characters_come_at_the_end(tokenizer: Any) -> None:
    ids = tokenizer("漢").input_ids[:-1]
    stream = TextStream(tokenizer, ())
    assert [stream.push(token) for token in ids] == [""] * len(ids)
    assert stream.finish() == "\ufffd"
