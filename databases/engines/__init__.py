"""The kinds of database that hoidap reads, each in a file of its own."""

from importlib import import_module

from .base import Engine

# SQLAlchemy's name of the kind -> the module and class here; one comes in only where a URL names it.
KINDS = {
    "sqlite": ("sqlite", "SQLite"),
    "postgresql": ("postgres", "Postgres"),
    "mysql": ("mysql", "MySQL"),
    "mariadb": ("mysql", "MySQL"),
    "mssql": ("sqlserver", "SQLServer"),
}

__all__ = ["KINDS", "Engine", "engine_of"]


def engine_of(kind: str) -> Engine:
    """The engine for SQLAlchemy's name of a kind of database; KeyError for one that is not read here."""
    module, name = KINDS[kind]
    found: Engine = getattr(import_module(f".{module}", __package__), name)()
    return found
