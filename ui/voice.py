"""Voice on the page: a spoken question is written into the composer, to be corrected and sent; answers are read aloud.

The browser sends 16-bit samples of one channel, 24,000 a second, some 170 ms at a time. It sends none at all while
the microphone gives exact zeros, as one that is switched off does.
"""

import asyncio
import logging
from weakref import WeakKeyDictionary

import chainlit as cl
from chainlit import server
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession
from chainlit.types import InputAudioChunk

from hoidap.chains.language import detect_language
from hoidap.chains.said_names import said_names
from hoidap.databases import Database
from hoidap.databases.errors import DatabaseError
from hoidap.models.errors import ModelBusy, ModelError
from hoidap.models.sound import from_pcm16

from .desk import place
from .login import asker
from .preferences import page_language
from .speech import speech
from .texts import text
from .turn import begin_turn

log = logging.getLogger("hoidap.ui")
RATE = 24_000
SECONDS = 60  # that one question may take
BYTES = 2 * RATE * SECONDS
RECORDED, BY_VOICE, READ = "recorded", "by_voice", "read_aloud"  # in the user's session
LONGEST_READ = 4_000  # letters that are looked at; the speaker reads the first sentences of them
_names: "WeakKeyDictionary[Database, list[str]]" = WeakKeyDictionary()


@cl.on_audio_start
async def start() -> bool:
    """Begin a recording, also while the model is loading; a page that is told no is never able to record again."""
    cl.user_session.set(RECORDED, bytearray())
    return True


@cl.on_audio_chunk
async def take(chunk: InputAudioChunk) -> None:
    """Add a piece to the recording; one that is long enough ends here."""
    recorded = cl.user_session.get(RECORDED)
    if recorded is None:
        return
    recorded += chunk.data[: BYTES - len(recorded)]
    if len(recorded) == BYTES:
        await cl.context.emitter.update_audio_connection("off")
        notice = text("heard_enough", page_language(), seconds=SECONDS)
        await cl.context.emitter.send_toast(notice, "info")
        await finish()


@cl.on_audio_end
async def finish() -> None:
    """Write the recording down, as a turn that Stop ends."""
    recorded = cl.user_session.get(RECORDED)
    cl.user_session.set(RECORDED, None)
    if recorded is None:  # it has ended already
        return
    if recorded:
        begin_turn(lambda: write_down(bytes(recorded)))
    else:
        await cl.context.emitter.send_toast(text("no_sound", page_language()), "warning")


@server.sio.on("audio_end")  # type: ignore[untyped-decorator]
async def end(sid: str) -> None:
    """In place of Chainlit's own, which would call the conversation "audio" and cannot be stopped."""
    init_ws_context(WebsocketSession.require(sid))
    await finish()


async def write_down(recorded: bytes) -> None:
    """Put what was said into the composer of the page, or say why that cannot be done."""
    language, listener = page_language(), speech().listener
    words, problem = "", "heard_nothing" if listener else "cannot_hear_yet"
    try:
        if listener:
            words = await listener.hear(from_pcm16(recorded, RATE), await hints())
    except ModelBusy:
        problem = "many_speak"
    except ModelError:
        log.exception("a recording could not be written down")
        problem = "not_heard"
    if not any(map(str.isalnum, words)):
        await cl.context.emitter.send_toast(text(problem, language), "warning")
        return
    cl.user_session.set(BY_VOICE, True)
    await cl.send_window_message({"hoidap_heard": words})
    await cl.context.emitter.send_toast(text("heard", language), "info")


async def hints() -> list[str]:
    """Names that this user may see and say; none where they cannot be read."""
    there = place(cl.context.session.chat_profile)
    if there is None:
        return []
    db = there.db.for_user(asker())
    if db not in _names:
        try:
            _names[db] = await asyncio.to_thread(said_names, db, None)
        except DatabaseError as error:
            log.warning("no names for speech recognition: %s", error)
            return []
    return _names[db]


async def offer_speech(message: cl.Message, sentence: str) -> None:
    """Let an answer that is on the page be read aloud; at once where the question was spoken."""
    if speech().speaker is None:
        return
    language = page_language()
    action = cl.Action(
        name=READ,
        payload={"sentence": sentence[:LONGEST_READ]},
        icon="volume-2",
        label=text("read_aloud", language),
        tooltip=text("read_aloud_why", language),
    )
    await action.send(for_id=message.id)
    spoken = cl.user_session.get(BY_VOICE)
    cl.user_session.set(BY_VOICE, None)
    if spoken:
        await read(sentence, message.id)


@cl.action_callback(READ)
async def read_again(action: cl.Action) -> None:
    """Read the answer that the button belongs to."""
    await read(str(action.payload.get("sentence") or "")[:LONGEST_READ], str(action.forId or ""))


async def read(sentence: str, message: str) -> None:
    """Put a player that plays by itself below a message; the one before goes, so that never two speak at once."""
    language, speaker = page_language(), speech().speaker
    if speaker is None:
        return
    try:
        file = await speaker.say(sentence, detect_language(sentence, language))
    except ModelError as error:
        log.warning("an answer could not be read aloud: %s", error)
        file = None
    if file is None:
        await cl.context.emitter.send_toast(text("not_read", language), "warning")
        return
    if before := cl.user_session.get("player"):
        await cl.context.emitter.emit("remove_element", {"id": before})
    player = cl.Audio(name=text("spoken_answer", language), content=file, mime="audio/wav", auto_play=True)
    # kept in no history: a conversation that is opened again would begin to speak
    await player.send(for_id=message, persist=False)
    cl.user_session.set("player", player.id)
