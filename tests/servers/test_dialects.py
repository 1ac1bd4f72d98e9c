"""One model serves all: canonical SQL means on every server what it means in SQLite."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from jidouka_there import script

from hoidap.benchmarks.servers import READER, Server
from hoidap.chains.canonical import expand
from hoidap.chains.canonicalize import canonicalize
from hoidap.chains.errors import ChainError
from hoidap.databases import Database, QueryFailed, SqlRefused, demo_database
from hoidap.training.comparing import Rows, same_rows

EVALS = Path(__file__).parent.parent / "evals" / "jidouka.jsonl"
GOLD = [json.loads(line)["gold_sql"] for line in EVALS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("demo")
    with closing(Database.connect(demo_database(folder), max_rows=1_000, data_dir=folder)) as database:
        yield database


@pytest.fixture(scope="module", params=["postgres", "mariadb"])
def there(request: pytest.FixtureRequest, here: Database) -> Iterator[Database]:
    server: Server = request.getfixturevalue(request.param)
    server.create("dialects", script(server, Path(here.url.removeprefix("sqlite:///"))))
    with closing(Database.connect(server.url("dialects", READER), max_rows=1_000)) as database:
        yield database


def rows(database: Database, sql: str) -> Rows:
    result = database.query(sql)
    cells: Any = [tuple(row) for row in result.rows]
    return Rows(len(result.columns), cells)


def test_gold_queries_give_the_same_rows_everywhere(here: Database, there: Database) -> None:
    compared, wrong = 0, []
    for gold in GOLD:
        try:
            canonical = canonicalize(gold, here.schema)
            expected = rows(here, expand(canonical, here.schema))
        except ChainError:
            continue  # canonical SQL has no words for it
        compared += 1
        sql = expand(canonical, there.schema)
        try:
            # Not in order: each database sorts names as its collation says.
            right = same_rows(expected, rows(there, sql), ordered=False)
        except (SqlRefused, QueryFailed) as error:
            right, sql = False, f"{sql}: {error}"
        if not right:
            wrong.append(sql)
    assert compared > 150
    assert wrong == []
