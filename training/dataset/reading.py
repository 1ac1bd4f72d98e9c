"""The lines of a CSV or JSONL file of pairs as people make them: by hand, in Excel, or by asking ChatGPT."""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import BadPairs
from .columns import named, texts_of
from .problems import BadLine, Problem

SEPARATORS = (",", ";", "\t", "|")
FIRST_LINES = 30  # in which the header must stand; ChatGPT likes to say something before it
LONGEST_CELL = 1_000_000
_FENCE = re.compile(r"^\s*```\w*\s*$")
_SQL_FENCE = re.compile(r"```(?:\w+)?\s*(.*?)```", re.DOTALL)
GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")  # as writing.py keeps Excel from taking a text for a formula


@dataclass(frozen=True)
class Row:
    """A line as it stands there; `history` are pairs of question and SQL, the last turn last."""

    line: int
    question: str
    sql: str
    history: tuple[tuple[str, str], ...] = ()
    language: str = ""


def read_rows(path: Path) -> Iterator[Row | BadLine]:
    """Every line of a .csv, .tsv or .jsonl file; raises BadPairs where the file as a whole cannot be used."""
    text = _decoded(path)
    if not text.strip():
        raise BadPairs(f"{path} is empty.")
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return _json_lines(text)
    return _csv_lines(path, text)


def _decoded(path: Path) -> str:
    """The text in any of the encodings that Excel saves in: UTF-8, UTF-16, and the Vietnamese and Western pages."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadPairs(f"{path} cannot be read: {error.strerror}.") from error
    sixteen = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = (
        ("utf-16",) if sixteen else ("utf-16-le",) if b"\0" in data[1:200:2] else ("utf-8-sig", "cp1258", "cp1252")
    )
    for encoding in encodings:
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise BadPairs(f"{path} is not a text in UTF-8, UTF-16 or Windows-1258; save it as CSV UTF-8.")


def _json_lines(text: str) -> Iterator[Row | BadLine]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or _FENCE.match(line):
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            yield BadLine(number, Problem.NOT_JSON, error.msg)
            continue
        if isinstance(found, dict):
            yield _row(number, texts_of(found), _turns(found))
        else:
            yield BadLine(number, Problem.NOT_JSON, type(found).__name__)


def _turns(line: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The turns of a `history`, as our own files have one; a turn that is none of ours is half a turn."""
    history = line.get("history")
    turns = [texts_of(turn) if isinstance(turn, dict) else {} for turn in history] if isinstance(history, list) else []
    return tuple((turn.get("question", ""), turn.get("answer", "")) for turn in turns)


def _csv_lines(path: Path, text: str) -> Iterator[Row | BadLine]:
    lines = ["" if _FENCE.match(line) else line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    for place, line in enumerate(lines[:FIRST_LINES]):
        for separator in SEPARATORS:
            header = next(csv.reader([line], delimiter=separator), [])
            places = named(header)
            if {"question", "answer"} <= places.keys():
                return _cells(lines, place + 1, separator, len(header), places)
    raise BadPairs(f"{path} has no header that names a question and an answer column, as: question,answer.")


def _cells(
    lines: Sequence[str], first: int, separator: str, width: int, places: Mapping[str, int]
) -> Iterator[Row | BadLine]:
    """The rows below the header; after a bad one it goes on with the next line: no quotation mark eats others."""
    csv.field_size_limit(LONGEST_CELL)
    while first < len(lines):
        reader = csv.reader((line + "\n" for line in lines[first:]), delimiter=separator, strict=True)
        start, again = first, None
        while again is None:
            number = start + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield BadLine(number, Problem.NOT_CSV)
                again = number
                continue
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > width or max(places["question"], places["answer"]) >= len(cells):
                yield BadLine(number, Problem.CELLS, f"{len(cells)} / {width}")
                again = number
                continue
            texts = {ours: cells[place] for ours, place in places.items() if place < len(cells)}
            yield _row(number, texts, ())
        first = again


def _row(line: int, texts: Mapping[str, str], history: tuple[tuple[str, str], ...]) -> Row | BadLine:
    told = {name: _unguarded(text) for name, text in texts.items()}
    question, sql = _one_line(told.get("question", "")), bare_sql(told.get("answer", ""))
    before = (_one_line(told.get("previous_question", "")), bare_sql(told.get("previous_answer", "")))
    history = tuple((_one_line(asked), bare_sql(said)) for asked, said in history) or ((before,) if any(before) else ())
    if not question:
        return BadLine(line, Problem.NO_QUESTION)
    if not sql:
        return BadLine(line, Problem.NO_SQL)
    if any(not asked or not said for asked, said in history):
        return BadLine(line, Problem.HALF_A_TURN)
    return Row(line, question, sql, history, told.get("language", "").strip().casefold())


def bare_sql(text: str) -> str:
    """SQL without the code fence and the semicolon that are written around it."""
    fenced = _SQL_FENCE.search(text)
    return (fenced[1] if fenced else text).strip().rstrip(";").strip()


def _unguarded(text: str) -> str:
    return GUARDED.sub("", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
