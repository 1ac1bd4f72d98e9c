"""Speech to text: a Whisper model by transformers' speech recognition pipeline, from a folder or from the hub."""

import threading
from collections.abc import Sequence
from typing import Any, Literal

import torch
from safetensors import SafetensorError
from transformers import (
    AutomaticSpeechRecognitionPipeline,
    StoppingCriteria,
    StoppingCriteriaList,
    WhisperForConditionalGeneration,
    WhisperProcessor,
)

from .errors import GenerationCancelled, ModelNotFound
from .profiles import Device
from .sound import Sound, cut, is_silent, resampled
from .source import device_for, first_line, read_or_pull, source_of
from .turns import Turns

Spoken = Literal["vi", "en"]

_EXAMPLE = "Give a folder with a Whisper model, or a hub name such as openai/whisper-small."
_AT_ONCE = 30  # seconds that Whisper hears in one go
_HINT_TOKENS = 96  # of the 224 that may be hints: with more, small models begin to repeat them
_TOKENS_A_SECOND, _FEWEST = 12, 16  # the fastest talkers, in the pieces of a tokenizer that knows little Vietnamese


class Listener:
    """Writes down what was said. One recording at a time, while `queue` more wait.

    `languages` is what it was told to expect: Vietnamese, English, or whichever of them a recording sounds like.
    """

    def __init__(self, pipeline: Any, language: Spoken | None, queue: int) -> None:
        self._pipeline, self._language = pipeline, language
        self._turns = Turns("speech recognition", queue)
        habits = pipeline.model.generation_config
        known = getattr(habits, "lang_to_id", None) or {}
        self._multilingual = bool(known)
        if known:  # a short question easily sounds like one of the hundred languages that nobody here speaks
            habits.lang_to_id = {name: token for name, token in known.items() if name in ("<|vi|>", "<|en|>")}

    async def hear(self, sound: Sound, hints: Sequence[str] = ()) -> str:
        """Return the text of a recording, empty where nobody speaks; cancelling the task stops the model.

        `hints` are names that may occur in it, the most telling first; as many are used as help.
        Raises ModelBusy, ModelClosed, ModelFailed.
        """
        return await self._turns.take(lambda cancelled: self._transcribe(sound, hints, cancelled))

    def close(self) -> None:
        """Stop listening and let the model go."""
        self._turns.close()

    def _transcribe(self, sound: Sound, hints: Sequence[str], cancelled: threading.Event) -> str:
        if is_silent(sound):  # Whisper would make up a sentence
            return ""
        heard = resampled(sound, self._pipeline.feature_extractor.sampling_rate)
        written = [self._write(part, hints, cancelled) for part in cut(heard, _AT_ONCE) if not is_silent(part)]
        # no control characters, and no halves of letters, which a bad recording may end in
        text = "".join(letter if letter.isprintable() and letter != "\ufffd" else " " for letter in " ".join(written))
        return " ".join(text.split())

    def _write(self, sound: Sound, hints: Sequence[str], cancelled: threading.Event) -> str:
        """Write down what Whisper can hear in one go."""
        settings: dict[str, Any] = {
            "do_sample": False,
            "num_beams": 1,
            "max_length": _FEWEST + int(_TOKENS_A_SECOND * sound.seconds),  # beyond the prompt
            "stopping_criteria": StoppingCriteriaList([_Cancelled(cancelled)]),
        }
        if self._multilingual:
            settings |= {"task": "transcribe", "language": self._language}
        if (prompt := self._prompt(hints)) is not None:
            settings["prompt_ids"] = prompt
        with torch.inference_mode():
            written = "" if cancelled.is_set() else self._pipeline(sound.samples, generate_kwargs=settings)["text"]
        if cancelled.is_set():
            raise GenerationCancelled("The recording was not wanted any more.")
        return str(written)

    def _prompt(self, hints: Sequence[str]) -> torch.Tensor | None:
        """Return the hints as the text that came before, in tokens (count,); None where there are none."""
        tokenizer, kept = self._pipeline.tokenizer, list[str]()
        used = 2
        for hint in hints:
            used += len(tokenizer(f" {hint},", add_special_tokens=False)["input_ids"])
            if used > _HINT_TOKENS:
                break
            kept.append(hint)
        if not kept:
            return None
        tokens: torch.Tensor = tokenizer.get_prompt_ids(", ".join(kept) + ".", return_tensors="pt")
        return tokens.to(self._pipeline.model.device)


class _Cancelled(StoppingCriteria):
    """Ends the text at the next token once an event is set."""

    def __init__(self, cancelled: threading.Event) -> None:
        self._cancelled = cancelled

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any) -> torch.Tensor:
        return torch.full((input_ids.shape[0],), self._cancelled.is_set(), device=input_ids.device)


def load_listener(
    name: str, *, language: Literal["auto", "vi", "en"] = "auto", device: Device = "auto", queue: int = 32
) -> Listener:
    """Load a Whisper model into memory: a folder, or a hub name such as `openai/whisper-small`.

    Only safetensors are read and no code of the model's is run. Raises ModelNotFound or DeviceUnavailable.
    """
    weights = source_of(name, _EXAMPLE)
    place = device_for(device)
    try:
        pipeline = read_or_pull(weights, lambda folder: _from_here(folder, place))
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelNotFound(f"The speech model in {weights} cannot be read: {first_line(error)}") from error
    return Listener(pipeline, None if language == "auto" else language, queue)


def _from_here(folder: str, device: Device) -> AutomaticSpeechRecognitionPipeline:
    source: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    processor = WhisperProcessor.from_pretrained(folder, **source)
    model = WhisperForConditionalGeneration.from_pretrained(
        folder, use_safetensors=True, dtype=torch.float32 if device == "cpu" else "auto", device_map=device, **source
    )
    return AutomaticSpeechRecognitionPipeline(
        model=model, tokenizer=processor.tokenizer, feature_extractor=processor.feature_extractor
    )
