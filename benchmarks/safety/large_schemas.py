"""Real questions asked of ten tables, and of the same ten among up to a thousand: the prompt, the wait, the tables.

Each of three real databases is put among the tables that a company gathers (many_tables.py), once for each size; all
questions without a turn before them are asked, QUESTIONS of them. The tables that a question needs are those of its
gold SQL. They count as retrieved where all of them are among the tables that are linked, offered to the grammar and
shown to a large model; the prompt of the embedded model shows fewer, for tables that only join others need no place.
"""

import gc
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from langchain_core.language_models import BaseChatModel
from sqlalchemy.engine import make_url
from sqlglot import exp, parse_one

from hoidap.chains import draft_sql
from hoidap.chains.errors import ChainError
from hoidap.chains.linking import link
from hoidap.chains.naming import is_junction
from hoidap.chains.schema_budget import asked_part
from hoidap.chains.sql import instructions, preload, sheet_of, sql_messages
from hoidap.databases import Database, demo_database
from hoidap.databases.demo import GLOSSARY
from hoidap.models import load_chat_model
from hoidap.training.evaluation import MOST_ROWS, Example, evaluate

from ..measured import Found, Goal, Row, at_least, per_cent, say
from ..sets import QuestionSet, read
from .many_tables import build

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SETS = (QuestionSet.JIDOUKA, QuestionSet.CHINOOK, QuestionSet.NORTHWIND)
SIZES = (10, 30, 100, 300, 1000)
QUESTIONS = 200
QUICK = 12
SMALL, LARGE = SIZES[0], SIZES[-1]


@dataclass
class Seen:
    """What was measured at one size, an entry a question."""

    tokens: list[int] = field(default_factory=list)
    instructed: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    retrieved: list[bool] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)


def measure(quick: bool) -> Iterator[Found]:
    """The rows of this topic; needs the demo databases of `../shared/data`."""
    import torch

    torch.set_num_threads(1)
    llm = load_chat_model("embedded", device="cpu")
    sizes = (SMALL, LARGE) if quick else SIZES
    seen: dict[int, Seen] = defaultdict(Seen)
    with tempfile.TemporaryDirectory() as folder:
        for asked in SETS:
            examples = [example for example in read(asked, DATA) if not example.history]
            most = (QUICK if quick else QUESTIONS) * len(examples) // _all_questions() + 1
            examples = [examples[place * len(examples) // most] for place in range(most)]
            opened = {}
            for size in sizes:
                begin = time.perf_counter()
                opened[size] = _open(asked, size, Path(folder))
                say(f"{asked}, {size} tables: opened in {time.perf_counter() - begin:.0f} s")
                preload(llm, opened[size])
            _ask(llm, examples, opened, seen)
            for database in opened.values():
                database.close()
            gc.collect()
    yield from _rows(seen, sizes)


def _all_questions() -> int:
    return sum(not example.history for asked in SETS for example in read(asked, DATA))


def _open(asked: QuestionSet, size: int, folder: Path) -> Database:
    real = make_url(demo_database()).database if asked is QuestionSet.JIDOUKA else DATA / "demo" / f"{asked}.sqlite"
    glossary = GLOSSARY if asked is QuestionSet.JIDOUKA else None
    whole = Database.connect(f"sqlite:///{real}", glossary=glossary)
    file, said = build(Path(str(real)), whole.schema, size, folder, glossary)
    whole.close()
    database = Database.connect(f"sqlite:///{file}", glossary=said, max_rows=MOST_ROWS, data_dir=folder)
    database.build_values()
    return database


def _ask(llm: BaseChatModel, examples: Sequence[Example], opened: dict[int, Database], seen: dict[int, Seen]) -> None:
    """Ask each question at every size in turn, so that whatever else the machine does slows all sizes alike."""
    writers = {size: draft_sql(llm, database) for size, database in opened.items()}
    for writer in writers.values():
        writer.invoke({"question": examples[0].question})
    for example in examples:
        for size, database in opened.items():
            begin = time.perf_counter()
            try:
                writers[size].invoke({"question": example.question})
            except ChainError as error:
                say(f"{size} tables: {example.question}: {error}")
            seen[size].seconds.append(time.perf_counter() - begin)
            _look(llm, example, database, seen[size])
    for size in (SMALL, LARGE):
        database = opened[size]
        seen[size].right += [record.ok for record in evaluate(llm, examples, partial(_same, database))]


def _same(database: Database, _: Path | None) -> Database:
    return database


def _look(llm: BaseChatModel, example: Example, database: Database, seen: Seen) -> None:
    part = asked_part(llm, database, example.question)
    links = link(example.question, part.schema, part.values)
    sheet = sheet_of(links, part, None)
    needed = needed_tables(example.gold, database)
    joining = {name for name in needed if is_junction(database.schema.table(name))}
    seen.retrieved.append(needed <= {table.name for table in part.schema.tables})
    seen.shown.append(needed - joining <= {table.name for table in sheet.shown})
    seen.tokens.append(llm.get_num_tokens_from_messages(sql_messages(sheet)))
    told = instructions(part, links, {"question": example.question})
    seen.instructed.append(llm.get_num_tokens_from_messages(told))


def needed_tables(gold: str, database: Database) -> set[str]:
    """The tables that gold SQL reads, as the schema spells them."""
    query = parse_one(gold, read="sqlite")
    within = {one.alias.casefold() for one in query.find_all(exp.CTE)}
    named = {table.name.casefold() for table in query.find_all(exp.Table)} - within
    return {table.name for table in database.schema.tables if table.name.casefold() in named}


def _rows(seen: dict[int, Seen], sizes: Sequence[int]) -> Iterator[Found]:
    small, many = seen[SMALL], len(seen[SMALL].tokens)
    for size in sizes:
        one, last = seen[size], size == LARGE
        at = f"{size} tables"
        of = f"{many} questions"
        yield Row("prompt of the embedded model, mean", at, _mean(one.tokens), "tokens", note=of)
        yield Row("prompt of a large model, mean", at, _mean(one.instructed), "tokens", note=of)
        yield Row("question to SQL, median", at, 1000 * median(one.seconds), "ms", note=of)
        yield Row("needed tables retrieved", at, per_cent(one.retrieved), "%", None, at_least(95) if last else None, of)
        yield Row("needed tables in the embedded model's prompt", at, per_cent(one.shown), "%", note=of)
        if one.right:
            yield Row("right answers of the embedded model", at, per_cent(one.right), "%", note=of)
    large = seen[LARGE]
    grown = f"{LARGE} to {SMALL} tables"
    for what, pick in (("embedded", "tokens"), ("large", "instructed")):
        ratio = _mean(getattr(large, pick)) / _mean(getattr(small, pick))
        yield Row(f"prompt of the {what} model", grown, ratio, "x", None, Goal(1.3, "ours"), "mean")
    waits = median(large.seconds) / median(small.seconds)
    yield Row("question to SQL", grown, waits, "x", None, Goal(1.5, "ours"), "median")
    own = median(b / a for a, b in zip(small.seconds, large.seconds, strict=True))
    yield Row("question to SQL, each to itself", grown, own, "x", note="median")


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)
