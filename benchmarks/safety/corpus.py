"""The statements of ../shared/corpora, and the tables that they speak of."""

import json
from dataclasses import dataclass
from pathlib import Path

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
SECRET_TABLE = "secret_keys"
# A row of the hidden table, and a line of a file of the server's machine.
SECRETS = ("topsecret", "root:x:0")
SQLGLOT_NAMES = {"mariadb": "mysql"}
PROBE = "/probe"  # where the statements write their files


@dataclass(frozen=True)
class Statement:
    """One line of a corpus; `dialect` is sqlglot's name."""

    name: str
    dialect: str
    category: str
    sql: str
    required: bool = True


def statements(file: str) -> list[Statement]:
    """`hostile_sql.jsonl` or `benign_sql.jsonl`."""
    lines = (CORPORA / file).read_text(encoding="utf-8").splitlines()
    return [
        Statement(
            one["id"],
            SQLGLOT_NAMES.get(one["dialect"], one["dialect"]),
            one.get("category", ""),
            one["sql"],
            one.get("required", True),
        )
        for one in map(json.loads, lines)
    ]


def tables(dialect: str) -> str:
    """The script that makes the tables."""
    script = (CORPORA / "schema.sql").read_text(encoding="utf-8")
    return script.replace("meta TEXT", "meta JSONB") if dialect == "postgres" else script
