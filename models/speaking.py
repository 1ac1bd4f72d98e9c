"""Text to speech: answers read aloud by an offline voice."""

from collections.abc import Sequence

from .profiles import Device
from .sound import to_wav
from .spoken_numbers import in_words
from .turns import Turns
from .voices import Language, Voice, espeak, find_voice

_NOT_SAID = str.maketrans(dict.fromkeys("[]{}<>|*_`#~^\\", " "))  # marks, and what a program takes for a command
_MOST = 600  # letters that are read; nobody listens to a longer one


class Speaker:
    """Reads sentences aloud, each language by the first of its voices that knows it; one sentence at a time."""

    def __init__(self, voices: Sequence[Voice], queue: int) -> None:
        self._voices = {language: voice for voice in reversed(voices) for language in voice.languages}
        self._turns = Turns("speech", queue)

    @property
    def languages(self) -> frozenset[Language]:
        """What it can read."""
        return frozenset(self._voices)

    async def say(self, sentence: str, language: Language) -> bytes | None:
        """Return a WAV of the sentence, its numbers in words; None where no voice knows the language, or none speaks.

        A long text is cut at the end of a sentence. Raises ModelBusy, ModelClosed, ModelFailed.
        """
        voice = self._voices.get(language)
        words = in_words(_beginning(sentence).translate(_NOT_SAID), language)
        if voice is None or not any(letter.isalpha() for letter in words):
            return None
        sound = await self._turns.take(lambda cancelled: voice.say(words, language))
        return to_wav(sound) if len(sound.samples) else None

    def close(self) -> None:
        """Stop speaking and let the voices go."""
        self._turns.close()


def load_speaker(name: str = "", *, device: Device = "auto", queue: int = 32) -> Speaker | None:
    """Find the voices of a name; None where there is none, or where it is `none`.

    Empty is espeak-ng where it is installed. Otherwise names separated by commas: `espeak-ng`, `piper:FILE.onnx`, or a
    VITS model's folder or hub name; espeak-ng speaks a language that none of them knows. Raises ModelNotFound,
    DeviceUnavailable.
    """
    if name == "none":
        return None
    voices = [find_voice(part.strip(), device) for part in name.split(",") if part.strip()]
    last = espeak()
    if last:
        voices.append(last)
    return Speaker(voices, queue) if voices else None


def _beginning(text: str) -> str:
    if len(text) <= _MOST:
        return text
    kept = text[:_MOST]
    end = max(kept.rfind(stop) for stop in (". ", "! ", "? ", "\n"))
    return kept[: end + 1] if end > 0 else kept.rpartition(" ")[0]
