"""A PostgreSQL server that is thrown away."""

from collections.abc import Collection, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from .server import OWNER, READER, Server


class PostgreSQL(Server):
    """The owner is a superuser: nothing but what is tried out stands between a statement and the server."""

    dialect = "postgres"
    package = "postgresql"
    schemes = ("postgresql+psycopg",)

    def install(self) -> None:
        program = self._program("initdb")
        secret = self.folder / "secret"
        secret.write_text(self.passwords[OWNER], encoding="utf-8")
        secret.chmod(0o644)  # the folder is closed to others
        options = ("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
        self._run([program, "-D", self.data, "-U", OWNER, f"--pwfile={secret}", *options])
        secret.unlink()
        self.temporary = self.data / "base" / "pgsql_tmp"
        self.temporary.mkdir()
        self.lend(self.temporary)

    def connect(self, database: str = "", account: str = OWNER) -> Any:
        import psycopg

        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=account,
            password=self.passwords[account],
            dbname=database or "postgres",
            autocommit=True,
        )

    def create(self, database: str, script: str, hidden: Collection[str] = ()) -> None:
        self.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self.query(f'CREATE DATABASE "{database}"')
        self.query(script, database)
        schemas = self.query("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_|^information_schema$'", database)
        for (schema,) in schemas:
            self.query(f'GRANT USAGE ON SCHEMA "{schema}" TO {READER}', database)
            self.query(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{schema}" TO {READER}', database)
        for table in hidden:
            self.query(f'REVOKE ALL ON "{table}" FROM {READER}', database)

    def drop_connections(self, account: str) -> None:
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE usename = '{account}' AND pid <> pg_backend_pid()"
        )

    def running_statements(self) -> list[str]:
        active = f"SELECT query FROM pg_stat_activity WHERE usename = '{READER}' AND state = 'active'"
        return [sql for (sql,) in self.query(active)]

    def digest(self, database: str) -> dict[str, str]:
        """The rows of every table, of the catalogs too; no background job of this server changes any."""
        with closing(self.connect(database)) as connection:
            named = connection.execute(
                "SELECT format('%I.%I', n.nspname, c.relname),"
                " CASE c.relkind WHEN 'S' THEN 't.last_value::text || t.is_called' ELSE 't::text' END"
                " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE c.relkind IN ('r', 'S') AND n.nspname <> 'pg_toast' ORDER BY 1"
            )
            rows = {name: f"(SELECT md5(string_agg({row}, ' ' ORDER BY {row})) FROM {name} t)" for name, row in named}
            digests = connection.execute(f"SELECT {', '.join(rows.values())}").fetchone()
        settings = (self.data / "postgresql.auto.conf").read_text(encoding="utf-8")
        return dict(zip(rows, map(str, digests), strict=True)) | {"settings": settings}

    def _command(self) -> Sequence[str | Path]:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "shared_buffers": "16MB",
            "fsync": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
            "jit": "off",
        }
        options = (f"--{name}={value}" for name, value in settings.items())
        return [self._program("postgres"), "-D", self.data, *options]

    def _prepare(self) -> None:
        self.query(f"CREATE ROLE {READER} LOGIN PASSWORD '{self.passwords[READER]}'")
