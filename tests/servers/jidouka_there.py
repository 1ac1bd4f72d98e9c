"""The demo database on any server."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlglot import parse_one

from hoidap.benchmarks.servers import Server
from hoidap.databases.demo import TABLES


def script(server: Server, demo: Path) -> str:
    """The statements that build it there; PostgreSQL is the strict one: a REAL there has six digits."""
    statements = [text for text in TABLES.split(";") if text.strip()]
    made = [parse_one(text, read="sqlite").sql(server.dialect, identify=True) for text in statements]
    with closing(sqlite3.connect(demo)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
        for (table,) in tables:
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            values = ", ".join(f"({', '.join(map(_literal, row))})" for row in rows)
            name = f'"{table}"' if server.dialect == "postgres" else f"`{table}`"
            made.append(f"INSERT INTO {name} VALUES {values}")
    return ";\n".join(made).replace(" REAL ", " DOUBLE PRECISION ") + ";"


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case str():
            return "'" + value.replace("'", "''").replace("\\", "\\\\") + "'"
        case _:
            return str(value)
