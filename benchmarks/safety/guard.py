"""The guard by itself: that it raises nothing but its refusal, whatever it is given, and how long it takes."""

import statistics
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

from hoidap.databases import SqlRefused
from hoidap.databases.guard import Guard

from ..measured import Goal, Row, say
from .corpus import statements
from .fuzzing import DIALECTS, fuzzed, schema

INPUTS, FEW_INPUTS = 1_000_000, 4_000
ROUNDS, FEW_ROUNDS = 50, 3
CHARACTERS = 8_000
FASTEST_P99 = 20  # milliseconds


def measure(quick: bool) -> Iterator[Row]:
    """Inputs of all kinds; then how long statements of every length take, those that pass and those that do not."""
    yield from _measure_inputs(FEW_INPUTS if quick else INPUTS)
    rounds = FEW_ROUNDS if quick else ROUNDS
    guards = {dialect: Guard(schema(dialect)) for dialect in DIALECTS}
    corpus = [(one.dialect, one.sql) for file in ("hostile_sql.jsonl", "benign_sql.jsonl") for one in statements(file)]
    for what, given in (
        ("the corpus", corpus),
        ("long statements as people write them", _each(long_statements())),
        ("long statements made to take long", _each(hard_statements())),
    ):
        yield from _measure_time(what, guards, given, rounds)


def _measure_inputs(count: int) -> Iterator[Row]:
    found = fuzzed(0, count)
    for line in found.wrong:
        say(f"  {line}")
    note = f"{found.tried} inputs, {found.passed} passed, slowest {1000 * found.slowest:.0f} ms"
    yield Row("inputs at which the guard does anything but answer", "guard", len(found.wrong), "", None, _most(0), note)


def _measure_time(what: str, guards: dict[str, Guard], given: list[tuple[str, str]], rounds: int) -> Iterator[Row]:
    for dialect, sql in given:  # what is made at the first use of a dialect is no part of it
        _checked(guards[dialect], sql)
    times = sorted(_checked(guards[dialect], sql) for _ in range(rounds) for dialect, sql in given)
    p99 = statistics.quantiles(times, n=100, method="inclusive")[98]
    note = f"p50 {statistics.median(times):.1f} ms, max {times[-1]:.1f} ms, {len(times)} checks"
    yield Row(f"p99 of {what}", "guard", p99, "ms", None, _most(FASTEST_P99), note)


def _checked(guard: Guard, sql: str) -> float:
    """How many milliseconds it took."""
    start = time.perf_counter()
    with suppress(SqlRefused):
        guard.check(sql)
    return 1000 * (time.perf_counter() - start)


def _most(limit: float) -> Goal:
    return Goal(limit, "ours")


def _each(given: Iterable[str]) -> list[tuple[str, str]]:
    return [(dialect, sql) for sql in given for dialect in DIALECTS]


def long_statements() -> list[str]:
    """Reports, lists and conditions, of nearly as many characters as are allowed."""
    report = (
        "c{} AS (SELECT c.name, c.city, COUNT(*) AS n, SUM(CASE WHEN o.status = 'paid' THEN o.total ELSE 0 END) AS paid"
        ", AVG(o.total) OVER (PARTITION BY c.city ORDER BY o.order_date) AS mean FROM customers AS c LEFT JOIN orders"
        " AS o ON o.customer_id = c.id WHERE o.order_date >= '2024-01-01' AND c.city IN ('Hà Nội', 'Huế')"
        " GROUP BY c.name, c.city)"
    )
    union = "SELECT name, 'Khách hàng ở khu vực số {}' AS kind FROM customers WHERE city = 'Đà Nẵng' AND id > {}"
    return [
        _filled("WITH ", report, ", ", " SELECT c0.name, c0.paid FROM c0 ORDER BY c0.paid DESC"),
        _filled("", union, " UNION ALL ", ""),
        _filled("SELECT name FROM customers WHERE name IN (", "'Nguyễn Văn {}'", ", ", ")"),
        _filled("SELECT name FROM customers WHERE ", "(city = 'Huế' AND notes LIKE '%đơn {}%')", " OR ", ""),
        _filled("SELECT CASE ", "WHEN city = 'Quận {}' THEN 'Khu vực {}'", " ", " END AS area FROM customers"),
        _filled(
            "SELECT ", "SUM(CASE WHEN EXTRACT(MONTH FROM order_date) = {} THEN total END) AS m{}", ", ", " FROM orders"
        ),
        f"SELECT name FROM customers WHERE notes = '{'ghi chú ' * 980}'",
    ]


def hard_statements() -> list[str]:
    """What is most work: deep, wide, refused late or not at all."""
    return [
        _filled("SELECT ", "1", "+", ""),
        _filled("SELECT id FROM orders WHERE id IN (", "{}", ",", ")"),
        _filled("SELECT ", "name", "||", " FROM customers"),
        _filled("SELECT 1 FROM ", "customers", " JOIN ", ""),
        _filled("SELECT 1 FROM ", "customers", ", ", ""),
        _filled("", "SELECT 1", " UNION ", ""),
        _filled("SELECT ", "(SELECT MAX(o.total) FROM orders AS o WHERE o.id = {})", ", ", ""),
        _filled("SELECT name FROM customers WHERE ", "id = {}", " AND ", " AND k = 1"),
        *(_deep(*pair) for pair in DEEP),
    ]


DEEP = (
    ("(", ")"), ("NOT ", ""), ("- ", ""), ("CASE WHEN 1 = 1 THEN ", " END"), ("(SELECT ", ")"), ("COALESCE(1, ", ")"),
    ("* ", ""), ("FROM ", ""), ("/*", "*/"), ("ARRAY[", "]"), ("1 = ", ""), ("1 BETWEEN 1 AND ", ""), ("", "::INT"),
    ("1 IN (", ")"), ("EXISTS (SELECT ", ")"), ("{", "}"), ("'a' ", ""), ("", " COLLATE x"), ("", " IS NULL"),
)  # fmt: skip


def _filled(before: str, part: str, between: str, after: str) -> str:
    """The part again and again, with its number in it, as often as there is room."""
    parts: list[str] = []
    length = len(before) + len(after)
    while True:
        one = part.replace("{}", str(len(parts)))
        length += len(one) + len(between)
        if length > CHARACTERS:
            return before + between.join(parts) + after
        parts.append(one)


def _deep(before: str, after: str) -> str:
    times = (CHARACTERS - len("SELECT 1")) // len(before + after)
    return f"SELECT {before * times}1{after * times}"
