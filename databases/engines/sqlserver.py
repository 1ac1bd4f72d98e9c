"""SQL Server: it has no READ ONLY transaction, so that the guard and the rights of the account matter most.

There is no SQL Server to try this on in the project's own tests: they look at what the driver is handed.
"""

from typing import Any
from xml.etree.ElementTree import Element, fromstring

from sqlalchemy import URL, Connection, Inspector, event
from sqlalchemy import Engine as Pool

from .base import (
    CONNECT_SECONDS,
    DOES_NOT_FIT,
    LOCKED,
    NO_MORE_CONNECTION,
    NO_SPACE,
    NOT_YOURS,
    Limits,
    ServerEngine,
    Trouble,
    driver_connection,
    explained,
    installed,
    odbc_code,
    user_schemas,
)

DRIVERS = ("ODBC Driver 18 for SQL Server", "ODBC Driver 17 for SQL Server", "FreeTDS")  # the first that is installed

# https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
TROUBLES = {
    **dict.fromkeys((229, 230, 262, 297, 300, 916, 3906), Trouble("refused", NOT_YOURS)),
    **dict.fromkeys((1204, 1205, 1222), Trouble("busy", LOCKED)),
    **dict.fromkeys((701, 1101, 1105, 9002), Trouble("failed", NO_SPACE)),
    **dict.fromkeys((220, 232, 241, 242, 245, 248, 8114, 8115, 8134, 8152), Trouble("failed", DOES_NOT_FIT)),
}

READABLE = """
SELECT o.name, c.name
FROM sys.objects AS o
JOIN sys.columns AS c ON c.object_id = o.object_id
WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 AND SCHEMA_NAME(o.schema_id) = COALESCE(:schema, SCHEMA_NAME())
  AND HAS_PERMS_BY_NAME(QUOTENAME(SCHEMA_NAME(o.schema_id)) + '.' + QUOTENAME(o.name), 'OBJECT', 'SELECT',
                        QUOTENAME(c.name), 'COLUMN') = 1
"""


class SQLServer(ServerEngine):
    dialect = "tsql"
    driver = "mssql+pyodbc"
    columns = READABLE

    def url(self, url: URL) -> URL:
        if url.get_driver_name() != "pyodbc" or {"driver", "odbc_connect"} & {name.lower() for name in url.query}:
            return url
        # A secondary that may be read takes the load off the server that others write to.
        return url.update_query_dict({"driver": installed(DRIVERS), "ApplicationIntent": "ReadOnly"})

    def connect_arguments(self, url: URL) -> dict[str, object]:
        return {"timeout": CONNECT_SECONDS, "readonly": True}

    def prepare(self, connection: Connection, limits: Limits) -> None:
        driver_connection(connection).timeout = max(1, round(limits.seconds))
        # Names in quotes and comparisons with NULL as the guard reads them; an error ends the transaction.
        connection.exec_driver_sql(
            f"SET LOCK_TIMEOUT {limits.lock_milliseconds}; SET QUOTED_IDENTIFIER ON; SET ANSI_NULLS ON;"
            " SET XACT_ABORT ON; SET IMPLICIT_TRANSACTIONS OFF; SET DEADLOCK_PRIORITY LOW"
        )

    def expected_rows(self, connection: Connection, sql: str) -> float | None:
        connection.exec_driver_sql("SET SHOWPLAN_XML ON")
        try:
            plan = fromstring(explained(connection, sql).scalar_one())
        finally:
            connection.exec_driver_sql("SET SHOWPLAN_XML OFF")
        return sum(_rows_of(step) for step in plan.iter() if step.tag.endswith("}RelOp"))

    def opened(self, pool: Pool) -> None:
        # ODBC ends a statement, not a connection, so the one that runs last is kept at hand.
        @event.listens_for(pool, "before_cursor_execute")
        def keep(connection: Connection, cursor: Any, *_: object) -> None:
            connection.info["cursor"] = cursor

    def cancel(self, pool: Pool, connection: Connection) -> None:
        connection.info["cursor"].cancel()

    def trouble(self, error: BaseException) -> Trouble:
        state = str(error.args[0]) if error.args else ""
        if state in ("HYT00", "HYT01", "HY008"):  # the time is over; the operation was cancelled
            return Trouble("timeout")
        if state.startswith("08"):
            return Trouble("lost", NO_MORE_CONNECTION)
        return TROUBLES.get(odbc_code(error), Trouble("failed"))

    def schemas(self, inspector: Inspector) -> list[str | None]:
        return user_schemas(inspector, ["INFORMATION_SCHEMA", "sys", "guest"], "db_")


def _rows_of(step: Element) -> float:
    """The rows that one step of a plan reads, in all its runs."""
    runs = 1 + float(step.get("EstimateRebinds", 0)) + float(step.get("EstimateRewinds", 0))
    return float(step.get("EstimatedRowsRead") or step.get("EstimateRows") or 0) * runs
