"""The habits of each family, by tiny random models with that family's tokens and chat template."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from hoidap.models import LocalChat, load_chat_model
from hoidap.models.guess import guess_profile
from hoidap.models.profiles import Profile, all_profiles

GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('System role not supported') }}"
    "{% endif %}{% for m in messages %}{% if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate') }}{% endif %}"
    "{{ '<start_of_turn>' + ('model' if m['role'] == 'assistant' else m['role']) + '\n' + m['content'] | trim"
    " + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)
LLAMA = (
    "{{ bos_token }}{% for m in messages %}{{ '<|start_header_id|>' + m['role'] + '<|end_header_id|>\n\n'"
    " + m['content'] | trim + '<|eot_id|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)
PHI = (
    "{% for m in messages %}{{ '<|' + m['role'] + '|>\n' + m['content'] + '<|end|>\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}"
)
QWEN_TURNS = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'] + '<|im_end|>\n' }}{% endfor %}"
)
QWEN = QWEN_TURNS + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
QWEN_3 = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' + m['content'].split('</think>')[-1] | trim"
    " + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}"
    "{% if enable_thinking is defined and enable_thinking is false %}{{ '<think>\n\n</think>\n\n' }}{% endif %}"
    "{% endif %}"
)
DEEPSEEK = (
    "{{ bos_token }}{% for m in messages %}{% if m['role'] == 'user' %}{{ '<|User|>' + m['content'] }}"
    "{% elif m['role'] == 'assistant' %}{{ '<|Assistant|>' + m['content'].split('</think>')[-1] + '<|eos|>' }}"
    "{% else %}{{ m['content'] }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|Assistant|><think>\n' }}{% endif %}"
)
HARMONY = (
    "{{ '<|start|>system<|message|>Reasoning: ' + (reasoning_effort or 'medium') + '\n\n"
    "# Valid channels: analysis, commentary, final.<|end|>' }}{% for m in messages %}"
    "{% if m['role'] == 'system' %}{{ '<|start|>developer<|message|># Instructions\n\n' + m['content'] + '<|end|>' }}"
    "{% elif m['role'] == 'assistant' %}"
    "{{ '<|start|>assistant<|channel|>final<|message|>' + m['content'] + '<|end|>' }}"
    "{% else %}{{ '<|start|>user<|message|>' + m['content'] + '<|end|>' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start|>assistant' }}{% endif %}"
)

# name: architecture, special tokens (the first begins a text, the last ends an answer), other added tokens, template
FAMILIES: dict[str, tuple[str, str, str, str]] = {
    "gemma-2-2b-it": ("gemma2", "<bos> <start_of_turn> <eos> <end_of_turn>", "", GEMMA),
    "Llama-3.2-1B-Instruct": (
        "llama",
        "<|begin_of_text|> <|start_header_id|> <|end_header_id|> <|eom_id|> <|eot_id|>",
        "",
        LLAMA,
    ),
    "Phi-3-mini-4k-instruct": ("phi3", "<s> <|system|> <|user|> <|assistant|> <|endoftext|> <|end|>", "", PHI),
    "gpt-oss-20b": (
        "gpt-oss",
        "<|startoftext|> <|start|> <|channel|> <|constrain|> <|message|> <|end|> <|call|> <|return|>",
        "",
        HARMONY,
    ),
    "Qwen2.5-Coder-1.5B-Instruct": ("qwen2", "<|endoftext|> <|im_start|> <|im_end|>", "", QWEN),
    "Qwen3-0.6B": ("qwen2", "<|endoftext|> <|im_start|> <|im_end|>", "<think> </think>", QWEN_3),
    "DeepSeek-R1-Distill-Qwen-1.5B": ("qwen2", "<|bos|> <|User|> <|Assistant|> <|eos|>", "<think> </think>", DEEPSEEK),
}
TALK = [SystemMessage("Luật."), HumanMessage("Một?"), AIMessage("Hai."), HumanMessage("Ba?")]
PROMPTS = {
    "gemma-2-2b-it": "<bos><start_of_turn>user\nLuật.\n\nMột?<end_of_turn>\n<start_of_turn>model\nHai.<end_of_turn>\n"
    "<start_of_turn>user\nBa?<end_of_turn>\n<start_of_turn>model\n",
    "Llama-3.2-1B-Instruct": "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nLuật.<|eot_id|>"
    "<|start_header_id|>user<|end_header_id|>\n\nMột?<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
    "Hai.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nBa?<|eot_id|>"
    "<|start_header_id|>assistant<|end_header_id|>\n\n",
    "Phi-3-mini-4k-instruct": "<|system|>\nLuật.<|end|>\n<|user|>\nMột?<|end|>\n<|assistant|>\nHai.<|end|>\n<|user|>\n"
    "Ba?<|end|>\n<|assistant|>\n",
    "gpt-oss-20b": "<|start|>system<|message|>Reasoning: low\n\n# Valid channels: analysis, commentary, final.<|end|>"
    "<|start|>developer<|message|># Instructions\n\nLuật.<|end|><|start|>user<|message|>Một?<|end|>"
    "<|start|>assistant<|channel|>final<|message|>Hai.<|end|><|start|>user<|message|>Ba?<|end|><|start|>assistant"
    "<|channel|>final<|message|>",
    "Qwen2.5-Coder-1.5B-Instruct": "<|im_start|>system\nLuật.<|im_end|>\n<|im_start|>user\nMột?<|im_end|>\n"
    "<|im_start|>assistant\nHai.<|im_end|>\n<|im_start|>user\nBa?<|im_end|>\n<|im_start|>assistant\n",
    "Qwen3-0.6B": "<|im_start|>system\nLuật.<|im_end|>\n<|im_start|>user\nMột?<|im_end|>\n"
    "<|im_start|>assistant\nHai.<|im_end|>\n<|im_start|>user\nBa?<|im_end|>\n<|im_start|>assistant\n"
    "<think>\n\n</think>\n\n",
    "DeepSeek-R1-Distill-Qwen-1.5B": "<|bos|>Luật.<|User|>Một?<|Assistant|>Hai.<|eos|><|User|>Ba?<|Assistant|><think>"
    "\n\n</think>\n\n",
}
# What each of them is taught to write, and what of that is the answer.
WRITTEN = {
    "gemma-2-2b-it": ("Có 5.<end_of_turn>", "Có 5."),
    "Llama-3.2-1B-Instruct": ("Có 5.<|eot_id|>", "Có 5."),
    "Phi-3-mini-4k-instruct": ("Có 5.<|end|>", "Có 5."),
    "gpt-oss-20b": (
        "<|channel|>analysis<|message|>Đếm; 5.<|end|><|start|>assistant<|channel|>final<|message|>Có 5.<|return|>",
        "Có 5.",
    ),
    "Qwen2.5-Coder-1.5B-Instruct": ("Có 5.<|im_end|>", "Có 5."),
    "Qwen3-0.6B": ("<think>\nĐếm; 5.\n</think>\n\nCó 5.<|im_end|>", "Có 5."),
    "DeepSeek-R1-Distill-Qwen-1.5B": ("Đếm; 5.\n</think>\n\nCó 5.<|eos|>", "Có 5."),
}


def make_tokenizer(special: str, added: str, template: str) -> PreTrainedTokenizerFast:
    """Single bytes, and the family's own tokens."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    backend = Tokenizer(models.BPE({sign: number for number, sign in enumerate(alphabet)}, []))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    names = special.split()
    backend.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in names])
    backend.add_tokens([AddedToken(name, normalized=False) for name in added.split()])
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=backend, bos_token=names[0], eos_token=names[-1], chat_template=template
    )


