"""What `hoidap doctor` says of accounts on live servers, and the account that its own statements make."""

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from live_office import make_office, quoted
from sqlalchemy import make_url
from typer.testing import CliRunner

from hoidap import cli
from hoidap.benchmarks.safety.corpus import CORPORA, SECRET_TABLE, SECRETS, statements, tables
from hoidap.benchmarks.safety.places import TRAPS
from hoidap.benchmarks.servers import READER as FIXED_READER
from hoidap.benchmarks.servers import MariaDB, Server
from hoidap.databases import Database
from hoidap.databases.rights import READER
from hoidap.databases.rights import base as rights_base
from hoidap.settings import PREFIX, Settings

PASSWORD = "p@ss'w/rd:#1%"
HIDDEN_COLUMNS = "tables:\n  customers: {columns: {email: {hidden: true}}}\n"
# An account may always change its own password; see docs/databases.md.
ON_ITSELF = "SET PASSWORD = PASSWORD('x')"
# They last, or fill the memory, and change nothing: the limits of hoidap's session are for them.
SLOW = ("sleep", "benchmark(", "generate_series(1,", "'x',1000000000")
# What any account may say: it changes nothing that lasts, and shows nothing that is hidden.
HARMLESS = {
    "postgres": {
        "-- only a comment",
        "",
        "SELECT database_to_xml(true,true,'')",
        "PREPARE z AS DELETE FROM customers",
        "SET TRANSACTION READ WRITE",
        "DISCARD ALL",
        "ANALYZE customers",  # a warning, and nothing done
    },
    "mysql": {
        "SELECT 1 /*!99999 , 2 */",
        "SELECT @@global.secure_file_priv",
        "COMMIT",
        "SELECT @a := 5",
        "SET SESSION TRANSACTION READ WRITE",
        "XA START 'x'",
        "SELECT 1 /* /* */ , LOAD_FILE('/etc/passwd') /* */",  # NULL
        "SELECT 1 /*M!100100 , LOAD_FILE('/etc/passwd') */",
        "SELECT /*+ MAX_EXECUTION_TIME(0) */ name FROM customers",
        "HANDLER customers OPEN",
    },
}
DANGEROUS = {"core", "escape-readonly", "file-os", "write"}

KINDS = {"postgres": "postgres", "mysql": "mariadb"}


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest) -> Server:
    """With the tables of the corpus, and functions and views to trip over."""
    if not CORPORA.exists():
        pytest.skip("The corpora of hostile statements are in shared/, which is not here.")
    found: Server = request.getfixturevalue(KINDS[request.param])
    found.create("rights", tables(found.dialect) + TRAPS[found.dialect], hidden=[SECRET_TABLE])
    return found


@pytest.fixture(scope="module")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("glossary") / "glossary.yaml"
    file.write_text(HIDDEN_COLUMNS, encoding="utf-8")
    return file


def opened(url: str, folder: Path, glossary: Path | None = None) -> Database:
    return Database.connect(url, hide_tables=[SECRET_TABLE], glossary=glossary, data_dir=folder)


def make_reader(server: Server, script: list[str], database: str) -> str:
    """Run the printed statements as an administrator would; the reader's URL."""
    secret = "'" + PASSWORD.replace("'", "''") + "'"
    forget(server, database)
    for line in script:
        if not line.startswith("--"):
            line = line.replace(":'password'", secret).replace(":password", secret)
            server.query(line, database)
    url = make_url(server.url(database)).set(username=READER, password=PASSWORD)
    return url.render_as_string(hide_password=False)


def forget(server: Server, database: str) -> None:
    """Drop the reader of another test."""
    if isinstance(server, MariaDB):
        server.query(f"DROP USER IF EXISTS {READER}@'127.0.0.1'")
    elif server.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{READER}'"):
        for (name,) in server.query("SELECT datname FROM pg_database WHERE datallowconn"):
            server.query(f"DROP OWNED BY {READER}", name)
        server.query(f"DROP ROLE {READER}")


@pytest.fixture
def reader_url(server: Server, glossary: Path, tmp_path: Path) -> Iterator[str]:
    with closing(opened(server.url("rights"), tmp_path, glossary)) as owner:
        script = owner.account().reader()
    yield make_reader(server, script, "rights")
    forget(server, "rights")


def rights(database: Database) -> dict[str, str]:
    return {excess.right: excess.says[0] for excess in database.account().excesses()}


