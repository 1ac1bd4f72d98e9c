"""A query is not run whose plan reads more rows than the budget, until somebody agrees to it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from hoidap.benchmarks.servers import READER, Server
from hoidap.databases import Database, QueryStopped, TooCostly

Opened = Callable[..., Database]

NUMBERS = "CREATE TABLE numbers (n INTEGER PRIMARY KEY);"
CROSSED = "SELECT COUNT(*) FROM numbers AS a, numbers AS b, numbers AS c WHERE a.n + b.n + c.n > 5"
NESTED = (
    "SELECT COUNT(*) FROM numbers AS a WHERE EXISTS (SELECT 1 FROM numbers AS b, numbers AS c WHERE b.n + c.n = a.n)"
)


@pytest.fixture(params=["postgres", "mariadb"])
def numbers(request: pytest.FixtureRequest) -> Server:
    server: Server = request.getfixturevalue(request.param)
    rows = ", ".join(f"({n})" for n in range(2_000))
    server.create("cost", f"{NUMBERS} INSERT INTO numbers VALUES {rows}; ANALYZE {_table(server)} numbers;")
    return server


@pytest.fixture
def opened() -> Iterator[Opened]:
    with ExitStack() as stack:
        yield lambda server, **bounds: stack.enter_context(
            closing(Database.connect(server.url("cost", READER), **bounds))
        )


def _table(server: Server) -> str:
    return "TABLE" if server.dialect == "mysql" else ""


@pytest.mark.parametrize("sql", [CROSSED, NESTED])
def test_a_costly_query_is_not_run_before_somebody_agrees(numbers: Server, opened: Opened, sql: str) -> None:
    database = opened(numbers, most_rows_read=1_000_000, seconds=1)
    begin = time.monotonic()
    with pytest.raises(TooCostly) as refused:
        database.query(sql)
    assert time.monotonic() - begin < 0.5
    assert 1e6 < refused.value.rows < 1e12
    assert database.query("SELECT COUNT(*) FROM numbers").rows == [[2_000]]
    assert database.query("SELECT COUNT(*) FROM numbers AS a JOIN numbers AS b ON a.n = b.n").rows == [[2_000]]


def test_an_agreed_query_runs(numbers: Server, opened: Opened) -> None:
    database = opened(numbers, most_rows_read=100)
    sql = "SELECT COUNT(*) FROM numbers WHERE n % 2 = 0"
    with pytest.raises(TooCostly):
        database.query(sql)
    assert database.query(sql, agreed=True).rows == [[1_000]]


def test_a_query_that_is_left_ends_on_the_server_too(numbers: Server, opened: Opened) -> None:
    database = opened(numbers, seconds=30)
    stopped = threading.Event()
    threading.Timer(0.5, stopped.set).start()
    begin = time.monotonic()
    with pytest.raises(QueryStopped):
        database.query(CROSSED.replace("numbers AS a,", "numbers AS a, numbers AS d,"), stopped)
    assert time.monotonic() - begin < 1.5
    deadline = time.monotonic() + 2
    while any("numbers AS d" in statement for statement in numbers.running_statements()):
        assert time.monotonic() < deadline, "the server goes on with what nobody waits for"
        time.sleep(0.05)
