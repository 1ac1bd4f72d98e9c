"""A company's database of up to a thousand tables around a real one, for large_schemas.py.

The tables are those of company_modules.tsv, and copies such as databases gather over the years: of the real tables and
of the others there are archives, logs, backups, staging tables and one table for each past year. So that a question
about the real tables has one right answer, no other table is called like a real one, in either language, save by such a
mark (`Orders_2021`, `arc_Orders`). Cells come from few common texts (cities, countries, names, states), so that a value
stands in many tables.
"""

import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from hoidap.chains.lexicon import lookup
from hoidap.chains.naming import asked_tables, words
from hoidap.chains.phrases import singular
from hoidap.databases import Schema

MODULES = Path(__file__).with_name("company_modules.tsv")
ROWS = 12  # of each table
COPIES = 3  # of each real table
OWN_COPIES = 2  # at most, of each other table
MARKS = ("{}_archive", "arc_{}", "{}_bak", "tmp_{}", "stg_{}", "{}_old", "{}_log", "{}_history", "log_{}")
YEARS = tuple(f"{{}}_{year}" for year in range(2018, 2024))
KINDS = {
    "m": "code text, name text, description text, is_active bool",
    "d": "number text, document date date, status text, currency text, total amount float, remark text",
    "l": "position number int, quantity int, unit price float, amount float, note text",
    "t": "happened at datetime, status text, amount float, reported by text, remark text",
    "r": "valid from date, valid to date",
}
OTHERS = (
    "city text, country text, address text, postal code text, email text, phone text, region text, first name text,"
    " last name text, title text, start date date, end date date, price float, weight float, hours float,"
    " priority text, language text, category text, type text, comment text, created at datetime, updated at datetime,"
    " created by text, discount float, quantity int, due date date, birth date date, gender text"
)
TEXTS = {
    "city": "Hà Nội|Đà Nẵng|London|Paris|Berlin|Seattle|Madrid|São Paulo|Osaka|Torino",
    "country": "Vietnam|USA|Germany|France|Brazil|UK|Spain|Japan|Canada|Italy",
    "region": "North|South|East|West|Miền Bắc|Miền Nam|Western Europe",
    "status": "new|open|closed|approved|cancelled|pending|done",
    "currency": "VND|USD|EUR|JPY",
    "first name": "Lan|Minh|Hùng|Anna|Robert|Margaret|Michael|Steve|Hoa",
    "last name": "Nguyễn|Trần|Lê|King|Smith|Peacock|Johnson|Phạm",
    "priority": "low|medium|high|urgent",
    "language": "vi|en|ja",
    "gender": "M|F",
    "title": "Sales Manager|Engineer|Kỹ sư|Trưởng phòng|Accountant",
    "category": "A|B|C|standard|special",
    "type": "internal|external|other",
}


@dataclass(frozen=True)
class Made:
    """One table that is made: its name, columns as (name, type), keys as (column, table), and its description."""

    name: str
    columns: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
    description: str = ""


def build(real: Path, schema: Schema, many: int, folder: Path, glossary: Path | None = None) -> tuple[Path, Path]:
    """A copy of the SQLite file `real` with tables up to `many`, and a glossary beside that of `real`."""
    target, said = folder / f"{real.stem}-{many}.sqlite", folder / f"{real.stem}-{many}.yaml"
    shutil.copy(real, target)
    target.chmod(0o600)
    rng = random.Random(real.stem)
    made = list(more_tables(schema, many - len(schema.tables), rng))
    with closing(sqlite3.connect(target)) as connection, connection:
        for table in made:
            _create(connection, table, rng)
    entries = (yaml.safe_load(glossary.read_text(encoding="utf-8")) if glossary else None) or {"tables": {}}
    entries["tables"] |= {table.name: {"description": table.description} for table in made if table.description}
    said.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return target, said


def more_tables(schema: Schema, many: int, rng: random.Random) -> list[Made]:
    """At most so many tables to stand beside those of `schema`: real copies and modules in turn, as they grow."""
    taken = {table.name.casefold() for table in schema.tables}
    modules = [table for table in _modules(schema) if table.name.casefold() not in taken]
    copies = list(_real_copies(schema, rng))
    first = copies + modules
    rng.shuffle(first)
    known = taken | {table.name.casefold() for table in first}
    variants = [copy for table in modules for copy in _copies(table, rng) if copy.name.casefold() not in known]
    rng.shuffle(variants)
    every = [*first, *{copy.name.casefold(): copy for copy in variants}.values()][: max(0, many)]
    there = taken | {table.name.casefold() for table in every}
    return [replace(table, keys=tuple(key for key in table.keys if key[1].casefold() in there)) for table in every]


