"""What tuning decides: what is held out, when it looks and stops, how much memory it takes, and what is better."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
import torch

from hoidap.databases import Database, demo_database
from hoidap.models.profiles import Profile, all_profiles, profile_in
from hoidap.training.dataset import Pair, make_pairs
from hoidap.training.dataset.templates import template_of
from hoidap.training.evaluation import Record
from hoidap.training.tuning.events import Gathered
from hoidap.training.tuning.lessons import course
from hoidap.training.tuning.material import gathered, split
from hoidap.training.tuning.memory import Shape, available, fitted, out_of_memory
from hoidap.training.tuning.outcome import Compared, Outcome, worth
from hoidap.training.tuning.promote import model_card, promote, write_profile
from hoidap.training.tuning.watch import PATIENCE, Watch

SMALL = Shape(parameters=6_000_000, trained=6_000_000, layers=6, width=256, inner=672, vocabulary=6180, weight_bytes=4)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("demo")
    db = Database.connect(demo_database(folder), data_dir=folder)
    yield db
    db.close()


@pytest.fixture(scope="module")
def pairs(demo: Database) -> list[Pair]:
    return list(make_pairs(demo, seed=3, most=250))


def record(ok: bool) -> Record:
    return Record(1, "?", "SELECT 1", "SELECT 1", ok, True, 0.1, "", "en", False)


def test_no_template_to_judge_by_is_learned_not_even_in_an_earlier_turn(pairs: list[Pair]) -> None:
    parts = split(pairs, (), "sqlite")
    learned = {template_of(sql, "sqlite") for p in parts.train for sql in (p.sql, *(t["sql"] for t in p.history))}
    held_out = {pair.template for pair in (*parts.choose, *parts.judge)}
    assert parts.choose
    assert parts.judge
    assert len(parts.train) > 3 * len(parts.judge)
    assert not held_out & learned
    assert not {p.template for p in parts.choose} & {p.template for p in parts.judge}


def test_what_people_approved_of_is_learned_and_never_held_out(demo: Database, pairs: list[Pair]) -> None:
    judged = split(pairs, (), "sqlite").judge[0]
    verified = replace(judged, question="Số của tôi?", source="verified")
    parts = split(pairs, [verified], "sqlite")
    assert parts.train[0] == verified
    assert judged.template not in {pair.template for pair in parts.judge}
    examples = course(parts.train, demo).examples
    assert sum(one.question == "Số của tôi?" for one in examples) > 1


def test_of_what_people_wrote_some_is_held_out_and_judged_first(demo: Database, pairs: list[Pair]) -> None:
    judged, learned = split(pairs, (), "sqlite").judge[-1], split(pairs, (), "sqlite").train[-1]
    own = [replace(one, question="Của tôi?", source="imported") for one in (judged, learned)]
    parts = split(pairs, own, "sqlite")
    assert parts.judge[0] == own[0]
    assert parts.train[0] == own[1]


def test_pairs_are_made_once(demo: Database, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    first = gathered(demo, tmp_path / "pairs.jsonl", 1, 15, lambda done, total: told.append((done, total)))
    assert told[-1] == (15, 15)
    again = gathered(demo, tmp_path / "pairs.jsonl", 2, 99, lambda done, total: pytest.fail("they were made again"))
    assert again == first


def test_lessons_are_the_pairs_mixed_with_what_was_learned_first(demo: Database, pairs: list[Pair]) -> None:
    own = course(pairs, demo, replayed=0.0)
    alone = [lesson.messages[0].text for lesson in islice(own(1), 30)]
    assert all(text.startswith("sql\n") for text in alone)
    assert alone == [lesson.messages[0].text for lesson in islice(own(1), 30)]
    mixed = [lesson.messages[0].text.split()[0] for lesson in islice(course(pairs, demo, replayed=0.9)(1), 120)]
    assert {"sql", "route", "answer"} <= set(mixed)


def test_the_watch_looks_keeps_and_falls(tmp_path: Path) -> None:
    watch = Watch(600)
    watch.steps = 1000
    assert watch.rate(1.0) == 1.0
    assert not watch.look_due()
    assert not watch.checkpoint_due()
    watch.stepped(60, 4)
    watch.stepped(50, 4)
    assert watch.look_due()
    assert watch.checkpoint_due()
    assert not watch.checkpoint_due()
    watch.write(tmp_path / "watch.json")
    assert Watch.read(tmp_path / "watch.json", 1) == watch
    watch.spent = 600
    assert watch.rate(1.0) == pytest.approx(0.02)
    assert watch.over()


def test_where_nothing_gets_better_the_end_begins_early() -> None:
    watch = Watch(600, spent=150)
    assert watch.saw(0.5, 10)
    for _ in range(PATIENCE):
        assert not watch.saw(0.4, 10)
    assert watch.share == pytest.approx(0.6)
    assert watch.seconds < 600


def test_less_memory_makes_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hoidap.training.tuning.memory.available", lambda device: 8 << 30)
    ample = fitted(SMALL, 600, 0.1, "cpu", 10**9)
    monkeypatch.setattr("hoidap.training.tuning.memory.available", lambda device: 400 << 20)
    tight = fitted(SMALL, 600, 0.1, "cpu", 10**9)
    assert ample.rows > tight.rows >= 1
    assert tight.estimate - 10**9 < 400 << 20
    assert available("cpu") > 0


@pytest.mark.parametrize(
    ("error", "is_one"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), True),
        (MemoryError(), True),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"), True),
        (RuntimeError("shapes cannot be multiplied"), False),
    ],
)
def test_running_out_of_memory_is_told_from_other_errors(error: Exception, is_one: bool) -> None:
    assert out_of_memory(error) is is_one


def test_better_means_not_by_chance() -> None:
    base = [record(number % 2 == 0) for number in range(40)]
    luckier = [record(number % 2 == 0 or number == 1) for number in range(40)]
    better = [record(number % 2 == 0 or number < 20) for number in range(40)]
    assert not Compared.of(base, luckier).better
    here = Compared.of(base, better)
    assert (here.won, here.lost, here.better) == (10, 0, True)
    assert worth(here, None)
    assert not worth(here, Compared.of(better, base))


def test_a_promoted_folder_says_what_it_is(tmp_path: Path, demo: Database) -> None:
    candidate, out = tmp_path / "work/best", tmp_path / "out"
    candidate.mkdir(parents=True)
    (candidate / "model.safetensors").write_text("")
    base = all_profiles()["embedded"]
    here = Compared(200, 120, 160, 45, 5, 1e-8)
    outcome = Outcome(True, None, "full", here, None, None, 12, 900, 1, 1)
    write_profile(candidate, base)
    promote(candidate, out, model_card(base, demo.schema, "office", Gathered(900, 50, 200, 3, 0, 800), outcome))
    promote_again = tmp_path / "work/second"
    promote_again.mkdir()
    (promote_again / "new").write_text("")
    promote(promote_again, out, "card")
    assert sorted(file.name for file in out.iterdir()) == ["README.md", "new"]
    assert sorted(folder.name for folder in tmp_path.iterdir()) == ["out", "work"]


def test_the_profile_beside_weights_is_read(tmp_path: Path) -> None:
    base = Profile("m", "hub/m", "MIT", ("vi",), system_role=False, stop=("<|x|>",), measured=(("jidouka", 90.0),))
    write_profile(tmp_path, base, "float32")
    read = profile_in(tmp_path)
    assert read is not None
    assert (read.name, read.weights) == (tmp_path.name, str(tmp_path))
    assert (read.licence, read.languages, read.system_role, read.stop) == ("MIT", ("vi",), False, ("<|x|>",))
    assert (read.measured, read.dtype) == ((), "float32")
    (tmp_path / "profile.toml").write_text('colour = "red"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="no profile has"):
        profile_in(tmp_path)


def test_the_outcome_is_plain_json() -> None:
    outcome = Outcome(False, None, "lora", Compared(1, 1, 1, 0, 0, 1.0), None, None, 1.0, 2, 3, 4)
    assert json.loads(json.dumps(outcome.as_json()))["here"]["questions"] == 1
