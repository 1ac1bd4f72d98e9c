"""What a question costs beside the model: HTTP, the graph, linking, the query, the check, the conversation on disk.

The whole application answers over a loopback connection; only the model is replaced, by one that says at once what the
embedded one said before.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

import uvicorn
from sse_starlette.sse import AppStatus

from hoidap.databases import Database, demo_database
from hoidap.langserve_app import create_app, listen
from hoidap.web import Parts

from .contest import embedded_model
from .demo_questions import QUESTIONS
from .measured import Goal, Row, say
from .replay import Replay


@contextmanager
def running(app: Any) -> Iterator[str]:
    """The application on a free port, in a thread of this process; yields its URL."""
    AppStatus.should_exit_event = None  # sse-starlette below 2 keeps the event loop of the application before
    with listen("127.0.0.1", 0) as bound:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.02)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def measure(rounds: int) -> Iterator[Row]:
    """One row: the median over the rounds of the mean over the questions, each in a conversation of its own."""
    say("overhead: the application over a model that takes no time")
    with TemporaryDirectory() as folder:
        place = Path(folder)
        db = Database.connect(demo_database(place), data_dir=place)
        db.build_values()
        memory = f"sqlite:///{place / 'conversations.sqlite'}"
        with running(create_app(Parts.build(db, Replay.of(embedded_model()), memory=memory))) as url:
            ask_all(url, 0)  # here the real model speaks
            taken = [ask_all(url, number + 1) for number in range(rounds)]
        db.close()
    what = "a question without the model: HTTP, graph, SQL, checkpoint"
    yield Row(what, "embedded", 1000 * median(taken), "ms", goal=Goal(50, "ours"))


def ask_all(url: str, number: int) -> float:
    """Mean seconds a question."""
    begin = time.perf_counter()
    for at, question in enumerate(QUESTIONS):
        body = {"input": {"question": question, "thread_id": f"{number}-{at}"}}
        request = Request(f"{url}/agent/invoke", json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urlopen(request) as response:
            assert json.load(response)["output"]["sql"]
    return (time.perf_counter() - begin) / len(QUESTIONS)
