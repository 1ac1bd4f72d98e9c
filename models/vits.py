"""A VITS model, such as MMS-TTS, as a voice in this process."""

from typing import Any

import torch
from safetensors import SafetensorError
from transformers import VitsModel, VitsTokenizer

from .errors import ModelNotFound
from .profiles import Device
from .sound import Sound
from .source import device_for, first_line, read_or_pull, source_of
from .voices import BOTH, Language

_EXAMPLE = "Give espeak-ng, none, piper:FILE.onnx, or a VITS model by its folder or hub name, as facebook/mms-tts-vie."
_OF_MMS: dict[str, Language] = {"vie": "vi", "vi": "vi", "eng": "en", "en": "en"}


class VitsVoice:
    """Speaks the language that its tokenizer names, or both where that names none of ours."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer
        known = _OF_MMS.get(str(tokenizer.language or "").lower())
        self.languages: frozenset[Language] = frozenset({known}) if known else BOTH

    def say(self, words: str, language: Language) -> Sound:
        """Speak; letters that the model does not know are left out."""
        tokens = self._tokenizer(words, return_tensors="pt").to(self._model.device)
        rate = int(self._model.config.sampling_rate)
        if not tokens["input_ids"].shape[-1]:
            return Sound(torch.zeros(0).numpy(), rate)
        with torch.inference_mode():
            wave = self._model(**tokens).waveform[0]
        return Sound(wave.float().cpu().numpy(), rate)


def load_vits(name: str, device: Device) -> VitsVoice:
    """Load a model by its folder or hub name; only safetensors are read. Raises ModelNotFound, DeviceUnavailable."""
    weights, place = source_of(name, _EXAMPLE), device_for(device)
    source: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}

    def read(folder: str) -> VitsVoice:
        tokenizer = VitsTokenizer.from_pretrained(folder, **source)
        model = VitsModel.from_pretrained(folder, use_safetensors=True, dtype=torch.float32, device_map=place, **source)
        return VitsVoice(model, tokenizer)

    try:
        return read_or_pull(weights, read)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelNotFound(f"The voice in {weights} cannot be read: {first_line(error)}") from error
