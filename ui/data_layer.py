"""Chainlit's data layer over our history: one thread reads and writes, so that things are kept in the order they came.

Chainlit makes one data layer a process and leaves its writes to themselves; what fails is logged, and the answer is
shown all the same.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

import chainlit as cl
from chainlit.data import get_data_layer
from chainlit.data.base import BaseDataLayer
from chainlit.data.utils import queue_until_user_message
from chainlit.element import CustomElement, Element, ElementDict
from chainlit.step import StepDict
from chainlit.types import Feedback, PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from chainlit.user import PersistedUser, User
from fastapi import HTTPException
from sqlalchemy.exc import SQLAlchemyError

from .desk import Staffed, history, places
from .history import History, Json
from .login import asker

log = logging.getLogger("hoidap.ui")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])
_later: Callable[[F], F] = queue_until_user_message()  # what comes before the first question waits for it


class PageDataLayer(BaseDataLayer):
    """Keeps users, threads, steps, elements and feedback in the history of the server that runs."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "hoidap-history")

    async def ask(self, use: Callable[[History], T]) -> T:
        """What `use` makes of the history, in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: use(history()))

    async def keep(self, use: Callable[[History], None]) -> None:
        """Let `use` write to the history; that it cannot is told in the log alone."""
        try:
            await self.ask(use)
        except SQLAlchemyError as error:  # a full disk, say
            log.error("The conversation could not be kept: %s", error)
        except LookupError:  # a page that says good-bye after the server has closed
            log.debug("something came too late to be kept")

    async def get_user(self, identifier: str) -> PersistedUser | None:
        kept = await self.ask(lambda history: history.user(identifier))
        return _persisted(kept) if kept else None

    async def create_user(self, user: User) -> PersistedUser | None:
        return _persisted(await self.ask(lambda history: history.keep_user(user.identifier, user.metadata)))

    async def get_thread_author(self, thread_id: str) -> str:
        return await self.ask(lambda history: history.author(thread_id)) or ""

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        kept = await self.ask(lambda history: history.thread(thread_id))
        return _thread(kept) if kept else None

    async def list_threads(self, pagination: Pagination, filters: ThreadFilter) -> PaginatedResponse[ThreadDict]:
        found, more = await self.ask(
            lambda history: history.threads_of(
                filters.userId or "",
                first=pagination.first,
                after=pagination.cursor,
                search=filters.search or "",
                value=filters.feedback,
            )
        )
        ends = (found[0]["id"], found[-1]["id"]) if found else (None, None)
        return PaginatedResponse(PageInfo(more, *ends), [_thread(thread) for thread in found])

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: Json | None = None,
        tags: list[str] | None = None,
    ) -> None:
        await self.keep(lambda history: history.keep_thread(thread_id, name=name, user_id=user_id, details=metadata))

    async def delete_thread(self, thread_id: str) -> None:
        author = await self.get_thread_author(thread_id)
        await self.ask(lambda history: history.delete_thread(thread_id))
        for place in places().values():
            if isinstance(place, Staffed):
                await asyncio.to_thread(place.agent.forget, thread_id, author)

    @_later
    async def create_step(self, step_dict: StepDict) -> None:
        await self.keep(lambda history: history.keep_step(dict(step_dict)))

    @_later
    async def update_step(self, step_dict: StepDict) -> None:
        await self.keep(lambda history: history.keep_step(dict(step_dict)))

    @_later
    async def delete_step(self, step_id: str) -> None:
        await self.keep(lambda history: history.delete_step(step_id))

    @_later
    async def create_element(self, element: Element) -> None:
        if isinstance(element, CustomElement):  # others are files of one sitting, such as an answer read aloud
            kept = dict(element.to_dict())
            await self.keep(lambda history: history.keep_element(kept))

    async def get_element(self, thread_id: str, element_id: str) -> ElementDict | None:
        return cast("ElementDict | None", await self.ask(lambda history: history.element(thread_id, element_id)))

    @_later
    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        await self.keep(lambda history: history.delete_element(element_id))

    async def upsert_feedback(self, feedback: Feedback) -> str:
        await self._check_author(feedback.forId)
        return await self.ask(lambda history: history.judge(feedback.forId, feedback.value, feedback.comment))

    async def delete_feedback(self, feedback_id: str) -> bool:
        judged = await self.ask(lambda history: history.judged_step(feedback_id))
        await self._check_author(judged or "")
        await self.ask(lambda history: history.take_back(feedback_id))
        return True

    async def _check_author(self, step_id: str) -> None:
        """Chainlit does not look whose answer somebody judges."""
        author = await self.ask(lambda history: history.step_author(step_id))
        if author is None or author != asker():
            raise HTTPException(404, "There is no such answer.")

    async def get_favorite_steps(self, user_id: str) -> list[StepDict]:
        return []

    async def build_debug_url(self) -> str:
        return ""

    async def close(self) -> None:
        self._thread.shutdown()


@cl.data_layer
def keeper() -> PageDataLayer:
    """The one that Chainlit asks for at its first need."""
    return PageDataLayer()


async def cut_after(thread_id: str, step_id: str) -> None:
    """Forget everything that came after a step of a thread."""
    await _layer().keep(lambda history: history.cut(thread_id, step_id))


async def kept_preferences(identifier: str) -> Json:
    """What a user chose in the settings."""
    return await _layer().ask(lambda history: history.preferences(identifier))


async def keep_preferences(identifier: str, chosen: Json) -> None:
    """Keep what a user chose in the settings."""
    await _layer().keep(lambda history: history.prefer(identifier, chosen))


def _layer() -> PageDataLayer:
    layer = get_data_layer()
    assert isinstance(layer, PageDataLayer)
    return layer


def _persisted(kept: Json) -> PersistedUser:
    return PersistedUser(
        identifier=kept["identifier"], metadata=kept["details"], id=kept["id"], createdAt=kept["created_at"]
    )


def _thread(kept: Json) -> ThreadDict:
    """A thread as Chainlit's page takes it; the side bar sorts by what it calls the time of creation."""
    used: Any = datetime.fromtimestamp(kept["updated_at"], UTC).isoformat()
    return ThreadDict(
        id=kept["id"],
        createdAt=used,
        name=kept["name"],
        userId=kept["user_id"],
        userIdentifier=kept.get("identifier"),
        tags=None,
        metadata=kept["details"],
        steps=kept.get("steps", []),
        elements=kept.get("elements", []),
    )
