"""The pairs that people brought, tried on the database: files of theirs, and answers with a thumb up."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hoidap.terminal import complain, language, progress, say

if TYPE_CHECKING:
    from hoidap.databases import Database
    from hoidap.settings import Settings
    from hoidap.training.dataset import BadLine, Pair, Row


def brought(
    settings: "Settings", database: "Database", files: Sequence[Path] | None, *, judged: bool = True
) -> "list[Pair]":
    """What can be used of `files` and, with `judged`, of the answers with a thumb up; the rest is told on stderr.

    Raises BadPairs for a file that cannot be used as a whole.
    """
    from hoidap.training.dataset import BadLine

    pairs: list[Pair] = []
    for file in files or ():
        for one in tried(file, database):
            if isinstance(one, BadLine):
                complain(f"{file}:{one.line}: {reason(one)}")
            else:
                pairs.append(one)
    return pairs + (_with_a_thumb_up(settings, database) if judged else [])


def tried(file: Path, database: "Database") -> "list[Pair | BadLine]":
    """Each line of a file as a pair, or as what is wrong with it; raises BadPairs."""
    from hoidap.training.dataset import check_rows, read_rows

    with progress(say("Lines", "Dòng")) as done:
        return list(check_rows(read_rows(file), database, progress=done))


def reason(line: "BadLine") -> str:
    """What is wrong with a line, in the language of the terminal."""
    return line.told("vi" if language() == "vi" else "en")


def row(number: int, question: str, sql: str, history: Iterable[Mapping[str, Any]]) -> "Row":
    """A question with its SQL, and the turns before it, as a file would hold them in line `number`."""
    from hoidap.training.dataset import Row

    return Row(number, question, sql, tuple((turn["question"], turn["sql"]) for turn in history))


def _with_a_thumb_up(settings: "Settings", database: "Database") -> "list[Pair]":
    """The answers that people approved of on the page, if their SQL can be run on this database."""
    from hoidap.training.dataset import Pair, check_rows
    from hoidap.ui.errors import HistoryUnavailable
    from hoidap.ui.judgements import judgements_in

    if not settings.memory_url.get_secret_value() and not (settings.folder() / "conversations.sqlite").exists():
        return []
    try:
        good = [one for one in judgements_in(settings.conversations()) if one.good]
    except HistoryUnavailable as error:
        complain(str(error))
        return []
    rows = [row(number, one.question, one.sql, one.history) for number, one in enumerate(good, 1)]
    pairs = [pair for pair in check_rows(rows, database, source="verified") if isinstance(pair, Pair)]
    if left_out := len(rows) - len(pairs):
        complain(
            say(
                f"{left_out} answers with a thumb up are repeated or belong to another database.",
                f"{left_out} câu trả lời được khen bị trùng hoặc thuộc cơ sở dữ liệu khác.",
            )
        )
    return pairs
