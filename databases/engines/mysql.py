"""MariaDB and MySQL: a READ ONLY transaction, time limits of the server, texts read as the guard reads them."""

import json
import re
import socket
from contextlib import suppress
from typing import Any

from sqlalchemy import URL, Connection, create_engine
from sqlalchemy import Engine as Pool
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from .base import (
    CONNECT_SECONDS,
    DOES_NOT_FIT,
    LOCK_SECONDS,
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
    installed,
    odbc_code,
)

NO_PLAN_OF_VIEW = 1345  # the account may read a view, but not look into it
DRIVERS = ("MariaDB Unicode", "MySQL ODBC 9.0 Unicode Driver", "MySQL ODBC 8.0 Unicode Driver")  # first installed one
# Not ANSI_QUOTES, not NO_BACKSLASH_ESCAPES, not PIPES_AS_CONCAT: with them the server would read another statement than
# the guard did.
SQL_MODE = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

# https://mariadb.com/kb/en/mariadb-error-code-reference/
TROUBLES = {
    **dict.fromkeys((1317, 1969, 3024), Trouble("timeout")),
    **dict.fromkeys((1044, 1142, 1143, 1227, 1290, 1370, 1792), Trouble("refused", NOT_YOURS)),
    **dict.fromkeys((1205, 1206, 1213, 1099, 1100), Trouble("busy", LOCKED)),
    **dict.fromkeys((3, 28, 126, 1021, 1026, 1030, 1114), Trouble("failed", NO_SPACE)),
    **dict.fromkeys((1037, 1038, 1041), Trouble("failed", NO_MEMORY)),
    **dict.fromkeys((1264, 1292, 1365, 1366, 1411, 1525, 1690), Trouble("failed", DOES_NOT_FIT)),
    **dict.fromkeys(
        (1053, 1077, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 2002, 2003, 2006, 2013, 2014, 2055, 4031),
        Trouble("lost", NO_MORE_CONNECTION),
    ),
}
_LONE_BACKSLASH = re.compile(r'\\(?!["\\/bfnrtu])')  # MariaDB writes those of the statement into JSON as they are

READABLE = """
SELECT TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = COALESCE(:schema, DATABASE()) AND FIND_IN_SET('select', PRIVILEGES)
"""


class MySQL(ServerEngine):
    dialect = "mysql"
    driver = "mysql+pymysql"
    extra = "mysql"
    columns = READABLE
    plan_is_proof = True  # SET PASSWORD goes through a READ ONLY transaction

    def url(self, url: URL) -> URL:
        if url.get_driver_name() == "pymysql":
            return url.update_query_dict({"charset": "utf8mb4"})
        if url.get_driver_name() != "pyodbc" or "odbc_connect" in url.query:
            return url
        given = {"driver": installed(DRIVERS), **url.query}
        # Rows as they come, not the whole result in this machine's memory; and never two statements in one.
        given |= {"CHARSET": "utf8mb4", "NO_CACHE": "1", "FORWARDONLY": "1", "OPTION": "0"}
        if url.port is not None:  # SQLAlchemy would write it as SQL Server's drivers want it
            given["PORT"] = str(url.port)
        return url.set(port=None, query=given)

    def connect_arguments(self, url: URL) -> dict[str, object]:
        if url.get_driver_name() == "pymysql":
            given = {"connect_timeout": CONNECT_SECONDS, "client_flag": 0, "local_infile": False}
            # As bytes: PyMySQL would write a text in Latin 1, and the server has it in UTF-8.
            return given | ({"password": url.password.encode()} if url.password else {})
        return {}

    def prepare(self, connection: Connection, limits: Limits) -> None:
        maria = getattr(connection.dialect, "is_mariadb", False)
        time = f"max_statement_time = {limits.seconds}" if maria else f"max_execution_time = {limits.milliseconds}"
        rows = "DEFAULT" if limits.rows is None else limits.rows
        connection.exec_driver_sql(
            f"SET SESSION {time}, sql_mode = '{SQL_MODE}', sql_select_limit = {rows},"
            f" lock_wait_timeout = {LOCK_SECONDS}, innodb_lock_wait_timeout = {LOCK_SECONDS}"
        )
        if "server_id" not in connection.info:  # who it is to the server, for KILL
            connection.info["server_id"] = int(connection.exec_driver_sql("SELECT CONNECTION_ID()").scalar_one())
        connection.exec_driver_sql("START TRANSACTION READ ONLY")

    def expected_rows(self, connection: Connection, sql: str) -> float | None:
        try:
            plan = explained(connection, f"EXPLAIN FORMAT=JSON {sql}").scalar_one()
        except DBAPIError as error:
            if error.orig is not None and error.orig.args[:1] == (NO_PLAN_OF_VIEW,):
                return None
            raise
        with suppress(ValueError):
            return _rows_of(json.loads(_LONE_BACKSLASH.sub(r"\\\\", plan)))
        return None

    def cancel(self, pool: Pool, connection: Connection) -> None:
        # A statement is ended from a second connection, which every user may do to his own.
        other = create_engine(
            pool.url, connect_args=self.connect_arguments(pool.url), poolclass=NullPool, hide_parameters=True
        )
        with other.connect() as second:
            second.exec_driver_sql(f"KILL QUERY {connection.info['server_id']}")

    def drop(self, connection: Connection) -> None:
        line = getattr(driver_connection(connection), "_sock", None)  # of PyMySQL; ODBC shows none
        if line is not None:
            line.shutdown(socket.SHUT_RDWR)

    def leave_rest(self, connection: Connection) -> None:
        line = driver_connection(connection)
        rest = getattr(line, "_result", None)
        if rest is not None:  # PyMySQL would read the rest of ten million rows before it goes on
            rest.unbuffered_active = False
            line._result = None
            connection.invalidate()

    def trouble(self, error: BaseException) -> Trouble:
        code = error.args[0] if error.args else 0
        if isinstance(code, str):  # ODBC: a state, and the server's own code within the text
            own = odbc_code(error)
            if not own and code.startswith("08"):
                return Trouble("lost", NO_MORE_CONNECTION)
            code = own
        if type(error).__name__ == "InterfaceError":
            return Trouble("lost", NO_MORE_CONNECTION)
        return TROUBLES.get(code, Trouble("failed"))


def _rows_of(plan: object) -> float:
    """The rows that a plan reads: a table in a nested loop once for every row of the tables before it."""
    if isinstance(plan, list):
        return sum(map(_rows_of, plan))
    if not isinstance(plan, dict):
        return 0.0
    total, outer = 0.0, 1.0
    for step in plan.get("nested_loop", ()):
        table = _table_of(step)
        outer *= _rows_at_a_time(table)
        total += outer + sum(_rows_of(inner) for inner in table.values())
        outer *= float(table.get("filtered", 100)) / 100
    inside = (value for key, value in plan.items() if key != "nested_loop")
    return total + (0.0 if "nested_loop" in plan else _rows_at_a_time(plan, 0)) + sum(map(_rows_of, inside))


def _rows_at_a_time(table: dict[str, Any], default: float = 1) -> float:
    return float(table.get("rows", table.get("rows_examined_per_scan", default)) or default)


def _table_of(step: dict[str, Any]) -> dict[str, Any]:
    """The table of one step, also behind the sort or the buffer in front of it."""
    while "table" not in step:
        inner = next((value for value in step.values() if isinstance(value, dict)), None)
        if inner is None:
            return {}
        step = inner
    table: dict[str, Any] = step["table"]
    return table
