"""One model writes SQL and another one answers, each prompted as its own profile says."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

from hoidap.agents import build_agent
from hoidap.chains import answer_question, draft_sql
from hoidap.chains.errors import ChainError
from hoidap.doctor import examine
from hoidap.models.chat import LocalChat
from hoidap.models.info import engine_of
from hoidap.settings import PREFIX, Settings
from hoidap.web.loading import load_profiles
from hoidap.web.profiles import ChatProfile

EMBEDDED = Path(__file__).parent.parent / "models" / "embedded"
QUESTION = "Có bao nhiêu cải tiến?"
NO_SYSTEM = (
    "{% for m in messages %}{% if m['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    "[{{ m['role'] }}] {{ m['content'] }}\n{% endfor %}{% if add_generation_prompt %}[assistant] {% endif %}"
)


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random model of another kind: it takes instructions, and has no system role."""
    folder = tmp_path_factory.mktemp("models") / "stranger"
    tokenizer = AutoTokenizer.from_pretrained(EMBEDDED)
    tokenizer.chat_template = NO_SYSTEM
    torch.manual_seed(1)
    shape: dict[str, Any] = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
    }
    config = LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=4096, initializer_range=0.2, **shape)
    config.eos_token_id = tokenizer.eos_token_id
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / "profile.toml").write_text('form = "instruct"\nsystem_role = false\ncontext = 4096\n', encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


@pytest.fixture
def opened() -> Iterator[list[Any]]:
    """Models that are closed when the test is over."""
    models: list[Any] = []
    yield models
    for llm in models:
        engine = engine_of(llm)
        if engine is not None:
            engine.close()


def both(settings: Settings, opened: list[Any]) -> tuple[Any, Any]:
    opened += settings.load_models()
    return opened[0], opened[1]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What models of each form were given to read."""
    prompts: dict[str, list[str]] = {"slots": [], "instruct": []}
    written = LocalChat._to_chat_prompt

    def kept(self: LocalChat, messages: list[Any], thinks: bool = False) -> str:
        prompt = written(self, messages, thinks)
        prompts[self.profile.form].append(prompt)
        return prompt

    monkeypatch.setattr(LocalChat, "_to_chat_prompt", kept)
    return prompts


def test_the_embedded_model_writes_sql_and_a_stranger_answers(
    stranger: Path, opened: list[Any], read: dict[str, list[str]], tmp_path: Path
) -> None:
    settings = Settings(model="embedded", answer_model=str(stranger), data_dir=tmp_path)
    llm, answer_llm = both(settings, opened)
    answer = build_agent(llm, settings.connect(), answer_llm=answer_llm).invoke({"question": QUESTION})
    assert (llm.profile.form, answer_llm.profile.form) == ("slots", "instruct")
    assert (llm.profile.system_role, answer_llm.profile.system_role) == (True, False)
    assert answer["rows"] == [[400]] and "400" in answer["answer"]
    (told,) = read["instruct"]
    assert told.startswith("[user] ") and "Vietnamese" in told and QUESTION in told and "400" in told
    assert read["slots"] and not any("[user]" in prompt or "Vietnamese" in prompt for prompt in read["slots"])


def test_a_stranger_writes_sql_and_the_embedded_model_answers(
    stranger: Path, opened: list[Any], read: dict[str, list[str]], tmp_path: Path
) -> None:
    """Chain by chain: a random model that routes chooses any tool."""
    settings = Settings(model=str(stranger), answer_model="embedded", data_dir=tmp_path)
    llm, answer_llm = both(settings, opened)
    with suppress(ChainError):  # nor does it write much of a query
        draft_sql(llm, settings.connect()).invoke({"question": QUESTION})
    (written,) = read["instruct"]
    assert written.startswith("[user] ") and "one sqlite SELECT statement" in written and not read["slots"]
    answer = answer_question(answer_llm).invoke({"question": QUESTION, "columns": ["n"], "rows": [[400]]})
    assert "400" in answer
    assert len(read["instruct"]) == 1 and len(read["slots"]) == 1 and "[user]" not in read["slots"][0]


def test_profiles_share_the_models_that_both_name(
    stranger: Path, opened: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    two = Settings(model="embedded", answer_model=str(stranger), data_dir=tmp_path)
    one = Settings(model=str(stranger), data_dir=tmp_path)
    names: list[str] = []
    load = Settings.load_model

    def counting(self: Settings, name: str = "") -> Any:
        names.append(name)
        opened.append(load(self, name))
        return opened[-1]

    monkeypatch.setattr(Settings, "load_model", counting)
    profiles = {"two": ChatProfile(two), "one": ChatProfile(one)}
    parts = asyncio.run(
        load_profiles(profiles, f"sqlite:///{tmp_path / 'conversations.sqlite'}", lambda databases: None)
    )
    assert names == ["embedded", str(stranger)]
    assert parts["two"].answer_llm is parts["one"].llm is parts["one"].answer_llm


def test_the_doctor_looks_at_both(stranger: Path, tmp_path: Path) -> None:
    def models(settings: Settings) -> dict[str, Any]:
        return {check.name: check for check in examine(settings) if check.name.endswith("model")}

    assert set(models(Settings(data_dir=tmp_path))) == {"model"}
    good = models(Settings(answer_model=str(stranger), data_dir=tmp_path))
    assert good["model"].ok and good["answer model"].ok and str(stranger) in good["answer model"].found
    bad = models(Settings(answer_model=str(tmp_path / "nowhere"), data_dir=tmp_path))
    assert bad["model"].ok and not bad["answer model"].ok and "HOIDAP_ANSWER_MODEL" in bad["answer model"].advice
