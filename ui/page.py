"""One answer on the page: the steps as the agent takes them, the sentence as it is written, then the rows."""

import asyncio
import logging
import threading
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import chainlit as cl
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.utils import AddableDict

from hoidap.agents import AgentInputError
from hoidap.agents.apologies import apology
from hoidap.models.errors import ModelBusy

from .answer import ELEMENT, answer_props, is_worth_showing
from .decision import decision_props
from .desk import Staffed
from .handler import Event, PageHandler, Token, ToolEnded, ToolStarted
from .login import asker
from .markdown import plain
from .preferences import preferences
from .steps import Line
from .suggestions import suggest_later
from .texts import Language, text
from .voice import offer_speech

if TYPE_CHECKING:
    from hoidap.agents import Question
    from hoidap.databases import Schema

log = logging.getLogger("hoidap.ui")
AFTER = "checkpoint_after"  # an answer's metadata, and the session's: the state of the agent's memory that it left
QUIET = ("summarize_answer", "small_talk", "out_of_scope")  # their work is the answer itself, no line above it


async def answer_on_page(place: Staffed, asked: dict[str, Any], language: Language) -> None:
    """Ask the agent and show everything that it does; Stop, which cancels this, stops the model too.

    `asked` is a Question but for its thread and user, which are those of the session.
    """
    events: asyncio.Queue[Event | AddableDict | None] = asyncio.Queue()
    handler, view = PageHandler(events), AnswerView(language, place.db.schema)
    asked = {**asked, "thread_id": cl.context.session.thread_id, "user": asker()}
    cancelled = threading.Event()
    config: RunnableConfig = {"callbacks": [handler], "configurable": {"cancelled": cancelled}}
    asking = asyncio.create_task(listen(place, asked, config, events))
    try:
        await view.begin()
        while (event := await events.get()) is not None:
            await view.show(event)
        await asking
        await view.finish()
        await offer_speech(view.message, str(view.answer.get("answer") or ""))
        suggest_later(place, view.answer, language, view.message)
    except asyncio.CancelledError:
        await view.close(text("stopped", language))
        raise
    except AgentInputError as error:  # a decision where nothing waits any longer, a state that is no longer kept
        log.info("the page asked what cannot be asked: %s", error)
        reason = "decided_late" if "decision" in asked else "not_kept" if "checkpoint_id" in asked else "error"
        await view.close(text(reason, language))
    except ModelBusy:
        await view.close(apology("model", language))
    except Exception:  # the edge of the program: logged here, and one sentence for the user
        log.exception("the agent failed on the page")
        await view.close(text("error", language))
    finally:
        cancelled.set()
        asking.cancel()


async def listen(place: Staffed, asked: dict[str, Any], config: RunnableConfig, events: "asyncio.Queue[Any]") -> None:
    """Put the agent's chunks into the queue between the handler's events, and None after the last."""
    try:
        async for chunk in place.agent.astream(cast("Question", asked), config):
            events.put_nowait(chunk)
    finally:
        events.put_nowait(None)


class AnswerView:
    """What the page shows of one answer."""

    def __init__(self, language: Language, schema: "Schema") -> None:
        self.language, self.schema = language, schema
        self.answer = AddableDict()
        self.message = cl.Message("")
        self.lines: dict[UUID | str, Line] = {}
        self.sql: Line | None = None

    async def begin(self) -> None:
        """Say at once that something happens."""
        await self.open_line("route", "route")

    async def show(self, event: Event | AddableDict) -> None:
        """Bring one event to the page."""
        match event:
            case Token(piece):
                await self.message.stream_token(plain(piece))
            case ToolStarted(run, name) if name not in QUIET:
                await self.open_line(run, name)
            case ToolEnded(run, output, failed):
                await self.close_line(run, output, failed)
            case dict():
                self.answer = self.answer + AddableDict(event)
                if event.get("tool"):
                    await self.close_line("route", event["tool"])

    async def open_line(self, key: UUID | str, tool: str) -> None:
        """A line above the answer for work that begins."""
        self.lines[key] = Line(tool, self.language, self.schema.dialect)
        await self.lines[key].open()

    async def close_line(self, key: UUID | str, output: Any, failed: bool = False) -> None:
        """Say on its line what came of it."""
        line = self.lines.pop(key, None)
        if line is None:
            return
        await line.close(output, failed)
        if line.tool == "generate_sql":
            self.sql = line
        elif line.tool == "execute_sql" and self.sql and not failed:
            await self.sql.ran(output)

    async def finish(self) -> None:
        """The checked sentence in place of what was streamed, with the rows and the small print."""
        await self.clear_lines()
        self.message.content = plain(str(self.answer.get("answer") or text("error", self.language)))
        if element := self.below():
            self.message.elements.append(element)  # type: ignore[arg-type]  # Chainlit names a bare type variable
        checkpoint = self.answer.get("checkpoint_id")
        ran = None if self.answer.get("waiting") else self.answer.get("sql")
        self.message.metadata = {AFTER: checkpoint, "question": self.answer.get("question"), "sql": ran}
        cl.user_session.set(AFTER, checkpoint)
        await self.message.send()

    def below(self) -> cl.CustomElement | None:
        """What stands below the sentence: the rows, or a query that waits to be run."""
        if self.answer.get("waiting"):
            waiting = decision_props(self.answer, self.language, self.schema.dialect)
            return cl.CustomElement(name="Decision", props=waiting, display="inline")
        props = answer_props(self.answer, self.schema, self.language, preferences().sql_first)
        if is_worth_showing(props):
            return cl.CustomElement(id=props["id"], name=ELEMENT, props=props, display="inline")
        return None

    async def close(self, sentence: str) -> None:
        """End an answer that did not come to its end."""
        await self.clear_lines()
        self.message.content = "\n\n".join(filter(None, [self.message.content, f"*{plain(sentence)}*"]))
        await self.message.send()

    async def clear_lines(self) -> None:
        """No line may go on saying that something is being done."""
        for line in self.lines.values():
            await line.remove()
        self.lines.clear()
