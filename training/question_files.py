"""Files of questions with gold SQL: our own JSON lines, and the folders that Spider and BIRD come in."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hoidap.chains import Turn, detect_language

from .errors import BadQuestions
from .evaluation import Example

LISTS = ("dev.json", "test.json", "mini_dev_sqlite.json")  # of a folder's questions, the first that there is
FOLDERS = ("database", "dev_databases", "databases", "test_database")


def read_examples(path: Path, databases: Path | None = None, *, evidence: bool = False) -> list[Example]:
    """Read questions: a file of JSON lines, or a folder of Spider's or BIRD's form (or the JSON list in it).

    Databases are looked for beside the file, in the folders that these data sets have, and in `databases`. With
    `evidence` a question is told what BIRD tells of it besides, as its leader board allows.
    Raises BadQuestions, which names the line, or the place in the list.
    """
    if path.is_dir():
        path = _list_in(path)
    folders = [path.parent, *(path.parent / name for name in FOLDERS), *([databases] if databases else [])]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadQuestions(f"{path} cannot be read: {error}.") from error
    if path.suffix == ".json":
        examples = [_of_list(number, entry, folders, evidence) for number, entry in enumerate(_entries(path, text), 1)]
    else:
        examples = [_of_line(number, line, folders) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not examples:
        raise BadQuestions(f"{path} has no questions.")
    return examples


def _list_in(folder: Path) -> Path:
    for name in LISTS:
        if (folder / name).is_file():
            return folder / name
    raise BadQuestions(f"{folder} has none of {', '.join(LISTS)}.")


def _entries(path: Path, text: str) -> list[Any]:
    try:
        entries = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadQuestions(f"{path} is not JSON: {error}.") from error
    if not isinstance(entries, list):
        raise BadQuestions(f"{path} must hold a list of questions.")
    return entries


def _of_list(number: int, entry: Any, folders: Sequence[Path], evidence: bool) -> Example:
    """A question of Spider (`query`) or BIRD (`SQL`, `evidence`, `difficulty`)."""
    data = entry if isinstance(entry, dict) else {}
    told = {"question": data.get("question"), "sql": data.get("query", data.get("SQL", data.get("sql")))}
    question, gold = _question_and_sql(number, told)
    name, hint = str(data.get("db_id") or ""), str(data.get("evidence") or "").strip()
    return Example(
        line=number,
        question=f"{question} ({hint})" if evidence and hint else question,
        gold=gold,
        database=_find(number, name, folders) if name else None,
        history=(),
        language=str(data.get("language") or detect_language(question)),
        difficulty=str(data.get("difficulty") or ""),
    )


def _of_line(number: int, line: str, folders: Sequence[Path]) -> Example:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadQuestions(f"Line {number} is not JSON: {error}.") from error
    if not isinstance(data, dict) or not isinstance(data.get("history", []), list):
        raise BadQuestions(f'Line {number} must be an object, and its "history" a list.')
    question, gold = _question_and_sql(number, data)
    turns = [_question_and_sql(number, turn) for turn in data.get("history", [])]
    name = data.get("db_path") or data.get("db") or ""
    return Example(
        line=number,
        question=question,
        gold=gold,
        database=_find(number, str(name), folders) if name else None,
        history=tuple(Turn(question=asked, sql=sql) for asked, sql in turns),
        language=str(data.get("language") or detect_language(question)),
    )


def _question_and_sql(number: int, data: Any) -> tuple[str, str]:
    data = data if isinstance(data, dict) else {}
    question, sql = data.get("question"), data.get("gold_sql", data.get("sql"))
    if not isinstance(question, str) or not question.strip():
        raise BadQuestions(f'Line {number} lacks a "question".')
    if not isinstance(sql, str) or not sql.strip():
        raise BadQuestions(f'Line {number} lacks "gold_sql" (or "sql").')
    return question, sql


def _find(number: int, name: str, folders: Sequence[Path]) -> Path:
    """A SQLite file by its path, or by its name alone as in Spider: NAME.sqlite or NAME/NAME.sqlite."""
    for folder in folders:
        for path in (folder / name, folder / f"{name}.sqlite", folder / name / f"{name}.sqlite"):
            if path.is_file():
                return path.resolve()
    raise BadQuestions(f"Line {number} names the database {name!r}, which is not in {' or '.join(map(str, folders))}.")
