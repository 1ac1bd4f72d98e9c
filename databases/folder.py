"""Where hoidap keeps what it makes: the demo database, value indexes, conversations."""

import os
import sys
from pathlib import Path


def data_folder() -> Path:
    """`$HOIDAP_DATA_DIR`, or the platform's folder for a user's data; it need not exist yet."""
    chosen = os.environ.get("HOIDAP_DATA_DIR")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "hoidap"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "hoidap"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "hoidap"
