"""Text to speech: every kind of voice makes a file that a browser can play."""

import asyncio
import io
import json
import shutil
import stat
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from tiny_speech import QUESTIONS, espeak, tiny_vits

from hoidap.models import DeviceUnavailable, ModelFailed, ModelNotFound, load_speaker
from hoidap.models.sound import Sound, from_wav, is_silent
from hoidap.models.speaking import Speaker
from hoidap.models.voices import Language

# Takes what piper takes; the real one is under the GPL and fetches its voices from a hub.
PIPER = """#!{python}
import sys, wave
words = sys.stdin.read()
assert words.count("\\n") == 0 and sys.argv[1:4:2] == ["--model", "--output_file"] and sys.argv[4] == "-", sys.argv
with wave.open(sys.stdout.buffer, "wb") as file:
    file.setparams((1, 2, 16_000, 0, "NONE", ""))
    file.writeframes(b"\\x00\\x40\\x00\\xc0" * 100 * len(words))
"""


def check_playable(file: bytes | None) -> float:
    """How many seconds the file lasts, by its own header."""
    assert file is not None
    with wave.open(io.BytesIO(file)) as opened:
        seconds = float(opened.getnframes() / opened.getframerate())
        assert opened.getsampwidth() == 2 and opened.getnchannels() == 1
        assert len(file) == 44 + 2 * opened.getnframes()
    return seconds


@pytest.mark.parametrize("language", ["vi", "en"])
def test_espeak_speaks_both_languages_where_nothing_is_chosen(language: Language) -> None:
    espeak()
    speaker = load_speaker()
    assert speaker is not None and speaker.languages == {"vi", "en"}
    file = asyncio.run(speaker.say(QUESTIONS[language], language))
    assert 1.5 < check_playable(file) < 8
    assert file is not None and not is_silent(from_wav(file))
    speaker.close()


def test_a_sentence_of_commands_is_only_read() -> None:
    espeak()
    speaker = load_speaker("espeak-ng")
    assert speaker is not None
    for sentence in ("--help -v en", "[[h@l'oU]] <mark/>", "`rm -rf` | $(ls)", "- " * 50 + "a"):
        assert check_playable(asyncio.run(speaker.say(sentence, "en"))) > 0
    assert asyncio.run(speaker.say("?! …", "en")) is None
    assert asyncio.run(speaker.say("", "vi")) is None
    speaker.close()


def test_a_long_answer_is_read_to_the_end_of_a_sentence() -> None:
    class Noted:
        languages: frozenset[Language] = frozenset({"en"})
        words = ""

        def say(self, words: str, language: Language) -> Sound:
            self.words = words
            return Sound(np.ones(10, np.float32), 16_000)

    voice = Noted()
    speaker = Speaker([voice], 1)
    asyncio.run(speaker.say("This is a sentence. " * 100, "en"))
    assert voice.words.endswith("sentence.") and 500 < len(voice.words) <= 600
    asyncio.run(speaker.say("word " * 1000, "en"))
    assert voice.words.endswith("word") and len(voice.words) <= 600
    assert asyncio.run(speaker.say("Xin chào", "vi")) is None
    speaker.close()


def test_a_vits_model_speaks_its_language_and_espeak_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny_vits(tmp_path / "vie", "vie")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    alone = load_speaker(str(folder))
    assert alone is not None and alone.languages == {"vi"}
    assert check_playable(asyncio.run(alone.say("Có 400 cải tiến.", "vi"))) > 0.1
    assert asyncio.run(alone.say("There are 400.", "en")) is None
    assert asyncio.run(alone.say("漢字", "vi")) is None
    monkeypatch.undo()
    both = load_speaker(f"{folder}, {tiny_vits(tmp_path / 'eng', 'eng')}")
    assert both is not None and both.languages == {"vi", "en"}
    assert check_playable(asyncio.run(both.say("There are 400.", "en"))) > 0.1
    if shutil.which("espeak-ng"):
        with_espeak = load_speaker(str(folder))
        assert with_espeak is not None and with_espeak.languages == {"vi", "en"}


def test_piper_is_run_as_a_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, voice = tmp_path / "piper", tmp_path / "vi_VN-one-low.onnx"
    program.write_text(PIPER.format(python=sys.executable))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ModelNotFound, match=r"\.onnx\.json"):
        load_speaker(f"piper:{voice}")
    voice.write_bytes(b"onnx")
    voice.with_name(f"{voice.name}.json").write_text(json.dumps({"language": {"code": "vi_VN"}}))
    speaker = load_speaker(f"piper:{voice}")
    assert speaker is not None and speaker.languages == {"vi"}
    assert check_playable(asyncio.run(speaker.say("Có 400\ncải tiến.", "vi"))) > 0
    program.write_text(f"#!{sys.executable}\nraise SystemExit('no such voice')\n")
    with pytest.raises(ModelFailed, match="The voice of piper failed"):
        asyncio.run(speaker.say("Xin chào", "vi"))
    program.unlink()
    with pytest.raises(ModelNotFound, match=r"docs/voice\.md"):
        load_speaker(f"piper:{voice}")


def test_no_voice_is_no_speaker(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_speaker("none") is None
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert load_speaker("") is None
    with pytest.raises(ModelNotFound, match="apt-get install espeak-ng"):
        load_speaker("espeak-ng")


def test_what_is_no_voice_is_one_sentence(tmp_path: Path, model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, words in [(str(tmp_path), "no .safetensors"), ("nobody", "mms-tts-vie"), (str(model_folder), "cannot")]:
        with pytest.raises(ModelNotFound, match=words) as failure:
            load_speaker(name)
        assert "\n" not in str(failure.value)
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(DeviceUnavailable):
        load_speaker(str(tiny_vits(tmp_path / "v")), device="cuda")
