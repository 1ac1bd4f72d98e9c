"""What a user can choose on the page: language, rows, the SQL first, and to be asked before a query runs.

Kept with the user in the history, so that it holds for every conversation, also after a restart.
"""

from typing import Any, Literal

import chainlit as cl
from chainlit.input_widget import InputWidget, Select, Slider, Switch
from pydantic import BaseModel, ValidationError

from .data_layer import keep_preferences, kept_preferences
from .desk import place
from .login import asker
from .texts import Language, browser_language, text

FEWEST_ROWS = 10
CHOSEN = "preferences"  # where the session keeps them
LANGUAGES = ("auto", "vi", "en")


class Preferences(BaseModel, frozen=True):
    """`rows` is the most that one answer shows, 0 for as many as the server allows."""

    language: Literal["auto", "vi", "en"] = "auto"
    rows: int = 0
    sql_first: bool = False
    ask_first: bool = False

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Preferences":
        """What was kept or sent; as if nothing had been chosen where it makes no sense."""
        try:
            return cls.model_validate(kept)
        except ValidationError:
            return cls()


def preferences() -> Preferences:
    """What the user of this session chose."""
    return Preferences.read(cl.user_session.get(CHOSEN) or {})


def page_language() -> Language:
    """The language of our words on the page: the one that was chosen, else the browser's."""
    chosen = preferences().language
    return browser_language(getattr(cl.context.session, "language", None)) if chosen == "auto" else chosen


async def offer_preferences() -> None:
    """Put the settings of this user into the page's panel."""
    kept = Preferences.read(await kept_preferences(asker() or ""))
    cl.user_session.set(CHOSEN, kept.model_dump())
    await cl.ChatSettings(_inputs(kept, page_language())).send()


@cl.on_settings_update
async def choose(chosen: dict[str, Any]) -> None:
    """Keep what was chosen; the page is drawn anew where its language changes."""
    now = Preferences.read({**chosen, "rows": int(chosen.get("rows") or 0)})
    if now.rows >= _most_rows():
        now = now.model_copy(update={"rows": 0})
    cl.user_session.set(CHOSEN, now.model_dump())
    await keep_preferences(asker() or "", now.model_dump())
    await cl.send_window_message({"hoidap_language": now.language})


def _inputs(chosen: Preferences, language: Language) -> list[InputWidget]:
    most = _most_rows()
    return [
        Select(
            id="language",
            label=text("prefer_language", language),
            items={text(f"language_{name}", language): name for name in LANGUAGES},
            initial_value=chosen.language,
        ),
        Slider(
            id="rows",
            label=text("prefer_rows", language),
            initial=min(chosen.rows or most, most),
            min=min(FEWEST_ROWS, most),
            max=most,
            step=max(1, min(FEWEST_ROWS, most)),
        ),
        Switch(id="sql_first", label=text("prefer_sql_first", language), initial=chosen.sql_first),
        Switch(
            id="ask_first",
            label=text("prefer_ask_first", language),
            initial=chosen.ask_first,
            description=text("prefer_ask_first_why", language),
        ),
    ]


def _most_rows() -> int:
    there = place(cl.context.session.chat_profile)
    return there.db.max_rows if there else 200