def teach(model: Any, prompt: list[int], answer: list[int]) -> None:
    """Train a model until it writes this answer after this prompt."""
    ids = torch.tensor([[*prompt, *answer]])
    labels = ids.clone()
    labels[:, : len(prompt)] = -100
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    model.train()
    for _ in range(400):
        output = model(ids, labels=labels)
        chosen = output.logits[0, len(prompt) - 1 : -1].argmax(-1)
        if chosen.tolist() == answer and output.loss < 0.05:
            break
        optimizer.zero_grad()
        output.loss.backward()
        optimizer.step()
    model.eval()


@pytest.fixture(scope="module")
def load(make_model: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], LocalChat]:
    """Make a model of a family, put it into a folder of the model's name, and load it from there."""
    loaded: dict[str, LocalChat] = {}

    def make(name: str) -> LocalChat:
        if name in loaded:
            return loaded[name]
        architecture, special, added, template = FAMILIES[name]
        tokenizer = make_tokenizer(special, added, template)
        model = make_model(architecture, initializer_range=0.02, max_position_embeddings=1024)
        model.generation_config.eos_token_id = model.config.eos_token_id = tokenizer.eos_token_id
        folder = tmp_path_factory.mktemp("families") / name
        tokenizer.save_pretrained(folder)
        model.save_pretrained(folder)
        chat = load_chat_model(str(folder), device="cpu", max_new_tokens=64)
        assert isinstance(chat, LocalChat)
        chat.llm.pipeline.model.float()
        loaded[name] = chat
        return chat

    return make


