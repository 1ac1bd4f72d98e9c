"""Pairs that people or other models wrote, tried on the database: what may be learned from, and what is wrong."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from hoidap.chains import Turn, detect_language, link
from hoidap.chains.canonical import expand
from hoidap.chains.canonicalize import canonicalize
from hoidap.chains.errors import ChainError
from hoidap.databases import Database, DatabaseError, fold

from ..comparing import Rows, same_rows
from .linking import linked, summary
from .make import finds
from .pair import Pair, Source
from .placeholders import fillings, placeholders
from .problems import BadLine, Problem
from .reading import Row
from .templates import template_of

MOST_COMPARED = 1000  # rows by which it is seen whether canonical SQL says the same

_PART_OF_DATE = re.compile(r"(?:\d{4}-)?(\d{1,4})")

Progress = Callable[[int, int], None]


def check_rows(
    rows: Iterable[Row | BadLine], db: Database, *, source: Source = "imported", progress: Progress | None = None
) -> Iterator[Pair | BadLine]:
    """Each row as a pair or as what is wrong with it, in their order; SQL runs read-only and guarded.

    What people have `verified` may find nothing: they have seen so. Raises DatabaseError where the values of `db`
    cannot be read.
    """
    waiting = list(rows)
    check = _Check(db, source)
    for done, row in enumerate(waiting, 1):
        yield row if isinstance(row, BadLine) else check.row(row)
        if progress is not None:
            progress(done, len(waiting))


class _Check:
    """One file's check, which knows what was asked in the lines before."""

    def __init__(self, db: Database, source: Source) -> None:
        self.db, self.source = db, source
        self.before: dict[tuple[str, ...], tuple[int, str]] = {}

    def row(self, row: Row) -> Pair | BadLine:
        """A row with placeholders is filled with values until its SQL finds something."""
        wanted = placeholders(row)
        if not wanted:
            return self._tried(row)
        found: Pair | BadLine = BadLine(row.line, Problem.NO_VALUES, ", ".join(wanted))
        for filled in fillings(row, self.db):
            found = self._tried(filled)
            if isinstance(found, Pair):
                break
        return found

    def _tried(self, row: Row) -> Pair | BadLine:
        asked = (*(fold(question) for question, _ in row.history), fold(row.question))
        if asked in self.before:
            line, sql = self.before[asked]
            problem = Problem.AGAIN if _same(sql, row.sql) else Problem.CONTRADICTS
            return BadLine(row.line, problem, str(line))
        for _, sql in row.history:
            try:
                self.db.query(sql, max_rows=1)
            except DatabaseError as error:
                return BadLine(row.line, Problem.PREVIOUS_SQL, error)
        try:
            found = finds(self.db.query(row.sql, max_rows=2).rows)
        except DatabaseError as error:
            return BadLine(row.line, Problem.SQL, error)
        if not found and self.source != "verified":
            return BadLine(row.line, Problem.FINDS_NOTHING)
        self.before[asked] = (row.line, row.sql)
        return _pair(row, self.db, self.source)


def _pair(row: Row, db: Database, source: Source) -> Pair:
    turns = tuple(_turn(question, sql, db) for question, sql in row.history)
    language = row.language if row.language in ("vi", "en") else detect_language(row.question)
    return Pair(
        question=row.question,
        sql=row.sql,
        language=language,
        template=template_of(row.sql, db.schema.dialect),
        history=turns,
        schema_linking=summary(linked(link(turns[-1]["question"], db.schema, db.values))) if turns else "",
        canonical=canonical_of(row.sql, db),
        source=source,
    )


def _turn(question: str, sql: str, db: Database) -> Turn:
    canonical = canonical_of(sql, db)
    return Turn(question=question, sql=sql, canonical=canonical) if canonical else Turn(question=question, sql=sql)


def canonical_of(sql: str, db: Database) -> str:
    """`sql` as canonical SQL that brings the same rows; empty where there is none."""
    try:
        canonical = canonicalize(sql, db.schema)
        theirs, ours = (db.query(text, max_rows=MOST_COMPARED) for text in (sql, expand(canonical, db.schema)))
    except (ChainError, DatabaseError):
        return ""
    same = same_rows(_rows(theirs.columns, theirs.rows), _rows(ours.columns, ours.rows), ordered=False)
    return canonical if same else ""


def _rows(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Rows:
    return Rows(len(columns), [tuple(map(_told, row)) for row in rows])


def _told(cell: object) -> str | int | float | None:
    """A cell to compare by; a year or month is the same as a text (`strftime`) and with its year (`2017-03`)."""
    if isinstance(cell, str) and (part := _PART_OF_DATE.fullmatch(cell)):
        return int(part[1])
    return cell if isinstance(cell, str | int | float | None) else str(cell)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
