"""The schema browser at the side of the page, and the commands that a slash begins; no model is asked for either.

The browser asks for what it shows by an event of the page's own socket: Chainlit's `callAction` would begin a
conversation in the history for each look.
"""

import asyncio
import logging
from typing import Any
from uuid import uuid4

import chainlit as cl
from chainlit import server
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession
from chainlit.types import CommandDict

from hoidap.databases import Database, Table
from hoidap.tools.example_candidates import main_tables
from hoidap.tools.example_questions import example_questions, table_questions

from .commands import Command, read_command, said_near, said_table, said_tables
from .desk import place
from .login import asker
from .markdown import plain
from .preferences import page_language
from .schema_view import browser_props, details, find_table, near_tables, page
from .texts import Language, text

log = logging.getLogger("hoidap.ui")
OPEN = "schema"  # what the button in the header says to the page
CLICK = "schema_click"  # where the session keeps the last press of it that was heard
LOOK = "hoidap_schema"  # the browser's event
ICONS = {"tables": "table-2", "schema": "network", "help": "circle-help"}


def seen_database() -> Database | None:
    """The database of this session as whoever asks may see it; None while it is not open."""
    there = place(cl.context.session.chat_profile)
    user = asker()
    if there is None:
        return None
    return there.db.for_user(user) if user else there.db


async def offer_commands() -> None:
    """Let the page offer the commands, in the reader's language."""
    language = page_language()
    commands = [
        CommandDict(
            id=text(f"command_{name}", language),
            description=text(f"command_{name}_about", language),
            icon=icon,
            button=False,
            persistent=False,
            selected=False,
        )
        for name, icon in ICONS.items()
    ]
    await cl.context.emitter.set_commands(commands)


async def answered_command(message: cl.Message) -> bool:
    """Answer a command and open the browser where it is about the schema; False where the message is none."""
    command = read_command(message.content, message.command)
    if command is None:
        return False
    language, db = page_language(), seen_database()
    said = await _carried_out(command, db, language) if db else text("say_not_open", language)
    await cl.Message(said).send()
    return True


async def _carried_out(command: Command, db: Database, language: Language) -> str:
    match command.name:
        case "help":
            return _help(db, language)
        case "tables" | "schema" if not command.argument:
            await open_browser(db, language)
            return said_tables(db.schema, language)
        case "tables" | "schema":
            table = find_table(db.schema, command.argument)
            if table is None:
                return said_near(command.argument, near_tables(db.schema, command.argument), language)
            await open_browser(db, language, table)
            return said_table(db.schema, table, language)
    return f"{text('say_no_command', language, name=plain(command.argument))}\n\n{_help(db, language)}"


def _help(db: Database, language: Language) -> str:
    examples = " ".join(f"“{plain(question)}”" for question in example_questions(db, language)[:2])
    table = next(iter(main_tables(db.schema)), db.schema.tables[0])
    return text("say_help", language, examples=examples, table=table.name.replace("`", ""))


async def open_browser(db: Database, language: Language, table: Table | None = None) -> None:
    """Show the browser at the side, with one table open where one is named."""
    props = await asyncio.to_thread(browser_props, db, language, table)
    element = cl.CustomElement(name="SchemaBrowser", props=props, display="side")
    # Under a key of its own: Chainlit leaves what stands there where the key is the same.
    await cl.ElementSidebar.set_elements([element], key=str(uuid4()))
    await cl.ElementSidebar.set_title(text("browser", language))


@cl.on_window_message
async def hear_button(said: Any) -> None:
    """Open the browser when the header's button is pressed."""
    if not isinstance(said, dict) or said.get("hoidap_open") != OPEN or (db := seen_database()) is None:
        return
    if (click := said.get("click")) != cl.user_session.get(CLICK):
        cl.user_session.set(CLICK, click)
        await open_browser(db, page_language())


@server.sio.on(LOOK)  # type: ignore[untyped-decorator]
async def look(sid: str, asked: Any) -> dict[str, Any]:
    """What the browser asks for: a page of tables, one table, or questions about one; {} where that is not there."""
    session = WebsocketSession.get(sid)
    if session is None or not isinstance(asked, dict):
        return {}
    init_ws_context(session)
    db = seen_database()
    try:
        return await asyncio.to_thread(_shown, db, asked, page_language()) if db else {}
    except Exception:  # the edge of the program: what failed stands in the log, and the browser says so
        log.exception("the schema browser asked for %.200r", asked)
        return {}


def _shown(db: Database, asked: dict[str, Any], language: Language) -> dict[str, Any]:
    if "search" in asked:
        start = asked.get("start")
        return page(db, language, str(asked["search"]), start if isinstance(start, int) else 0)
    try:
        table = db.schema.table(str(asked.get("table")))
    except KeyError:
        return {}
    if asked.get("questions"):
        return {"questions": table_questions(db, table, language)}
    return details(db, language, table)
