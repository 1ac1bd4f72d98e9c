"""Hostile statements, and thousands of ways to write them, on live databases: what they change, and what they show.

Four settings: the guard alone (what it lets through runs as the owner, by the plain driver), the layers alone (the
statement as it stands, on a connection that hoidap has opened for an account that can only read), both, and neither,
which proves that a write is seen. The state is compared after every batch; one that changed it is tried again in
smaller ones, down to the statement that did it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, chdir, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hoidap.databases import Database, DatabaseError, SqlRefused
from hoidap.databases.guard import Checked, Guard
from hoidap.settings import Settings

from ..measured import Goal, Row, at_least, say
from .corpus import SECRET_TABLE, SECRETS, Statement, statements
from .mutations import mutations
from .places import DIALECTS, FILES, Place, open_place

Attempt = Callable[[str], str]

NONE = Goal(0, "ours")
MUST_BE_SEEN = 50  # writes of the owner without both: the harness is not blind
BATCH = 512
CLOSER = 8  # times is a batch that changed something cut down, until one statement is left
MOST_ROWS = 100
SECONDS = 0.2  # of a statement; some would sleep for ten minutes
USUAL_BUDGET = int(Settings.model_fields["most_rows_read"].default)  # of rows, with which hoidap opens a database
EACH = 50  # mutations of a statement: 10,000 of those that are written for a live database
TOO_HEAVY = frozenset({"dos", "admin-dos"})  # for a server without limits; they don't write


@dataclass
class Harm:
    """What statements did; each is listed that did it."""

    writes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)  # that are none of hoidap's own

    @property
    def count(self) -> int:
        return len(self.writes) + len(self.files) + len(self.secrets) + len(self.errors)

    def __str__(self) -> str:
        kinds = {"writes": self.writes, "hidden rows": self.secrets, "files": self.files, "errors": self.errors}
        return ", ".join(f"{len(done)} {kind}" for kind, done in kinds.items() if kind != "errors" or done)


def measure(quick: bool) -> Iterator[Row]:
    """Every statement of the corpus on every live database, and mutations of those that are written for it."""
    corpus, seen = statements("hostile_sql.jsonl"), 0.0
    for dialect in DIALECTS:
        with open_place(dialect) as place:
            own = [one for one in corpus if one.dialect == dialect]
            yield from _measure_place(place, corpus, _mutations(own, 2 if quick else EACH))
            control = _control(place, own)
            yield control
            seen += control.ours
    yield Row("hostile statements, neither", "all of them", seen, "writes", None, at_least(MUST_BE_SEEN))
    yield _measure_tsql(corpus)


def _mutations(own: Sequence[Statement], each: int) -> list[str]:
    return [text for one in own for text in mutations(one.sql, each, one.name)]


def _measure_place(place: Place, corpus: Sequence[Statement], mutated: Sequence[str]) -> Iterator[Row]:
    tried = [place.aimed(text) for text in (*(one.sql for one in corpus), *mutated)]
    for what, attempts in WAYS.items():
        if attempts is ungated and place.dialect == "sqlite":
            continue  # its plans count no rows, so there is no gate
        say(f"{place.name}: {what}, {len(tried)} statements")
        with attempts(place) as attempt:
            harm = suffered(place, attempt, tried)
        goal = None if attempts is ungated else NONE
        yield Row(f"hostile statements, {what}", place.name, harm.count, "", None, goal, f"{len(tried)}: {harm}")
        for text in (*harm.writes, *harm.files, *harm.secrets, *harm.errors):
            say(f"  {text!r}")


def _control(place: Place, own: Sequence[Statement]) -> Row:
    light = [place.aimed(one.sql) for one in own if one.category not in TOO_HEAVY]
    say(f"{place.name}: neither, {len(light)} statements")
    harm = suffered(place, place.alone, light, batch=1)
    return Row("hostile statements, neither", place.name, len(harm.writes), "writes", note=f"{len(light)}: {harm}")


def _measure_tsql(corpus: Sequence[Statement]) -> Row:
    """There is no SQL Server here: all that can be asked is whether the guard refuses."""
    own = [one for one in corpus if one.dialect == "tsql"]
    with open_place("sqlite") as place, opened(place.url) as db:
        guard = Guard(replace(db.schema, dialect="tsql"))
    passed = [one.sql for one in own if not refused(guard, one.sql)]
    for text in passed:
        say(f"  {text!r}")
    what = "hostile T-SQL that the guard lets through"
    return Row(what, "no server", len(passed), "", None, NONE, f"{len(own)} statements")


def suffered(place: Place, attempt: Attempt, tried: Sequence[str], batch: int = BATCH) -> Harm:
    """What comes of the statements, one after the other."""
    harm, before = Harm(), place.state()
    if "server" in before:
        raise RuntimeError(before["server"])
    for begin in range(0, len(tried), batch):
        texts = tried[begin : begin + batch]
        with chdir(place.probe):  # where SQLite makes files that are named without a folder
            for text in texts:
                _try(attempt, text, harm)
        after = place.state()
        if after == before:
            continue
        place.restore()
        if len(texts) == 1:
            changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
            harm.files.extend(texts if FILES in changed else [])
            harm.writes.extend(texts if changed - {FILES} else [])
        else:
            closer = suffered(place, attempt, texts, max(1, batch // CLOSER))
            harm.files.extend(closer.files)
            harm.writes.extend(closer.writes if closer.writes or closer.files else ["; ".join(texts)])
            place.restore()
        before = place.state()
    return harm


def _try(attempt: Attempt, text: str, harm: Harm) -> None:
    try:
        shown = attempt(text)
    except DatabaseError as error:
        shown = str(error)
    except Exception as error:  # noqa: BLE001 that is what is looked for
        shown = str(error)
        harm.errors.append(f"{text}: {error!r}")
    if any(secret in shown.casefold() for secret in SECRETS):
        harm.secrets.append(text)


@contextmanager
def opened(url: str, seconds: float = SECONDS, most_rows_read: int | None = None) -> Iterator[Database]:
    """The place's database as hoidap opens it, without the hidden table."""
    bounds: dict[str, Any] = {"max_rows": MOST_ROWS, "seconds": seconds, "most_rows_read": most_rows_read}
    with closing(Database.connect(url, hide_tables=[SECRET_TABLE], data_dir=Path.cwd(), **bounds)) as db:
        yield db


