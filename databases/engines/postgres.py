"""PostgreSQL: a READ ONLY transaction that is always rolled back, limits kept by the server, a cursor on its side."""

import os
import socket

from sqlalchemy import URL, Connection, Inspector
from sqlalchemy import Engine as Pool

from .base import (
    CONNECT_SECONDS,
    DOES_NOT_FIT,
    LOCKED,
    NO_MEMORY,
    NO_MORE_CONNECTION,
    NO_SPACE,
    NOT_YOURS,
    Limits,
    ServerEngine,
    Trouble,
    driver_connection,
    explained,
    user_schemas,
)

COST_OF_A_ROW = 0.01  # cpu_tuple_cost, in which the reading of pages counts as that of some hundred rows

# SQLSTATE, or its class of two characters -> what it means. https://www.postgresql.org/docs/current/errcodes-appendix.html
TROUBLES = {
    "57014": Trouble("timeout"),
    "25006": Trouble("refused", NOT_YOURS),  # a write within READ ONLY
    "42501": Trouble("refused", NOT_YOURS),
    "55P03": Trouble("busy", LOCKED),
    "53200": Trouble("failed", NO_MEMORY),
    "53": Trouble("failed", NO_SPACE),
    "54": Trouble("failed", "The query is larger than the database can take."),
    "08": Trouble("lost", NO_MORE_CONNECTION),
    "57": Trouble("lost", NO_MORE_CONNECTION),
    "22": Trouble("failed", DOES_NOT_FIT),  # its own words show the value, which may stand in a row that is not shown
}


# Tables, views and foreign tables, without the parts of a divided table and what extensions brought along.
READABLE = """
SELECT c.relname, a.attname
FROM pg_catalog.pg_class AS c
JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname = COALESCE(:schema, current_schema())
  AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT')
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d
                  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
"""


class Postgres(ServerEngine):
    dialect = "postgres"
    driver = "postgresql+psycopg"
    extra = "postgres"
    columns = READABLE

    def connect_arguments(self, url: URL) -> dict[str, object]:
        # A prepared statement holds one statement, so a second one behind a semicolon is an error of the server.
        return {"prepare_threshold": 0, "connect_timeout": CONNECT_SECONDS, "application_name": "hoidap"}

    def prepare(self, connection: Connection, limits: Limits) -> None:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        settings = {
            "statement_timeout": limits.milliseconds,
            "lock_timeout": limits.lock_milliseconds,
            "idle_in_transaction_session_timeout": limits.milliseconds + 60_000,
            "client_connection_check_interval": 1_000,  # a client that died is noticed while the query still runs
            "standard_conforming_strings": "on",  # as the guard reads texts
            "max_parallel_workers_per_gather": 2,
        }
        calls = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())
        connection.exec_driver_sql(f"SELECT {calls}").close()

    def expected_rows(self, connection: Connection, sql: str) -> float | None:
        plan = explained(connection, f"EXPLAIN (FORMAT JSON) {sql}").scalar_one()
        return float(plan[0]["Plan"]["Total Cost"]) / COST_OF_A_ROW

    def cancel(self, pool: Pool, connection: Connection) -> None:
        driver_connection(connection).cancel_safe(timeout=2)

    def drop(self, connection: Connection) -> None:
        with socket.socket(fileno=os.dup(driver_connection(connection).fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)

    def trouble(self, error: BaseException) -> Trouble:
        state = getattr(error, "sqlstate", None) or ""
        if not state and type(error).__name__ in ("OperationalError", "InterfaceError"):
            return Trouble("lost", NO_MORE_CONNECTION)  # psycopg says so by itself, the server could not
        return TROUBLES.get(state) or TROUBLES.get(state[:2]) or Trouble("failed")

    def schemas(self, inspector: Inspector) -> list[str | None]:
        return user_schemas(inspector, ["information_schema"], "pg_")