def _modules(schema: Schema) -> Iterator[Made]:
    """The tables of company_modules.tsv that are not called like one of `schema`."""
    real = {name for table in asked_tables(schema) for name in _names(table.name, table.synonyms)}
    for line in MODULES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        module, pattern, *entries = line.split("\t")
        camel = pattern[0].isupper()
        for entry in entries:
            kind, _, chain = entry.partition(":")
            text, *parents = chain.split(">")
            if _called(text) & real:
                continue
            rng = random.Random(f"{module} {text}")
            own = [*KINDS[kind].split(", "), *rng.sample(OTHERS.split(", "), rng.randint(1, 4))]
            columns = {_identifier(name, camel): type_ for name, _, type_ in (column.rpartition(" ") for column in own)}
            keys = {
                _identifier(f"{parent} id", camel): pattern.format(_identifier(parent, camel)) for parent in parents
            }
            yield Made(
                pattern.format(_identifier(text, camel)),
                ((_identifier("id", camel), "key"), *((key, "int") for key in keys), *columns.items()),
                tuple(keys.items()),
                f"{text.capitalize()} ({module} module)." if kind == "m" else "",
            )


def _names(name: str, synonyms: Sequence[str]) -> Iterator[str]:
    yield from _called(" ".join(words(name)))
    for synonym in synonyms:
        yield from _called(synonym)


def _called(text: str) -> set[str]:
    """What something may be called: its last words, singular, and the first terms of what the lexicon takes it for."""
    parts = text.casefold().split()
    parts = [*parts[:-1], singular(parts[-1])]
    ends = [" ".join(parts[start:]) for start in range(len(parts))]
    return {*ends, *(f"#{term}" for end in ends for concept in lookup(end) for term in concept.english[:1])}


def _real_copies(schema: Schema, rng: random.Random) -> Iterator[Made]:
    """Old and passing copies of the real tables, without keys, as such tables are."""
    types = {"int": "int", "float": "float", "bool": "bool", "date": "date", "datetime": "datetime"}
    for table in asked_tables(schema):
        columns = tuple((column.name, types.get(column.type, "text")) for column in table.columns)
        for mark in rng.sample([*MARKS, *YEARS], COPIES):
            yield Made(mark.format(table.name), columns, ())


def _copies(table: Made, rng: random.Random) -> Iterator[Made]:
    for mark in rng.sample([*MARKS, *YEARS], OWN_COPIES):
        yield replace(table, name=mark.format(table.name), description="")


def _identifier(text: str, camel: bool) -> str:
    return "".join(word.capitalize() for word in text.split()) if camel else "_".join(text.split())


def _create(connection: sqlite3.Connection, table: Made, rng: random.Random) -> None:
    kinds = {"key": "INTEGER PRIMARY KEY", "int": "INTEGER", "float": "REAL", "bool": "BOOLEAN", "date": "DATE"}
    kinds |= {"datetime": "DATETIME", "text": "TEXT"}
    parts = [f"{_quoted(name)} {kinds[kind]}" for name, kind in table.columns]
    parts += [f"FOREIGN KEY ({_quoted(column)}) REFERENCES {_quoted(other)}" for column, other in table.keys]
    connection.execute(f"CREATE TABLE {_quoted(table.name)} ({', '.join(parts)})")
    rows = [[_cell(name, kind, row, rng) for name, kind in table.columns] for row in range(1, ROWS + 1)]
    places = ", ".join("?" * len(table.columns))
    connection.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({places})", rows)


def _cell(name: str, kind: str, row: int, rng: random.Random) -> str | int | float:
    called = " ".join(words(name))
    match kind:
        case "key":
            return row
        case "int":
            return rng.randint(1, ROWS)
        case "float":
            return round(rng.uniform(1, 5000), 2)
        case "bool":
            return rng.randint(0, 1)
        case "date":
            return f"{rng.randint(2018, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        case "datetime":
            return f"{rng.randint(2018, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} 09:30:00"
    pool = next((texts for end, texts in TEXTS.items() if called.endswith(end)), "")
    return rng.choice(pool.split("|")) if pool else f"{called} {rng.randint(1, 40)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
