"""What goes wrong with servers and files: one clear sentence each time, and the next question is answered."""

import random
import re
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial

from hoidap.databases import Database, DatabaseError

from ..measured import Goal, Row, say
from ..servers import READER, MariaDB, Server
from .hostile import opened
from .limits import MANY_ROWS
from .places import EVERY, Place, ServerPlace, SQLitePlace, open_place

TIMES = 50
FEWER = 5  # where each takes seconds
SECONDS = 20.0  # that a query has: it must fail for what happens to it, not for being slow
SLOW = "SELECT COUNT(*) FROM many AS a CROSS JOIN many AS b CROSS JOIN many AS c"
LARGE = "SELECT COUNT(*) FROM (SELECT DISTINCT a.text AS one, b.text AS two FROM many AS a CROSS JOIN many AS b) AS d"
QUICK = "SELECT COUNT(*) FROM customers"
SMALL_DISK = "4m"

# Of a stack, of a driver, of a place in memory; a number in brackets is an error's.
_UNCLEAR = re.compile(
    r"\n|traceback|psycopg|pymysql|pyodbc|sqlalch|sqlite3|sqlstate|[(\[]\w*\d{4}|got error|#sql|[a-z]error\b|0x\d",
    re.IGNORECASE,
)
Trouble = Callable[[], AbstractContextManager[object]]


@dataclass
class Trial:
    """What was said in so many tries, and what of it was unclear, or wrong afterwards."""

    times: int
    sentences: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def measure(quick: bool) -> Iterator[Row]:
    """Each kind of trouble, again and again; what is counted are unclear sentences and questions not answered."""
    times, fewer = (2, 1) if quick else (TIMES, FEWER)
    for way in EVERY:
        with open_place(way) as place:
            place.fill(MANY_ROWS)
            if isinstance(place, ServerPlace):
                yield _row(
                    "server killed in mid-query", place, in_mid_query(place, times, partial(killed, place.server))
                )
                yield _row("connection cut in mid-query", place, in_mid_query(place, times, partial(cut, place.server)))
                yield _row("connection cut between queries", place, between_queries(place, times))
            if isinstance(place, SQLitePlace):
                yield _row("file gone", place, under(place, times, partial(gone, place)))
            yield _row("locked by another program", place, under(place, fewer, partial(locked, place)))
            if can_mount():
                yield _row("disk full", place, under(place, fewer, partial(disk_full, place), LARGE))


def in_mid_query(place: Place, times: int, trouble: Trouble) -> Trial:
    """The trouble comes while a query runs, and is over before the next."""
    trial, rng = Trial(times), random.Random(0)
    with opened(place.reader_url, SECONDS) as db, ThreadPoolExecutor(1) as thread:
        for _ in range(times):
            asking = thread.submit(_said, db, SLOW)
            time.sleep(rng.uniform(0.05, 0.2))
            with trouble():
                said = asking.result()
            _judge(place, trial, said, _said(db, QUICK))
    return trial


def under(place: Place, times: int, trouble: Trouble, sql: str = QUICK) -> Trial:
    """The trouble is there when a query comes, and is over before the next."""
    trial = Trial(times)
    with opened(place.reader_url, SECONDS) as db:
        for _ in range(times):
            with trouble():
                said = _said(db, sql)
            _judge(place, trial, said, _said(db, QUICK))
    return trial


def between_queries(place: ServerPlace, times: int) -> Trial:
    """The server ends the connection while nobody asks; nobody should notice."""
    trial = Trial(times)
    with opened(place.reader_url, SECONDS) as db:
        for _ in range(times):
            place.server.drop_connections(READER)
            trial.wrong.extend(filter(None, [_said(db, QUICK)]))
    return trial


@contextmanager
def killed(server: Server) -> Iterator[None]:
    """No server, and then one that has just been started."""
    server.kill()
    yield
    server.start()


@contextmanager
def cut(server: Server) -> Iterator[None]:
    """The server ends the reader's connections."""
    server.drop_connections(READER)
    yield


@contextmanager
def gone(place: SQLitePlace) -> Iterator[None]:
    """The file is somewhere else."""
    away = place.file.rename(place.file.with_suffix(".away"))
    yield
    away.rename(place.file)


@contextmanager
def locked(place: Place) -> Iterator[None]:
    """Another program changes what is asked for, and does not come to an end."""
    if isinstance(place, SQLitePlace):
        with closing(sqlite3.connect(place.file)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
    elif isinstance(place, ServerPlace):
        with closing(place.server.connect("shop")) as other, other.cursor() as cursor:
            maria = isinstance(place.server, MariaDB)
            cursor.execute("LOCK TABLES customers WRITE" if maria else "BEGIN; LOCK TABLE customers")
            yield


@contextmanager
def disk_full(place: Place) -> Iterator[None]:
    """Temporary files go to a disk of a few megabytes."""
    folder = place.temporary
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK},mode=1777", "tmpfs", folder], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def can_mount() -> bool:
    """Whether we may make a small disk."""
    with tempfile.TemporaryDirectory() as folder:
        made = (
            subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True, check=False).returncode == 0
        )
        if made:
            subprocess.run(["umount", folder], check=True)
        return made


def is_clear(sentence: str) -> bool:
    """One plain sentence, without the words of drivers."""
    return sentence.endswith(".") and 15 < len(sentence) < 200 and not _UNCLEAR.search(sentence)


def _said(db: Database, sql: str) -> str:
    try:
        db.query(sql)
    except DatabaseError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 that is what is looked for
        return f"{error!r}"
    return ""


def _judge(place: Place, trial: Trial, said: str, then: str) -> None:
    trial.sentences[said] += 1
    passwords = place.server.passwords.values() if isinstance(place, ServerPlace) else ()
    if not is_clear(said) or any(password in said for password in passwords):
        trial.wrong.append(said)
    if then:
        trial.wrong.append(f"the next question: {then}")


def _row(what: str, place: Place, trial: Trial) -> Row:
    for sentence, count in trial.sentences.items():
        say(f"  {place.name}: {what}: {count} x {sentence!r}")
    for wrong in trial.wrong:
        say(f"  {place.name}: {what}: wrong: {wrong!r}")
    said = trial.sentences.most_common(1)
    note = f"{trial.times} times" + (f"; {said[0][0]}" if said else "")
    return Row(f"{what}: unclear, or not answered again", place.name, len(trial.wrong), "", None, Goal(0, "ours"), note)
