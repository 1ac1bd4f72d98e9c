"""Speech made here: random Whisper and VITS models of a few thousand weights, and espeak-ng to speak questions."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, trainers
from transformers import (
    VitsConfig,
    VitsModel,
    VitsTokenizer,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperProcessor,
    WhisperTokenizer,
)

from hoidap.models.sound import Sound, from_wav

QUESTIONS = {"vi": "Có bao nhiêu cải tiến trong năm 2024?", "en": "How many improvements were there in 2024?"}
SPECIAL = (
    "<|endoftext|> <|startoftranscript|> <|en|> <|fr|> <|vi|> <|translate|> <|transcribe|> <|startoflm|> "
    "<|startofprev|> <|nospeech|> <|notimestamps|>"
).split()
LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


def espeak() -> str:
    """The program; skips the test where it is not installed."""
    found = shutil.which("espeak-ng")
    if found is None:
        pytest.skip("Debian's package espeak-ng is not installed")
    return found


def spoken(words: str, language: str) -> Sound:
    """What espeak-ng makes of some words."""
    command = [espeak(), "-v", language, "--stdin", "--stdout"]
    return from_wav(subprocess.run(command, input=words.encode(), capture_output=True, check=True).stdout)


def whisper_tokenizer() -> WhisperTokenizer:
    """A byte-level tokenizer with Whisper's special tokens in Whisper's order."""
    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=300, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    backend.train_from_iterator(QUESTIONS.values(), trainer)
    learned = json.loads(backend.to_str())["model"]
    vocabulary = {piece: number for number, piece in enumerate(piece for piece in learned["vocab"] if piece)}
    for special in SPECIAL:
        vocabulary[special] = len(vocabulary)
    merges = [tuple(pair) for pair in learned["merges"]]
    tokenizer = WhisperTokenizer(vocab=vocabulary, merges=merges)
    tokenizer.add_tokens([AddedToken(name, special=True) for name in SPECIAL], special_tokens=True)
    tokenizer.add_tokens([AddedToken(f"<|{step * 0.02:.2f}|>", special=False) for step in range(1501)])
    return tokenizer


def tiny_whisper(folder: Path, *, multilingual: bool = True, seed: int = 0, **shape: Any) -> Path:
    """Write a random Whisper to a folder, as safetensors with all that belongs to it."""
    tokenizer = whisper_tokenizer()
    number: dict[str, Any] = {name: tokenizer.convert_tokens_to_ids(name) for name in SPECIAL}
    config = WhisperConfig(
        **{
            "vocab_size": len(tokenizer),
            "num_mel_bins": 80,
            "d_model": 32,
            "encoder_layers": 1,
            "decoder_layers": 2,
            "encoder_attention_heads": 2,
            "decoder_attention_heads": 2,
            "encoder_ffn_dim": 64,
            "decoder_ffn_dim": 64,
            "init_std": 0.3,
            **shape,
        },
        decoder_start_token_id=number["<|startoftranscript|>"],
        bos_token_id=number["<|endoftext|>"],
        eos_token_id=number["<|endoftext|>"],
        pad_token_id=number["<|endoftext|>"],
    )
    torch.manual_seed(seed)
    model = WhisperForConditionalGeneration(config)
    generation: Any = model.generation_config
    generation._from_model_config = False  # or it would be made anew, without what follows
    generation.no_timestamps_token_id = number["<|notimestamps|>"]
    generation.prev_sot_token_id = number["<|startofprev|>"]
    generation.max_length = config.max_target_positions
    generation.is_multilingual = multilingual
    generation.suppress_tokens = [*range(number["<|startoftranscript|>"], len(tokenizer))]  # a real one writes none
    generation.begin_suppress_tokens = [number["<|endoftext|>"]]
    if multilingual:
        generation.lang_to_id = {name: number[name] for name in ("<|en|>", "<|fr|>", "<|vi|>")}
        generation.task_to_id = {name: number[f"<|{name}|>"] for name in ("translate", "transcribe")}
    model.save_pretrained(folder)
    hearing: Any = WhisperFeatureExtractor
    processor: Any = WhisperProcessor
    processor(hearing(feature_size=80), tokenizer).save_pretrained(folder)
    return folder


def tiny_vits(folder: Path, language: str = "vie", seed: int = 0) -> Path:
    """Write a random VITS to a folder, with the letters of Vietnamese and no figures, as those of MMS-TTS have none."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {letter: number for number, letter in enumerate(dict.fromkeys(" _" + LETTERS + "fjwz-'"))}
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    tokenizer = VitsTokenizer(
        str(folder / "vocab.json"), pad_token=" ", unk_token="_", language=language, phonemize=False
    )
    config = VitsConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        ffn_dim=16,
        flow_size=16,
        spectrogram_bins=17,
        prior_encoder_num_flows=1,
        prior_encoder_num_wavenet_layers=1,
        posterior_encoder_num_wavenet_layers=1,
        duration_predictor_num_flows=1,
        duration_predictor_filter_channels=16,
        depth_separable_num_layers=1,
        upsample_initial_channel=16,
        upsample_rates=[8, 8],
        upsample_kernel_sizes=[16, 16],
        resblock_kernel_sizes=[3],
        resblock_dilation_sizes=[[1, 3]],
    )
    torch.manual_seed(seed)
    VitsModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
