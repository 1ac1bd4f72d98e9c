"""Questions and answers on a terminal: one (`hoidap ask`) or one after another (`hoidap chat`)."""

import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from hoidap.terminal import complain, console, progress, say, show_stream, waiting

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from hoidap.settings import Settings

_WELCOME = (
    "Ask a question. /new begins another conversation, /sql shows or hides the SQL, /quit leaves.",
    "Hãy đặt câu hỏi. /new mở hội thoại mới, /sql hiện hoặc ẩn SQL, /quit thoát.",
)


@contextmanager
def open_agent(settings: "Settings") -> "Iterator[Runnable[Any, Any]]":
    """The agent over the chosen database and models, with progress on stderr while they are made ready."""
    with closing(settings.connect()) as database:
        with progress(say("Reading the values of the database", "Đang đọc các giá trị của cơ sở dữ liệu")) as done:
            database.build_values(done)
        with waiting(say("Loading the model…", "Đang nạp mô hình…")):
            from hoidap.agents import build_agent

            llm, answer_llm = settings.load_models()
            agent = build_agent(llm, database, settings.conversations(), answer_llm=answer_llm)
        yield agent


def ask_whole(settings: "Settings", question: Mapping[str, Any]) -> dict[str, Any]:
    """One answer; what keeps it from being given stands in its notes."""
    begin = time.perf_counter()
    try:
        with open_agent(settings) as agent:
            return dict(agent.invoke(dict(question)))
    except _expected() as error:
        return _no_answer(question, str(error), time.perf_counter() - begin)


def ask_on_screen(settings: "Settings", question: Mapping[str, Any]) -> dict[str, Any]:
    """Print one answer while it comes, and return it."""
    try:
        with open_agent(settings) as agent:
            return _print_answer(agent, question)
    except _expected() as error:
        complain(str(error))
        return _no_answer(question, str(error), 0.0)


def answered(answer: Mapping[str, Any]) -> bool:
    """Whether a question got its answer: rows where SQL was asked for, else a sentence."""
    return bool(answer.get("answer")) and bool(answer.get("columns") or not answer.get("sql"))


def converse(settings: "Settings", thread: str) -> bool:
    """Read questions until the end of standard input or /quit; False where the agent could not be opened."""
    try:
        with open_agent(settings) as agent:
            _take_turns(agent, thread)
    except _expected() as error:
        complain(str(error))
        return False
    return True


def _take_turns(agent: "Runnable[Any, Any]", thread: str) -> None:
    typed, sql = sys.stdin.isatty(), True
    if typed:
        with suppress(ImportError):
            import readline  # noqa: F401  gives input() its history and its arrow keys
        print(say(*_WELCOME))
    for line in _lines(typed):
        if line in ("/quit", "/exit"):
            return
        if line == "/new":
            thread = uuid4().hex
            print(say("A new conversation.", "Hội thoại mới."))
        elif line == "/sql":
            sql = not sql
            print(say("SQL is shown.", "Hiện SQL.") if sql else say("SQL is hidden.", "Ẩn SQL."))
        elif line.startswith("/"):
            complain(say(f"There is no {line}: /new /sql /quit", f"Không có {line}: /new /sql /quit"))
        else:
            _print_turn(agent, {"question": line, "thread_id": thread}, sql=sql)


def _lines(typed: bool) -> Iterator[str]:
    while True:
        try:
            line = input("› " if typed else "").strip()
        except EOFError:
            return
        if line:
            yield line


def _print_turn(agent: "Runnable[Any, Any]", question: Mapping[str, Any], *, sql: bool) -> None:
    try:
        _print_answer(agent, question, sql=sql)
    except _expected() as error:
        complain(str(error))
    except KeyboardInterrupt:  # stops this answer, not the conversation
        complain(say("\nStopped.", "\nĐã dừng."))


def _print_answer(agent: "Runnable[Any, Any]", question: Mapping[str, Any], *, sql: bool = True) -> dict[str, Any]:
    stream = agent.stream(dict(question))
    try:
        return show_stream(stream, console(), sql=sql)
    finally:
        if isinstance(stream, Generator):
            stream.close()  # this is what stops the model


def _no_answer(question: Mapping[str, Any], why: str, seconds: float) -> dict[str, Any]:
    """The Answer of a question that could not be asked at all."""
    return {
        "question": question["question"],
        "answer": "",
        "tool": "",
        "sql": "",
        "columns": [],
        "rows": [],
        "truncated": False,
        "confidence": 0.0,
        "notes": [why],
        "thread_id": question["thread_id"],
        "seconds": round(seconds, 3),
    }


def _expected() -> tuple[type[Exception], ...]:
    """The errors that are one plain sentence for the user."""
    from hoidap.agents.errors import AgentError
    from hoidap.chains.errors import ChainError
    from hoidap.databases.errors import DatabaseError
    from hoidap.models.errors import ModelError
    from hoidap.tools.errors import ToolError

    return AgentError, ChainError, DatabaseError, ModelError, ToolError
