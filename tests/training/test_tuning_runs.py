"""Trainings of models so small that they learn nothing: they start, are killed, go on, run out of memory, and merge."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from hoidap.databases import Database
from hoidap.models import LocalChat, load_chat_model
from hoidap.models.profiles import all_profiles
from hoidap.training import batches
from hoidap.training.corpus import Material, lessons
from hoidap.training.dataset import Pair, make_pairs
from hoidap.training.pretrain import Recipe, new_model, save
from hoidap.training.render import text_of
from hoidap.training.tokenizer import ROLES, train_tokenizer
from hoidap.training.tuning import CannotTune, Order, tune
from hoidap.training.tuning.events import Event, Fitted, Gathered, Halved, Looked, Resumed
from hoidap.training.tuning.full import FullTraining
from hoidap.training.tuning.judging import Exam
from hoidap.training.tuning.lessons import course
from hoidap.training.tuning.memory import Fit
from hoidap.training.tuning.watch import Watch

SCHEMA = """
CREATE TABLE phong_ban (ma INTEGER PRIMARY KEY, ten TEXT);
CREATE TABLE nhan_vien (ma INTEGER PRIMARY KEY, ho_ten TEXT, luong REAL, ngay_vao DATE, phong_ban INTEGER
    REFERENCES phong_ban);
INSERT INTO phong_ban VALUES (1, 'Kế toán'), (2, 'Bán hàng'), (3, 'Kho');
INSERT INTO nhan_vien VALUES (1, 'Lê An', 12.5, '2023-04-01', 1), (2, 'Trần Bình', 20, '2024-02-11', 2),
    (3, 'Ngô Chi', 9, '2024-08-30', 2), (4, 'Vũ Dung', 15, '2022-12-05', 3);
"""
CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PROFILE = all_profiles()["embedded"]

pytestmark = [
    pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning"),  # peft asks for it
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("office") / "office.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA)
    return path


@pytest.fixture(scope="module")
def open_office(file: Path) -> Callable[[], Database]:
    return lambda: Database.connect(f"sqlite:///{file}", data_dir=file.parent)


@pytest.fixture(scope="module")
def office(open_office: Callable[[], Database]) -> Iterator[Database]:
    db = open_office()
    yield db
    db.close()


@pytest.fixture(scope="module")
def pairs(office: Database) -> list[Pair]:
    return list(make_pairs(office, seed=1, most=40))


@pytest.fixture(scope="module")
def slots_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model of hoidap's own prompt form."""
    folder = tmp_path_factory.mktemp("slots") / "tiny"
    texts = ["".join(text_of(lesson, ROLES)) for lesson in islice(lessons(1, Material((), {})), 60)]
    tokenizer = train_tokenizer(texts, 500)
    save(new_model(Recipe(hidden=32, layers=1, heads=1), tokenizer), tokenizer, folder)
    return folder


