"""Sound as numbers: as the browser sends it, as Whisper hears it, as a player plays it."""

import io
import wave

import numpy as np
import pytest

from hoidap.models.sound import Sound, cut, from_pcm16, from_wav, is_silent, resampled, to_wav


def tone(hertz: float, seconds: float, rate: int, loudness: float = 0.5) -> Sound:
    time = np.arange(round(seconds * rate)) / rate
    return Sound((loudness * np.sin(2 * np.pi * hertz * time)).astype(np.float32), rate)


@pytest.mark.parametrize("rate", [24_000, 44_100, 48_000, 22_050, 8_000])
def test_a_tone_stays_the_same_tone_at_another_rate(rate: int) -> None:
    heard, wanted = resampled(tone(440, 2, rate), 16_000), tone(440, 2, 16_000)
    assert heard.rate == 16_000 and len(heard.samples) == 32_000 and heard.samples.dtype == np.float32
    middle = slice(1_600, -1_600)
    assert np.abs(heard.samples[middle] - wanted.samples[middle]).max() < 1e-4


def test_what_the_lower_rate_cannot_hold_does_not_come_back_as_another_tone() -> None:
    heard = resampled(tone(9_500, 1, 24_000), 16_000)
    assert np.abs(heard.samples[800:-800]).max() < 1e-4


def test_nothing_is_nothing_at_every_rate() -> None:
    assert len(resampled(from_pcm16(b"", 24_000), 16_000).samples) == 0
    assert is_silent(from_pcm16(b"", 24_000)) and cut(from_pcm16(b"", 24_000), 30)[0].seconds == 0


def test_a_wav_is_read_back_and_can_be_played() -> None:
    said = tone(300, 0.5, 22_050)
    file = to_wav(said)
    with wave.open(io.BytesIO(file)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, 22_050)
        assert opened.getnframes() == len(said.samples)
    assert np.abs(from_wav(file).samples - said.samples).max() < 1e-4
    loud = from_wav(to_wav(tone(300, 0.1, 22_050, loudness=3)))
    assert loud.samples.max() <= 1 and loud.samples.min() >= -1


def test_half_a_sample_is_dropped_and_what_is_no_wav_refused() -> None:
    assert from_pcm16(b"\x00\x40\x01", 24_000).samples.tolist() == [0.5]
    for data in (b"", b"RIFF", b"\x00" * 100):
        with pytest.raises(ValueError, match="no WAV"):
            from_wav(data)


def test_noise_of_a_quiet_room_is_silence_and_a_word_is_not() -> None:
    noise = np.random.default_rng(0).normal(0, 1, 48_000).astype(np.float32)
    assert is_silent(Sound(noise * np.float32(1e-3), 16_000))
    assert not is_silent(Sound(noise * np.float32(1e-2), 16_000))
    click = np.zeros(16_000, np.float32)
    click[8_000:8_100] = 1
    assert is_silent(Sound(click, 16_000))


def test_a_long_recording_is_cut_in_a_pause() -> None:
    speech = np.concatenate([tone(300, 25, 16_000).samples, np.zeros(8_000, np.float32), tone(300, 20, 16_000).samples])
    first, second = cut(Sound(speech, 16_000), 30)
    assert 25 < first.seconds < 25.5
    assert len(first.samples) + len(second.samples) == len(speech)
    assert [part.seconds for part in cut(Sound(speech[: 16_000 * 10], 16_000), 30)] == [10]
    assert all(part.seconds <= 30 for part in cut(tone(300, 95, 16_000), 30))
