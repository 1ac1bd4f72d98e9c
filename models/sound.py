"""Recorded and spoken sound as numbers: one channel, float32 from -1 to 1."""

import io
import math
import wave
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

_FULL = 32768  # what 1.0 is in 16 bits
_EVEN = 512  # lengths are multiples of it, because a Fourier transform of a prime length is slow
_FRAME = 0.03  # seconds over which loudness is taken
_QUIET = 10 ** (-50 / 20)  # of the full amplitude, below which nobody speaks into a microphone
_SYLLABLE = 0.15  # seconds that have to be louder


@dataclass(frozen=True)
class Sound:
    """Samples (count,) at `rate` samples a second."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / self.rate


def from_pcm16(data: bytes, rate: int) -> Sound:
    """Sound from 16-bit little-endian samples of one channel; half a sample at the end is dropped."""
    return Sound(np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32) / np.float32(_FULL), rate)


def from_wav(data: bytes) -> Sound:
    """Sound from a WAV of 16 bits and one channel, also one whose header was written before its length was known.

    Raises ValueError for anything else.
    """
    try:
        with wave.open(io.BytesIO(data)) as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, 2):
                raise ValueError("Only WAV of 16 bits and one channel is read.")
            return from_pcm16(file.readframes(file.getnframes()), file.getframerate())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"This is no WAV: {error}.") from error


def to_wav(sound: Sound) -> bytes:
    """A WAV file of 16 bits; what is louder than 1 is cut."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes((np.clip(sound.samples, -1, 1 - 1 / _FULL) * _FULL).astype("<i2").tobytes())
    return buffer.getvalue()


def resampled(sound: Sound, rate: int) -> Sound:
    """The same sound at another rate, without what that rate cannot hold.

    In the Fourier domain, where the filter is as sharp as can be. A tenth of a second of silence at the end, cut off
    again, keeps the end from ringing into the beginning; a length that is whole at both rates keeps time exact.
    """
    if rate == sound.rate or not len(sound.samples):
        return Sound(sound.samples, rate)
    common = _EVEN / np.gcd(sound.rate, rate)  # seconds that are a whole number of samples at both rates
    spans = math.ceil((sound.seconds + 0.1) / common)
    padded, wanted = round(spans * common * sound.rate), round(spans * common * rate)
    spectrum = np.fft.rfft(sound.samples, padded)
    samples = np.fft.irfft(spectrum[: wanted // 2 + 1], wanted) * (wanted / padded)
    return Sound(samples[: round(len(sound.samples) * rate / sound.rate)].astype(np.float32), rate)


def is_silent(sound: Sound) -> bool:
    """Whether nothing in it is long and loud enough to be a word."""
    return bool((_loudness(sound) > _QUIET).sum() * _FRAME < _SYLLABLE)


def cut(sound: Sound, longest: float) -> list[Sound]:
    """The sound in parts of at most `longest` seconds, cut where it is quietest in the last third of a part."""
    pieces, rest = [], sound
    while rest.seconds > longest:
        first = int(longest * 2 / 3 / _FRAME)
        frames = _loudness(rest)[first : int(longest / _FRAME)]
        place = int((first + int(frames.argmin()) + 0.5) * _FRAME * rest.rate)
        pieces.append(Sound(rest.samples[:place], rest.rate))
        rest = Sound(rest.samples[place:], rest.rate)
    return [*pieces, rest]


def _loudness(sound: Sound) -> Samples:
    """The root mean square (frames,) of each whole frame."""
    frame = max(1, int(sound.rate * _FRAME))
    frames = sound.samples[: len(sound.samples) // frame * frame].reshape(-1, frame)
    loudness: Samples = np.sqrt(np.mean(np.square(frames), axis=1))
    return loudness
