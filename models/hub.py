"""Models from the hub: fetched once and only what is needed, each try going on where the last one broke off.

`snapshot_download` throws away a file that is cut off, and a model is often a single file of gigabytes. So large files
are fetched here, into the hub's own cache and under the names that it looks for; the rest is left to it.
"""

import errno
import hashlib
import logging
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import httpx
from filelock import FileLock
from huggingface_hub import HfApi, constants, get_session, hf_hub_url, snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from huggingface_hub.file_download import repo_folder_name
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status, tqdm  # type: ignore[attr-defined]

from .errors import PullFailed

Progress = Callable[[int, int], object]  # bytes that are here, bytes in all

_WANTED = (
    "*.safetensors *.safetensors.index.json config.json generation_config.json tokenizer* special_tokens_map.json "
    "added_tokens.json vocab.* merges.txt chat_template* preprocessor_config.json processor_config.json normalizer.json"
).split()
_TWICE = ("*/*", "consolidated*")  # the same weights once more, in another program's order
_SPARE = 64 << 20  # bytes that stay free
_TRIES, _SECONDS = 5, 10.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _File:
    """A file on the hub; `sha256` is empty for small ones."""

    name: str
    size: int
    sha256: str


def pull(weights: str, progress: Progress | None = None) -> Path:
    """Bring a model's safetensors, configuration and tokenizer here; returns their folder.

    Without `progress` a bar is shown where stderr is a terminal. Raises PullFailed.
    """
    with _explained(weights):
        commit, files = _files(weights)
        have, total = sum(_here(weights, file) for file in files), sum(file.size for file in files)
        _check_space(weights, total - have)
        meter = _Meter(weights, have, total, progress)
        for file in files:
            if file.sha256:
                _fetch(weights, commit, file, meter)
        folder = snapshot_download(weights, allow_patterns=[file.name for file in files], tqdm_class=_NoBar)
        meter.finish()
    return Path(folder)


class _Meter:
    """How far a download is, told to a function or shown as a bar."""

    def __init__(self, weights: str, have: int, total: int, progress: Progress | None) -> None:
        self._done, self._total = have, total
        self._bar: Any = None
        if progress is None:
            _log.info("Fetching %s: %.2f GB.", weights, total / 1e9)
            hidden = not sys.stderr.isatty()
            shape: dict[str, Any] = {"unit": "B", "unit_scale": True, "disable": hidden}
            self._bar = tqdm(desc=weights, total=total, initial=have, **shape)  # type: ignore[no-untyped-call]
        self._tell = progress or (lambda done, _: self._bar.update(done - self._bar.n))
        self._tell(have, total)

    def add(self, count: int) -> None:
        self._done += count
        self._tell(self._done, self._total)

    def finish(self) -> None:
        self._tell(self._total, self._total)
        if self._bar is not None:
            self._bar.close()


class _NoBar(tqdm):
    """Keeps snapshot_download from showing bars of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "disable": True})  # type: ignore[no-untyped-call]


def _files(weights: str) -> tuple[str, list[_File]]:
    """Ask the hub for the commit and the files of it that are wanted."""
    info = HfApi().model_info(weights, files_metadata=True, timeout=_SECONDS)
    files = [
        _File(entry.rfilename, entry.size or 0, entry.lfs.sha256 if entry.lfs else "")
        for entry in info.siblings or ()
        if any(fnmatch(entry.rfilename, wanted) for wanted in _WANTED)
        and not any(fnmatch(entry.rfilename, twice) for twice in _TWICE)
    ]
    if not any(file.name.endswith(".safetensors") for file in files):
        raise PullFailed("format", f"The model {weights} has no safetensors files, and other formats are not read.")
    return str(info.sha), files


def _blob(weights: str, file: _File) -> Path:
    folder = repo_folder_name(repo_id=weights, repo_type="model")
    return Path(constants.HF_HUB_CACHE) / folder / "blobs" / file.sha256


def _here(weights: str, file: _File) -> int:
    """Return how many bytes of a large file an earlier try has left."""
    blob = _blob(weights, file)
    found = next((path for path in (blob, blob.with_suffix(".part")) if file.sha256 and path.exists()), None)
    return found.stat().st_size if found else 0


def _check_space(weights: str, missing: int) -> None:
    """Raise PullFailed where the disk has no room for what is still to come."""
    place = Path(constants.HF_HUB_CACHE).absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < missing + _SPARE:
        raise PullFailed(
            "space",
            f"The model {weights} needs {missing / 1e9:.1f} GB more on the disk of {place}, and {free / 1e9:.1f} GB "
            "are free. Free some, or name a folder on another disk in HF_HOME.",
        )


def _fetch(weights: str, commit: str, file: _File, meter: _Meter) -> None:
    """Fetch a large file beside its place, check it, and move it there."""
    blob = _blob(weights, file)
    part = blob.with_suffix(".part")
    blob.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(blob.with_suffix(".lock")):
        url = hf_hub_url(weights, file.name, revision=commit, endpoint=constants.ENDPOINT)
        tries = 0
        while (have := _here(weights, file)) < file.size:
            try:
                _go_on(url, part, have, meter)
            except httpx.TransportError:
                tries = 1 if _here(weights, file) > have else tries + 1
                if tries == _TRIES:
                    raise
                time.sleep(0.1 * 2**tries)
        if blob.exists():
            return
        if _sha256(part) != file.sha256:
            part.unlink()
            raise PullFailed("damaged", f"The file {file.name} of {weights} arrived damaged. Try again.")
        part.replace(blob)


def _go_on(url: str, part: Path, have: int, meter: _Meter) -> None:
    """Append what is missing of a file, or begin again where the server sends all of it."""
    headers = build_hf_headers() | {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with get_session().stream("GET", url, headers=headers, follow_redirects=True, timeout=_SECONDS) as response:
        if response.status_code >= 400:
            response.read()
        hf_raise_for_status(response)
        again = response.status_code != 206
        if again:
            meter.add(-have)
        with part.open("wb" if again else "ab") as out:
            for chunk in response.iter_raw():  # as it comes: what has been read is kept when the rest does not come
                out.write(chunk)
                meter.add(len(chunk))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _explained(weights: str) -> Iterator[None]:
    """Turn what can go wrong into one sentence each."""
    page = f"{constants.ENDPOINT}/{weights}"
    unknown = f"The hub knows no model {weights}, or shows it only to those who may see it."
    try:
        yield
    except GatedRepoError as error:
        sentence = (
            f"The model {weights} asks for its licence to be accepted: do so on {page}, then run `hf auth login`."
        )
        raise PullFailed("gated", sentence) from error
    except (RepositoryNotFoundError, HFValidationError) as error:
        raise PullFailed("unknown", unknown) from error
    except (httpx.TransportError, OfflineModeIsEnabled, LocalEntryNotFoundError) as error:
        sentence = (
            f"The model {weights} is not on this machine and the hub cannot be reached. Connect, or give a folder."
        )
        raise PullFailed("offline", sentence) from error
    except HfHubHTTPError as error:
        status = error.response.status_code
        if status in (401, 404):
            raise PullFailed("unknown", unknown) from error
        raise PullFailed(
            "hub", f"The hub refused the model {weights} with status {status}. Try again later."
        ) from error
    except OSError as error:
        what = "the disk is full" if error.errno == errno.ENOSPC else f"its cache cannot be written: {error.strerror}"
        raise PullFailed("space", f"The model {weights} cannot be kept: {what}.") from error
