"""What the driver of SQL Server is told; there is no server to try it on."""

import sqlite3
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url

from hoidap.databases.engines.base import Limits
from hoidap.databases.engines.sqlserver import SQLServer

pyodbc = pytest.importorskip("pyodbc", reason="Debian's package unixodbc is not installed", exc_type=ImportError)

PLAN = """<ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan"><BatchSequence>
<RelOp EstimateRows="10" EstimateRebinds="0" EstimateRewinds="0">
  <RelOp EstimateRows="1000" EstimatedRowsRead="50000" EstimateRebinds="0" EstimateRewinds="0"/>
  <RelOp EstimateRows="5" EstimateRebinds="9" EstimateRewinds="990"/></RelOp></BatchSequence></ShowPlanXML>"""


class Told:
    """A connection that writes down what it is told."""

    def __init__(self, answer: str = "") -> None:
        self.said: list[str] = []
        self.connection = SimpleNamespace(dbapi_connection=SimpleNamespace(timeout=0))
        self._answer = answer

    def exec_driver_sql(self, sql: str) -> Any:
        self.said.append(sql)
        return SimpleNamespace(scalar_one=lambda: self._answer)

    def execution_options(self, **_: object) -> "Told":
        return self


def test_each_query_has_its_limits() -> None:
    told: Any = Told()
    SQLServer().prepare(told, Limits(7.0, 201))
    assert told.connection.dbapi_connection.timeout == 7
    assert "LOCK_TIMEOUT 2000" in told.said[0] and "QUOTED_IDENTIFIER ON" in told.said[0]


def test_the_rows_of_a_plan_are_added_up() -> None:
    told: Any = Told(PLAN)
    assert SQLServer().expected_rows(told, "SELECT 1") == 10 + 50_000 + 5 * 1_000
    assert told.said == ["SET SHOWPLAN_XML ON", "SELECT 1", "SET SHOWPLAN_XML OFF"]


def test_what_runs_is_what_is_ended() -> None:
    pool: Any = create_engine("sqlite://")
    ended: list[str] = []

    class Cursor(sqlite3.Cursor):
        def cancel(self) -> None:
            ended.append("the statement")

    engine = SQLServer()
    engine.opened(pool)
    with pool.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        assert isinstance(connection.info["cursor"], sqlite3.Cursor)
        connection.info["cursor"] = Cursor(connection.connection.dbapi_connection)
        engine.cancel(pool, connection)
    pool.dispose()
    assert ended == ["the statement"]


def test_the_driver_is_one_that_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pyodbc, "drivers", lambda: ["FreeTDS", "ODBC Driver 17 for SQL Server"])
    url = SQLServer().url(make_url("mssql+pyodbc://u:p@host/shop"))
    assert url.query == {"driver": "ODBC Driver 17 for SQL Server", "ApplicationIntent": "ReadOnly"}
    named = make_url("mssql+pyodbc://u:p@host/shop?driver=FreeTDS")
    assert SQLServer().url(named) == named
    assert SQLServer().connect_arguments(named)["readonly"]


@pytest.mark.parametrize(
    ("state", "text", "kind"),
    [
        (
            "HYT00",
            "[HYT00] [Microsoft][ODBC Driver 18 for SQL Server]Query timeout expired (0) (SQLExecDirectW)",
            "timeout",
        ),
        ("08S01", "[08S01] [Microsoft]Communication link failure (10054) (SQLExecDirectW)", "lost"),
        ("42000", "[42000] [Microsoft][SQL Server]The SELECT permission was denied (229) (SQLExecDirectW)", "refused"),
        (
            "42000",
            "[42000] [Microsoft][SQL Server]Lock request time out period exceeded. (1222) (SQLExecDirectW)",
            "busy",
        ),
        ("22018", "[22018] [SQL Server]Conversion failed when converting 'TOPSECRET' (245) (SQLExecDirectW)", "failed"),
        ("42S02", "[42S02] [Microsoft][SQL Server]Invalid object name 'x'. (208) (SQLExecDirectW)", "failed"),
    ],
)
def test_what_its_errors_mean(state: str, text: str, kind: str) -> None:
    trouble = SQLServer().trouble(pyodbc.Error(state, text))
    assert trouble.kind == kind
    assert "TOPSECRET" not in trouble.sentence
