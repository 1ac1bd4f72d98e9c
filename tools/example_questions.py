"""Questions that a database can answer, made from its own tables, for somebody who doesn't know what to ask.

Before the model is there they come from the schema alone. Then each is tried: its SQL is written and run, and only what
brings the rows that were meant is offered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

from hoidap.chains.language import Language, detect_language
from hoidap.chains.model_call import ChatModel
from hoidap.databases import Database, Table

from .example_candidates import KINDS, Candidate, candidates, schema_candidates, table_candidates
from .example_check import Check

MOST = 4  # offered in a language
MOST_QUOTED = 3  # in a reply
MOST_OF_A_TABLE = 3
MOST_TRIED = 24  # drafts for them: a question that the model gets wrong costs as much as one that it gets right
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@dataclass
class _Examples:
    """What was found out about one view of a database, and the model that answers there."""

    llm: ChatModel
    begun: bool = False
    checked: dict[Language, list[str]] = field(default_factory=dict)
    of_tables: dict[tuple[str, Language], list[str]] = field(default_factory=dict)


_known: WeakKeyDictionary[Database, _Examples] = WeakKeyDictionary()
_lock = Lock()


def example_questions(db: Database, language: Language) -> list[str]:
    """Up to four questions: those that were seen to be answered right, or before that such as the schema suggests."""
    known = _known.get(db)
    checked = known.checked.get(language) if known else None
    return checked or [one.question for one in _varied(schema_candidates(db.schema, language), MOST)]


def check_examples(llm: ChatModel, db: Database) -> None:
    """Find questions that this model answers right over this view of the database, for `example_questions` to return.

    Takes some seconds; for a thread in which nobody waits. Does nothing a second time.
    """
    with _lock:
        known = _known.setdefault(db, _Examples(llm))
        if known.begun:
            return
        known.begun = True
    for language in LANGUAGES:
        verified = [one.question for one in db.examples if detect_language(one.question) == language][: MOST // 2]
        made = candidates(db, language)
        known.checked[language] = verified + _right(Check(llm, db), made, MOST - len(verified))


def check_view(db: Database, view: Database) -> None:
    """`check_examples` for how somebody else sees `db`, by the same model; nothing where `db` has none yet."""
    if db in _known:
        check_examples(_known[db].llm, view)


def table_questions(db: Database, table: Table, language: Language) -> list[str]:
    """Up to three questions about one table, found and tried when they are first asked for: a second or two.

    Until `check_examples` was called for this view, what the schema suggests.
    """
    known = _known.get(db)
    if known is None:
        return [one.question for one in table_candidates(db, table, language, read=False)][:1]
    key = (table.name, language)
    if key not in known.of_tables:
        made = table_candidates(db, table, language)
        known.of_tables[key] = _right(Check(known.llm, db), made, MOST_OF_A_TABLE)
    return known.of_tables[key]


def _right(check: Check, made: Iterable[Candidate], most: int) -> list[str]:
    left, taken, asked = list(made), list[Candidate](), 0
    while left and len(taken) < most and asked < MOST_TRIED and not check.is_over():
        one = min(left, key=lambda other: _dullness(other, taken))
        left.remove(one)
        asked += 1
        if check.is_answered_right(one):
            taken.append(one)
    return [one.question for one in taken]


def _varied(made: Iterable[Candidate], most: int) -> list[Candidate]:
    left, taken = list(made), list[Candidate]()
    while left and len(taken) < most:
        taken.append(min(left, key=lambda one: _dullness(one, taken)))
        left.remove(taken[-1])
    return taken


def _dullness(one: Candidate, taken: list[Candidate]) -> int:
    """How little a question adds to those that are taken: its shape above all should be another one."""
    again = sum(10 * (one.kind == other.kind) + (one.table == other.table) for other in taken)
    return again + KINDS.index(one.kind) + 2 * one.rank
