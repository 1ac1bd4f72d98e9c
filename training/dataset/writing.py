"""A file of pairs, written whole or not at all."""

import csv
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from hoidap.databases import Database

from ..errors import BadPairs
from ..whole_file import whole_file
from .columns import COLUMNS, columns_of
from .pair import Pair

FORMULA = re.compile(r"^(?=[=+\-@\t\r])")  # what Excel would compute instead of showing it

Write = Callable[[Pair], None]


def write_pairs(path: Path, pairs: Iterable[Pair], db: Database) -> int:
    """Write the pairs into a .csv or .jsonl file by its ending; how many there were.

    A CSV has the columns COLUMNS, in UTF-8 as Excel opens it; a line of a JSONL besides them what `Pair.line` holds,
    so that `hoidap eval` reads it too. A file that is there stays as it is until all is written.
    Raises BadPairs, CannotWrite.
    """
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise BadPairs(f"{path} must end in .csv or .jsonl.")
    count = 0
    with whole_file(path) as file:
        write = _csv(file, db) if path.suffix.lower() == ".csv" else _jsonl(file, db)
        for pair in pairs:
            write(pair)
            count += 1
    return count


def _csv(file: IO[str], db: Database) -> Write:
    file.write("\ufeff")  # without it Excel takes UTF-8 for something else
    rows = csv.DictWriter(file, COLUMNS)
    rows.writeheader()
    return lambda pair: rows.writerow({name: FORMULA.sub("'", text) for name, text in columns_of(pair, db).items()})


def _jsonl(file: IO[str], db: Database) -> Write:
    def write(pair: Pair) -> None:
        file.write(json.dumps({**columns_of(pair, db), **pair.line()}, ensure_ascii=False) + "\n")

    return write
