"""PostgreSQL: attributes of the role, what it owns, and the rights that it, its groups or PUBLIC were given."""

from collections.abc import Iterator, Sequence

from ..connection import Source
from ..schema import Table
from .base import READER, SECONDS, Excess, Look, LookedUp, Readable, is_remote, looked_up, quoting, rows

MOST_CONNECTIONS = 20  # of hoidap's pool

# Whose rights are looked at: the account's own, those of every role that it is or may become, and everybody's.
MINE = """
WITH me AS (SELECT oid, rolname, rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user),
role AS (
    SELECT r.* FROM pg_catalog.pg_roles AS r, me
    WHERE r.oid = me.oid OR NOT me.rolsuper AND pg_catalog.pg_has_role(me.oid, r.oid, 'MEMBER')
),
mine AS (SELECT oid, quote_ident(rolname) AS name FROM role UNION ALL SELECT 0, 'PUBLIC')
"""
EVERYBODY = "WITH mine AS (SELECT 0::oid AS oid, 'PUBLIC' AS name)"

OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"

ATTRIBUTE = """
SELECT rolname, format('ALTER ROLE %I {without}', rolname) FROM role WHERE {column}
"""
GROUPS = """
SELECT r.rolname, format('REVOKE %I FROM %I', r.rolname, me.rolname) FROM role AS r, me WHERE r.rolname ~ '^pg_'
"""
OWNED = """
SELECT what, format('ALTER %s OWNER TO :owner', what) FROM (
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW '
           WHEN 'f' THEN 'FOREIGN TABLE ' ELSE 'TABLE ' END || format('%I.%I', n.nspname, c.relname) AS what,
           c.relowner AS owner, 2 AS place
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL
    SELECT 'SCHEMA ' || quote_ident(nspname), nspowner, 1 FROM pg_catalog.pg_namespace
    UNION ALL
    SELECT 'DATABASE ' || quote_ident(datname), datdba, 0 FROM pg_catalog.pg_database
    WHERE datname = current_database()
    UNION ALL
    SELECT format('ROUTINE %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)), p.proowner, 3
    FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
) AS owned JOIN role ON role.oid = owned.owner
WHERE what !~ '^[A-Z ]+ (pg_|information_schema)'
ORDER BY place, what
"""
WRITES = f"""
SELECT format('%s %I.%I', privileges, schema, relation),
       format('REVOKE %s ON %s %I.%I FROM %s', privileges, kind, schema, relation, name)
FROM (
    SELECT n.nspname AS schema, c.relname AS relation, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
           m.name, string_agg(DISTINCT x.privilege_type, ', ') AS privileges
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace,
         aclexplode(COALESCE(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner)))
             AS x JOIN mine AS m ON m.oid = x.grantee
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND {OURS} AND (x.privilege_type <> 'SELECT' OR x.is_grantable)
    GROUP BY n.nspname, c.relname, kind, m.name
    UNION ALL
    SELECT n.nspname, c.relname, 'TABLE', m.name,
           string_agg(DISTINCT format('%s (%I)', x.privilege_type, a.attname), ', ')
    FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
         JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace,
         aclexplode(a.attacl) AS x JOIN mine AS m ON m.oid = x.grantee
    WHERE {OURS} AND (x.privilege_type <> 'SELECT' OR x.is_grantable)
    GROUP BY n.nspname, c.relname, m.name
) AS found
ORDER BY schema, relation
"""
CREATES = f"""
SELECT format('%s ON %s', privilege, what), format('REVOKE %s ON %s FROM %s', privilege, what, name) FROM (
    SELECT 'DATABASE ' || quote_ident(d.datname) AS what, x.privilege_type AS privilege, m.name
    FROM pg_catalog.pg_database AS d, aclexplode(COALESCE(d.datacl, acldefault('d', d.datdba))) AS x
         JOIN mine AS m ON m.oid = x.grantee
    WHERE d.datname = current_database() AND x.privilege_type <> 'CONNECT'
    UNION ALL
    SELECT 'SCHEMA ' || quote_ident(n.nspname), x.privilege_type, m.name
    FROM pg_catalog.pg_namespace AS n, aclexplode(COALESCE(n.nspacl, acldefault('n', n.nspowner))) AS x
         JOIN mine AS m ON m.oid = x.grantee
    WHERE {OURS} AND x.privilege_type = 'CREATE'
) AS found
ORDER BY what, privilege
"""
# With the owner's rights, of an extension that reaches files or servers, in a language that may do anything, or
# PostgreSQL's own functions that write large objects or touch the server's files.
CALLS = """
SELECT routine, format('REVOKE EXECUTE ON %s FROM %s', routine, name) FROM (
    SELECT format('ROUTINE %I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)) AS routine,
           m.name
    FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
         JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
         LEFT JOIN (pg_catalog.pg_depend AS d JOIN pg_catalog.pg_extension AS e ON e.oid = d.refobjid)
             ON d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e',
         aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) AS x JOIN mine AS m ON m.oid = x.grantee
    WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       OR e.extname IN ('dblink', 'adminpack', 'file_fdw', 'postgres_fdw', 'lo', 'xml2', 'pageinspect', 'pg_cron',
                        'plsh', 'aws_s3', 'http', 'pg_net')
       OR NOT l.lanpltrusted AND l.lanname NOT IN ('c', 'internal')
       OR n.nspname = 'pg_catalog' AND p.proname ~
          '^(lo_(import|export|creat|create|from_bytea|put|unlink|truncate|truncate64)|lowrite|pg_file_.*|pg_ls_.*dir|'
          'pg_stat_file|pg_read_(binary_)?file|pg_reload_conf|pg_rotate_logfile.*|pg_switch_wal|pg_promote|'
          'pg_create_restore_point|pg_backup_.*|pg_start_backup|pg_stat_reset.*|pg_(create|drop)_.*slot)$'
) AS found
ORDER BY routine
"""
SERVERS = """
SELECT s.srvname, format('REVOKE USAGE ON FOREIGN SERVER %I FROM %s', s.srvname, m.name)
FROM pg_catalog.pg_foreign_server AS s, aclexplode(COALESCE(s.srvacl, acldefault('S', s.srvowner))) AS x
     JOIN mine AS m ON m.oid = x.grantee
"""
UNENCRYPTED = "SELECT 'x', '' FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid() AND NOT ssl"

