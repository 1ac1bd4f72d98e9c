"""Below an answer, up to three questions that go on with it. Each was tried first, while nobody else needed the model.

It is done after the answer, in the background: who asks in the meantime is answered at once, and what was being tried
is stopped. Suggestions come late or not at all rather than in anybody's way.
"""

import asyncio
import logging
from collections.abc import Mapping
from threading import Event
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import chainlit as cl

from hoidap.chains.turn import Turn
from hoidap.models.errors import GenerationCancelled

from .desk import Staffed
from .login import asker
from .texts import Language, text

if TYPE_CHECKING:
    from hoidap.chains.model_call import ChatModel
    from hoidap.databases import Database
    from hoidap.tools.answered import FollowUp
    from hoidap.tools.follow_ups import FollowUpCheck

log = logging.getLogger("hoidap.ui")
PATIENCE = 120  # seconds in which the model should have a moment; after a start it tries what is offered to ask
LOOK = 0.02  # seconds between two looks at whether somebody waits
_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()  # one looks at a time
_tasks: set["asyncio.Task[None]"] = set()  # a task that nobody holds may vanish


def suggest_later(place: Staffed, answer: Mapping[str, Any], language: Language, message: cl.Message) -> None:
    """Look for suggestions under this answer, and show those that there are; returns at once."""
    if place.llm is None or not answer.get("sql") or not answer.get("rows"):
        return
    task = asyncio.create_task(_suggest(place.llm, place.db, answer, language, message))
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _suggest(
    llm: "ChatModel", db: "Database", answer: Mapping[str, Any], language: Language, message: cl.Message
) -> None:
    try:
        async with _locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
            found = await _found(llm, db.for_user(asker()), answer, language)
        if found:
            props = {"message": message.id, "questions": found, "label": text("suggestions", language)}
            await cl.CustomElement(name="Suggestions", props=props, display="inline").send(for_id=message.id)
    except Exception:  # nobody waits for a suggestion
        log.exception("no suggestions could be made")


async def _found(llm: "ChatModel", db: "Database", answer: Mapping[str, Any], language: Language) -> list[str]:
    """Up to three questions; none as soon as somebody asks something new in this conversation."""
    from hoidap.tools.follow_up_candidates import follow_ups
    from hoidap.tools.follow_ups import FollowUpCheck, Suggested

    check = FollowUpCheck(llm, db)
    turn = Turn(question=str(answer["question"]), sql=str(answer["sql"]))
    session, asked = cl.context.session, cl.context.session.current_task
    made = await asyncio.to_thread(follow_ups, turn["sql"], answer["rows"], db, language)
    found = Suggested()
    for one in made:
        while found.wants(one):
            if session.current_task is not asked or not await is_quiet(check):
                return []
            right = await tried(check, one, turn)
            if right:
                found.take(one)
            if right is not None:
                break
    return found.questions


async def is_quiet(check: "FollowUpCheck") -> bool:
    """Wait for a moment in which nobody needs the model; False where there is none for long."""
    for _ in range(int(PATIENCE / LOOK)):
        if not check.others(ours=0):
            return True
        await asyncio.sleep(LOOK)
    return False


async def tried(check: "FollowUpCheck", one: "FollowUp", turn: Turn) -> bool | None:
    """Whether a suggestion is answered right; None where somebody came who needs the model."""
    cancelled = Event()
    trying = asyncio.create_task(asyncio.to_thread(check.is_answered_right, one, turn, cancelled))
    while not trying.done():
        await asyncio.wait({trying}, timeout=LOOK)
        if check.others(ours=1) > 0:
            cancelled.set()
    try:
        return trying.result()
    except GenerationCancelled:
        return None
