"""What SQL Server is handed. There is none to try it on: the guard and sqlglot are the judges."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlglot import parse_one

from hoidap.chains.canonical import expand
from hoidap.chains.canonicalize import canonicalize
from hoidap.chains.errors import ChainError
from hoidap.databases import Database, Schema, demo_database
from hoidap.databases.guard import Guard

EVALS = Path(__file__).parent.parent / "evals" / "jidouka.jsonl"
GOLD = [json.loads(line)["gold_sql"] for line in EVALS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    folder = tmp_path_factory.mktemp("demo")
    database = Database.connect(demo_database(folder), data_dir=folder)
    database.close()
    return database.schema


@pytest.fixture(scope="module")
def there(here: Schema) -> Schema:
    return replace(here, dialect="tsql")


def test_what_the_model_can_say_passes_the_guard_and_stays_what_it_is(here: Schema, there: Schema) -> None:
    guard, written = Guard(there, home="dbo"), 0
    for gold in GOLD:
        try:
            sql = expand(canonicalize(gold, here), there)
        except ChainError:
            continue  # canonical SQL has no words for it
        ran = guard.check(sql).sql
        assert parse_one(ran, dialect="tsql").sql("tsql", identify=True) == ran
        assert " LIMIT " not in ran and "`" not in ran and "TRUE" not in ran
        written += 1
    assert written > 150


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        (
            'SELECT "Jidouka"."ImprovementName" ORDER BY "Jidouka"."TotalTimeSaved" DESC LIMIT 3',
            "SELECT TOP 3 [Jidouka].[ImprovementName] FROM [Jidouka] ORDER BY [Jidouka].[TotalTimeSaved] DESC",
        ),
        (
            'SELECT AVG("Jidouka"."TotalJobApplied")',
            "SELECT AVG(CAST([Jidouka].[TotalJobApplied] AS FLOAT)) FROM [Jidouka]",
        ),
        (
            'SELECT MONTH("Jidouka"."DateCreate"), COUNT("Jidouka".*) GROUP BY MONTH("Jidouka"."DateCreate")',
            "SELECT FORMAT([Jidouka].[DateCreate], 'yyyy-MM') AS [month], COUNT_BIG(*) FROM [Jidouka] "
            "GROUP BY FORMAT([Jidouka].[DateCreate], 'yyyy-MM') ORDER BY FORMAT([Jidouka].[DateCreate], 'yyyy-MM')",
        ),
        (
            'SELECT COUNT("Jidouka".*) WHERE "Jidouka"."DateCreate" = \'2024-Q2\'',
            "SELECT COUNT_BIG(*) FROM [Jidouka] WHERE [Jidouka].[DateCreate] >= '2024-04-01' "
            "AND [Jidouka].[DateCreate] < '2024-07-01'",
        ),
    ],
)
def test_what_sql_server_says_in_its_own_way(there: Schema, canonical: str, expected: str) -> None:
    assert expand(canonical, there) == expected
