"""One question with the SQL that answers it, and the turns of the conversation that it leans on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hoidap.chains import Turn, detect_language
from hoidap.databases import fold

Source = Literal["made", "verified", "imported"]


@dataclass(frozen=True)
class Pair:
    """`sql` is in the dialect of the database, `canonical` the same for the embedded model, where it can be said so.

    `history` are the turns before it, the last one last, with their SQL and, where it can be said so, canonical SQL.
    `schema_linking` sums up what the last of them was about: tables, columns and values; empty for a first question.
    `template` is the SQL without its literals: pairs with the same one ask the same way of the same columns.
    """

    question: str
    sql: str
    language: str
    template: str
    history: tuple[Turn, ...] = ()
    schema_linking: str = ""
    canonical: str = ""
    source: Source = "made"

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions of the conversation, by which two pairs ask the same."""
        return (*(fold(turn["question"]) for turn in self.history), fold(self.question))

    def line(self) -> dict[str, Any]:
        """As a JSON object, which `of_line` reads again."""
        line: dict[str, Any] = {"question": self.question, "sql": self.sql, "language": self.language}
        line |= {"template": self.template, "history": [dict(turn) for turn in self.history]}
        return line | {"schema_linking": self.schema_linking, "canonical": self.canonical, "source": self.source}

    @classmethod
    def of_line(cls, line: Mapping[str, Any]) -> "Pair":
        """The pair of a JSON object that `line` made; KeyError where it lacks a question or SQL."""
        return cls(
            question=line["question"],
            sql=line["sql"],
            language=line.get("language") or detect_language(line["question"]),
            template=line.get("template", ""),
            history=tuple(line.get("history", ())),
            schema_linking=line.get("schema_linking", ""),
            canonical=line.get("canonical", ""),
            source=line.get("source", "imported"),
        )
