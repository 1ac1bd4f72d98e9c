"""Throw-away PostgreSQL and MariaDB servers, killed and started again at will.

    with running(MariaDB) as server:
        server.create("shop", SCRIPT, hidden=["secret_keys"])
        Database.connect(server.url("shop", READER))

The programs are the system's; the services that their packages set up are neither needed nor touched. Both refuse to
run as root, so root starts them under an account without rights. All they write stands in one temporary folder.
"""

from .mariadb import MariaDB
from .postgresql import PostgreSQL
from .server import OWNER, READER, Absent, Server, running

__all__ = ["OWNER", "READER", "Absent", "MariaDB", "PostgreSQL", "Server", "running"]
