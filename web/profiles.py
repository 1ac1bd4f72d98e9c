"""Chat profiles: several databases and models to choose from on the page, from one YAML file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hoidap.settings import PREFIX, Settings, SettingsError

ALLOWED = (
    "database_url", "hide_tables", "glossary", "max_rows", "query_seconds", "most_rows_read",
    "model", "model_key", "answer_model", "device", "quantize",
)  # fmt: skip
WORDS = ("title", "description")
ONLY = "hoidap"  # the name of the only profile where no file names others


@dataclass(frozen=True)
class ChatProfile:
    """A database with its model, under the title and description that the page shows of it."""

    settings: Settings
    title: str = ""
    description: str = ""


def chat_profiles(settings: Settings) -> dict[str, ChatProfile]:
    """The profiles of the file that HOIDAP_PROFILES names, by name, or the settings' own database as the only one.

    What a profile leaves out is as the settings say. Raises SettingsError, with a sentence that names the profile.
    """
    if settings.profiles is None:
        return {ONLY: ChatProfile(settings)}
    given = _read(settings.profiles)
    if not isinstance(given, dict) or not given:
        raise SettingsError(f"{settings.profiles} must hold the names of profiles, each with its settings below it.")
    return {str(name): _profile(str(name), fields, settings) for name, fields in given.items()}


def _read(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise SettingsError(f"{PREFIX}PROFILES: cannot read {file}: {reason}.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(f"{PREFIX}PROFILES: {file}{line} is not YAML.") from None  # its text may hold a password


def _profile(name: str, fields: Any, settings: Settings) -> ChatProfile:
    if not isinstance(fields, Mapping):
        raise SettingsError(f"The profile {name!r} must hold settings such as database_url, each on a line of its own.")
    if unknown := [key for key in fields if key not in (*ALLOWED, *WORDS)]:
        known = ", ".join((*WORDS, *ALLOWED))
        raise SettingsError(f"The profile {name!r} has {unknown[0]!r}, which is none of: {known}.")
    chosen = {key: value for key, value in fields.items() if key in ALLOWED}
    if "database_url" in chosen:  # what is said of one database is not said of another
        chosen = {"glossary": None, "hide_tables": (), **chosen}
    if chosen.get("glossary") and settings.profiles:
        chosen["glossary"] = settings.profiles.parent / str(chosen["glossary"])
    try:
        own = settings.changed(**chosen)
    except SettingsError as error:
        raise SettingsError(f"The profile {name!r}: {error}") from None
    words = {key: str(fields[key]) for key in WORDS if key in fields}
    return ChatProfile(own, **words)
