"""SQL Server: it has no READ ONLY transaction, so that the guard and the rights of the account matter most.

There is no SQL Server to try this on in the project's own tests: they look at what the driver is handed.
"""

import re
from xml.etree.ElementTree import Element, fromstring

from sqlalchemy import URL, Connection, Inspector, text
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
    grouped,
    installed,
)

LOCK_SECONDS = 2.0
DRIVERS = ("ODBC Driver 18 for SQL Server", "ODBC Driver 17 for SQL Server", "FreeTDS")  # the first that is installed
SYSTEM_SCHEMAS = ("INFORMATION_SCHEMA", "sys", "guest")

# https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
TROUBLES = {
    **dict.fromkeys((229, 230, 262, 297, 300, 916, 3906), Trouble("refused", NOT_YOURS)),
    **dict.fromkeys((1204, 1205, 1222), Trouble("busy", LOCKED)),
    **dict.fromkeys((701, 1101, 1105, 9002), Trouble("failed", NO_SPACE)),
    **dict.fromkeys((220, 232, 241, 242, 245, 248, 8114, 8115, 8134, 8152), Trouble("failed", DOES_NOT_FIT)),
}
_CODE = re.compile(r"\((\d+)\) \(SQL")


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

    def url(self, url: URL) -> URL:
        if url.get_driver_name() != "pyodbc" or {"driver", "odbc_connect"} & {name.lower() for name in url.query}:
            return url
        # A secondary that may be read takes the load off the server that others write to.
        return url.update_query_dict({"driver": installed(DRIVERS), "ApplicationIntent": "ReadOnly"})

    def connect_arguments(self, url: URL) -> dict[str, object]:
        return {"timeout": CONNECT_SECONDS, "readonly": True}

    def prepare(self, connection: Connection, limits: Limits) -> None:
        driver_connection(connection).timeout = max(1, round(limits.seconds))
        lock = int(min(limits.seconds, LOCK_SECONDS) * 1000)
        # Names in quotes and comparisons with NULL as the guard reads them; an error ends the transaction.
        connection.exec_driver_sql(
            f"SET LOCK_TIMEOUT {lock}; SET QUOTED_IDENTIFIER ON; SET ANSI_NULLS ON; SET XACT_ABORT ON;"
            " SET IMPLICIT_TRANSACTIONS OFF; SET DEADLOCK_PRIORITY LOW"
        )

    def expected_rows(self, connection: Connection, sql: str) -> float | None:
        connection.exec_driver_sql("SET SHOWPLAN_XML ON")
        try:
            plan = fromstring(explained(connection, sql).scalar_one())
        finally:
            connection.exec_driver_sql("SET SHOWPLAN_XML OFF")
        return sum(_rows_of(step) for step in plan.iter() if step.tag.endswith("}RelOp"))

    def cancel(self, pool: Pool, connection: Connection) -> None:
        cursor = connection.info.get("cursor")
        if cursor is not None:
            cursor.cancel()

    def trouble(self, error: BaseException) -> Trouble:
        state, text = (str(error.args[0]), str(error.args[-1])) if error.args else ("", "")
        found = _CODE.search(text)
        if state in ("HYT00", "HYT01", "HY008"):  # the time is over; the operation was cancelled
            return Trouble("timeout")
        if state.startswith("08"):
            return Trouble("lost", NO_MORE_CONNECTION)
        return TROUBLES.get(int(found[1]) if found else 0, Trouble("failed"))

    def schemas(self, inspector: Inspector) -> list[str | None]:
        default = inspector.default_schema_name
        others = [name for name in inspector.get_schema_names() if name not in (default, *SYSTEM_SCHEMAS)]
        return [None, *sorted(name for name in others if not name.startswith("db_"))]

    def readable(self, connection: Connection, schema: str | None) -> dict[str, frozenset[str]]:
        return grouped(connection.execute(text(READABLE), {"schema": schema}).all())


def _rows_of(step: Element) -> float:
    """The rows that one step of a plan reads, in all its runs."""
    runs = 1 + float(step.get("EstimateRebinds", 0)) + float(step.get("EstimateRewinds", 0))
    return float(step.get("EstimatedRowsRead") or step.get("EstimateRows") or 0) * runs
