"""A glossary with the words that a tuning learned: a copy of the database's own, with more synonyms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from .words import Words

FILE = "glossary.yaml"


def write_glossary(words: Words, own: Path | None, out: Path) -> None:
    """Write the glossary `own`, or an empty one, with `words` among its synonyms; its comments are not copied."""
    told: dict[str, Any] = (yaml.safe_load(own.read_text(encoding="utf-8")) if own else None) or {}
    tables = _below(told, "tables")
    for target, synonyms in words.items():
        entry = _below(tables, target.table)
        if target.column is not None:
            entry = _below(_below(entry, "columns"), target.column)
        entry["synonyms"] = [*(entry.get("synonyms") or ()), *synonyms]
    out.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")


def _below(entries: dict[str, Any], name: str) -> dict[str, Any]:
    """The entries below a name, in whatever case it is written; made where there are none."""
    written = next((key for key in entries if key.casefold() == name.casefold()), name)
    entries[written] = entries.get(written) or {}
    found: dict[str, Any] = entries[written]
    return found
