"""Ours and the stock way over the same weights in the same process: how each is asked, and what it takes."""

import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import torch
from langchain_core.language_models import BaseLLM
from langchain_huggingface import HuggingFacePipeline
from transformers import TextGenerationPipeline

from hoidap.models import LocalChat, LocalPipeline, load_chat_model

from . import company
from .random_model import random_model, trained_tokenizer

NEW_TOKENS = 24
MODELS = ("fp32", "bf16", "embedded")


@dataclass(frozen=True)
class Contest:
    """Two ways to ask one model."""

    name: str
    ours: LocalPipeline
    stock: HuggingFacePipeline

    @classmethod
    def of(cls, name: str, device: str) -> "Contest":
        """`fp32` or `bf16`: the random model; `embedded`: the one that comes with hoidap."""
        if name == "embedded":
            ours = embedded_model(device).llm
        else:
            dtype = {"fp32": torch.float32, "bf16": torch.bfloat16}[name]
            model: Any = random_model(dtype, device)
            ours = LocalPipeline(pipeline=_pipeline(model, trained_tokenizer()), model_id=name)
        stock = _pipeline(ours.pipeline.model, ours.pipeline.tokenizer)
        return cls(name, ours, HuggingFacePipeline(pipeline=stock, model_id=name))


def embedded_model(device: str = "auto") -> LocalChat:
    """The model that comes with hoidap."""
    llm = load_chat_model("embedded", device=device)  # type: ignore[arg-type]
    assert isinstance(llm, LocalChat)
    return llm


def _pipeline(model: Any, tokenizer: Any) -> Any:
    return TextGenerationPipeline(model=model, tokenizer=tokenizer, task="text-generation")  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Timing:
    """One request: seconds to its first token and to its end, CPU seconds of the process meanwhile, and the text."""

    first: float
    total: float
    cpu: float
    text: str


def options(llm: BaseLLM, new_tokens: int) -> dict[str, Any]:
    """The keywords by which either is asked for greedy text of that length, without the prompt."""
    if isinstance(llm, LocalPipeline):
        return {"max_new_tokens": new_tokens}
    stock = {"do_sample": False, "max_new_tokens": new_tokens, "return_full_text": False}
    return {"pipeline_kwargs": stock}


def ask(llm: BaseLLM, number: int, new_tokens: int = NEW_TOKENS) -> Timing:
    """Stream the answer to a question on the company's schema.

    Stock streams an empty text for a token that does not end a word; such a one counts as its first token too.
    """
    begin, cpu, first, texts = time.perf_counter(), time.process_time(), 0.0, []
    for text in llm.stream(company.asked(number), **options(llm, new_tokens)):
        first = first or time.perf_counter() - begin
        texts.append(text)
    return Timing(first, time.perf_counter() - begin, time.process_time() - cpu, "".join(texts))


@dataclass(frozen=True)
class Crowd:
    """Some users who asked at the same moment: how many, wall and CPU seconds until all had their answers."""

    users: int
    wall: float
    cpu: float


def ask_at_once(llm: BaseLLM, users: int, first: int = 0) -> Crowd:
    """Let each of some users ask another question, each from a thread of their own."""
    prompts = [company.asked(first + number) for number in range(users)]
    asked: Callable[[str], str] = llm.bind(**options(llm, NEW_TOKENS)).invoke
    with ThreadPoolExecutor(users) as pool:
        begin, cpu = time.perf_counter(), time.process_time()
        answers = list(pool.map(asked, prompts))
    assert len(answers) == users
    return Crowd(users, time.perf_counter() - begin, time.process_time() - cpu)


def second_user(llm: BaseLLM, number: int) -> float:
    """Seconds to the first token of a question that is asked while another one's long answer is being written."""
    with closing(writing(llm, number)) as other:
        for _ in range(3):
            next(other)
        return ask(llm, number + 1, 2).first


def writing(llm: BaseLLM, number: int) -> Generator[str]:
    """A long answer, which ends when it is closed."""
    yield from llm.stream(company.asked(number), **options(llm, 400))
