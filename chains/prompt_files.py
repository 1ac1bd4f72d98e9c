"""The prompts, which are files beside the code: `prompts/<name>.md`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent / "prompts"


@cache
def _template(name: str) -> Template:
    return Template((_FOLDER / f"{name}.md").read_text(encoding="utf-8").strip())


def prompt(name: str, /, **values: object) -> str:
    """The prompt called `name` with each `$key` filled in; a key without a value is a KeyError."""
    return _template(name).substitute(values)
