"""A MariaDB server that is thrown away."""

import hashlib
from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from .server import OWNER, READER, Server


class MariaDB(Server):
    """The owner has every right there is, FILE among them."""

    dialect = "mysql"
    package = "mariadb-server"
    schemes = ("mysql+pymysql", "mysql+pyodbc")

    def install(self) -> None:
        self._program("mariadbd")
        self.temporary.mkdir()
        self.lend(self.temporary)
        options = ("--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve")
        self._run([self._program("mariadb-install-db"), "--no-defaults", f"--datadir={self.data}", *options])

    def connect(self, database: str = "", account: str = OWNER) -> Any:
        import pymysql
        from pymysql.constants import CLIENT

        return pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user=account,
            password=self.passwords[account],
            database=database or None,
            autocommit=True,
            client_flag=CLIENT.MULTI_STATEMENTS,
        )

    def create(self, database: str, script: str, hidden: Collection[str] = ()) -> None:
        self.query(f"DROP DATABASE IF EXISTS `{database}`")
        self.query(f"CREATE DATABASE `{database}`")
        with closing(self.connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute("SET sql_mode = 'ANSI_QUOTES'")
            cursor.execute(script)
            while cursor.nextset():
                pass
            cursor.execute("SHOW TABLES")
            for (table,) in cursor.fetchall():
                if table not in hidden:
                    cursor.execute(f'GRANT SELECT, SHOW VIEW ON "{database}"."{table}" TO {READER}')

    def drop_connections(self, account: str) -> None:
        ids = f"SELECT id FROM information_schema.processlist WHERE user = '{account}' AND id <> CONNECTION_ID()"
        for (connection,) in self.query(ids):
            self.query(f"KILL {connection}")

    def running_statements(self) -> list[str]:
        active = f"SELECT info FROM information_schema.processlist WHERE user = '{READER}' AND info IS NOT NULL"
        return [sql for (sql,) in self.query(active)]

    def digest(self, database: str) -> dict[str, str]:
        with closing(self.connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT CONCAT('`', table_schema, '`.`', table_name, '`') FROM information_schema.tables"
                " WHERE table_type LIKE '%TABLE' AND table_schema NOT IN ('information_schema', 'performance_schema')"
            )
            cursor.execute("CHECKSUM TABLE " + ", ".join(name for (name,) in cursor.fetchall()))
            found = {name: str(checksum) for name, checksum in cursor.fetchall()}
            for what in ("SCHEMATA", "COLUMNS", "VIEWS", "TRIGGERS", "ROUTINES", "EVENTS", "GLOBAL_VARIABLES"):
                cursor.execute(f"SELECT * FROM information_schema.{what}")
                rows = sorted(map(str, cursor.fetchall()))
                found[what] = hashlib.md5("\n".join(rows).encode()).hexdigest()
        return found

    def _command(self) -> Sequence[str | Path]:
        settings = {
            "datadir": self.data,
            "port": self.port,
            "bind-address": "127.0.0.1",
            "socket": self.folder / "socket",
            "pid-file": self.folder / "pid",
            "tmpdir": self.temporary,
            "character-set-server": "utf8mb4",
            "innodb-buffer-pool-size": "16M",
            "innodb-log-file-size": "8M",
            "innodb-flush-log-at-trx-commit": 2,
            "innodb-flush-method": "nosync",
            "innodb-stats-auto-recalc": 0,
            "key-buffer-size": "1M",
            "aria-pagecache-buffer-size": "8M",
            "init-file": self._first_statements(),
        }
        options = (f"--{name}={value}" for name, value in settings.items())
        return [self._program("mariadbd"), "--no-defaults", "--skip-name-resolve", "--skip-log-bin", *options]

    def _first_statements(self) -> Path:
        """Whatever became of the accounts before, their passwords are right; the reader's rights come with tables."""
        file = self.folder / "accounts.sql"
        accounts = (
            f"CREATE USER IF NOT EXISTS {name};\nALTER USER {name} IDENTIFIED BY '{password}';\n"
            for name, password in self.passwords.items()
        )
        file.write_text("".join(accounts) + f"GRANT ALL ON *.* TO {OWNER} WITH GRANT OPTION;\n", encoding="utf-8")
        return file
