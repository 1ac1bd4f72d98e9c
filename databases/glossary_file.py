"""The glossary's YAML, read entry by entry: each knows where it stands, so that an error can name the place."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from .errors import GlossaryError

Attribute = str | int | float | bool


@dataclass(frozen=True)
class Entry:
    """A value in the file `path`, at `place`; its methods raise GlossaryError where the value is of another kind."""

    path: Path
    place: str
    value: object = None

    def error(self, sentence: str) -> GlossaryError:
        """What is wrong here, with the file and the place in front."""
        return GlossaryError(f"{self.path}, {self.place}: {sentence}")

    def mapping(self, *keys: str) -> dict[str, "Entry"]:
        """The entries below, by name; only `keys` where they are given. Nothing counts as empty."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.error(f"expected names with entries below them, found {self._shown()}.")
        above = "" if self.place == "the file" else f"{self.place}."
        found = {str(key): Entry(self.path, f"{above}{key}", value) for key, value in self.value.items()}
        for key in found:
            if keys and key not in keys:
                raise self.error(f"{key} means nothing here; use {', '.join(sorted(keys))}.")
        return found

    def items(self) -> list["Entry"]:
        """The entries of a list."""
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            raise self.error(f"expected a list, found {self._shown()}.")
        return [Entry(self.path, f"{self.place}[{number}]", item) for number, item in enumerate(self.value, 1)]

    def words(self) -> tuple[str, ...]:
        """A list of words, each once."""
        if self.value is None:
            return ()
        if not isinstance(self.value, list) or not all(isinstance(word, str | int | float) for word in self.value):
            raise self.error(f"expected a list of words, found {self._shown()}.")
        return tuple(dict.fromkeys(str(word).strip() for word in self.value if str(word).strip()))

    def names(self, known: Collection[str], kind: str) -> frozenset[str]:
        """A list of words, each of them one of `known`."""
        for word in self.words():
            if word not in known:
                raise self.error(f"there is no {kind} {word}.")
        return frozenset(self.words())

    def text(self) -> str:
        """A sentence; "" for nothing."""
        if self.value is not None and not isinstance(self.value, str | int | float):
            raise self.error(f"expected a sentence, found {self._shown()}.")
        return "" if self.value is None else str(self.value).strip()

    def truth(self) -> bool:
        """True or false; false for nothing."""
        if not isinstance(self.value, bool | None):
            raise self.error(f"expected true or false, found {self._shown()}.")
        return bool(self.value)

    def attribute(self) -> tuple[Attribute, ...]:
        """What is known of a user: one value or a list of them; a date becomes its ISO text."""
        values = self.value if isinstance(self.value, list) else [] if self.value is None else [self.value]
        return tuple(self._known(value.isoformat() if isinstance(value, date) else value) for value in values)

    def _known(self, value: object) -> Attribute:
        if not isinstance(value, str | int | float | bool):
            raise self.error(f"expected a text, a number, true or false, or a list of them, found {self._shown()}.")
        if isinstance(value, str) and ("\\" in value or not value.isprintable()):
            raise self.error("a backslash or a control character may not stand in what a filter compares with.")
        return value

    def _shown(self) -> str:
        text = str(self.value)
        return text if len(text) <= 40 else text[:39] + "…"


def open_glossary(path: Path) -> Entry:
    """The whole file as one entry; GlossaryError where it is none."""
    try:
        return Entry(path, "the file", yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise GlossaryError(f"The glossary {path} cannot be read: {error.strerror or 'no reason given'}.") from None
    except UnicodeDecodeError:
        raise GlossaryError(f"The glossary {path} is not UTF-8 text.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f", line {mark.line + 1}" if mark else ""
        raise GlossaryError(f"{path}{place}: {error.problem or 'this is not YAML'}.") from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise GlossaryError(f"The glossary {path} is not YAML.") from None
