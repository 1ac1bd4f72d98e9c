"""What may be known of a model that has no profile of its own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from .profiles import Profile, Reasoning, all_profiles, profile_in

_THINKING_TOKENS = 1024


def guess_profile(weights: str, tokenizer: Any) -> Profile:
    """Return a profile for weights that none is shipped for: the one in their folder, or else that of the same model
    elsewhere, or what the tokenizer tells.

    What was measured of a model is not taken to be true of a copy, which may have been trained on. Raises ValueError
    where the folder's own cannot be read.
    """
    if own := profile_in(Path(weights)):
        return own
    folder = Path(weights).name
    for profile in all_profiles().values():
        if folder in (Path(profile.weights).name, profile.name):
            return replace(profile, weights=weights, measured=(), int8=())
    if "◊t0" in tokenizer.get_added_vocab():
        return replace(all_profiles()["embedded"], name=folder, weights=weights, measured=(), int8=())
    reasoning = _reasoning(tokenizer)
    return Profile(
        folder,
        weights,
        system_role=_takes_system(tokenizer),
        reasoning=reasoning,
        thinking_tokens=0 if reasoning == "none" else _THINKING_TOKENS,
    )


def _reasoning(tokenizer: Any) -> Reasoning:
    """Tell by the chat template whether the model thinks before it answers, and how it marks that."""
    template = str(tokenizer.chat_template or "")
    if "<|channel|>" in template:
        return "harmony"
    return "think" if "</think>" in template else "none"


def _takes_system(tokenizer: Any) -> bool:
    """Tell whether the chat template shows a system message: some refuse it, some drop it."""
    if tokenizer.chat_template is None:
        return True
    turns = [{"role": "system", "content": "hoidap"}, {"role": "user", "content": "?"}]
    try:
        return "hoidap" in tokenizer.apply_chat_template(turns, tokenize=False)
    except TemplateError:
        return False
