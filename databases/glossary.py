"""A YAML file in which an office says what it calls its tables and columns.

tables:
  Jidouka:
    synonyms: [improvement, cải tiến]
    description: An improvement that somebody made.
    columns:
      TotalTimeSaved: {synonyms: [hours saved], description: Hours that it saves in a year.}
"""

from dataclasses import replace
from pathlib import Path

import yaml

from .errors import GlossaryError
from .schema import Column, Schema, Table


def with_glossary(schema: Schema, path: Path, known_tables: frozenset[str]) -> Schema:
    """The schema with the file's synonyms, and its descriptions as comments; GlossaryError names what is wrong.

    `known_tables` (lower case) are all that the database has: an entry for a hidden one is right, and unused.
    """
    entries = _mapping(_load(path), path, "the file", {"tables"})
    tables = {table.name.lower(): table for table in schema.tables}
    for name, entry in _mapping(entries.get("tables"), path, "tables").items():
        place = f"tables.{name}"
        table = tables.get(name.lower())
        if table is not None:
            tables[name.lower()] = _glossed_table(table, entry, path, place)
        elif name.lower() not in known_tables:
            raise GlossaryError(f"{path}, {place}: the database has no table {name}.")
    return Schema(tuple(tables.values()), schema.dialect)


def _load(path: Path) -> object:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise GlossaryError(f"The glossary {path} cannot be read: {error.strerror or 'no reason given'}.") from None
    except UnicodeDecodeError:
        raise GlossaryError(f"The glossary {path} is not UTF-8 text.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f", line {mark.line + 1}" if mark else ""
        raise GlossaryError(f"{path}{place}: {error.problem or 'this is not YAML'}.") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise GlossaryError(f"The glossary {path} is not YAML.") from None


def _glossed_table(table: Table, entry: object, path: Path, place: str) -> Table:
    said = _mapping(entry, path, place, {"synonyms", "description", "columns"})
    columns = {column.name.lower(): column for column in table.columns}
    for name, about in _mapping(said.get("columns"), path, f"{place}.columns").items():
        column = columns.get(name.lower())
        if column is None:
            raise GlossaryError(f"{path}, {place}.columns: the table {table.name} has no column {name}.")
        columns[name.lower()] = _glossed_column(column, about, path, f"{place}.columns.{name}")
    return replace(
        table,
        columns=tuple(columns.values()),
        synonyms=_words(said.get("synonyms"), path, f"{place}.synonyms"),
        comment=_text(said.get("description"), path, f"{place}.description") or table.comment,
    )


def _glossed_column(column: Column, entry: object, path: Path, place: str) -> Column:
    said = _mapping(entry, path, place, {"synonyms", "description"})
    return replace(
        column,
        synonyms=_words(said.get("synonyms"), path, f"{place}.synonyms"),
        comment=_text(said.get("description"), path, f"{place}.description") or column.comment,
    )


def _mapping(value: object, path: Path, place: str, keys: set[str] | None = None) -> dict[str, object]:
    """Nothing counts as empty."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise GlossaryError(f"{path}, {place}: expected names with entries below them, found {_shown(value)}.")
    named = {str(key): entry for key, entry in value.items()}
    for key in named:
        if keys is not None and key not in keys:
            raise GlossaryError(f"{path}, {place}: {key} means nothing here; use {', '.join(sorted(keys))}.")
    return named


def _words(value: object, path: Path, place: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(word, str | int | float) for word in value):
        raise GlossaryError(f"{path}, {place}: expected a list of words, found {_shown(value)}.")
    return tuple(dict.fromkeys(str(word).strip() for word in value if str(word).strip()))


def _text(value: object, path: Path, place: str) -> str:
    if value is not None and not isinstance(value, str | int | float):
        raise GlossaryError(f"{path}, {place}: expected a sentence, found {_shown(value)}.")
    return "" if value is None else str(value).strip()


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