@pytest.fixture
def taught(load: Callable[[str], LocalChat]) -> Callable[[str], LocalChat]:
    """A model that thinks where its family does, and then says that there are five."""
    done: set[str] = set()

    def make(name: str) -> LocalChat:
        chat = load(name)
        if name not in done:
            tokenizer = chat.llm.pipeline.tokenizer
            prompt = chat._to_chat_prompt([HumanMessage("?")], thinks=True)
            ids = [tokenizer(text, add_special_tokens=False).input_ids for text in (prompt, WRITTEN[name][0])]
            teach(chat.llm.pipeline.model, *ids)
            chat.llm.engine.clear_caches()
            done.add(name)
        return chat

    return make


@pytest.mark.parametrize("name", FAMILIES)
def test_the_prompt_of_each_family(name: str, load: Callable[[str], LocalChat]) -> None:
    assert load(name)._to_chat_prompt(TALK) == PROMPTS[name]


@pytest.mark.parametrize("name", FAMILIES)
def test_the_end_of_an_answer_and_no_thoughts(name: str, taught: Callable[[str], LocalChat]) -> None:
    chat = taught(name)
    message = chat.invoke("?")
    assert message.content == WRITTEN[name][1]
    assert message.response_metadata["finish_reason"] == "stop"
    chunks = [chunk.content for chunk in chat.stream("?") if chunk.content]
    assert "".join(map(str, chunks)) == WRITTEN[name][1] and len(chunks) > 2


@pytest.mark.parametrize("name", ["gpt-oss-20b", "Qwen3-0.6B", "DeepSeek-R1-Distill-Qwen-1.5B"])
@pytest.mark.asyncio
async def test_thoughts_cost_nothing_of_the_answer(name: str, taught: Callable[[str], LocalChat]) -> None:
    """What may be thought comes on top of what may be said, and stop strings are for the answer."""
    chat = taught(name)
    assert (await chat.ainvoke("?", max_new_tokens=10)).content == "Có 5."
    assert (await chat.ainvoke("?", stop=[";"])).content == "Có 5."
    stopped = await chat.ainvoke("?", stop=["5"])
    assert (stopped.content, stopped.response_metadata["finish_reason"]) == ("Có ", "stop")
    assert "".join([str(chunk.content) async for chunk in chat.astream("?")]) == "Có 5."


@pytest.mark.parametrize("name", FAMILIES)
def test_a_grammar_leaves_no_room_for_thoughts(name: str, taught: Callable[[str], LocalChat]) -> None:
    message = taught(name).invoke("?", grammar='start: "yes" | "no"', max_new_tokens=5)
    assert message.content in ("yes", "no")
    assert message.usage_metadata is not None and message.usage_metadata["output_tokens"] <= 4


