"""What people write that is no plain question to the data, read from training/data/messages.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "messages.toml"


@dataclass(frozen=True)
class PlugIn:
    """Patterns of a plug-in: its names, what it says of itself, and what is asked of it in either language.

    Without one that is `needed` such a message is nobody's; the others go on from a result. Those of one `group` could
    take each other's messages, and none of a group stands beside a message that is nobody's.
    """

    names: tuple[str, ...]
    descriptions: tuple[str, ...]
    vi: tuple[str, ...]
    en: tuple[str, ...]
    needed: bool = True
    group: str = ""


@dataclass(frozen=True)
class Sayings:
    """Patterns of one kind of message in either language."""

    vi: tuple[str, ...]
    en: tuple[str, ...]


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _sayings(kind: str) -> Sayings:
    return Sayings(tuple(_FILE[f"{kind}_vi"]), tuple(_FILE[f"{kind}_en"]))


def _plug_in(entry: dict[str, Any]) -> PlugIn:
    lists = {key: tuple(entry[key]) for key in ("names", "descriptions", "vi", "en")}
    return PlugIn(**lists, needed=entry["needed"], group=entry.get("group", ""))


_FILE = _read(FILE)
SMALL_TALK, CHANGE, OTHER, FOLLOW, TRAP = map(_sayings, ("small_talk", "change", "other", "follow", "trap"))
VERBS_OF_WORK, _VERBS_OF_ASKING = (
    tuple((english, vietnamese, imperative) for english, vietnamese, imperative in _FILE[kind])
    for kind in ("verbs_of_work", "verbs_of_asking")
)
VERBS = (*VERBS_OF_WORK, *_VERBS_OF_ASKING)
PLUG_INS = tuple(map(_plug_in, _FILE["plug_ins"]))
