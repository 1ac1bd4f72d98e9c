"""Which models are on this machine, and what is known of each that can be named."""

import json
from pathlib import Path
from typing import Any, get_args

from .profiles import Profile, Quantize, all_profiles


def folder_of(weights: str) -> Path | None:
    """Return the folder that holds all of a model's files, in the hub's cache or where it says; else None."""
    if Path(weights).is_absolute():
        folder = Path(weights)
    else:
        from huggingface_hub import try_to_load_from_cache

        config = try_to_load_from_cache(weights, "config.json")
        if not isinstance(config, str):
            return None
        folder = Path(config).parent
    return folder if _complete(folder) else None


def weights_of(folder: Path) -> int:
    """Return how many bytes the weights in a folder have."""
    return sum(path.stat().st_size for path in folder.glob("*.safetensors"))


def describe_models() -> list[dict[str, Any]]:
    """Describe every model that has a profile, then those in the hub's cache that have none; plain JSON values."""
    profiles = list(all_profiles().values())
    known = {profile.weights for profile in profiles}
    return [_describe(profile) for profile in (*profiles, *(_unknown(name) for name in _cached() if name not in known))]


def _describe(profile: Profile) -> dict[str, Any]:
    folder = folder_of(profile.weights)
    sizes: tuple[Quantize, ...] = get_args(Quantize)
    return {
        "name": profile.name,
        "weights": profile.weights,
        "here": folder is not None,
        "folder": str(folder) if folder else None,
        "parameters": profile.parameters or None,
        "disk_gb": round((weights_of(folder) if folder else profile.disk()) / 1e9, 3),
        "licence": profile.licence,
        "languages": list(profile.languages),
        "memory_gb": {bits: round(profile.memory(bits), 2) or None for bits in sizes},
        "unpacked_gb": round(profile.unpacked(), 1) or None,
        "measured": dict(profile.measured),
        "int8": dict(profile.int8),
        "published": profile.published,
    }


def _unknown(name: str) -> Profile:
    """What the files alone tell: as many parameters as they would hold in 16 bit."""
    folder = folder_of(name)
    return Profile(name, name, parameters=weights_of(folder) // 2 if folder else 0)


def _cached() -> list[str]:
    """Return the names of the language models in the hub's cache."""
    from huggingface_hub import constants

    folders = sorted(Path(constants.HF_HUB_CACHE).glob("models--*--*"))
    names = [folder.name.removeprefix("models--").replace("--", "/", 1) for folder in folders]
    return [name for name in names if (folder := folder_of(name)) and _writes(folder)]


def _writes(folder: Path) -> bool:
    architectures = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("architectures") or ()
    return any(str(name).endswith("ForCausalLM") for name in architectures)


def _complete(folder: Path) -> bool:
    """Tell whether nothing is missing that loading needs: a download may have been cut off between two files."""
    if not (folder / "config.json").is_file() or not any(folder.glob("tokenizer*")):
        return False
    index = folder / "model.safetensors.index.json"
    if not index.is_file():
        return any(folder.glob("*.safetensors"))
    files = json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()
    return all((folder / file).is_file() for file in set(files))