@pytest.fixture(scope="module")
def chat_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model that would follow instructions, in 16 bits."""
    folder = tmp_path_factory.mktemp("chat") / "tiny"
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<pad>", "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    bpe.train_from_iterator([SCHEMA, CHATML], trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=bpe, pad_token="<pad>", eos_token="<|im_end|>")  # type: ignore[no-untyped-call]
    tokenizer.chat_template = CHATML
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=4096,
        initializer_range=0.2,
        bos_token_id=None,
        eos_token_id=2,
        pad_token_id=0,
    )
    save(LlamaForCausalLM(config), tokenizer, folder)
    return folder


def look(_: object) -> Looked:
    return Looked(0.5, None, 0.5)


def test_a_whole_training_stops_and_goes_on(
    slots_model: Path, office: Database, pairs: list[Pair], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "WINDOW", 16)
    told: list[Event] = []

    def training(seconds: float) -> FullTraining:
        fit = Fit(2, 700, 0, 0)
        return FullTraining(slots_model, course(pairs, office), tmp_path, Watch(seconds), fit, "cpu", 1)

    first = training(0.5)
    best = first.run(look, told.append)
    assert first.watch.steps > 0
    assert (best / "model.safetensors").exists()
    kept = torch.load(first.checkpoint, weights_only=True)
    kept["watch"]["seconds"] = first.watch.spent + 0.5  # as if it had been killed before its time was over
    torch.save(kept, first.checkpoint)

    second = training(0.5)
    second.run(look, told.append)
    assert second.watch.steps > first.watch.steps
    assert [event.steps for event in told if isinstance(event, Resumed)] == [first.watch.steps]


def test_running_out_of_memory_halves_the_batch(
    slots_model: Path, office: Database, pairs: list[Pair], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "WINDOW", 16)
    told: list[Event] = []
    training = FullTraining(slots_model, course(pairs, office), tmp_path, Watch(0.3), Fit(4, 700, 0, 0), "cpu", 1)
    whole, failures = training._train, iter([RuntimeError("can't allocate memory"), torch.OutOfMemoryError()])

    def scarce(*given: Any) -> None:
        if failure := next(failures, None):
            raise failure
        whole(*given)

    monkeypatch.setattr(training, "_train", scarce)
    training.run(look, told.append)
    assert [event.rows for event in told if isinstance(event, Halved)] == [2, 1]
    assert training.sizes.batch_tokens == 700
    assert training.watch.steps > 0


def test_what_can_never_fit_is_said(slots_model: Path, office: Database, pairs: list[Pair], tmp_path: Path) -> None:
    training = FullTraining(slots_model, course(pairs, office), tmp_path, Watch(9), Fit(1, 300, 0, 0), "cpu", 1)
    training._train = lambda *_: (_ for _ in ()).throw(MemoryError())  # type: ignore[method-assign]
    with pytest.raises(CannotTune, match="not enough memory"):
        training.run(look, lambda _: None)


@pytest.mark.parametrize("four_bit", [False, True], ids=["lora", "qlora"])
def test_adapters_are_trained_go_on_and_merge_to_the_same_sql(
    four_bit: bool,
    chat_model: Path,
    office: Database,
    open_office: Callable[[], Database],
    pairs: list[Pair],
    tmp_path: Path,
) -> None:
    pytest.importorskip("trl", reason="the extra `tune` is not installed")
    from hoidap.training.tuning import adapters
    from hoidap.training.tuning.merge import merge
    from hoidap.training.tuning.prompts import samples

    llm = load_chat_model(str(chat_model))
    assert isinstance(llm, LocalChat)
    tokenizer = llm.llm.pipeline.tokenizer
    made = samples(llm, office, pairs[:6], 0, lambda done, total: None)
    assert tokenizer.decode(made[0][1]) == pairs[0].sql + "<|im_end|>"
    assert tokenizer.decode(made[0][0]).endswith("<|im_start|>assistant\n")
    assert pairs[0].question in tokenizer.decode(made[0][0])

    told: list[Event] = []
    exam = Exam(tuple(pairs[:3]), open_office)
    exams = []

    def training() -> adapters.AdapterTraining:
        fit = Fit(2, 2000, 0, 0)
        return adapters.AdapterTraining(str(chat_model), made, tmp_path / "run", fit, "cpu", tokenizer, llm.profile)

    def looked(asked: LocalChat) -> Looked:
        exams.append([record.predicted for record in exam.take(asked)])
        return Looked(0.5, None, 0.5)

    first = training()
    weights = _adapter_weights(first.run(looked, told.append, Watch(2.0), four_bit=four_bit, seed=0))
    assert first.watch.steps > 0
    assert any(tensor.abs().max() > 0 for name, tensor in weights.items() if "lora_B" in name)
    assert all(len(asked) == 3 for asked in exams)

    second = training()
    best = second.run(looked, told.append, Watch(9.0), four_bit=four_bit, seed=0)
    assert [event.steps for event in told if isinstance(event, Resumed)] == [first.watch.steps]

    merged = merge(
        str(chat_model), best, tmp_path / "merged", exam, Order(str(chat_model), tmp_path), "cpu", llm.profile
    )
    assert (merged.asked, merged.changed) == (3, 0)


def _adapter_weights(folder: Path) -> dict[str, torch.Tensor]:
    from safetensors.torch import load_file

    return load_file(folder / "adapter_model.safetensors")


def test_four_bits_are_nf4_with_double_quantisation_and_give_gradients_after_a_look(chat_model: Path) -> None:
    pytest.importorskip("trl", reason="the extra `tune` is not installed")
    from peft import get_peft_model

    from hoidap.training.tuning.adapters import asking, load_base, lora

    base = load_base(str(chat_model), "cpu", four_bit=True)
    state = base.model.layers[0].mlp.up_proj.weight.quant_state
    assert (state.quant_type, state.nested, state.dtype) == ("nf4", True, torch.bfloat16)
    model = get_peft_model(base, lora())
    tokenizer = load_chat_model(str(chat_model)).llm.pipeline.tokenizer  # type: ignore[union-attr]

    def gradients() -> list[torch.Tensor]:
        model.zero_grad()
        ids = torch.arange(3, 40).unsqueeze(0)
        model(input_ids=ids, labels=ids).loss.backward()
        return [p.grad.clone() for name, p in model.named_parameters() if p.grad is not None and "lora_B" in name]

    model.train()
    torch.manual_seed(0)
    before = gradients()
    with asking(model, tokenizer, PROFILE) as llm:
        llm.invoke("?", max_new_tokens=4)
    torch.manual_seed(0)
    after = gradients()
    assert len(before) == len(after) == 14  # seven matrices in each of two layers
    for one, other in zip(before, after, strict=True):
        assert torch.equal(one, other)
        assert one.abs().max() > 0


def test_a_tuning_that_learns_nothing_keeps_the_base(
    slots_model: Path,
    open_office: Callable[[], Database],
    pairs: list[Pair],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "WINDOW", 16)
    monkeypatch.setattr("hoidap.training.tuning.run.LEAST_SECONDS", 1.0)
    monkeypatch.setattr("hoidap.training.tuning.material.LEAST_JUDGED", 4)
    monkeypatch.setattr("hoidap.training.tuning.stages.LEAST_JUDGED", 4)
    monkeypatch.setattr("hoidap.training.tuning.stages.LEAST_ASKED", 3)
    told: list[Event] = []
    own = tuple(replace(pair, question=f"{pair.question} ạ", source="imported") for pair in pairs)
    order = Order(str(slots_model), tmp_path / "out", minutes=0.1, most_pairs=60, own=own)
    outcome = tune(order, lambda _: open_office(), told.append)
    assert not outcome.promoted
    assert outcome.own and 0 < outcome.own.questions < outcome.here.questions
    assert outcome.method == "full"
    assert not order.out.exists()
    assert not order.work.exists()
    assert {Gathered, Fitted, Looked} <= {type(event) for event in told}


def test_a_database_without_rows_cannot_be_tuned_on(slots_model: Path, tmp_path: Path) -> None:
    file = tmp_path / "empty.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT)")
    with pytest.raises(CannotTune, match="Only 0 questions"):
        tune(Order(str(slots_model), tmp_path / "out"), lambda _: Database.connect(f"sqlite:///{file}"), lambda _: None)


def test_a_killed_command_goes_on_where_it_was(slots_model: Path, file: Path, tmp_path: Path) -> None:
    """kill -9 in mid-training: the work folder holds all that the next start needs."""
    order = Order(str(slots_model), tmp_path / "out", minutes=30, most_pairs=300)
    script = (
        "import sys; from pathlib import Path\n"
        "from hoidap.databases import Database\n"
        "from hoidap.training import batches; from hoidap.training.tuning import Order, stages, tune, watch\n"
        "from hoidap.training.tuning.events import Went\n"
        "batches.WINDOW = 16; watch.CHECKPOINT_SECONDS = 0.1; stages.LEAST_JUDGED = 4; stages.MOST_ASKED = 3\n"
        "stages.LEAST_ASKED = 3\n"
        f"order = Order({str(slots_model)!r}, Path({str(order.out)!r}), minutes=30, most_pairs=300)\n"
        "def tell(event):\n"
        "    if not isinstance(event, Went) or event.part == 'training': print(type(event).__name__, flush=True)\n"
        f"tune(order, lambda _: Database.connect('sqlite:///{file}'), tell)\n"
    )
    told: list[str] = []
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            told.append(line.strip())
            if told[-1] == "Went" and (order.work / "checkpoint.pt").exists():
                break
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
    assert told.count("Gathered") == 2
    assert told.count("Resumed") == 1
