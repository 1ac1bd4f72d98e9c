"""Questions and answers on a terminal: one (`hoidap ask`) or one after another (`hoidap chat`)."""

import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from hoidap.agents.errors import AgentError
from hoidap.chains.errors import ChainError
from hoidap.databases.errors import DatabaseError
from hoidap.models.errors import ModelError
from hoidap.terminal import complain, console, progress, say, show_stream, waiting
from hoidap.tools.errors import ToolError

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from hoidap.settings import Settings

EXPECTED = (AgentError, ChainError, DatabaseError, ModelError, ToolError)  # each is one plain sentence for the user

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
    """One answer; what keeps it from being given stands in its notes. Raises AgentInputError."""
    return _ask(settings, question, lambda agent: dict(agent.invoke(question)))


def ask_on_screen(settings: "Settings", question: Mapping[str, Any]) -> dict[str, Any]:
    """Print one answer while it comes, and return it. Raises AgentInputError."""
    answer = _ask(settings, question, lambda agent: _print_answer(agent, question))
    if not answer["answer"]:
        complain(" ".join(answer["notes"]))
    return answer


def _ask(
    settings: "Settings", question: Mapping[str, Any], how: "Callable[[Runnable[Any, Any]], dict[str, Any]]"
) -> dict[str, Any]:
    from hoidap.agents.question import checked_question

    checked_question(dict(question))  # before seconds go into loading a model
    begin = time.perf_counter()
    try:
        with open_agent(settings) as agent:
            return how(agent)
    except EXPECTED as error:
        return _no_answer(question, str(error), time.perf_counter() - begin)


def answered(answer: Mapping[str, Any]) -> bool:
    """Whether a question got its answer: columns where data was asked for, else a sentence that excuses nothing."""
    from hoidap.chains.route import QUERY_DATABASE

    if answer["tool"] == QUERY_DATABASE:
        return bool(answer["columns"])
    return bool(answer["answer"]) and not answer["notes"]


def converse(settings: "Settings", thread: str) -> bool:
    """Read questions until the end of standard input or /quit; False where the agent could not be opened."""
    try:
        with open_agent(settings) as agent:
            _take_turns(agent, thread, settings.user)
    except EXPECTED as error:
        complain(str(error))
        return False
    return True


def _take_turns(agent: "Runnable[Any, Any]", thread: str, user: str) -> None:
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
            _print_turn(agent, {"question": line, "thread_id": thread, "user": user}, sql=sql)


def _lines(typed: bool) -> Iterator[str]:
    while True:
        try:
            line = input("› " if typed else "").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line:
            yield line


def _print_turn(agent: "Runnable[Any, Any]", question: Mapping[str, Any], *, sql: bool) -> None:
    try:
        _print_answer(agent, question, sql=sql)
    except EXPECTED as error:
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
    """The Answer of a question that could not even be asked."""
    from hoidap.agents.question import checked_question, complete

    return {**complete({}, checked_question(dict(question))), "notes": [why], "seconds": round(seconds, 3)}
