"""What listens to the people on the page and what speaks to them, for all of this process.

Like the desk this is module-level, because Chainlit calls our functions by itself; the application's lifespan sets it.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hoidap.models.errors import ModelError
from hoidap.settings import Settings

if TYPE_CHECKING:
    from hoidap.models import Listener, Speaker

log = logging.getLogger("hoidap.ui")
T = TypeVar("T")


@dataclass(frozen=True)
class Speech:
    """`expected`: the page has a microphone button, also while the listener is still loading."""

    listener: "Listener | None" = None
    speaker: "Speaker | None" = None
    expected: bool = False


_open: list[Speech] = []


def speech() -> Speech:
    """What there is; nothing while no server runs."""
    return _open[0] if _open else Speech()


def show_speech(there: Speech) -> None:
    """From now on the page listens and speaks with these; call it once Chainlit is mounted."""
    from chainlit.config import config

    _open[:] = [there]
    if config.features.audio:
        config.features.audio.enabled = there.expected


def expect_speech(settings: Settings) -> None:
    """Show a microphone button where the settings name a model that will be loaded."""
    show_speech(Speech(expected=bool(settings.speech_model)))


async def open_speech(settings: Settings) -> None:
    """Load what the settings name; what cannot be loaded is left out, with a line in the log."""
    speaker = await asyncio.to_thread(_loaded, settings.load_speaker)
    show_speech(Speech(speaker=speaker, expected=bool(settings.speech_model)))
    listener = await asyncio.to_thread(_loaded, settings.load_listener)
    show_speech(Speech(listener, speaker, expected=listener is not None))


def close_speech() -> None:
    """From now on the page neither listens nor speaks; what is being transcribed stops."""
    there = speech()
    show_speech(Speech())
    for one in (there.listener, there.speaker):
        if one:
            one.close()


def _loaded(load: Callable[[], T | None]) -> T | None:
    try:
        return load()
    except ModelError as error:
        log.error("%s", error)
        return None
