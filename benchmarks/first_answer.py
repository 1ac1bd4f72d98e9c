"""How long a person waits: for `hoidap --help`, for the first answer of a new process, for an answer once it is warm.

    python -m benchmarks.first_answer [--model NAME] [--rounds N]

The warm SQL prompts are also given to transformers' own `generate`, on the same weights in the same process. It gets no
grammar, so that both write freely, and each text is compared: ours must be the same tokens.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from operator import eq
from statistics import median
from typing import Annotated, Any

import torch
import typer
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import BaseMessage
from rich.console import Console
from rich.table import Table

from hoidap.agents import build_agent
from hoidap.chains import write_sql
from hoidap.chains.errors import ChainError
from hoidap.databases import Database
from hoidap.models import LocalChat
from hoidap.settings import load_settings

QUESTIONS = (
    "Có bao nhiêu cải tiến trong năm 2024?",
    "Bộ phận nào tiết kiệm được nhiều giờ nhất?",
    "List the tools used by the authors of DC3",
    "How many improvements did each department make?",
)
NEW_TOKENS = 48


class Prompts(BaseCallbackHandler):
    """Keeps what the chat model is asked."""

    def __init__(self) -> None:
        self.seen: list[list[BaseMessage]] = []

    def on_chat_model_start(self, serialized: dict[str, Any], messages: list[list[BaseMessage]], **_: Any) -> None:
        self.seen.extend(messages)


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The median of `rounds` runs."""
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return median(taken)


def command(*arguments: str) -> Callable[[], object]:
    """A whole process; one that could not answer has still been waited for."""
    return lambda: subprocess.run([sys.executable, "-m", "hoidap.cli", *arguments], capture_output=True, check=False)


def sql_prompts(llm: LocalChat, database: Database) -> list[list[BaseMessage]]:
    """The prompts that the questions lead to."""
    found = []
    for question in QUESTIONS:
        prompts = Prompts()
        with suppress(ChainError):  # what it wrote may be of no use, and that is no matter here
            write_sql(llm, database).invoke(question, {"callbacks": [prompts]})
        found += prompts.seen[:1]
    return found


def stock(llm: LocalChat, messages: list[BaseMessage]) -> str:
    """What transformers' own greedy `generate` writes for the same prompt."""
    tokenizer, model = llm.llm.pipeline.tokenizer, llm.llm.pipeline.model
    prompt = tokenizer(llm._to_chat_prompt(messages), return_tensors="pt", add_special_tokens=False).to(model.device)
    with torch.inference_mode():
        ids = model.generate(**prompt, do_sample=False, max_new_tokens=NEW_TOKENS, pad_token_id=tokenizer.eos_token_id)
    text: str = tokenizer.decode(ids[0, prompt["input_ids"].shape[1] :], skip_special_tokens=True)
    return text


def main(
    model: Annotated[str, typer.Option(help="A profile, a folder or a hub name.")] = "embedded",
    rounds: Annotated[int, typer.Option(min=1, help="Runs of each; the median counts.")] = 3,
) -> None:
    """Print the times in seconds."""
    settings = load_settings(model=model)
    database, llm = settings.connect(), settings.load_model()
    database.build_values()  # the first `ask` after this finds the index on disk, as every later one does
    assert isinstance(llm, LocalChat)
    agent = build_agent(llm, database)
    prompts = sql_prompts(llm, database)

    def ask_all() -> None:
        for question in QUESTIONS:
            agent.invoke({"question": question})

    def ours() -> list[str]:
        return [str(llm.invoke(prompt, max_new_tokens=NEW_TOKENS).content).strip() for prompt in prompts]

    def theirs() -> list[str]:
        return [stock(llm, prompt).strip() for prompt in prompts]

    ask_all()
    same = sum(map(eq, ours(), theirs()))
    table = Table("what is waited for", "seconds", "stock generate", title=model)
    table.add_row("hoidap --help", f"{seconds(command('--help'), rounds):.2f}")
    table.add_row("hoidap ask, new process", f"{seconds(command('ask', QUESTIONS[0], '--model', model), rounds):.2f}")
    table.add_row("an answer, warm", f"{seconds(ask_all, rounds) / len(QUESTIONS):.2f}")
    count = len(prompts)
    table.add_row("one SQL prompt", f"{seconds(ours, rounds) / count:.3f}", f"{seconds(theirs, rounds) / count:.3f}")
    table.add_row("the same text", "", f"{same} of {count}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
