"""MariaDB and MySQL: every grant that SHOW GRANTS tells of, of the account and of its roles."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection

from ..connection import Source
from ..errors import QueryFailed, SqlRefused
from ..schema import Table
from .base import READER, SECONDS, Excess, Readable, Rights, Said, is_remote, listed, quoting, rows, statements, unknown

MOST_CONNECTIONS = 40  # hoidap's pool, and for each one a second that ends what the first one runs
SYSTEM = ("mysql", "performance_schema", "sys")
ALL = "ALL PRIVILEGES"

_NAME = r"(?:\*|`(?:[^`]|``)*`|'(?:[^']|'')*')"
_GRANT = re.compile(
    rf"GRANT (?P<privileges>.+?) ON (?P<kind>(?:TABLE|FUNCTION|PROCEDURE|PACKAGE BODY|PACKAGE) )?"
    rf"(?P<object>{_NAME}(?:[.@]{_NAME})?) TO (?P<account>.+?)(?: IDENTIFIED .*?)?(?P<option> WITH .*GRANT OPTION.*)?$"
)
_PRIVILEGE = re.compile(r"([A-Z_ ]+?)\s*(\((?:`(?:[^`]|``)*`|[^)`])*\))?\s*(?:,|$)")
_ROLE = re.compile(rf"GRANT (?P<role>(?:{_NAME}(?:@{_NAME})?(?:, ?)?)+) TO ")

# What may be done with a privilege; a global one that is not listed rules the server.
RIGHTS = {
    **dict.fromkeys(("INSERT", "UPDATE", "DELETE", "DELETE HISTORY", "LOCK TABLES"), "write"),
    **dict.fromkeys(
        (
            "CREATE",
            "DROP",
            "ALTER",
            "INDEX",
            "REFERENCES",
            "TRIGGER",
            "EVENT",
            "CREATE VIEW",
            "CREATE TEMPORARY TABLES",
        ),
        "create",
    ),
    **dict.fromkeys(("EXECUTE", "CREATE ROUTINE", "ALTER ROUTINE"), "execute"),
    **dict.fromkeys(("GRANT OPTION", "CREATE USER", "PROXY", "CREATE ROLE", "DROP ROLE", "SET USER"), "accounts"),
    "FILE": "files",
    "SELECT": "read everything",
}
OTHER_RIGHT = "server"
SAYS: dict[str, Said] = {
    "write": (
        "The account may change rows: {}.",
        "Tài khoản được sửa dữ liệu: {}.",
    ),
    "create": (
        "The account may make, change or drop tables, views, triggers or events: {}.",
        "Tài khoản được tạo, sửa hoặc xóa bảng, khung nhìn, trigger hoặc event: {}.",
    ),
    "execute": (
        "The account may call or make routines, which can write with their owner's rights: {}.",
        "Tài khoản được gọi hoặc tạo thủ tục, có thể ghi dữ liệu bằng quyền của chủ sở hữu: {}.",
    ),
    "accounts": (
        "The account may make other accounts, or give away its own rights: {}.",
        "Tài khoản được tạo tài khoản khác hoặc cấp lại quyền của mình: {}.",
    ),
    "files": (
        "The account may read and write files of the server's machine: {}.",
        "Tài khoản được đọc và ghi tệp trên máy chủ: {}.",
    ),
    "read everything": (
        "The account reads the server's own tables, password hashes among them, or those of every database: {}.",
        "Tài khoản đọc được bảng hệ thống, trong đó có mật khẩu đã băm, hoặc mọi cơ sở dữ liệu: {}.",
    ),
    OTHER_RIGHT: (
        "The account may rule the server itself, see or end what others do: {}.",
        "Tài khoản được điều khiển máy chủ, xem hoặc ngắt việc của người khác: {}.",
    ),
    "role": (
        "The account may take on roles, whose rights come on top of its own: {}.",
        "Tài khoản được nhận vai trò, cộng thêm quyền của vai trò: {}.",
    ),
    "secure_file_priv": (
        "Files may be written anywhere on the server, for secure_file_priv is empty; name a folder in its settings.",
        "Có thể ghi tệp ở mọi nơi trên máy chủ vì secure_file_priv để trống; hãy đặt một thư mục trong cấu hình.",
    ),
    "local_infile": (
        "The server takes files of this machine into tables that the account may write, for local_infile is on.",
        "Máy chủ nhận tệp của máy này vào các bảng mà tài khoản được ghi, vì local_infile đang bật.",
    ),
    "encryption": (
        "The connection to another machine is not encrypted, password and rows included; set ssl_ca in the URL.",
        "Kết nối tới máy khác không được mã hóa, kể cả mật khẩu và dữ liệu; hãy đặt ssl_ca trong URL.",
    ),
}


@dataclass(frozen=True)
class Grant:
    """One privilege on one object; `kind` is set for routines only."""

    privilege: str
    columns: str
    kind: str
    object: str
    account: str

    @property
    def right(self) -> str:
        """What it is too much for; "" where a reader may have it."""
        database, _, _ = self.object.rpartition(".")
        everywhere, system = self.object == "*.*", database.strip("`").lower() in SYSTEM
        if self.privilege == "USAGE" or (self.privilege == "SHOW VIEW" and not everywhere):
            return ""
        if self.privilege == "SELECT" and not everywhere and not system:
            return ""
        return RIGHTS.get(self.privilege, OTHER_RIGHT)

    def __str__(self) -> str:
        return f"{self.privilege}{self.columns} ON {self.kind}{self.object}"


def read_grants(lines: Iterable[str]) -> Iterator[Grant]:
    """The privileges in what SHOW GRANTS answers; ALL PRIVILEGES as what it is made of."""
    for line in lines:
        found = _GRANT.match(line)
        if found is None:
            continue
        given = [(name.strip(), columns or "") for name, columns in _PRIVILEGE.findall(found["privileges"])]
        if found["option"] or "GRANT OPTION" in line.rpartition(" TO ")[2]:
            given.append(("GRANT OPTION", ""))
        for name, columns in given:
            for part in _parts(name, found["object"]):
                yield Grant(part, columns, found["kind"] or "", found["object"], found["account"])


def _parts(privilege: str, place: str) -> list[str]:
    """What ALL PRIVILEGES is made of there; every other privilege is itself."""
    if privilege != ALL:
        return [privilege]
    parts = [name for name, right in RIGHTS.items() if right not in ("accounts", "files")]
    return [*parts, "CREATE USER", "FILE", "SUPER"] if place == "*.*" else parts


def read_roles(lines: Iterable[str]) -> list[str]:
    """The roles in what SHOW GRANTS answers, as it quotes them."""
    found = (_ROLE.match(line) for line in lines if _GRANT.match(line) is None)
    return [role.strip() for match in found if match for role in match["role"].split(",")]


class MySQLRights(Rights):
    def excesses(self, source: Source) -> Iterator[Excess]:
        try:
            with source.reading(SECONDS) as connection:
                lines = _told(connection, "SHOW GRANTS")
                grants = list(read_grants(lines))
                roles = read_roles(lines)
                variables = dict(_pairs(connection, "SHOW VARIABLES"))
                encrypted = dict(_pairs(connection, "SHOW STATUS LIKE 'Ssl_cipher'")).get("Ssl_cipher")
        except (QueryFailed, SqlRefused) as error:
            yield unknown("grants", error)
            return
        for right in SAYS:
            own = [grant for grant in grants if grant.right == right]
            if own:
                yield _excess(right, map(str, own), statements(_revoked(own)))
        if roles:
            account = next((grant.account for grant in grants), "CURRENT_USER")
            yield _excess("role", roles, statements(f"REVOKE {role} FROM {account}" for role in roles))
        rights = {grant.right for grant in grants}
        if "files" in rights and variables.get("secure_file_priv") == "":
            yield _excess("secure_file_priv")
        if "write" in rights and variables.get("local_infile") == "ON":
            yield _excess("local_infile", remedy="SET GLOBAL local_infile = OFF;")
        if is_remote(source.pool.url) and not encrypted:
            yield _excess("encryption")

    def reader(self, source: Source, readable: Sequence[Readable], hidden: Sequence[Table]) -> list[str]:
        quote = quoting(source.dialect)
        with source.reading(SECONDS) as connection:
            ((database, account),) = rows(connection, "SELECT DATABASE(), USER()")
        maria = getattr(source.pool.dialect, "is_mariadb", False)
        host = str(account).rpartition("@")[2].replace("'", "''")
        reader = f"'{READER}'@'{host}'"
        lines = [
            "-- Run it by mariadb or mysql as an administrator. In the place of :password write a password, in quotes.",
            f"CREATE USER {reader} IDENTIFIED BY :password{' REQUIRE SSL' if is_remote(source.pool.url) else ''}"
            f" WITH MAX_USER_CONNECTIONS {MOST_CONNECTIONS}{' MAX_STATEMENT_TIME 60' if maria else ''};",
        ]
        for one in readable:
            columns = f" ({', '.join(map(quote, one.columns))})" if one.columns else ""
            # What a view reads is to be known; and where SELECT is for columns only, SHOW CREATE TABLE wants a right to
            # the table, of which this is the least.
            view = ", SHOW VIEW" if one.table.is_view or one.columns else ""
            table = f"{quote(one.table.schema or str(database))}.{quote(one.name)}"
            lines.append(f"GRANT SELECT{columns}{view} ON {table} TO {reader};")
        return lines

    def take_away(self, source: Source, tables: Sequence[Table]) -> str:
        quote = quoting(source.dialect)
        with source.reading(SECONDS) as connection:
            ((database, account),) = rows(connection, "SELECT DATABASE(), CURRENT_USER()")
        user, _, host = str(account).rpartition("@")
        names = (f"{quote(table.schema or str(database))}.{quote(table.name)}" for table in tables)
        return statements(f"REVOKE SELECT ON {name} FROM {quote(user)}@{quote(host)}" for name in names)


def _told(connection: Connection, query: str) -> list[str]:
    return [str(row[0]) for row in rows(connection, query)]


def _pairs(connection: Connection, query: str) -> list[tuple[str, str]]:
    return cast(list[tuple[str, str]], rows(connection, query))


def _excess(right: str, objects: Iterable[str] = (), remedy: str = "") -> Excess:
    english, vietnamese = (said.replace("{}", listed(objects)) for said in SAYS[right])
    return Excess(right, (english, vietnamese), remedy)


def _revoked(grants: Iterable[Grant]) -> Iterator[str]:
    """One REVOKE an object."""
    by_object: dict[tuple[str, str, str], list[str]] = {}
    for grant in grants:
        by_object.setdefault((grant.kind, grant.object, grant.account), []).append(grant.privilege + grant.columns)
    for (kind, name, account), privileges in by_object.items():
        yield f"REVOKE {', '.join(dict.fromkeys(privileges))} ON {kind}{name} FROM {account}"
