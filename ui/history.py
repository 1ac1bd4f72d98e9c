"""What the page keeps of its conversations: who had them, what was said and shown, and what people thought of it.

Not Chainlit's own SQLAlchemy layer, which reads every step of every conversation to list their names, finds nothing
without the right accents, and writes down nothing but a warning when it fails.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Connection, Row, create_engine, delete, event, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool, StaticPool

from hoidap.databases import fold

from .errors import HistoryUnavailable
from .history_tables import elements, feedback, metadata, steps, threads, users

BUSY_SECONDS = 30
IN_MEMORY = "sqlite://"
Json = dict[str, Any]


class History:
    """The history in one SQLite file; every method is one transaction, and what it wrote is on the disk when it ends.

    Methods raise SQLAlchemyError where the file cannot be read or written.
    """

    def __init__(self, url: str = IN_MEMORY) -> None:
        """Open `url`, which is `sqlite:///path` or the path of a file; without one it lasts as long as this object.

        Raises HistoryUnavailable.
        """
        path = url.removeprefix("sqlite://").removeprefix("/")
        if "://" in path:
            raise HistoryUnavailable("The memory URL is sqlite:///path/to/file.db, or the path of a file.")
        self._engine: Engine = create_engine(
            URL.create("sqlite", database=str(Path(path).expanduser()) if path else ":memory:"),
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            poolclass=QueuePool if path else StaticPool,
            json_serializer=_json,
            hide_parameters=True,
        )
        event.listen(self._engine, "connect", _prepare)
        try:
            metadata.create_all(self._engine)
        except SQLAlchemyError as error:
            reason = getattr(error, "orig", None) or type(error).__name__
            raise HistoryUnavailable(f"The history {path} cannot be opened: {reason}.") from error

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    # Users

    def user(self, identifier: str) -> Json | None:
        """`{id, identifier, created_at, details}` of a user, or None."""
        with self._read() as connection:
            row = connection.execute(select(users).where(users.c.identifier == identifier)).first()
        return dict(row._mapping) if row else None

    def keep_user(self, identifier: str, details: Mapping[str, Any]) -> Json:
        """Make a user, or bring their details up to date."""
        row = {"id": str(uuid4()), "identifier": identifier, "created_at": _now(), "preferences": {}}
        changes = {"details": dict(details)}
        with self._write() as connection:
            made = upsert(users).values({**row, **changes})
            connection.execute(made.on_conflict_do_update(index_elements=["identifier"], set_=changes))
            kept = connection.execute(select(users).where(users.c.identifier == identifier)).one()
        return dict(kept._mapping)

    def preferences(self, identifier: str) -> Json:
        """What a user chose in the settings; nothing for one who chose nothing."""
        with self._read() as connection:
            chosen = connection.execute(select(users.c.preferences).where(users.c.identifier == identifier)).scalar()
        return dict(chosen or {})

    def prefer(self, identifier: str, chosen: Json) -> None:
        """Keep what a user chose in the settings."""
        with self._write() as connection:
            connection.execute(update(users).where(users.c.identifier == identifier).values(preferences=chosen))

    # Threads

    def author(self, thread_id: str) -> str | None:
        """The identifier of whose conversation this is."""
        wanted = select(users.c.identifier).join(threads).where(threads.c.id == thread_id)
        with self._read() as connection:
            return connection.execute(wanted).scalar()

    def keep_thread(
        self, thread_id: str, *, name: str | None = None, user_id: str | None = None, details: Json | None = None
    ) -> None:
        """Make a thread, or change what is given of it; a detail that is None is taken out."""
        with self._write() as connection:
            row = {"id": thread_id, "created_at": _now(), "updated_at": time.time(), "details": {}}
            connection.execute(upsert(threads).values(row).on_conflict_do_nothing())
            known = connection.execute(select(threads.c.details).where(threads.c.id == thread_id)).scalar_one()
            merged = {key: value for key, value in {**known, **(details or {})}.items() if value is not None}
            changes: Json = {"details": merged}
            changes |= {"name": name} if name is not None else {}
            changes |= {"user_id": user_id} if user_id is not None else {}
            connection.execute(update(threads).where(threads.c.id == thread_id).values(changes))

    def threads_of(
        self, user_id: str, *, first: int, after: str | None = None, search: str = "", value: int | None = None
    ) -> tuple[list[Json], bool]:
        """The `first` threads of a user that come after the thread `after`, the last used ones first; and if more come.

        `search` finds what was said in them or their names, whatever its accents; `value` those with such feedback.
        """
        latest = tuple_(threads.c.updated_at, threads.c.id)
        wanted = select(threads).where(threads.c.user_id == user_id)
        if words := fold(search):
            said = select(steps.c.thread_id).where(steps.c.folded.contains(words, autoescape=True))
            wanted = wanted.where(threads.c.id.in_(said))
        if value is not None:
            judged = select(steps.c.thread_id).join(feedback).where(feedback.c.value == value)
            wanted = wanted.where(threads.c.id.in_(judged))
        with self._read() as connection:
            if after:
                place = connection.execute(select(threads.c.updated_at).where(threads.c.id == after)).scalar()
                if place is not None:
                    wanted = wanted.where(latest < tuple_(place, after))
            rows = connection.execute(
                wanted.order_by(threads.c.updated_at.desc(), threads.c.id.desc()).limit(first + 1)
            )
            found = [dict(row._mapping) for row in rows]
        return found[:first], len(found) > first

    def thread(self, thread_id: str) -> Json | None:
        """A thread with its author, `steps` and `elements` in the order in which they were made, or None."""
        judged = select(steps.c.step, *feedback.c).outerjoin(feedback).where(steps.c.thread_id == thread_id)
        shown = select(elements.c.element).where(elements.c.thread_id == thread_id).order_by(elements.c.position)
        with self._read() as connection:
            named = select(threads, users.c.identifier).outerjoin(users).where(threads.c.id == thread_id)
            row = connection.execute(named).first()
            if row is None:
                return None
            said = connection.execute(judged.order_by(steps.c.created_at, steps.c.position)).all()
            return {
                **row._mapping,
                "steps": [_with_feedback(step) for step in said],
                "elements": list(connection.execute(shown).scalars()),
            }

    def delete_thread(self, thread_id: str) -> None:
        """Delete a thread and everything in it."""
        with self._write() as connection:
            connection.execute(delete(threads).where(threads.c.id == thread_id))

    # Steps and elements

    def keep_step(self, step: Json) -> None:
        """Make a step of a thread, or bring it up to date; what still comes for a deleted thread is dropped."""
        said = "message" in step["type"]
        row = {
            "id": step["id"],
            "thread_id": step["threadId"],
            "created_at": step.get("createdAt") or _now(),
            "step": step,
            "folded": fold(str(step.get("output") or "")) if said else "",
        }
        with self._write() as connection:
            if not _touched(connection, step["threadId"]):
                return
            changes = {key: row[key] for key in ("step", "folded")}
            same = steps.c.thread_id == row["thread_id"]
            connection.execute(
                upsert(steps).values(row).on_conflict_do_update(index_elements=["id"], set_=changes, where=same)
            )

    def delete_step(self, step_id: str) -> None:
        """Delete a step, and what was shown with it."""
        with self._write() as connection:
            connection.execute(delete(elements).where(elements.c.step_id == step_id))
            connection.execute(delete(steps).where(steps.c.id == step_id))

    def cut(self, thread_id: str, step_id: str) -> None:
        """Delete everything that came after a step in its thread."""
        with self._write() as connection:
            kept = select(steps.c.position).where(steps.c.id == step_id, steps.c.thread_id == thread_id)
            position = connection.execute(kept).scalar()
            if position is None:
                return
            later = select(steps.c.id).where(steps.c.thread_id == thread_id, steps.c.position > position)
            connection.execute(delete(elements).where(elements.c.step_id.in_(later)))
            connection.execute(delete(steps).where(steps.c.thread_id == thread_id, steps.c.position > position))

    def keep_element(self, element: Json) -> None:
        """Make what is shown with a step, or bring it up to date."""
        row = {
            "id": element["id"],
            "thread_id": element["threadId"],
            "step_id": element.get("forId"),
            "element": element,
        }
        with self._write() as connection:
            if not _touched(connection, element["threadId"]):
                return
            same = elements.c.thread_id == row["thread_id"]
            changes = {key: row[key] for key in ("step_id", "element")}
            connection.execute(
                upsert(elements).values(row).on_conflict_do_update(index_elements=["id"], set_=changes, where=same)
            )

    def element(self, thread_id: str, element_id: str) -> Json | None:
        """What is shown with a step of this thread, or None."""
        wanted = select(elements.c.element).where(elements.c.thread_id == thread_id, elements.c.id == element_id)
        with self._read() as connection:
            return connection.execute(wanted).scalar()

    def delete_element(self, element_id: str) -> None:
        """Delete what is shown with a step."""
        with self._write() as connection:
            connection.execute(delete(elements).where(elements.c.id == element_id))

    # Feedback

    def step_author(self, step_id: str) -> str | None:
        """The identifier of whose conversation a step stands in."""
        wanted = select(users.c.identifier).select_from(steps.join(threads).join(users)).where(steps.c.id == step_id)
        with self._read() as connection:
            return connection.execute(wanted).scalar()

    def judge(self, step_id: str, value: int, comment: str | None) -> str:
        """Keep what somebody thinks of an answer; its id."""
        row = {"id": str(uuid4()), "step_id": step_id, "value": value, "comment": comment, "given_at": _now()}
        changes = {key: row[key] for key in ("value", "comment", "given_at")}
        with self._write() as connection:
            connection.execute(
                upsert(feedback).values(row).on_conflict_do_update(index_elements=["step_id"], set_=changes)
            )
            wanted = select(feedback.c.id).where(feedback.c.step_id == step_id)
            return str(connection.execute(wanted).scalar_one())

    def judged_step(self, feedback_id: str) -> str | None:
        """The step that a feedback is about."""
        with self._read() as connection:
            return connection.execute(select(feedback.c.step_id).where(feedback.c.id == feedback_id)).scalar()

    def take_back(self, feedback_id: str) -> None:
        """Forget what somebody thought of an answer."""
        with self._write() as connection:
            connection.execute(delete(feedback).where(feedback.c.id == feedback_id))

    def given(self) -> list[Json]:
        """All feedback, the first first: `step_id`, `value`, `comment`, `given_at`, `thread_id` and `identifier`."""
        wanted = (
            select(feedback, steps.c.thread_id, users.c.identifier)
            .select_from(feedback.join(steps).join(threads).join(users))
            .order_by(feedback.c.given_at)
        )
        with self._read() as connection:
            return [dict(row._mapping) for row in connection.execute(wanted)]

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection


def _prepare(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _touched(connection: Connection, thread_id: str) -> bool:
    """Whether the thread is there; if so it was used just now."""
    used = update(threads).where(threads.c.id == thread_id).values(updated_at=time.time())
    return connection.execute(used).rowcount == 1


def _with_feedback(row: Row[Any]) -> Json:
    step: Json = dict(row.step)
    if row.value is not None:
        step["feedback"] = {"id": row.id, "forId": step["id"], "value": row.value, "comment": row.comment}
    return step


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
