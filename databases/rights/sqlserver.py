"""SQL Server: roles of the server and the database, permissions in each scope, and ways out of the database.

Nothing here was tried on a SQL Server, for the project has none: its tests look at the text that the driver is handed.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote_plus

from ..connection import Source
from ..schema import Table
from .base import READER, SECONDS, Excess, Look, LookedUp, Readable, is_remote, looked_up, quoting, rows

DENIED = "INSERT, UPDATE, DELETE, EXECUTE, ALTER, REFERENCES, TAKE OWNERSHIP, BACKUP DATABASE, BACKUP LOG"
_NO_ENCRYPTION = re.compile(r"encrypt(?:ion)?\s*=\s*\{?(?:no|optional|off|false|0)\b", re.IGNORECASE)
_ANY_CERTIFICATE = re.compile(r"trustservercertificate\s*=\s*\{?(?:yes|true|1)\b", re.IGNORECASE)

SERVER_ROLES = """
SELECT r.name, 'ALTER SERVER ROLE ' + QUOTENAME(r.name) + ' DROP MEMBER ' + QUOTENAME(SUSER_SNAME())
FROM sys.server_principals AS r WHERE r.type = 'R' AND r.name <> 'public' AND IS_SRVROLEMEMBER(r.name) = 1
"""
DATABASE_ROLES = """
SELECT r.name, 'ALTER ROLE ' + QUOTENAME(r.name) + ' DROP MEMBER ' + QUOTENAME(USER_NAME())
FROM sys.database_principals AS r
WHERE r.type = 'R' AND r.is_fixed_role = 1 AND r.name NOT IN ('public', 'db_datareader', 'db_denydatawriter')
  AND IS_ROLEMEMBER(r.name) = 1
"""
SERVER_PERMISSIONS = """
SELECT p.permission_name, 'REVOKE ' + p.permission_name + ' FROM ' + QUOTENAME(SUSER_SNAME())
FROM sys.fn_my_permissions(NULL, 'SERVER') AS p WHERE p.permission_name NOT IN ('CONNECT SQL', 'VIEW ANY DATABASE')
"""
DATABASE_PERMISSIONS = """
SELECT p.permission_name, 'REVOKE ' + p.permission_name + ' FROM ' + QUOTENAME(USER_NAME())
FROM sys.fn_my_permissions(NULL, 'DATABASE') AS p
WHERE p.permission_name NOT IN ('CONNECT', 'SELECT', 'VIEW DEFINITION', 'VIEW ANY COLUMN ENCRYPTION KEY DEFINITION',
                                'VIEW ANY COLUMN MASTER KEY DEFINITION')
"""
OBJECT_PERMISSIONS = """
SELECT p.permission_name + ' ON ' + o.name,
       'REVOKE ' + p.permission_name + ' ON OBJECT::' + o.name + ' FROM ' + QUOTENAME(USER_NAME())
FROM (SELECT QUOTENAME(SCHEMA_NAME(s.schema_id)) + '.' + QUOTENAME(s.name) AS name
      FROM sys.objects AS s WHERE s.is_ms_shipped = 0) AS o
CROSS APPLY sys.fn_my_permissions(o.name, 'OBJECT') AS p
WHERE p.subentity_name = '' AND p.permission_name NOT IN ('SELECT', 'VIEW DEFINITION', 'VIEW CHANGE TRACKING')
"""
SCHEMA_PERMISSIONS = """
SELECT p.permission_name + ' ON ' + QUOTENAME(s.name),
       'REVOKE ' + p.permission_name + ' ON SCHEMA::' + QUOTENAME(s.name) + ' FROM ' + QUOTENAME(USER_NAME())
FROM sys.schemas AS s CROSS APPLY sys.fn_my_permissions(QUOTENAME(s.name), 'SCHEMA') AS p
WHERE s.name NOT IN ('sys', 'INFORMATION_SCHEMA') AND s.name NOT LIKE 'db[_]%'
  AND p.permission_name NOT IN ('SELECT', 'VIEW DEFINITION', 'VIEW CHANGE TRACKING')