@contextmanager
def guard_alone(place: Place) -> Iterator[Attempt]:
    """What the guard lets through runs as the owner, without limits."""
    with opened(place.url) as db:
        yield lambda sql: place.alone(db.check(sql))


@contextmanager
def layers_alone(place: Place, most_rows_read: int | None = USUAL_BUDGET) -> Iterator[Attempt]:
    """The statement as it stands, where hoidap's statements run."""
    with opened(place.reader_url, most_rows_read=most_rows_read) as db:
        db._guard = Unguarded(db._guard)  # type: ignore[assignment]

        def attempt(sql: str) -> str:
            try:
                return _shown(db, sql)
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001 texts that the guard stops may be anything to a driver
                return str(error)

        yield attempt


def ungated(place: Place) -> AbstractContextManager[Attempt]:
    """The layers where nobody has set a budget of rows, so that no plan is asked for first."""
    return layers_alone(place, None)


@contextmanager
def both(place: Place) -> Iterator[Attempt]:
    """As everybody asks."""
    with opened(place.reader_url, most_rows_read=USUAL_BUDGET) as db:
        yield lambda sql: _shown(db, sql)


WAYS: dict[str, Callable[[Place], AbstractContextManager[Attempt]]] = {
    "guard alone": guard_alone,
    "layers alone": layers_alone,
    "layers alone, without the cost gate": ungated,
    "both": both,
}


class Unguarded:
    """In the guard's place; the names that WITH clauses give are those that look like it."""

    def __init__(self, guard: Guard) -> None:
        self._harmless = guard.check("SELECT 1 AS one")
        self.engine_functions = guard.engine_functions

    def check(self, sql: str) -> Checked:
        names = frozenset(name.lower() for name in re.findall(r"(\w+)\s+AS\s*\(", sql, re.IGNORECASE))
        return replace(self._harmless, sql=sql, shown=sql, local_names=names)


def _shown(db: Database, sql: str) -> str:
    result = db.query(sql)
    return str([result.columns, result.rows])


def refused(guard: Guard, sql: str) -> bool:
    """Whether the guard says no."""
    try:
        guard.check(sql)
    except SqlRefused:
        return True
    return False
