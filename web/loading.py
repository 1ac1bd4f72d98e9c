"""Opens the databases of all chat profiles and loads their models: one that several name is loaded once."""

import asyncio
import gc
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from hoidap.agents import AgentError
from hoidap.databases.errors import DatabaseError
from hoidap.models.errors import ModelError
from hoidap.settings import SettingsError
from hoidap.tools.errors import ToolError

from .parts import Parts
from .profiles import ChatProfile

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from hoidap.databases import Database

log = logging.getLogger("hoidap.web")
BROKEN = (DatabaseError, ModelError, SettingsError, AgentError, ToolError, OSError)  # what the user can mend
T = TypeVar("T")


async def load_profiles(
    profiles: Mapping[str, ChatProfile], memory: str, opened: "Callable[[dict[str, Database]], None]"
) -> dict[str, Parts]:
    """The parts of every profile that can be loaded, by name; `opened` is called once their databases are open.

    One of several that cannot be loaded is left out, with a line in the log. Raises the first one's error, which is
    among BROKEN, where none can be.
    """
    loaded: dict[tuple[object, ...], BaseChatModel] = {}

    def load(name: str) -> Parts:
        own, db = profiles[name].settings, databases[name]

        def model(wanted: str) -> "BaseChatModel":
            """One that writes SQL for some may answer for others: what matters is which it is, and how it runs."""
            key = (wanted, own.model_key, own.device, own.quantize)
            if key not in loaded:
                loaded[key] = own.load_model(wanted)
            return loaded[key]

        models = own.load_models(model)
        db.build_values()
        return Parts.build(db, *models, memory, own.user)

    failures: dict[str, Exception] = {}
    databases = await _each(profiles, lambda name: profiles[name].settings.connect(), failures)
    opened(databases)
    parts = await _each(databases, load, failures)
    if not parts:
        raise next(iter(failures.values()))
    for name, error in failures.items():
        log.error("The profile %r is left out: %s", name, error)
    gc.collect()
    gc.freeze()  # what was loaded stays; walking through all of it again would hold every answer up for half a second
    return parts


async def _each(names: Iterable[str], load: Callable[[str], T], failures: dict[str, Exception]) -> dict[str, T]:
    """What `load` makes of each name, in a thread; the names for which it fails are left out."""
    made: dict[str, T] = {}
    for name in names:
        try:
            made[name] = await asyncio.to_thread(load, name)
        except BROKEN as error:
            failures[name] = error
    return made
