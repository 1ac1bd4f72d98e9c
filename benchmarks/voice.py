"""How long each step of a spoken question takes: speaking it, resampling, transcription, reading the answer.

    OMP_WAIT_POLICY=PASSIVE python -m benchmarks.voice [--shape whisper-small] [--threads N] [--rounds N]

The Whisper has random weights and the shape of a published one, so that nothing has to be fetched; it writes 24 tokens
whatever it hears, about as many as a question has. Seconds are medians, beside their ratio to the sound's length; CPU
seconds are those of this process, and with one thread what a quiet core would take.
"""

import asyncio
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import torch
import typer
from rich.console import Console
from rich.table import Table
from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

from hoidap.models import load_speaker
from hoidap.models.sound import Sound, from_wav, resampled

QUESTION = "Bộ phận nào tiết kiệm được nhiều giờ nhất trong năm 2024?"
ANSWER = "Bộ phận DC5 tiết kiệm được nhiều giờ nhất: 1.234,5 giờ, tức 12,5% của tất cả 10.000 giờ."
TOKENS = 24
SHAPES: dict[str, tuple[int, int, int]] = {  # width, layers of encoder and decoder, heads
    "whisper-tiny": (384, 4, 6),
    "whisper-base": (512, 6, 8),
    "whisper-small": (768, 12, 12),
}


def whisper(shape: str) -> Any:
    """A random Whisper of a published shape."""
    width, layers, heads = SHAPES[shape]
    sizes: dict[str, Any] = {"d_model": width, "encoder_ffn_dim": 4 * width, "decoder_ffn_dim": 4 * width}
    for half in ("encoder", "decoder"):
        sizes |= {f"{half}_layers": layers, f"{half}_attention_heads": heads}
    torch.manual_seed(0)
    model: Any = WhisperForConditionalGeneration(WhisperConfig(**sizes))
    return model.eval()


def transcription(model: Any, sound: Sound) -> None:
    """What a transcription computes: the spectrogram, one pass of the encoder, and a number of tokens."""
    extractor: Any = WhisperFeatureExtractor()  # type: ignore[no-untyped-call]
    features = extractor(resampled(sound, 16_000).samples, sampling_rate=16_000, return_tensors="pt").input_features
    with torch.inference_mode():
        heard = model.get_encoder()(features)
        tokens, cache = torch.full((1, 4), 7), None
        for _ in range(TOKENS):
            out = model(encoder_outputs=heard, decoder_input_ids=tokens, past_key_values=cache, use_cache=True)
            tokens, cache = out.logits[:, -1:].argmax(-1), out.past_key_values


def seconds(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The median seconds of a few rounds, and of their CPU time, after one that does not count."""
    work()
    wall, cpu = [], []
    for _ in range(rounds):
        begin, begin_cpu = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - begin_cpu)
    return median(wall), median(cpu)


def measure(
    shape: Annotated[str, typer.Option(help="Published model whose shape is taken.")] = "whisper-tiny",
    threads: Annotated[int, typer.Option(min=1)] = 1,
    rounds: Annotated[int, typer.Option(min=1)] = 5,
) -> None:
    """Print a row for each step."""
    torch.set_num_threads(threads)
    speaker = load_speaker("espeak-ng")
    assert speaker is not None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "question.wav"
        subprocess.run(["espeak-ng", "-v", "vi", "-w", file, QUESTION], check=True)
        question = resampled(from_wav(file.read_bytes()), 24_000)
    answer = asyncio.run(speaker.say(ANSWER, "vi"))
    assert answer is not None
    model = whisper(shape)
    steps: dict[str, tuple[float, Callable[[], object]]] = {
        "24,000 to 16,000 a second": (question.seconds, lambda: resampled(question, 16_000)),
        f"transcription, {shape}'s shape": (question.seconds, lambda: transcription(model, question)),
        "answer read aloud, espeak-ng": (
            from_wav(answer).seconds,
            lambda: asyncio.run(speaker.say(ANSWER, "vi")),
        ),
    }
    table = Table("step", "sound (s)", "takes (s)", "ratio", "CPU (s)")
    for name, (length, work) in steps.items():
        taken, cpu = seconds(work, rounds)
        table.add_row(name, f"{length:.2f}", f"{taken:.4f}", f"{taken / length:.4f}", f"{cpu:.4f}")
    Console(width=100).print(table)
    speaker.close()


if __name__ == "__main__":
    typer.run(measure)
