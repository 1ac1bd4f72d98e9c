"""The kinds of database that hoidap reads, each in a file of its own."""

from importlib import import_module

from .base import Engine, ServerEngine

# SQLAlchemy's name of a kind of server -> the module and class here; one comes in only where a URL names it.
SERVERS = {
    "postgresql": ("postgres", "Postgres"),
    "mysql": ("mysql", "MySQL"),
    "mariadb": ("mysql", "MySQL"),
    "mssql": ("sqlserver", "SQLServer"),
}

__all__ = ["SERVERS", "Engine", "ServerEngine", "server_engine"]


def server_engine(kind: str) -> ServerEngine:
    """The engine for SQLAlchemy's name of a kind of server; KeyError for one that is not read here."""
    module, name = SERVERS[kind]
    found: ServerEngine = getattr(import_module(f".{module}", __package__), name)()
    return found
