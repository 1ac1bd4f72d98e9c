"""Which cells the words of a question mean: those that hold them, or that hold the same in other words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Protocol

from rapidfuzz.distance import OSA

from hoidap.databases import Schema, Value, fold

from .lexicon import is_known_word
from .naming import asked_tables, naming_columns, words
from .phrases import Target, key_owner, singular
from .value_words import answers, is_coded, other_words

MANY = 100  # different texts: a column of more holds titles or names, which may be any word
_DENIED = re.compile(r"(?:không|ko|khong|chưa|chua|chẳng|\bnot|n't|never|without|\bno|non)[ -](?:\w+ ){0,2}$", re.I)


class Values(Protocol):
    """Where cell values are looked up: `hoidap.databases.ValueIndex`."""

    longest: int

    def exact(self, folded: str) -> tuple[Value, ...]: ...
    def fuzzy(self, folded: str, cutoff: float = 88, limit: int = 3) -> tuple[Value, ...]: ...
    def starting(self, folded: str) -> tuple[Value, ...]: ...
    def of(self, table: str, column: str) -> tuple[Value, ...]: ...


class Cells:
    """The cells of one schema, as the question of one writer means them; `accented` where that one writes marks."""

    def __init__(self, schema: Schema, values: Values, accented: bool) -> None:
        self.schema, self.values, self.accented = schema, values, accented
        self.tables = {table.name for table in asked_tables(schema)}

    def holding(self, text: str) -> tuple[Value, ...]:
        """The cells that hold `text`, in any case, as an English plural or with marks that the writer left out."""
        folded = fold(text)
        found = self.values.exact(folded) or self.values.exact(singular(folded))
        return self.owned(value for value in found if self._agrees(text, value.text))

    def meaning(self, text: str) -> tuple[Value, ...]:
        """The cells that hold `text` in other words."""
        found = (value for term in other_words(text, self.accented) for value in self.values.exact(term))
        return self.owned(value for value in found if self._may_say(value))

    def like(self, text: str, most_errors: int) -> tuple[Value, ...]:
        """The cells that hold `text` but for typing errors, which hardly anybody makes in a first letter."""
        folded = fold(text)
        near = [value for value in self.values.fuzzy(folded, cutoff=80) if fold(value.text)[:1] == folded[:1]]
        return self.owned(
            value
            for value in near
            if OSA.distance(fold(value.text), folded) <= most_errors
            and not (text.islower() and value.text.isupper())  # a word in small letters is no code
        )

    def begun(self, text: str) -> tuple[Value, ...]:
        """The cell of which `text` is the beginning: "Acme" where there is an Acme Ltd. and no other Acme.

        A few small words stand at the beginning of many a title.
        """
        found = self.owned(value for value in self.values.starting(fold(text)) if self._agrees_so_far(text, value.text))
        columns = {(value.table, value.column) for value in found}
        few = [column for column in columns if not text.islower() or len(self.values.of(*column)) <= MANY]
        return found if len(found) == len(columns) == len(few) else ()

    def owned(self, values: Iterable[Value]) -> tuple[Value, ...]:
        """Values of the tables that are asked about; what a key repeats belongs to the column it points to."""
        shown = (self._owner(value) for value in values if value.table in self.tables)
        return tuple(dict.fromkeys(shown))

    def answers(self, target: Target, before: str) -> tuple[Value, ...]:
        """The values of a column of yes and no, of which the words `before` tell which is meant."""
        if target.column is None or {"gender", "sex"} & set(words(target.column)):
            return ()  # 0 and 1 may be women and men
        values = self.values.of(target.table, target.column)
        if not is_coded((value.text for value in values), "yes", "no"):
            return ()
        return answers(values, denied=bool(_DENIED.search(before)))

    def is_chance(self, value: Value, text: str) -> bool:
        """Whether `text`, a common word in small letters, is likelier that word than one of many titles."""
        return (
            text.islower()
            and value.text != text
            and " " not in text
            and len(self.values.of(value.table, value.column)) > MANY
            and is_known_word(text)
        )

    def is_name(self, value: Value) -> bool:
        """Whether a row is called by that value."""
        return value.column in naming_columns(self.schema.table(value.table))

    def _owner(self, value: Value) -> Value:
        owner = key_owner(self.schema, value.table, value.column)
        return value if owner is None or owner.column is None else Value(owner.table, owner.column, value.text)

    def _may_say(self, value: Value) -> bool:
        held = self.values.of(value.table, value.column)
        if len(value.text) < 2 and not value.text.isdigit():
            return is_coded((other.text for other in held), "gender")
        return len(held) <= MANY * 3 and (len(value.text) > 2 or value.text.isupper() or len(held) <= MANY)

    def _agrees_so_far(self, text: str, value: str) -> bool:
        return self._agrees(text, value[: len(text)])

    def _agrees(self, text: str, value: str) -> bool:
        """Accents must agree where the writer uses them: "bán" (sell) is not the value "Bàn" (table)."""
        if text.casefold() in (value.casefold(), value.casefold() + "s") or not self.accented:
            return True
        return not has_diacritics(text) and (" " in text or not has_diacritics(value) or text[0].isupper())


def has_diacritics(text: str) -> bool:
    return any(ord(letter) > 127 and letter.isalpha() for letter in text)