"""
IMPERSONATION = """
SELECT u.name, 'REVOKE IMPERSONATE ON USER::' + QUOTENAME(u.name) + ' FROM ' + QUOTENAME(USER_NAME())
FROM sys.database_principals AS u CROSS APPLY sys.fn_my_permissions(QUOTENAME(u.name), 'USER') AS p
WHERE u.type IN ('S', 'U') AND u.name <> USER_NAME() AND p.permission_name = 'IMPERSONATE'
UNION ALL
SELECT l.name, 'REVOKE IMPERSONATE ON LOGIN::' + QUOTENAME(l.name) + ' FROM ' + QUOTENAME(SUSER_SNAME())
FROM sys.server_principals AS l CROSS APPLY sys.fn_my_permissions(QUOTENAME(l.name), 'LOGIN') AS p
WHERE l.type IN ('S', 'U') AND l.name <> SUSER_SNAME() AND p.permission_name = 'IMPERSONATE'
"""
PROGRAMS = """
SELECT c.name, 'EXEC sp_configure ''' + c.name + ''', 0'
FROM sys.configurations AS c
WHERE c.name IN ('xp_cmdshell', 'Ole Automation Procedures', 'Ad Hoc Distributed Queries') AND c.value_in_use = 1
"""
LINKED = """
SELECT s.name, 'EXEC sp_dropserver ' + QUOTENAME(s.name) + ', ''droplogins'''
FROM sys.servers AS s WHERE s.is_linked = 1
"""
TRUSTED = """
SELECT d.name, 'ALTER DATABASE ' + QUOTENAME(d.name) + ' SET TRUSTWORTHY OFF'
FROM sys.databases AS d WHERE d.database_id = DB_ID() AND d.is_trustworthy_on = 1 AND d.name <> 'msdb'
"""
# Only who may see the state of the server may look at its connections; for everybody else the URL has to tell.
UNENCRYPTED = """
IF HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE') = 1
    SELECT 'x', '' FROM sys.dm_exec_connections WHERE session_id = @@SPID AND encrypt_option = 'FALSE'
ELSE
    SELECT 'x', '' WHERE 1 = 0
