"""Statements that would never end: each ends within its limit, on the server too, and the event loop ticks on."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from hoidap.databases import Database, DatabaseError

from ..measured import Goal, Row, say
from .hostile import Unguarded, opened
from .places import EVERY, Place, ServerPlace, open_place

LIMIT = 1.0  # seconds that a query has
GRACE = 1.0
STALL = 0.25
TICK = 0.005
MANY_ROWS = 3_163  # of the table `many`: crossed with itself it has ten million rows

# Through the guard, on every database: what a model may well write.
ASKED = (
    "SELECT a.n, b.n FROM many AS a CROSS JOIN many AS b ORDER BY b.n, a.n",
    "SELECT COUNT(*) FROM many AS a CROSS JOIN many AS b CROSS JOIN many AS c",
    "SELECT a.text, COUNT(*) FROM many AS a CROSS JOIN many AS b CROSS JOIN many AS c GROUP BY a.text",
    "SELECT COUNT(*) FROM many AS a JOIN many AS b ON a.text LIKE '%a%b%c%d%e%f%' OR b.text LIKE '%z%y%x%w%'",
    "SELECT DISTINCT a.text, b.text, c.n FROM many AS a CROSS JOIN many AS b CROSS JOIN many AS c",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT COUNT(*) FROM r",
    "SELECT SUM(a.n * b.n * c.n) FROM many AS a, many AS b, many AS c WHERE a.n + b.n <> c.n",
)
# Past the guard: what only the layers can stop.
FORCED = {
    "sqlite": (
        "SELECT regexp('(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')",
        "SELECT hex(zeroblob(400000000))",
        "SELECT randomblob(500000000)",
        "SELECT printf('%.*c', 500000000, 'x')",
        "SELECT count(*) FROM many a, many b WHERE hex(randomblob(9000)) LIKE '%a%b%c%d%e%f%'",
        "SELECT replace(hex(zeroblob(400000)), '0', '00000000000000000000') FROM many a, many b",
    ),
    "postgres": (
        "SELECT pg_sleep(600)",
        "SELECT pg_sleep(0.5) FROM many",
        "SELECT count(*) FROM generate_series(1, 1000000000000)",
        "SELECT * FROM generate_series(1, 1000000) a CROSS JOIN generate_series(1, 1000000) b ORDER BY b",
        "SELECT repeat(text, 100000) FROM many ORDER BY 1",
        "SELECT count(*) FROM many WHERE repeat('a', 30000) ~ '(a*)*(b*)*(a*)*c$'",
        "SELECT string_agg(repeat('x', 1000000), '') FROM generate_series(1, 1000)",
    ),
    "mysql": (
        "SELECT SLEEP(600)",
        "SELECT SLEEP(1) FROM many",
        "SELECT BENCHMARK(10000000000, SHA2('a', 512))",
        "SELECT COUNT(*) FROM many WHERE REPEAT('a', 30) REGEXP '(a+)+$b'",
        "SELECT COUNT(*) FROM many a, many b WHERE REPEAT(a.text, 1000) REGEXP '(.*a){9}z'",
        "DO SLEEP(600)",
        "SELECT GET_LOCK('x', 600), GET_LOCK('x', 600), SLEEP(600)",
    ),
}


@dataclass
class Timing:
    """How long one statement took, and the longest time between two ticks of the loop meanwhile, in seconds."""

    sql: str
    seconds: float
    stall: float


def measure(quick: bool) -> Iterator[Row]:
    """The slowest statement, the longest stall, and what still runs on the server afterwards."""
    for way in EVERY:
        with open_place(way) as place:
            place.fill(MANY_ROWS)
            asked, forced = (ASKED[:2], FORCED[place.dialect][:2]) if quick else (ASKED, FORCED[place.dialect])
            with opened(place.reader_url, LIMIT) as db:
                yield from _rows(place, "both", [asyncio.run(timed(db, sql)) for sql in (*asked, *forced)])
                db._guard = Unguarded(db._guard)  # type: ignore[assignment]
                yield from _rows(place, "layers alone", [asyncio.run(timed(db, sql)) for sql in (*asked, *forced)])
            if isinstance(place, ServerPlace):
                time.sleep(GRACE)
                left = place.server.running_statements()
                what = f"queries that still run on the server {GRACE:g} s later"
                yield Row(what, place.name, len(left), "", None, Goal(0, "ours"))


def _rows(place: Place, way: str, timings: list[Timing]) -> Iterator[Row]:
    for one in timings:
        say(f"  {place.name}, {way}: {one.seconds:.2f} s, stall {1000 * one.stall:.0f} ms: {one.sql}")
    slowest, stalled = max(timings, key=lambda one: one.seconds), max(timings, key=lambda one: one.stall)
    goal = Goal(LIMIT + GRACE, "ours")
    what = f"slowest query of a limit of {LIMIT:g} s, {way}"
    yield Row(what, place.name, slowest.seconds, "s", None, goal, f"{len(timings)} statements; {slowest.sql[:60]}")
    what = f"longest stall of the event loop, {way}"
    yield Row(what, place.name, 1000 * stalled.stall, "ms", None, Goal(1000 * STALL, "ours"), stalled.sql[:60])


async def timed(db: Database, sql: str) -> Timing:
    """Run a statement in a thread, as the application does, while the loop ticks."""
    longest, last, over = 0.0, time.monotonic(), asyncio.Event()

    async def tick() -> None:
        nonlocal longest, last
        while not over.is_set():
            await asyncio.sleep(TICK)
            now = time.monotonic()
            longest, last = max(longest, now - last), now

    ticking = asyncio.create_task(tick())
    begin = time.monotonic()
    await asyncio.to_thread(_ended, db, sql)
    seconds = time.monotonic() - begin
    over.set()
    await ticking
    return Timing(sql, seconds, longest)


def _ended(db: Database, sql: str) -> None:
    with suppress(DatabaseError):
        db.query(sql)
