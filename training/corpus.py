"""The stream of lessons that the embedded model learns from: questions, routes and answers, mixed."""

from __future__ import annotations

import hashlib
import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hoidap.chains.route import QUERY_DATABASE
from hoidap.databases import Schema, Value

from . import human
from .holdout import contents, databases, split
from .render import Lesson, answer_lesson, route_lesson, sql_lesson
from .synthesize import answers, questions, random_schema, real_source, routes
from .synthesize.example import Example, Past, RouteExample
from .synthesize.naming import bare
from .synthesize.words import SchemaWithWords

# How often each source is drawn; generated questions over random schemas, over real ones, and what people wrote.
MIXTURE = {
    "random": 0.16,
    "real": 0.1,
    "office": 0.33,
    "spider": 0.16,
    "cosql": 0.06,
    "wikisql": 0.01,
    "route": 0.05,
    "message": 0.06,
    "answer": 0.07,
}
ASKED_ON = 0.4  # of the written messages, how many are questions to the data that people wrote
AFTER_ANOTHER = 0.22  # of the human questions without a turn before them, how many get one that they do not lean on

WITHOUT_MARKS = 0.1  # of the Vietnamese questions that people wrote
REAL_SCHEMAS = 0.5  # of the answers and messages to route, how many are over real schemas


@dataclass(frozen=True)
class Material:
    """What is read from disk once: real schemas with their values, human examples by source, and messages to route."""

    schemas: tuple[tuple[Schema, tuple[Value, ...]], ...]
    human: dict[str, tuple[Example, ...]]
    messages: tuple[RouteExample, ...] = ()


def material(data: Path | None, cache: Path) -> Material:
    """Read the human data under `data` and check it by running it, or take it from `cache` if that was done before.

    Without `data` the corpus is generated only.
    """
    if data is None:
        return Material((), {})
    made_of = _fingerprint()
    if cache.exists():
        with cache.open("rb") as file:
            kept = pickle.load(file)  # our own cache, written a moment ago by this very function
        if isinstance(kept, tuple) and kept[0] == made_of:
            loaded: Material = kept[1]
            return loaded
    files = databases(data / "spider_train" / "databases")
    schemas = tuple(contents(files[name]) for name in split(files)[0])
    sources = {"office": human.office, "spider": human.spider, "cosql": human.cosql, "wikisql": human.wikisql}
    questions = {name: tuple(read(data)) for name, read in sources.items()}
    result = Material(schemas, questions, tuple(human.messages(data)))
    cache.parent.mkdir(parents=True, exist_ok=True)
    with cache.open("wb") as file:
        pickle.dump((made_of, result), file)
    return result


def _fingerprint() -> str:
    """Of our own questions and of the code that makes SQL canonical: when these change, what was read is stale."""
    here = Path(__file__).parent
    files = [
        *sorted((here / "data").glob("questions_*.jsonl")),
        here / "data" / "routes_dev.jsonl",
        *(here / name for name in ("human.py", "usual.py", "holdout.py", "route_messages.py")),
    ]
    chains = here.parent / "chains"
    files += [*sorted(chains.glob("canonical*.py")), *(chains / name for name in ("joins.py", "naming.py", "roles.py"))]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def lessons(seed: int, stock: Material) -> Iterator[Lesson]:
    """Lessons without end, the same for the same seed."""
    rng = random.Random(seed)
    streams = dict(_streams(rng, stock))
    names = list(streams)
    weights = [MIXTURE[name] for name in names]
    while True:
        lesson = next(streams[rng.choices(names, weights)[0]])
        if lesson is not None:
            yield lesson


def _streams(rng: random.Random, stock: Material) -> Iterator[tuple[str, Iterator[Lesson | None]]]:
    def own() -> random.Random:
        return random.Random(rng.random())

    yield "random", (sql_lesson(example, rng) for example in questions(own(), random_schema))
    if stock.schemas:
        yield "real", (sql_lesson(example, rng) for example in questions(own(), real_source(stock.schemas)))
    yield "route", (route_lesson(example, rng) for example in routes(own(), _either(stock)))
    yield "answer", (answer_lesson(example) for example in answers(own(), _either(stock)))
    for name, examples in stock.human.items():
        yield name, _drawn(examples, rng)
    if stock.messages:
        yield "message", (route_lesson(message, rng) for message in _messages(stock, own()))


def _messages(stock: Material, rng: random.Random) -> Iterator[RouteExample]:
    """Messages that people wrote, and their questions to the data beside the plug-ins of such a message."""
    while True:
        message = rng.choice(stock.messages)
        if rng.random() < ASKED_ON:
            asked = rng.choice(stock.human["office"])
            yield replace(
                message,
                schema=asked.schema,
                values=asked.values,
                question=asked.question,
                language=asked.language,
                history=asked.history,
                tool=QUERY_DATABASE,
            )
        else:
            yield message


def _bare(example: Example) -> Example:
    """As it is typed where nobody cares for the marks."""
    history = tuple(replace(past, question=bare(past.question)) for past in example.history)
    return replace(example, question=bare(example.question), history=history)


def _either(stock: Material) -> Callable[[random.Random], SchemaWithWords]:
    """Random schemas and real ones by turns: what stands in the cells of real ones is of every kind."""
    if not stock.schemas:
        return random_schema
    real = real_source(stock.schemas)
    return lambda rng: (real if rng.random() < REAL_SCHEMAS else random_schema)(rng)


def _drawn(examples: Sequence[Example], rng: random.Random) -> Iterator[Lesson | None]:
    same: dict[int, list[Example]] = {}
    for example in examples:
        same.setdefault(id(example.schema), []).append(example)
    while True:
        example = rng.choice(examples)
        if example.language == "vi" and rng.random() < WITHOUT_MARKS:
            example = _bare(example)
        others = same[id(example.schema)]
        if not example.history and len(others) > 1 and rng.random() < AFTER_ANOTHER:
            other = rng.choice(others)
            example = replace(example, history=(Past(other.question, other.sql),))
        yield sql_lesson(example, rng)
