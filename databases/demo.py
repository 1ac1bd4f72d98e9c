"""The demo database: an office that collects its process improvements (*jidouka*), built from a fixed seed."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from .demo_rows import demo_rows
from .folder import data_folder

FILE_NAME = "jidouka.sqlite"
GLOSSARY = Path(__file__).with_name("demo.glossary.yaml")
VERSION = 1  # kept as PRAGMA user_version; raise it when the rows or the tables change

TABLES = """
CREATE TABLE Department (
    DepartmentId INTEGER PRIMARY KEY,
    DepartmentName TEXT NOT NULL
);
CREATE TABLE GroupDC (
    GroupDCId INTEGER PRIMARY KEY,
    DepartmentId INTEGER NOT NULL REFERENCES Department (DepartmentId),
    GroupDCName TEXT NOT NULL
);
CREATE TABLE Author (
    AuthorId INTEGER PRIMARY KEY,
    AuthorName TEXT NOT NULL,
    DepartmentId INTEGER NOT NULL REFERENCES Department (DepartmentId),
    GroupDCId INTEGER NOT NULL REFERENCES GroupDC (GroupDCId)
);
CREATE TABLE Job (
    JobId INTEGER PRIMARY KEY,
    JobName TEXT NOT NULL
);
CREATE TABLE Tool (
    ToolId INTEGER PRIMARY KEY,
    ToolName TEXT NOT NULL,
    ToolDescription TEXT
);
CREATE TABLE Jidouka (
    JidoukaId INTEGER PRIMARY KEY,
    ProductApply TEXT,
    ImprovementName TEXT NOT NULL,
    SoftwareUsing TEXT,
    Description TEXT,
    Video TEXT,
    DetailDocument TEXT,
    TotalJobApplied INTEGER NOT NULL,
    TotalTimeSaved REAL NOT NULL,
    DateCreate DATE NOT NULL,
    JobId INTEGER NOT NULL REFERENCES Job (JobId),
    AuthorId INTEGER NOT NULL REFERENCES Author (AuthorId),
    DepartmentId INTEGER NOT NULL REFERENCES Department (DepartmentId),
    GroupDCId INTEGER NOT NULL REFERENCES GroupDC (GroupDCId)
);
CREATE TABLE JidoukaTool (
    JidoukaId INTEGER NOT NULL REFERENCES Jidouka (JidoukaId),
    ToolId INTEGER NOT NULL REFERENCES Tool (ToolId),
    PRIMARY KEY (JidoukaId, ToolId)
);
"""


def demo_database(folder: Path | None = None) -> str:
    """The SQLAlchemy URL of the demo database in `folder` or the data folder, built there on first use.

    A file of another version is replaced. The file appears whole or not at all, also when two processes build it
    at once: each writes its own temporary file and renames it over the other's equal one.
    """
    path = ((folder or data_folder()) / FILE_NAME).resolve()
    if _version(path) != VERSION:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{FILE_NAME}.", dir=path.parent)
        os.close(handle)
        draft = Path(name)
        try:
            _build(draft)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    return f"sqlite:///{path.as_posix()}"


def _version(path: Path) -> int | None:
    """The version of the demo database at `path`; None where there is none or the file is not a database."""
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return None


def _build(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(TABLES)
        for table, rows in demo_rows().items():
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.commit()
