"""The training itself, on a model so small that it learns nothing: it starts, stops, goes on, and is read back."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import LlamaForCausalLM, PreTrainedTokenizerFast

from hoidap.chains.slots import COUNTS
from hoidap.models import load_chat_model
from hoidap.training import batches, pretrain
from hoidap.training.batches import collate
from hoidap.training.corpus import MIXTURE, Material, lessons
from hoidap.training.render import text_of
from hoidap.training.tokenizer import END, ROLES, train_tokenizer

NOTHING = Material((), {})


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    texts = ["".join(text_of(lesson, ROLES)) for lesson in islice(lessons(1, NOTHING), 150)]
    return train_tokenizer(texts, 600)


def test_the_same_seed_gives_the_same_lessons() -> None:
    first, again, other = ([text_of(x, ROLES) for x in islice(lessons(seed, NOTHING), 40)] for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_the_mixture_is_whole() -> None:
    assert sum(MIXTURE.values()) == pytest.approx(1.0)


def test_lessons_teach_the_three_prompts() -> None:
    starts = {text_of(lesson, ROLES)[0].split("\n")[0].split(" ")[0] for lesson in islice(lessons(3, NOTHING), 200)}
    assert starts == {"<|system|>sql", "<|system|>route", "<|system|>answer"}


def test_every_slot_is_one_token_and_text_survives(tokenizer: PreTrainedTokenizerFast) -> None:
    for kind, count in COUNTS.items():
        for number in (0, count - 1):
            assert len(tokenizer.encode(f"◊{kind}{number}")) == 1
    text = "SELECT SUM(◊c3) WHERE ◊c15 LIKE %◊v0% — Tổng giờ tiết kiệm của AuthorName_2 là 1.234,5"
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_collate_marks_the_reply_and_the_prompt() -> None:
    ids, replies, prompts = collate([([5, 6, 7], [8, 9]), ([5], [6])])
    assert ids.tolist() == [[5, 6, 7, 8, 9], [5, 6, 0, 0, 0]]
    assert replies[0].tolist() == [-100, -100, 8, 9, -100]
    assert prompts[0].tolist() == [6, 7, -100, -100, -100]
    assert replies[1].tolist() == [6, -100, -100, -100, -100]


def test_the_rate_warms_up_holds_and_falls() -> None:
    recipe = pretrain.Recipe(rate=1.0)
    assert pretrain.rate_at(recipe, 0, 0.0) < 0.01
    assert pretrain.rate_at(recipe, 1000, 0.5) == 1.0
    assert pretrain.rate_at(recipe, 1000, 1.0) == pytest.approx(0.02)


def test_a_deeper_model_says_at_first_what_the_one_it_begins_with_says(
    tmp_path: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    shallow = pretrain.new_model(pretrain.Recipe(hidden=64, layers=2, heads=1), tokenizer)
    shallow.save_pretrained(tmp_path)
    deeper = pretrain.new_model(pretrain.Recipe(hidden=64, layers=3, heads=1, seed=2), tokenizer)
    pretrain.grow(deeper, tmp_path)
    ids = torch.tensor([[5, 6, 7, 8]])
    torch.testing.assert_close(deeper(ids).logits, shallow(ids).logits)
    deeper(ids).logits.sum().backward()
    assert all(layer.self_attn.o_proj.weight.grad.abs().sum() > 0 for layer in deeper.model.layers)  # and may learn


def test_it_stops_goes_on_and_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pretrain, batches):
        monkeypatch.setattr(module, "islice", lambda stream, count: islice(stream, min(count, 64)))
    small: dict[str, Any] = {"hidden": 64, "layers": 1, "heads": 1, "vocabulary": 600, "batch_tokens": 512}
    first = pretrain.train(pretrain.Recipe(minutes=0.03, **small), NOTHING, tmp_path / "runs", tmp_path / "out")
    assert first.step > 0
    kept = torch.load(tmp_path / "runs" / "checkpoint.pt", weights_only=True)
    assert kept["done"]["step"] == first.step

    longer = pretrain.Recipe(minutes=first.seconds / 60 + 0.03, **small)  # a step may take seconds on a busy machine
    second = pretrain.train(longer, NOTHING, tmp_path / "runs", tmp_path / "out")
    assert second.step > first.step
    assert second.lessons > first.lessons
    log = [json.loads(line) for line in (tmp_path / "runs" / "log.jsonl").read_text().splitlines()]
    assert [entry["step"] for entry in log] == [first.step, second.step]

    model = LlamaForCausalLM.from_pretrained(tmp_path / "out")
    assert model.dtype == torch.bfloat16
    chat = load_chat_model(str(tmp_path / "out"))
    assert chat.profile.form == "slots"
    assert chat.invoke("?", grammar='start: "SELECT COUNT(◊t0)"').content == "SELECT COUNT(◊t0)"
    assert END not in chat.invoke("?", max_new_tokens=5).content
