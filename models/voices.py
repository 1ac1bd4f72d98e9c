"""Voices that speak without a network: espeak-ng and piper as programs, VITS (as MMS-TTS) in `vits.py`."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Literal, Protocol

from .errors import ModelFailed, ModelNotFound
from .profiles import Device
from .sound import Sound, from_wav

Language = Literal["vi", "en"]
BOTH: frozenset[Language] = frozenset({"vi", "en"})

_SECONDS = 60  # that a program may take for one answer
_ESPEAK_VOICES: dict[Language, str] = {"vi": "vi", "en": "en-us"}


class Voice(Protocol):
    """Something that speaks one or both of our languages."""

    languages: frozenset[Language]

    def say(self, words: str, language: Language) -> Sound:
        """Speak words without figures; slow, for a thread of its own. Raises ModelFailed."""


class EspeakVoice:
    """espeak-ng: a few milliseconds a sentence in both languages, and it sounds like a machine."""

    languages = BOTH

    def __init__(self, program: str) -> None:
        self._program = program

    def say(self, words: str, language: Language) -> Sound:
        """Speak; the words go in by stdin, so that none of them is taken for an option."""
        command = [self._program, "-v", _ESPEAK_VOICES[language], "-b", "1", "--stdin", "--stdout"]
        return _spoken(command, words)


class PiperVoice:
    """piper, a program with voices of its own, of which each speaks one language.

    It is under the GPL, and so it stays a program beside ours.
    """

    def __init__(self, program: str, voice: Path, language: Language) -> None:
        self._program, self._voice = program, voice
        self.languages: frozenset[Language] = frozenset({language})

    def say(self, words: str, language: Language) -> Sound:
        """Speak; one line is one utterance."""
        return _spoken([self._program, "--model", str(self._voice), "--output_file", "-"], " ".join(words.split()))


def espeak() -> EspeakVoice | None:
    """The voice of espeak-ng, or None where it is not installed."""
    program = shutil.which("espeak-ng")
    return EspeakVoice(program) if program else None


def find_voice(name: str, device: Device) -> Voice:
    """The voice of a name: `espeak-ng`, `piper:FILE.onnx`, or a VITS model's folder or hub name.

    Raises ModelNotFound where it is not here, DeviceUnavailable where it cannot run.
    """
    if name == "espeak-ng":
        found = espeak()
        if found is None:
            raise ModelNotFound("espeak-ng is not installed. Install it, on Debian by: apt-get install espeak-ng.")
        return found
    if name.startswith("piper:"):
        return _piper(Path(name.removeprefix("piper:")).expanduser())
    from .vits import load_vits  # takes seconds to import, and most people have no use for it

    return load_vits(name, device)


def _piper(voice: Path) -> PiperVoice:
    program, facts = shutil.which("piper"), voice.with_name(f"{voice.name}.json")
    if program is None:
        raise ModelNotFound("The program piper is not installed. docs/voice.md says where to get it.")
    if not voice.is_file() or not facts.is_file():
        raise ModelNotFound(
            f"There is no piper voice in {voice}. Give the .onnx file that has its .onnx.json beside it."
        )
    try:
        code = str(json.loads(facts.read_text(encoding="utf-8"))["language"]["code"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelNotFound(f"The file {facts} does not say which language the voice speaks.") from error
    return PiperVoice(program, voice, "vi" if code.startswith("vi") else "en")


def _spoken(command: list[str], words: str) -> Sound:
    """What a program says that reads words and writes a WAV."""
    try:
        done = subprocess.run(command, input=words.encode(), capture_output=True, timeout=_SECONDS, check=True)
        return from_wav(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise ModelFailed(f"The voice of {Path(command[0]).name} failed: {error}") from error
