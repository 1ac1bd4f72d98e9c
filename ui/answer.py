"""What the page's answer element is given: rows, chart, SQL, and every word of them in the reader's language."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from hoidap.chains.explain import explain
from hoidap.chains.headings import headings
from hoidap.databases import Schema

from .charts import charts
from .markdown import fenced, pretty
from .texts import Language, text

ELEMENT = "Answer"  # the name of its file, Answer.jsx
LABELS = (
    *("chart", "chart_kind", "chart_number", "not_drawn"),
    *("table", "page", "previous", "next", "sort", "search", "none_found", "more", "less", "nothing", "yes", "no"),
    *("sql", "in_words", "edit_sql", "your_sql", "run_sql", "cancel", "not_run", "as_csv", "as_excel", "no_file"),
)
BLANKS = {name: f"{{{name}}}" for name in ("first", "last", "total", "column")}  # the element fills these in itself
NO_FILE_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
LONGEST_FILE_NAME = 60


def answer_props(
    answer: Mapping[str, Any], schema: Schema, language: Language, sql_first: bool = False
) -> dict[str, Any]:
    """Props of the element: JSON values; `id` is to be the element's own, by which its rows are found again.

    `sql_first` opens it at the SQL instead of the chart or the rows.
    `columns` are `{name, sql, kind}`: what the reader calls it, what the SQL does, and what its values are.
    """
    question, sql = str(answer.get("question") or ""), str(answer.get("sql") or "")
    rows = [list(row) for row in answer.get("rows") or []]
    laid_out = pretty(sql, schema.dialect)
    named = headings(sql, list(answer.get("columns") or []), schema, language)
    return {
        "id": str(uuid4()),
        "question": question,
        "file": file_name(question),
        "columns": [
            {"name": heading.name, "sql": column, "kind": heading.kind}
            for heading, column in zip(named, answer.get("columns") or [], strict=True)
        ],
        "rows": rows,
        "charts": charts(named, rows, question, language),
        "sqlFirst": sql_first,
        "sql": laid_out,
        "code": fenced(laid_out, "sql"),
        "explanation": explain(sql, schema, language) if sql else [],
        "doubts": [str(doubt) for doubt in answer.get("doubts") or []],
        "notes": small_print(answer, language),
        "locale": "vi-VN" if language == "vi" else "en-US",
        "labels": {name: text(name, language, **BLANKS) for name in LABELS},
    }


def is_worth_showing(props: Mapping[str, Any]) -> bool:
    """Whether there is anything below the sentence."""
    return any(props[name] for name in ("rows", "sql", "doubts", "notes"))


def small_print(answer: Mapping[str, Any], language: Language) -> list[str]:
    """What stands below the rows: the agent's notes, and how long it took where data was read."""
    notes = [str(note) for note in answer.get("notes") or []]
    if answer.get("truncated"):
        notes.insert(0, text("cut", language, count=len(answer.get("rows") or [])))
    if answer.get("sql") and answer.get("seconds") is not None:
        seconds = f"{answer['seconds']:.1f}"
        notes.append(text("seconds", language, seconds=seconds.replace(".", ",") if language == "vi" else seconds))
    return notes


def file_name(question: str) -> str:
    """The question as the name of a file, without an ending, on any system."""
    name = " ".join(NO_FILE_NAME.sub(" ", question).split()).strip(" .")
    return name[:LONGEST_FILE_NAME].rstrip(" .") or "hoidap"