# What everybody may do, and with everybody the reader: shown with the reader's own statements.
EVERYBODYS = (WRITES, CREATES, CALLS, SERVERS)


def _attribute(right: str, column: str, english: str, vietnamese: str) -> Look:
    query = ATTRIBUTE.format(without=f"NO{right.upper()}", column=column)
    return Look(right, (english, vietnamese), MINE + query)


class PostgresRights(LookedUp):
    looks = (
        _attribute(
            "superuser",
            "rolsuper",
            "{} is a superuser: nothing on the server is closed to it, files and programs included.",
            "{} là superuser: không gì trên máy chủ bị cấm, kể cả tệp và chương trình.",
        ),
        _attribute(
            "createrole",
            "rolcreaterole",
            "{} may make and change roles, and so give itself other rights.",
            "{} được tạo và sửa tài khoản, nên có thể tự cấp thêm quyền.",
        ),
        _attribute(
            "createdb",
            "rolcreatedb",
            "{} may create databases, which fill the disk.",
            "{} được tạo cơ sở dữ liệu mới, có thể làm đầy ổ đĩa.",
        ),
        _attribute(
            "replication",
            "rolreplication",
            "{} may copy the whole server by replication, hidden tables included.",
            "{} được sao chép toàn bộ máy chủ, kể cả các bảng bị ẩn.",
        ),
        _attribute(
            "bypassrls",
            "rolbypassrls",
            "{} sees rows that the server's own row policies keep from others.",
            "{} thấy cả những dòng mà chính sách của máy chủ không cho xem.",
        ),
        Look(
            "group",
            (
                "The account is a member of {}: rights over the whole server that reading tables does not need.",
                "Tài khoản thuộc nhóm {}: quyền trên toàn máy chủ mà việc đọc bảng không cần đến.",
            ),
            MINE + GROUPS,
        ),
        Look(
            "owner",
            (
                "The account owns {}: an owner may change and drop it, whatever was revoked.",
                "Tài khoản sở hữu {}: chủ sở hữu được sửa và xóa, dù quyền đã bị thu hồi.",
            ),
            MINE + OWNED,
        ),
        Look(
            "write",
            (
                "The account may do more with tables than read them: {}.",
                "Tài khoản được làm nhiều hơn là đọc bảng: {}.",
            ),
            MINE + WRITES,
        ),
        Look(
            "create",
            (
                "The account may create objects, which fill the disk or stand in for other ones: {}.",
                "Tài khoản được tạo đối tượng, có thể làm đầy ổ đĩa hoặc thế chỗ đối tượng khác: {}.",
            ),
            MINE + CREATES,
        ),
        Look(
            "execute",
            (
                "The account may call what writes, or runs with its owner's rights: {}.",
                "Tài khoản được gọi hàm có thể ghi dữ liệu hoặc chạy bằng quyền của chủ sở hữu: {}.",
            ),
            MINE + CALLS,
        ),
        Look(
            "foreign server",
            (
                "The account may use other servers from within this one: {}.",
                "Tài khoản được dùng máy chủ khác từ trong máy chủ này: {}.",
            ),
            MINE + SERVERS,
        ),
    )
    encryption = Look(
        "encryption",
        (
            "The connection to another machine is not encrypted, password and rows included;"
            " write ?sslmode=verify-full at the end of the URL.",
            "Kết nối tới máy khác không được mã hóa, kể cả mật khẩu và dữ liệu;"
            " hãy thêm ?sslmode=verify-full vào cuối URL.",
        ),
        UNENCRYPTED,
    )

    def excesses(self, source: Source) -> Iterator[Excess]:
        yield from super().excesses(source)
        if is_remote(source.pool.url):
            yield from looked_up(source, self.encryption)

    def reader(self, source: Source, readable: Sequence[Readable], hidden: Sequence[Table]) -> list[str]:
        quote = quoting(source.dialect)
        home = str(source.pool.dialect.default_schema_name)
        with source.reading(SECONDS) as connection:
            database = quote(str(rows(connection, "SELECT current_database()")[0][0]))
            everybodys = [str(revoke) for query in EVERYBODYS for _, revoke in rows(connection, EVERYBODY + query)]
        schemas = ", ".join(sorted({quote(one.table.schema or home) for one in readable}))
        lines = [
            "-- Run it by psql as an administrator, in this database; give it the password: psql -v password=...",
            f"CREATE ROLE {READER} LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
            f" NOBYPASSRLS NOINHERIT CONNECTION LIMIT {MOST_CONNECTIONS};",
            f"ALTER ROLE {READER} SET default_transaction_read_only = on;",
            f"ALTER ROLE {READER} SET statement_timeout = '60s';",
            f"ALTER ROLE {READER} SET lock_timeout = '2s';",
            f"ALTER ROLE {READER} SET idle_in_transaction_session_timeout = '120s';",
            f"ALTER ROLE {READER} IN DATABASE {database} SET search_path = {quote(home)};",
            f"GRANT CONNECT ON DATABASE {database} TO {READER};",
            f"GRANT USAGE ON SCHEMA {schemas} TO {READER};",
        ]
        for one in readable:
            columns = f" ({', '.join(map(quote, one.columns))})" if one.columns else ""
            lines.append(
                f"GRANT SELECT{columns} ON TABLE {quote(one.table.schema or home)}.{quote(one.name)} TO {READER};"
            )
        if everybodys:
            lines.append("-- What everybody may do, and so the reader too. Give it back to the roles that need it.")
            lines += [f"{revoke};" for revoke in dict.fromkeys(everybodys)]
        return lines

    def take_away(self, source: Source, tables: Sequence[Table]) -> str:
        quote = quoting(source.dialect)
        home = str(source.pool.dialect.default_schema_name)
        with source.reading(SECONDS) as connection:
            account = quote(str(rows(connection, "SELECT current_user")[0][0]))
        names = ", ".join(f"{quote(table.schema or home)}.{quote(table.stored or table.name)}" for table in tables)
        return f"REVOKE SELECT ON TABLE {names} FROM {account}, PUBLIC;"
