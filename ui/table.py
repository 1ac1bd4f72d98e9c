"""What the page's table element is given: the rows, and every word around them in the reader's language."""

from collections.abc import Mapping
from typing import Any

from .texts import Language, text

LABELS = ("page", "previous", "next", "sort", "nothing", "yes", "no")
BLANKS = {name: f"{{{name}}}" for name in ("first", "last", "total", "column")}  # the element fills these in itself


def table_props(answer: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Props of `public/elements/AnswerTable.jsx`; a single value needs no table, the sentence says it."""
    columns, rows = list(answer.get("columns") or []), list(answer.get("rows") or [])
    if len(columns) == 1 and len(rows) == 1:
        columns, rows = [], []
    return {
        "columns": columns,
        "rows": rows,
        "locale": "vi-VN" if language == "vi" else "en-US",
        "labels": {name: text(name, language, **BLANKS) for name in LABELS},
        "notes": small_print(answer, language),
    }


def small_print(answer: Mapping[str, Any], language: Language) -> list[str]:
    """What stands below the rows: the agent's notes, and how long it took where data was read."""
    notes = [str(note) for note in answer.get("notes") or []]
    if answer.get("truncated"):
        notes.insert(0, text("cut", language, count=len(answer.get("rows") or [])))
    if answer.get("sql") and answer.get("seconds") is not None:
        seconds = f"{answer['seconds']:.1f}"
        notes.append(text("seconds", language, seconds=seconds.replace(".", ",") if language == "vi" else seconds))
    return notes
