"""Rights that no server here can show: what SQL Server is asked and told, and what MySQL 8 answers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import sqlglot
from sqlalchemy import URL, create_engine
from sqlglot import exp

from hoidap.databases.connection import Source
from hoidap.databases.engines import server_engine
from hoidap.databases.errors import QueryFailed
from hoidap.databases.rights import Account
from hoidap.databases.rights import sqlserver as tsql
from hoidap.databases.rights.base import Readable
from hoidap.databases.rights.mysql import read_grants, read_roles
from hoidap.databases.schema import Column, Table

ORDERS = Table("Đơn hàng", (Column("mã]số", "int"), Column("select", "text")))
TOTALS = Table("sales_order", (Column("total", "float"),), is_view=True, schema="sales", stored="order")
SECRETS = Table("secret_keys", (Column("k", "text"),))


class Scripted:
    """A connection that notes what it is handed, and answers from a script: a part of a statement, and its rows."""

    def __init__(self, answers: dict[str, Sequence[tuple[object, ...]]]) -> None:
        self.answers = answers
        self.handed: list[str] = []

    def execution_options(self, **options: Any) -> "Scripted":
        assert options == {"no_parameters": True}
        return self

    def exec_driver_sql(self, sql: str) -> Sequence[tuple[object, ...]]:
        self.handed.append(sql)
        if "fails" in self.answers:
            raise QueryFailed("The connection to the database was lost; ask again in a moment.")
        return next((rows for part, rows in self.answers.items() if part in sql), ())


def scripted(monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any], **query: str) -> tuple[Source, Scripted]:
    url = URL.create(
        "mssql+pyodbc",
        "u",
        "p",
        "localhost" if not query else "db.example.vn",
        None,
        "shop",
        {"driver": "FreeTDS", **query},
    )
    pool = create_engine(url)
    pool.dialect.default_schema_name = "dbo"
    connection = Scripted(answers)

    @contextmanager
    def reading(self: Source, seconds: float) -> Iterator[Scripted]:
        yield connection

    monkeypatch.setattr(Source, "reading", reading)
    return Source(pool, server_engine("mssql"), "mssql+pyodbc://localhost/shop", "shop"), connection


@pytest.mark.parametrize("look", tsql.SQLServerRights.looks, ids=lambda look: look.right)
def test_each_question_to_sql_server_is_one_select(look: Any) -> None:
    (tree,) = sqlglot.parse(look.query, dialect="tsql")
    assert isinstance(tree, exp.Select | exp.Union)
    assert len(tree.selects) == 2  # an object, and what takes the right to it away
    assert not list(tree.find_all(exp.Command))
    assert all(said.count("{}") == 1 for said in look.says)


def test_what_sql_server_answers_becomes_a_warning_each(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {
        "IS_SRVROLEMEMBER": [("sysadmin", "ALTER SERVER ROLE [sysadmin] DROP MEMBER [app]")],
        "is_fixed_role": [("db_owner", "ALTER ROLE [db_owner] DROP MEMBER [app]")],
        "'OBJECT'": [
            (f"UPDATE ON [dbo].[t{n}]", f"REVOKE UPDATE ON OBJECT::[dbo].[t{n}] FROM [app]") for n in range(8)
        ],
        "sys.configurations": [("xp_cmdshell", "EXEC sp_configure 'xp_cmdshell', 0")],
        "is_linked": [("OTHER", "EXEC sp_dropserver [OTHER], 'droplogins'")],
        "IMPERSONATE": [("boss", "REVOKE IMPERSONATE ON USER::[boss] FROM [app]")],
    }
    source, connection = scripted(monkeypatch, answers)
    found = {excess.right: excess for excess in Account(source, (), ()).excesses()}
    assert set(found) == {"server role", "database role", "write", "programs", "linked server", "impersonate"}
    assert "(+3)" in found["write"].says[0] and found["write"].remedy.count("REVOKE UPDATE") == 8
    assert "sysadmin" in found["server role"].says[1]
    assert connection.handed == [look.query for look in tsql.SQLServerRights.looks]


def test_a_reader_of_sql_server_gives_no_warning_and_a_broken_line_does(monkeypatch: pytest.MonkeyPatch) -> None:
    source, _ = scripted(monkeypatch, {})
    assert list(Account(source, (), ()).excesses()) == []
    source, _ = scripted(monkeypatch, {"fails": ()})
    assert len(list(Account(source, (), ()).excesses())) == len(tsql.SQLServerRights.looks)


@pytest.mark.parametrize(
    ("query", "warned"),
    [
        ({"Encrypt": "no"}, True),
        ({"Encrypt": "yes", "TrustServerCertificate": "yes"}, True),
        ({"Encrypt": "yes"}, False),
        ({"odbc_connect": "SERVER=db.example.vn;Encrypt=optional;PWD=x"}, True),
        ({"odbc_connect": "SERVER=db.example.vn;Encrypt=strict;PWD=x"}, False),
        ({"odbc_connect": "SERVER=localhost;Encrypt=no;PWD=x"}, False),
    ],
)
def test_an_unencrypted_line_to_sql_server_is_warned_of(
    query: dict[str, str], warned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, connection = scripted(monkeypatch, {}, **query)
    assert ("encryption" in {excess.right for excess in Account(source, (), ()).excesses()}) is warned
    assert any("dm_exec_connections" in sql for sql in connection.handed) is (
        not warned and "localhost" not in str(query)
    )


def test_the_reader_of_sql_server_gets_select_and_is_denied_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    source, _ = scripted(monkeypatch, {"DB_NAME()": [("kho]hàng",)], "SELECT USER_NAME()": [("app",)]})
    account = Account(source, (Readable(ORDERS, ("mã]số",)), Readable(TOTALS)), (SECRETS,))
    script = account.reader()
    assert script[1:] == [
        "USE [master];",
        "CREATE LOGIN hoidap_reader WITH PASSWORD = N'$(password)', DEFAULT_DATABASE = [kho]]hàng];",
        "USE [kho]]hàng];",
        "CREATE USER hoidap_reader FOR LOGIN hoidap_reader WITH DEFAULT_SCHEMA = [dbo];",
        "GRANT SELECT ON OBJECT::[dbo].[Đơn hàng] ([mã]]số]) TO hoidap_reader;",
        "GRANT SELECT ON OBJECT::[sales].[order] TO hoidap_reader;",
        "GRANT VIEW DEFINITION ON OBJECT::[sales].[order] TO hoidap_reader;",
        "DENY SELECT ON OBJECT::[dbo].[secret_keys] TO hoidap_reader;",
        f"DENY {tsql.DENIED} TO hoidap_reader;",
    ]
    (hidden,) = (excess for excess in account.excesses() if excess.right == "hidden")
    assert "secret_keys, Đơn hàng.select" in hidden.says[0]
    assert hidden.remedy == "DENY SELECT ON OBJECT::[dbo].[secret_keys] TO [app];"


MYSQL_8 = [
    "GRANT SELECT, INSERT, RELOAD, SHUTDOWN, FILE, SUPER ON *.* TO `app`@`%` WITH GRANT OPTION",
    "GRANT BACKUP_ADMIN,SYSTEM_VARIABLES_ADMIN ON *.* TO `app`@`%`",
    "GRANT SELECT (`a`, `b, ON (c)`), UPDATE (`a`) ON `shop`.`t ``o` TO `app`@`%`",
    "GRANT EXECUTE ON FUNCTION `shop`.`f` TO `app`@`%`",
    "GRANT SELECT ON `mysql`.`user` TO `app`@`%`",
    "GRANT `writers`@`%`,`hr`@`%` TO `app`@`%`",
    "GRANT PROXY ON ``@`` TO `app`@`%` WITH GRANT OPTION",
]
READER_ONLY = [
    "GRANT USAGE ON *.* TO `hoidap_reader`@`%` IDENTIFIED BY PASSWORD '*2470C0C06DEE42FD16' REQUIRE SSL",
    "GRANT SELECT, SHOW VIEW ON `shop`.`v` TO `hoidap_reader`@`%`",
    "GRANT SELECT (`a`) ON `shop`.`t` TO `hoidap_reader`@`%`",
]


def test_the_grants_of_mysql_are_read_whole() -> None:
    found = {(grant.right, str(grant)) for grant in read_grants(MYSQL_8)}
    assert found >= {
        ("read everything", "SELECT ON *.*"),
        ("write", "INSERT ON *.*"),
        ("server", "RELOAD ON *.*"),
        ("files", "FILE ON *.*"),
        ("accounts", "GRANT OPTION ON *.*"),
        ("server", "BACKUP_ADMIN ON *.*"),
        ("server", "SYSTEM_VARIABLES_ADMIN ON *.*"),
        ("", "SELECT(`a`, `b, ON (c)`) ON `shop`.`t ``o`"),
        ("write", "UPDATE(`a`) ON `shop`.`t ``o`"),
        ("execute", "EXECUTE ON FUNCTION `shop`.`f`"),
        ("read everything", "SELECT ON `mysql`.`user`"),
    }
    assert any(right == "accounts" and text.startswith("PROXY") for right, text in found)
    assert read_roles(MYSQL_8) == ["`writers`@`%`", "`hr`@`%`"]


def test_the_grants_of_a_reader_are_none_too_much() -> None:
    grants = list(read_grants(READER_ONLY))
    assert len(grants) == 4 and {grant.right for grant in grants} == {""}
    assert {grant.account for grant in grants} == {"`hoidap_reader`@`%`"}
    assert read_roles(READER_ONLY) == []


def test_all_privileges_are_every_right() -> None:
    everywhere = {grant.right for grant in read_grants(["GRANT ALL PRIVILEGES ON *.* TO `a`@`%` WITH GRANT OPTION"])}
    assert everywhere == {"write", "create", "execute", "accounts", "files", "read everything", "server"}
    here = {grant.right for grant in read_grants(["GRANT ALL PRIVILEGES ON `shop`.* TO `a`@`%`"])}
    assert here == {"", "write", "create", "execute"}
