"""What may be known of a model that has no profile of its own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import TemplateError

from .profiles import Profile, all_profiles


def guess_profile(weights: str, tokenizer: Any) -> Profile:
    """Return a profile for weights that have none: that of the same model elsewhere, or what the tokenizer tells."""
    folder = Path(weights).name
    for profile in all_profiles().values():
        if folder in (Path(profile.weights).name, profile.name):
            return replace(profile, weights=weights)
    if "◊t0" in tokenizer.get_added_vocab():
        return replace(all_profiles()["embedded"], name=folder, weights=weights)
    return Profile(folder, weights, system_role=_takes_system(tokenizer))


def _takes_system(tokenizer: Any) -> bool:
    """Tell whether the chat template shows a system message: some refuse it, some drop it."""
    if tokenizer.chat_template is None:
        return True
    turns = [{"role": "system", "content": "hoidap"}, {"role": "user", "content": "?"}]
    try:
        return "hoidap" in tokenizer.apply_chat_template(turns, tokenize=False)
    except TemplateError:
        return False
