"""What the page shows of a query that waits for somebody to run it, to change it first, or to leave it."""

from collections.abc import Mapping
from typing import Any

from .markdown import pretty
from .texts import Language, text

LABELS = ("run", "edit", "cancel", "editor")


def decision_props(answer: Mapping[str, Any], language: Language, dialect: str) -> dict[str, Any]:
    """Props of `public/elements/Decision.jsx`: the SQL that waits, and the words on its buttons."""
    return {
        "sql": pretty(str(answer.get("sql") or ""), dialect),
        "labels": {name: text(f"decide_{name}", language) for name in LABELS},
    }
