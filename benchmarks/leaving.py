"""How soon the worker is free when whoever asked goes away, in the middle of `/agent/invoke` and `/agent/stream`.

The real application and the embedded model; the client sends its question, waits a moment, and cuts the line.
"""

import random
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from hoidap.databases import Database, demo_database
from hoidap.langserve_app import create_app
from hoidap.models import LocalChat
from hoidap.models.engine import Engine
from hoidap.web import Parts

from .contest import Contest, embedded_model
from .demo_questions import QUESTIONS
from .measured import Goal, Row, say
from .overhead import running
from .served import post

SOON = 1.0  # seconds
GIVE_UP = 20.0
TURN = "hoidap-turn"  # the thread in which a question is worked on


@contextmanager
def serving(llm: LocalChat) -> Iterator[str]:
    """The application over the demo database and a model."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        db = Database.connect(demo_database(place), data_dir=place)
        db.build_values()
        with running(create_app(Parts.build(db, llm))) as url:
            yield url
        db.close()


def measure(device: str, times: int) -> Iterator[Row]:
    """A row for each way to ask, over the embedded model and, a quarter as often, over a slow one."""
    embedded = embedded_model(device)
    slow = LocalChat(llm=Contest.of("fp32", device).ours)
    for name, llm, count, longest in (("embedded", embedded, times, 0.3), ("fp32", slow, times // 4, 3.0)):
        with serving(llm) as url:
            for way in ("/agent/invoke", "/agent/stream"):
                say(f"stop: leaving {way} of {name}, {count} times")
                taken = leave_often(url, way, llm.llm.engine, count, longest)
                within = sum(seconds < SOON for seconds in taken)
                what = f"worker free after leaving {way}, slowest"
                yield Row(what, name, max(taken), "s", goal=Goal(SOON, "ours"), note=f"{within} of {count} in < 1 s")


def leave_often(url: str, path: str, engine: Engine, count: int, longest: float) -> list[float]:
    """Leave so often in the middle of an answer; who finds it finished already tries again."""
    rng = random.Random(0)
    taken: list[float] = []
    while len(taken) < count:
        with asking(url, path, rng.choice(QUESTIONS)):
            time.sleep(rng.uniform(0.01, longest))
            in_the_middle = busy(engine)
        begin = time.perf_counter()
        while busy(engine) and time.perf_counter() - begin < GIVE_UP:
            time.sleep(0.001)
        if in_the_middle:
            taken.append(time.perf_counter() - begin)
    return taken


@contextmanager
def asking(url: str, path: str, question: str) -> Iterator[None]:
    """A question that was sent; the line is cut at the end, whatever has come back."""
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port or 80)) as line:
        line.sendall(post(path, {"input": question}))
        yield


def busy(engine: Engine) -> bool:
    """Whether anything of a question is still under way."""
    now = engine.info()
    return bool(now.running or now.waiting) or any(thread.name == TURN for thread in threading.enumerate())