def test_an_owner_is_warned_of_each_right(server: Server, tmp_path: Path) -> None:
    with closing(opened(server.url("rights"), tmp_path)) as owner:
        found = list(owner.account().excesses())
    names = [excess.right for excess in found]
    assert len(set(names)) == len(names) >= 7, names
    assert {"write", "create", "execute", "hidden"} <= set(names)
    for excess in found:
        assert all(said.strip().endswith((".", ")")) and "{}" not in said for said in excess.says)
        assert (
            excess.remedy.endswith(";") or excess.right == "secure_file_priv"
        )  # which stands in the server's settings
    (hidden,) = (excess for excess in found if excess.right == "hidden")
    assert SECRET_TABLE in hidden.says[0] and "REVOKE SELECT" in hidden.remedy


def test_the_printed_account_has_no_right_too_much(reader_url: str, glossary: Path, tmp_path: Path) -> None:
    with closing(opened(reader_url, tmp_path, glossary)) as reader:
        assert rights(reader) == {}
        names = {table.name for table in reader.schema.tables}
        assert {"customers", "orders", "products", "order_items"} <= names and SECRET_TABLE not in names
        assert "email" not in {column.name for column in reader.schema.table("customers").columns}
        assert reader.query("SELECT COUNT(*) FROM customers").rows == [[4]]
        reader.build_values()


def test_every_hostile_statement_fails_without_the_guard(server: Server, reader_url: str) -> None:
    """By the driver alone, several statements at a time, and in a session that nobody made read-only."""
    before = server.digest("rights")
    server.passwords[READER] = PASSWORD
    passed, tried = set(), 0
    for one in statements("hostile_sql.jsonl"):
        if one.dialect != server.dialect or one.sql == ON_ITSELF or any(word in one.sql.lower() for word in SLOW):
            continue
        tried += 1
        with closing(server.connect("rights", READER)) as connection, connection.cursor() as cursor:
            shown = []
            try:
                more: object = cursor.execute(one.sql) or True
                while more:
                    shown.append(cursor.fetchall() if cursor.description else ())
                    more = cursor.nextset()
                if one.category in DANGEROUS:
                    passed.add(one.sql)
            except Exception as error:  # noqa: BLE001 the driver's own, of many kinds
                shown.append(error)
        assert not any(secret in str(shown).casefold() for secret in SECRETS), one.sql
    assert tried > 55
    assert passed <= HARMLESS[server.dialect], passed - HARMLESS[server.dialect]
    assert server.digest("rights") == before


def test_the_printed_account_reads_odd_names_and_every_schema(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_office(server, "office rights")
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOIDAP_HIDE_TABLES", SECRET_TABLE)
    printed = CliRunner().invoke(cli.app, ["doctor", "--grants", "--db", server.url("office rights")])
    assert printed.exit_code == 0 and SECRET_TABLE not in printed.stdout
    assert not any(password in printed.stdout for password in server.passwords.values())
    url = make_reader(server, printed.stdout.splitlines(), "office rights")
    try:
        with closing(opened(server.url("office rights"), tmp_path)) as owner, closing(opened(url, tmp_path)) as reader:
            assert rights(reader) == {}
            assert [table.name for table in reader.schema.tables] == [table.name for table in owner.schema.tables]
            for table in reader.schema.tables:
                place = quoted(table.stored or table.name, server.dialect)
                place = f"{quoted(table.schema, server.dialect)}.{place}" if table.schema else place
                rows = reader.query(f"SELECT COUNT(*) AS n FROM {place}").rows
                assert rows != [[0]] and rows == owner.query(f"SELECT COUNT(*) AS n FROM {place}").rows
    finally:
        forget(server, "office rights")


def test_each_way_to_read_a_hidden_table_is_warned_of(server: Server, glossary: Path, tmp_path: Path) -> None:
    """By the reader of this server, who has all tables but one, and all columns of them."""
    with closing(opened(server.url("rights", FIXED_READER), tmp_path, glossary)) as reader:
        found = rights(reader)
    assert "customers.email" in found["hidden"] and "orders" not in found["hidden"]


def test_an_unencrypted_line_to_another_machine_is_warned_of(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights_base, "LOCAL", re.compile("nowhere"))
    with closing(opened(server.url("rights"), tmp_path)) as owner:
        encrypted = server.dialect != "postgres" and server.query("SHOW STATUS LIKE 'Ssl_cipher'")[0][1]
        assert ("encryption" in rights(owner)) is not bool(encrypted)


def test_a_password_in_any_script_is_taken(server: Server, reader_url: str, tmp_path: Path) -> None:
    password = "mật khẩu Biển xanh ß"
    account = READER if server.dialect == "postgres" else f"{READER}@'127.0.0.1'"
    how = f"ALTER ROLE {account} PASSWORD" if server.dialect == "postgres" else f"ALTER USER {account} IDENTIFIED BY"
    server.query(f"{how} '{password}'", "rights")
    url = make_url(reader_url).set(password=password).render_as_string(hide_password=False)
    with closing(opened(url, tmp_path)) as reader:
        assert reader.query("SELECT COUNT(*) FROM orders").rows == [[5]]