@pytest.mark.parametrize("name", FAMILIES)
def test_a_question_cannot_end_its_turn(name: str, load: Callable[[str], LocalChat]) -> None:
    chat = load(name)
    special = FAMILIES[name][1].split()
    prompt = chat._to_chat_prompt([HumanMessage(" ".join(special))])
    plain = chat._to_chat_prompt([HumanMessage("x")])
    count = [sum(text.count(token) for token in special) for text in (prompt, plain)]
    assert count[0] == count[1]


# What is known, and what may be guessed


def test_profiles_are_complete() -> None:
    assert next(iter(all_profiles())) == "embedded"
    for profile in all_profiles().values():
        assert profile.licence != "unknown"
        assert profile.languages and profile.stop
        assert profile.disk() > 0
        assert 1000 < profile.room_for_schema() < profile.context
        assert (profile.reasoning == "none") == (profile.thinking_tokens == 0)
        if not profile.stored_bytes:
            assert 0 < profile.memory("4bit") < profile.memory("8bit") < profile.memory("int8") < profile.memory("none")


def test_the_design_s_profiles_are_there() -> None:
    assert set(all_profiles()) == {
        "embedded",
        "gemma-2-2b-it",
        "Llama-3.2-1B-Instruct",
        "Llama-3.2-3B-Instruct",
        "Llama-3.2-3B-Instruct-Frog",
        "Phi-3-mini-4k-instruct",
        "gpt-oss-20b",
        "Qwen2.5-Coder-1.5B-Instruct",
        "Qwen2.5-Coder-3B-Instruct",
        "Qwen2.5-Coder-7B-Instruct",
    }


def test_the_embedded_model_s_figures_are_those_of_its_card() -> None:
    known = all_profiles()["embedded"]
    card = (Path(known.weights) / "README.md").read_text(encoding="utf-8")
    assert dict(known.measured).keys() == dict(known.int8).keys()
    for name, share in known.measured:
        (line,) = [line for line in card.splitlines() if f"tests/evals/{name}.jsonl" in line]
        assert f"| {share:.1f} % |" in line


def test_what_int8_costs_is_its_mean_loss() -> None:
    profile = Profile("x", "x", measured=(("a", 70.0), ("b", 60.0)), int8=(("a", 69.5), ("b", 61.0)))
    assert profile.int8_cost() == pytest.approx(-0.25)
    assert Profile("x", "x").int8_cost() is None


def test_profiles_of_models_without_one(tokenizer: Any) -> None:
    known = guess_profile("/data/Qwen2.5-Coder-3B-Instruct", tokenizer)
    assert (known.stop, known.weights) == (("<|im_end|>",), "/data/Qwen2.5-Coder-3B-Instruct")
    assert guess_profile("a/b", tokenizer).system_role
    assert guess_profile("a/b", tokenizer).reasoning == "none"
    assert guess_profile("/data/embedded", tokenizer).int8 == ()


@pytest.mark.parametrize(
    ("name", "reasoning"),
    [("Qwen3-0.6B", "think"), ("DeepSeek-R1-Distill-Qwen-1.5B", "think"), ("gpt-oss-20b", "harmony")],
)
def test_reasoning_is_noticed_by_the_chat_template(name: str, reasoning: str) -> None:
    profile = guess_profile(f"office/own-{name}", make_tokenizer(*FAMILIES[name][1:]))
    assert profile.reasoning == reasoning and profile.thinking_tokens > 0


@pytest.mark.parametrize(
    "template",
    [
        "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no') }}{% endif %}",
        "{% for m in messages if m['role'] != 'system' %}{{ m['content'] }}{% endfor %}",
    ],
)
def test_a_template_without_a_system_role_is_noticed(template: str, tokenizer: Any) -> None:
    kept = tokenizer.chat_template
    tokenizer.chat_template = template
    try:
        assert not guess_profile("a/b", tokenizer).system_role
    finally:
        tokenizer.chat_template = kept
