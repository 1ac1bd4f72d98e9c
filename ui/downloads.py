"""The rows of an answer as an Excel file, from what the history holds of this very conversation."""

import base64
import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import chainlit as cl
import xlsxwriter  # type: ignore[import-untyped]
from chainlit.data import get_data_layer

from .texts import Language, text

WIDEST = 60  # characters of a column
MOST_DIGITS = 15  # of a whole number, which Excel would round beyond
DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?")
FIRST_YEAR = 1900  # that Excel has dates of


@cl.action_callback("download_excel")
async def download_excel(action: cl.Action) -> dict[str, str]:
    """The file of an answer of this conversation, as base64; nothing where there is no such answer.

    Who asks is in the conversation, which is theirs: Chainlit has seen to that, and only its own answers are found.
    """
    layer = get_data_layer()
    wanted = action.payload.get("element")
    if layer is None or not isinstance(wanted, str):
        return {}
    element = await layer.get_element(cl.context.session.thread_id, wanted)
    props = (element or {}).get("props")
    if not props or "rows" not in props:
        return {}
    made = await cl.make_async(workbook)(props, datetime.now(UTC).astimezone())
    return {"content": base64.b64encode(made).decode("ascii")}


def workbook(props: Mapping[str, Any], now: datetime) -> bytes:
    """An .xlsx of the props of an answer: its rows, and on a second sheet the question, the SQL and the time."""
    language: Language = "vi" if props["locale"] == "vi-VN" else "en"
    buffer = io.BytesIO()
    # what stands in a cell stays what it is: no formula, and no link that would be opened by a click
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = "dd/mm/yyyy" if language == "vi" else "yyyy-mm-dd"
        dates = [book.add_format({"num_format": form}) for form in (day, f"{day} hh:mm")]
        sheet = book.add_worksheet(text("sheet_rows", language))
        names = [str(column["name"]) for column in props["columns"]]
        for at, name in enumerate(names):
            sheet.write_string(0, at, name, heading)
            said = [name, *(str(row[at]) for row in props["rows"])]
            sheet.set_column(at, at, min(WIDEST, 2 + max(map(len, said))))
        for line, row in enumerate(props["rows"], 1):
            for at, value in enumerate(row):
                _write(sheet, line, at, value, language, dates)
        sheet.freeze_panes(1, 0)
        if names and props["rows"]:
            sheet.autofilter(0, 0, len(props["rows"]), len(names) - 1)
        about = book.add_worksheet(text("sheet_about", language))
        about.set_column(0, 0, 14)
        about.set_column(1, 1, 100)
        for line, (key, value) in enumerate((("asked", props["question"]), ("asked_sql", props["sql"]))):
            about.write_string(line, 0, text(key, language), heading)
            about.write_string(line, 1, str(value), wrapped)
        about.write_string(2, 0, text("made_at", language), heading)
        about.write_string(2, 1, now.strftime("%d/%m/%Y %H:%M" if language == "vi" else "%Y-%m-%d %H:%M"), wrapped)
        for line, note in enumerate(_notes(props), 3):
            about.write_string(line, 1, note, wrapped)
    return buffer.getvalue()


def _write(sheet: Any, line: int, at: int, value: Any, language: Language, dates: Sequence[Any]) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(line, at, text("yes" if value else "no", language))
    elif isinstance(value, int | float) and len(str(abs(value)).partition(".")[0]) <= MOST_DIGITS:
        sheet.write_number(line, at, value)
    elif (moment := _moment(value)) is not None:
        sheet.write_datetime(line, at, moment, dates[len(str(value)) > len("2024-01-31")])
    else:
        sheet.write_string(line, at, str(value))


def _moment(value: Any) -> datetime | None:
    """A date as one, where the text is nothing but a date and Excel has it."""
    if not isinstance(value, str) or not DATE.fullmatch(value) or int(value[:4]) < FIRST_YEAR:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _notes(props: Mapping[str, Any]) -> list[str]:
    return [*map(str, props.get("doubts", [])), *map(str, props.get("notes", []))]