"""
NOT_ENCRYPTED = (
    "The connection to another machine is not encrypted, or to a server that nobody vouches for;"
    " write Encrypt=yes and TrustServerCertificate=no into the URL.",
    "Kết nối tới máy khác không được mã hóa hoặc không kiểm tra chứng chỉ của máy chủ;"
    " hãy ghi Encrypt=yes và TrustServerCertificate=no vào URL.",
)


class SQLServerRights(LookedUp):
    looks = (
        Look(
            "server role",
            (
                "The login is a member of {}: rights over the whole server.",
                "Tài khoản thuộc vai trò máy chủ {}: có quyền trên toàn máy chủ.",
            ),
            SERVER_ROLES,
        ),
        Look(
            "database role",
            (
                "The user is a member of {}: it may change data, tables or accounts.",
                "Tài khoản thuộc vai trò {}: được sửa dữ liệu, bảng hoặc tài khoản.",
            ),
            DATABASE_ROLES,
        ),
        Look(
            "server permission",
            (
                "The login has permissions over the server that reading does not need: {}.",
                "Tài khoản có quyền trên máy chủ mà việc đọc không cần: {}.",
            ),
            SERVER_PERMISSIONS,
        ),
        Look(
            "database permission",
            (
                "The user has permissions over the database that reading does not need: {}.",
                "Tài khoản có quyền trên cơ sở dữ liệu mà việc đọc không cần: {}.",
            ),
            DATABASE_PERMISSIONS,
        ),
        Look(
            "write",
            (
                "The user may do more with objects than read them: {}.",
                "Tài khoản được làm nhiều hơn là đọc: {}.",
            ),
            OBJECT_PERMISSIONS,
        ),
        Look(
            "schema permission",
            (
                "The user may change or call what stands in a schema: {}.",
                "Tài khoản được sửa hoặc gọi những gì có trong lược đồ: {}.",
            ),
            SCHEMA_PERMISSIONS,
        ),
        Look(
            "impersonate",
            (
                "The user may act as another one, with that one's rights: {}.",
                "Tài khoản được đóng vai người khác, với quyền của người đó: {}.",
            ),
            IMPERSONATION,
        ),
        Look(
            "programs",
            (
                "The server lets statements run programs or open files: {} is on.",
                "Máy chủ cho phép câu lệnh chạy chương trình hoặc mở tệp: {} đang bật.",
            ),
            PROGRAMS,
        ),
        Look(
            "linked server",
            (
                "Other servers can be reached from within this one, with rights that stand there: {}.",
                "Từ máy chủ này vào được máy chủ khác với quyền đã khai ở đó: {}.",
            ),
            LINKED,
        ),
        Look(
            "trustworthy",
            (
                "The database {} is TRUSTWORTHY: code in it may reach rights over the server.",
                "Cơ sở dữ liệu {} là TRUSTWORTHY: mã trong đó có thể đạt quyền trên máy chủ.",
            ),
            TRUSTED,
        ),
    )
    encryption = Look("encryption", NOT_ENCRYPTED, UNENCRYPTED)

    def excesses(self, source: Source) -> Iterator[Excess]:
        yield from super().excesses(source)
        if is_remote(source.pool.url):
            told = unquote_plus(";".join(f"{name}={value}" for name, value in source.pool.url.query.items()))
            if _NO_ENCRYPTION.search(told) or _ANY_CERTIFICATE.search(told):
                yield Excess("encryption", NOT_ENCRYPTED)
            else:
                yield from looked_up(source, self.encryption)

    def reader(self, source: Source, readable: Sequence[Readable], hidden: Sequence[Table]) -> list[str]:
        quote = quoting(source.dialect)
        home = str(source.pool.dialect.default_schema_name)
        with source.reading(SECONDS) as connection:
            database = quote(str(rows(connection, "SELECT DB_NAME()")[0][0]))

        def place(table: Table) -> str:
            return f"{quote(table.schema or home)}.{quote(table.stored or table.name)}"

        lines = [
            '-- Run it by sqlcmd as an administrator; give it the password: sqlcmd -v password="...".',
            "USE [master];",
            f"CREATE LOGIN {READER} WITH PASSWORD = N'$(password)', DEFAULT_DATABASE = {database};",
            f"USE {database};",
            f"CREATE USER {READER} FOR LOGIN {READER} WITH DEFAULT_SCHEMA = {quote(home)};",
        ]
        for one in readable:
            columns = f" ({', '.join(map(quote, one.columns))})" if one.columns else ""
            lines.append(f"GRANT SELECT ON OBJECT::{place(one.table)}{columns} TO {READER};")
            if one.table.is_view:
                lines.append(f"GRANT VIEW DEFINITION ON OBJECT::{place(one.table)} TO {READER};")
        lines += [f"DENY SELECT ON OBJECT::{place(table)} TO {READER};" for table in hidden]
        return [*lines, f"DENY {DENIED} TO {READER};"]

    def take_away(self, source: Source, tables: Sequence[Table]) -> str:
        quote = quoting(source.dialect)
        home = str(source.pool.dialect.default_schema_name)
        with source.reading(SECONDS) as connection:
            user = quote(str(rows(connection, "SELECT USER_NAME()")[0][0]))
        names = (f"{quote(table.schema or home)}.{quote(table.stored or table.name)}" for table in tables)
        return "\n".join(f"DENY SELECT ON OBJECT::{name} TO {user};" for name in names)
