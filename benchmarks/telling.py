"""How often the model's sentence about a result says only what the rows say, before the check looks at it.

The results are those of gold SQL; the sentences come from the very chain that answers users, which tells what its
check took away.
"""

from collections.abc import Iterator, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.outputs import LLMResult

from hoidap.chains.answer import AnswerInput, answer_sentences
from hoidap.databases import Database, DatabaseError, demo_database
from hoidap.training.evaluation import Example

from .measured import Found, Row, at_least, per_cent, say, split
from .writing_sql import TOLD_EVERY, Note

WHAT, LEAST = "answers that stand before the check", 97


class Heard(BaseCallbackHandler):
    """What the model said, before anything of it was left out."""

    text = ""

    def on_llm_end(self, response: LLMResult, **_: Any) -> None:
        self.text = response.generations[0][0].text


def measure(llm: BaseChatModel, name: str, examples: Sequence[Example], note: Note) -> Iterator[Found]:
    """One row, and how it splits up by language; `note` is given every sentence."""
    told: list[tuple[str, bool, float]] = []
    for example, given in results(examples):
        heard = Heard()
        notes: list[str] = []
        begin = perf_counter()
        answer = "".join(answer_sentences(llm, given, {"callbacks": [heard]}, notes))
        stands = bool(heard.text.strip()) and not notes
        told.append((example.language, stands, perf_counter() - begin))
        note({"set": "answers", **given, "model": heard.text, "answer": answer, "ok": stands})
        if len(told) % TOLD_EVERY == 0:
            say(f"answers: {len(told)}, {per_cent(ok for _, ok, _ in told):.1f} % stand so far")
    many = f"{len(told)} results"
    yield Row(WHAT, name, per_cent(ok for _, ok, _ in told), "%", goal=at_least(LEAST), note=many)
    yield Row("answer, median", name, median(seconds for *_, seconds in told))
    for language in ("vi", "en"):
        yield from split("answers", language, (ok for spoken, ok, _ in told if spoken == language))


def results(examples: Sequence[Example]) -> Iterator[tuple[Example, AnswerInput]]:
    """Each question with its gold rows, cut as users get them, where there are any: software tells an empty result."""
    opened: dict[object, Database] = {}
    try:
        for example in examples:
            if example.database not in opened:
                url = f"sqlite:///{example.database}" if example.database else demo_database()
                opened[example.database] = Database.connect(url)
            try:
                found = opened[example.database].query(example.gold)
            except DatabaseError:  # people write what the guard has no need to allow
                continue
            if found.rows:
                rows = [list(row) for row in found.rows]
                yield (
                    example,
                    AnswerInput(
                        question=example.question, columns=list(found.columns), rows=rows, truncated=found.truncated
                    ),
                )
    finally:
        for database in opened.values():
            database.close()
