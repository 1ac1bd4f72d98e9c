"""What the schema browser shows: the tables that the viewer may see, a page at a time, and one at a time in full."""

from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from hoidap.chains.kept import kept
from hoidap.chains.naming import words
from hoidap.chains.nouns import called, column_noun, key_target, label
from hoidap.databases import Column, Database, Schema, Table, fold

from .schema_diagram import around, whole
from .texts import Language, text

PAGE = 40  # tables that are sent at once
MOST_COLUMNS = 200
SAMPLES = 4
LONGEST = 200  # letters of a description, and of a search
LONGEST_SAMPLE = 40
NEAR = 60  # of 100, for names that may have been meant
WORDS = (
    *("find", "none", "more", "back", "columns", "view", "primary", "values", "relations", "whole", "apart", "ask"),
    *("loading", "gone", "failed"),
)
FILLED = {
    "count": "count",
    "found": "count",
    "rows": "count",
    "more_columns": "count",
    "more_tables": "count",
    "to": "table",
}


@dataclass(frozen=True)
class _Entry:
    """A table with all that it may be looked for by, folded; its columns alike, by their names."""

    table: Table
    names: tuple[str, ...]
    text: str
    columns: dict[str, str]


def browser_props(db: Database, language: Language, table: Table | None = None) -> dict[str, Any]:
    """Props of `SchemaBrowser`: the first page of tables, the diagram of a small schema, and the `table` to open."""
    drawn = whole(db.schema)
    return {
        "locale": "vi-VN" if language == "vi" else "en-US",
        "labels": {word: text(f"browser_{word}", language) for word in WORDS}
        | {word: text(f"browser_{word}", language, **{blank: f"{{{blank}}}"}) for word, blank in FILLED.items()},
        "first": page(db, language),
        "diagram": drawn and _labelled(drawn, db.schema, language),
        "opened": table and details(db, language, table),
    }


def page(db: Database, language: Language, search: str = "", start: int = 0) -> dict[str, Any]:
    """Up to PAGE tables from `start` on, of those that `search` finds in either language, whatever its diacritics."""
    asked = fold(search[:LONGEST]).split()
    found = [(entry, hits) for entry in _entries(db.schema) if (hits := _hits(entry, asked)) is not None]
    found.sort(key=lambda one: (len(one[1]) > 0, fold(label(one[0].table, language))) if asked else (False, ""))
    return {
        "total": len(found),
        "tables": [_line(db.schema, entry.table, hits, language) for entry, hits in found[max(0, start) :][:PAGE]],
    }


def details(db: Database, language: Language, table: Table) -> dict[str, Any]:
    """All that the browser shows of one table; its samples come from the value index, which has no private ones."""
    drawn = around(db.schema, table)
    targets = {key.columns[0]: key.table for key in table.foreign_keys if len(key.columns) == 1}
    return {
        **_line(db.schema, table, [], language),
        "view": table.is_view,
        "columns": [_column(db, table, column, targets, language) for column in table.columns[:MOST_COLUMNS]],
        "more": max(0, len(table.columns) - MOST_COLUMNS),
        "diagram": drawn and _labelled(drawn, db.schema, language),
    }


def find_table(schema: Schema, name: str) -> Table | None:
    """The table that somebody means by `name`: its own, or what it is called in either language."""
    wanted = fold(name.partition(".")[0])
    return next((entry.table for entry in _entries(schema) if wanted in entry.names), None)


def near_tables(schema: Schema, name: str, most: int = 3) -> list[Table]:
    """The tables whose names are most like `name`, the likest first."""
    names = {spelt: entry.table for entry in _entries(schema) for spelt in entry.names}
    best = process.extract(fold(name), list(names), scorer=fuzz.WRatio, score_cutoff=NEAR, limit=4 * most)
    return list({names[spelt].name: names[spelt] for spelt, _, _ in best}.values())[:most]


@kept
def _entries(schema: Schema) -> list[_Entry]:
    return [_entry(table) for table in sorted(schema.tables, key=lambda table: (table.is_view, table.name.lower()))]


def _entry(table: Table) -> _Entry:
    names = tuple(dict.fromkeys(filter(None, map(fold, _names(table)))))
    columns = {column.name: " | ".join(map(fold, (*_names(column), column.comment))) for column in table.columns}
    return _Entry(table, names, " | ".join((*names, fold(table.comment))), columns)


def _names(item: Table | Column) -> tuple[str, ...]:
    return (item.name, " ".join(words(item.name)), called(item, "vi"), called(item, "en"), *item.synonyms)


def _hits(entry: _Entry, asked: list[str]) -> list[str] | None:
    """The columns in which what is asked for stands; none where the table itself is it, None where nothing is."""
    if all(word in entry.text for word in asked):
        return []
    hits = [name for name, said in entry.columns.items() if all(word in said or word in entry.text for word in asked)]
    return hits or None


def heading(schema: Schema, table: Table, column: Column, language: Language) -> str:
    """What a column is called; a key by what it points to."""
    if key_target(schema, table, column.name):
        name = column_noun(schema, table, column.name, language)
        return name[:1].upper() + name[1:]
    return label(column, language)


def _line(schema: Schema, table: Table, hits: list[str], language: Language) -> dict[str, Any]:
    return {
        "table": table.name,
        "label": label(table, language),
        "about": _short(table.comment),
        "rows": table.rows,
        "hits": [heading(schema, table, table.column(name), language) for name in hits[:3]],
    }


def _column(db: Database, table: Table, column: Column, targets: dict[str, str], language: Language) -> dict[str, Any]:
    seen = {other.name for other in db.schema.tables}
    target = targets.get(column.name)
    values = [] if column.private else db.values.of(table.name, column.name)[:SAMPLES]
    return {
        "name": column.name,
        "label": heading(db.schema, table, column, language),
        "type": text(f"type_{column.type}", language),
        "primary": column.primary_key,
        "to": target if target in seen else None,
        "to_label": label(db.schema.table(target), language) if target in seen else None,
        "about": _short(column.comment),
        "values": [_short(value.text, LONGEST_SAMPLE) for value in values],
    }


def _labelled(drawn: dict[str, Any], schema: Schema, language: Language) -> dict[str, Any]:
    boxes = [{**box, "label": label(schema.table(box["table"]), language)} for box in drawn["boxes"]]
    return {**drawn, "boxes": boxes}


def _short(words: str, most: int = LONGEST) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
