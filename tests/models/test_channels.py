"""What a model thinks is dropped and its answer streamed, however the text is cut into pieces."""

from typing import Any

import pytest
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from hoidap.models.channels import AnswerStream, without_thinking
from hoidap.models.profiles import Reasoning
from hoidap.models.request import Completion, Piece
from hoidap.models.text import TextStream

ENDED = Completion(0.5, "length", 10, 20, 0, 0)
HARMONY = (
    "<|channel|>analysis<|message|>The user asks for a sum. Is it final?<|end|><|start|>assistant"
    "<|channel|>commentary to=functions.sql <|constrain|>json<|message|>{}<|call|>"
    "<|start|>assistant<|channel|>final<|message|>Tổng là **12** <b>giờ</b>.<|return|>"
)


def answer(reasoning: Reasoning, written: str, prompt: str = "", size: int = 1, stop: tuple[str, ...] = ()) -> str:
    stream = AnswerStream(reasoning, prompt, stop)
    pieces = [Piece(written[at : at + size]) for at in range(0, len(written), size)]
    return "".join(stream.take(piece).text for piece in (*pieces, Piece("", ENDED)))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("reasoning", "prompt", "written", "shown"),
    [
        ("none", "", "<think>a</think> b", "<think>a</think> b"),
        ("think", "", "<think>\nHm. a < b\n</think>\n\nCó 5 < 6.\n", "Có 5 < 6.\n"),
        ("think", "", "\n<think></think>x", "x"),
        ("think", "<|assistant|><think>\n", "Hm.</think>\n\nx", "x"),
        ("think", "", "Write <think> and </think>.", "Write <think> and </think>."),
        ("think", "", "  <thin", "  <thin"),
        ("think", "", "<think>never an end", ""),
        ("think", "<think>\n\n</think>\n\n", "x", "x"),
        ("harmony", "<|start|>assistant", HARMONY, "Tổng là **12** <b>giờ</b>."),
        ("harmony", "<|start|>assistant<|channel|>final<|message|>", "x<|end|><|start|>assistant y", "x"),
        ("harmony", "", "<|message|>no channel", "no channel"),
        ("harmony", "", "no marker at all <|", "no marker at all <|"),
        ("harmony", "", "<|channel|>analysis<|message|>cut off", ""),
        ("harmony", "", "<|channel|>final<|message|>a <|b| c", "a <|b| c"),
    ],
)
def test_only_the_answer_is_shown(reasoning: Reasoning, prompt: str, written: str, shown: str, size: int) -> None:
    assert answer(reasoning, written, prompt, size) == shown


def test_the_answer_comes_as_it_is_written() -> None:
    stream = AnswerStream("think", "")
    written = ("<think>", "Hm", "</think>", "\n\n", "Có", " 5", " bộ phận")
    assert [stream.take(Piece(text)).text for text in written] == ["", "", "", "", "Có", " 5", " bộ phận"]
    stream = AnswerStream("harmony", "")
    marked = ("<|channel|>", "final", "<|message|>", "Có", " 5")
    assert [stream.take(Piece(text)).text for text in marked] == ["", "", "", "Có", " 5"]


def test_a_stop_string_among_the_thoughts_stops_nothing() -> None:
    assert answer("think", "<think>a;b</think>c;d", stop=(";",)) == "c"
    stream = AnswerStream("think", "", (";",))
    last = stream.take(Piece("<think>a;b</think>c;d", ENDED))
    assert (last.text, last.completion and last.completion.finish_reason) == ("c", "stop")
    last = AnswerStream("think", "", (";",)).take(Piece("<think>a;b</think>c", ENDED))
    assert (last.text, last.completion) == ("c", ENDED)


def test_a_prompt_is_led_past_the_reasoning() -> None:
    assert without_thinking("none", "a<think>\n") == "a<think>\n"
    assert without_thinking("think", "a<think>\n") == "a<think>\n\n</think>\n\n"
    assert without_thinking("think", "a<think>\n\n</think>\n\n") == "a<think>\n\n</think>\n\n"
    assert without_thinking("harmony", "<|start|>assistant").endswith("<|channel|>final<|message|>")


# From tokens to text


@pytest.fixture
def bytewise() -> Any:
    """A tokenizer of single bytes, to which a family's own tokens are added."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    backend = Tokenizer(models.BPE({sign: number for number, sign in enumerate(alphabet)}, []))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()

    def make(*tokens: str, special: bool = True) -> PreTrainedTokenizerFast:
        tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend)  # type: ignore[no-untyped-call]
        tokenizer.add_tokens([AddedToken(token, special=special, normalized=False) for token in tokens])
        return tokenizer

    return make


def decoded(tokenizer: Any, text: str) -> str:
    stream = TextStream(tokenizer, ())
    return "".join(map(stream.push, tokenizer(text).input_ids)) + stream.finish()


def test_channel_markers_are_seen_and_other_special_tokens_are_not(bytewise: Any) -> None:
    names = ("<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|return|>", "<|call|>", "<|constrain|>", "<pad>")
    assert decoded(bytewise(*names), f"<pad>{HARMONY}") == HARMONY


@pytest.mark.parametrize("special", [True, False])
def test_tags_of_thoughts_are_seen_whether_special_or_not(special: bool, bytewise: Any) -> None:
    tokenizer = bytewise("<think>", "</think>", special=special)
    assert decoded(tokenizer, "<think>nghĩ</think>\n\nnói") == "<think>nghĩ</think>\n\nnói"


def test_the_same_tokens_without_channels_only_end_turns(bytewise: Any) -> None:
    assert decoded(bytewise("<|end|>", "<|message|>"), "<|message|>a<|end|>") == "a"


def test_half_a_character_before_a_marker_is_not_lost(bytewise: Any) -> None:
    tokenizer = bytewise("<think>", "</think>")
    stream = TextStream(tokenizer, ())
    ids = [*tokenizer("ộ").input_ids[:2], *tokenizer("</think>x").input_ids]
    assert "".join(map(stream.push, ids)) + stream.finish() == "�</think>x"
