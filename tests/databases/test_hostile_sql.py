"""The corpora of ../shared: hostile statements are refused or harmless, benign ones give what they would give alone."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hoidap.databases import Database, QueryTimeout, SqlRefused
from hoidap.databases.guard import Checked, Guard

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="../shared/corpora is not here")

SQLGLOT_NAMES = {"mariadb": "mysql"}
Statement = dict[str, str]


def statements(name: str, dialect: str | None = None) -> list[Statement]:
    path = CORPORA / name
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = [json.loads(line) for line in lines]
    return [one for one in found if dialect is None or one["dialect"] == dialect]


def ids(statement: Statement) -> str:
    return statement["id"]


@pytest.fixture(scope="module")
def live_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("live") / "shop.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((CORPORA / "schema.sql").read_text(encoding="utf-8"))
    return path


@pytest.fixture(scope="module")
def live(live_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    data = tmp_path_factory.mktemp("data")
    database = Database.connect(
        f"sqlite:///{live_file}", hide_tables=["secret_keys"], max_rows=1000, seconds=1, data_dir=data
    )
    yield database
    database.close()


def state(path: Path) -> tuple[bytes, list[Path], list[Path]]:
    """The file and its folder, and what a statement could have made elsewhere."""
    return path.read_bytes(), sorted(path.parent.rglob("*")), sorted(Path("/").glob("probe*"))


@pytest.mark.parametrize("statement", statements("hostile_sql.jsonl", "sqlite"), ids=ids)
def test_hostile_statements_change_and_show_nothing(live: Database, live_file: Path, statement: Statement) -> None:
    before = state(live_file)
    try:
        result = live.query(statement["sql"])
        assert "TOPSECRET" not in json.dumps([result.sql, result.columns, result.rows])
        assert statement["must_be_stopped_by"] != "guard"
    except SqlRefused:
        pass
    except QueryTimeout:
        assert statement["must_be_stopped_by"] == "engine limits"
    assert state(live_file) == before


@pytest.mark.parametrize("statement", statements("hostile_sql.jsonl", "sqlite"), ids=ids)
def test_sqlite_itself_refuses_what_the_guard_would_let_through(
    live: Database, live_file: Path, statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second lock alone: every statement goes to the confined connection as it stands."""
    monkeypatch.setattr(live._guard, "check", lambda sql: Checked(sql, frozenset(), sql))
    before = state(live_file)
    try:
        result = live.query(statement["sql"])
        assert "TOPSECRET" not in json.dumps([result.sql, result.columns, result.rows])
    except Exception as error:  # noqa: BLE001 a driver may answer hostile text in any way, as long as nothing happens
        assert "TOPSECRET" not in str(error)
    assert state(live_file) == before


@pytest.mark.parametrize("statement", statements("benign_sql.jsonl", "sqlite"), ids=ids)
def test_benign_statements_give_the_rows_of_the_original(live: Database, live_file: Path, statement: Statement) -> None:
    if not statement["required"]:
        pytest.skip("not required")
    with closing(sqlite3.connect(live_file)) as plain:
        expected = [list(row) for row in plain.execute(statement["sql"])]
    assert live.query(statement["sql"]).rows == expected


def test_other_dialects_hostile_statements_are_all_refused(live: Database) -> None:
    passed = []
    for statement in statements("hostile_sql.jsonl"):
        dialect = SQLGLOT_NAMES.get(statement["dialect"], statement["dialect"])
        try:
            Guard(replace(live.schema, dialect=dialect)).check(statement["sql"])
            passed.append(statement["id"])
        except SqlRefused:
            continue
    assert passed == ["h-sqlite-125"]  # an endless count, stopped by the clock


def test_other_dialects_required_statements_all_pass(live: Database) -> None:
    counts: Counter[str] = Counter()
    for statement in statements("benign_sql.jsonl"):
        if statement["required"]:
            Guard(replace(live.schema, dialect=statement["dialect"])).check(statement["sql"])
            counts[statement["dialect"]] += 1
    assert set(counts) == {"sqlite", "postgres", "mysql", "tsql"}
