"""What a question to a language model alone looks like: constant system text, context, question.

In this order the KV cache of the system text serves every question, and that of a context every question about it.
"""

import unicodedata
from functools import cache
from pathlib import Path
from string import Template

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from .errors import RowsNeeded

SHOWN_ROWS = SHOWN_COLUMNS = 8  # more the embedded model has never seen

_FOLDER = Path(__file__).parent / "prompts"


@cache
def prompt_text(name: str) -> str:
    """The text of `prompts/<name>.md`."""
    return (_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()


def instruct_messages(system: str, question: str, context: str) -> list[BaseMessage]:
    """The prompt for a model that follows instructions."""
    asked = f"Context:\n{context.strip()}\n\nQuestion: {question.strip()}" if context.strip() else question.strip()
    return [SystemMessage(system), HumanMessage(asked)] if system else [HumanMessage(asked)]


def slots_messages(question: str, context: str) -> list[BaseMessage]:
    """The prompt for the embedded model: the form in which it learned to tell what rows say.

    `context` is a table: a line of column names, then a line a row, cells separated by `|`. Raises RowsNeeded where it
    is not, for without rows this model writes nonsense.
    """
    rows = [[cell.strip() for cell in line.split("|")] for line in context.splitlines() if line.strip()]
    if len(rows) < 2 or len({len(row) for row in rows}) > 1:
        raise RowsNeeded(
            "This model only tells what rows say: give them as the context, a line of column names and then a line "
            "for each row, with | between the cells, or choose a model that follows instructions."
        )
    shown = [" | ".join(row[:SHOWN_COLUMNS]) for row in rows[: SHOWN_ROWS + 1]]
    lines = [" ".join(question.split()), *shown, f"rows: {len(rows) - 1}"]
    language = "vi" if _has_marks(question) else "en"
    system = Template(prompt_text("service_slots")).substitute(language=language)
    return [SystemMessage(system), HumanMessage("\n".join(lines))]


def _has_marks(question: str) -> bool:
    """Tell whether any letter has a diacritic, as one in two has in Vietnamese and next to none in English."""
    letters = unicodedata.normalize("NFD", question.lower())
    return "đ" in letters or any(map(unicodedata.combining, letters))
