"""The folder that Chainlit calls its app root: our settings, translations, readme and pictures, in the data folder.

Chainlit reads them from there and writes its session files there. It would take the working folder otherwise, and
reads the variable only when it is first imported.
"""

import json
import os
import shutil
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .frontend import write_frontend

HERE = Path(__file__).parent
README_NAMES = {"vi-VN": ("chainlit_vi-VN.md", "chainlit_vi.md"), "en-US": ("chainlit_en-US.md", "chainlit.md")}
# English words of Chainlit's that fit a chat with a person better than one with a database
ENGLISH = {
    "auth": {
        "login": {
            "form": {"email": {"label": "Name", "required": "Please enter your name", "placeholder": "jane"}},
            "errors": {
                "default": "The name or the password is wrong. After many attempts, please wait a few minutes.",
                "unauthorized": "This page does not know who you are. Please log in again or ask whoever runs it.",
            },
        }
    },
    "chat": {
        "input": {"placeholder": "Ask your question..."},
        "commands": {"button": "Commands", "changeTool": "Change the command", "availableTools": "Commands"},
        "messages": {"status": {"using": "", "used": ""}},  # our steps say themselves whether they are done
        "watermark": "hoidap can be wrong. Look at the SQL and the rows before you rely on a figure.",
    },
    "threadHistory": {
        "sidebar": {"empty": "No conversations yet"},
        "thread": {
            "actions": {
                "delete": {"description": "This deletes the conversation with all its answers, for good."},
                "rename": {
                    "title": "Rename the conversation",
                    "description": "A new name for this conversation",
                    "success": "Renamed",
                    "inProgress": "Renaming",
                },
            }
        },
    },
    "navigation": {"header": {"readme": "Guide"}},
}
SESSION_SECONDS = 24 * 3600
# Chainlit would keep conversations in any database that these name, or send them to a service.
NOT_FOR_CHAINLIT = ("DATABASE_URL", "LITERAL_API_KEY")


def prepare_home(home: Path) -> None:
    """Write our files to `home` and point Chainlit to it; to be called before Chainlit is first imported."""
    translations = home / ".chainlit" / "translations"
    translations.mkdir(parents=True, exist_ok=True)
    clear_sessions(home / ".files")
    shutil.copyfile(HERE / "config.toml", home / ".chainlit" / "config.toml")
    shutil.copytree(HERE / "public", home / "public", dirs_exist_ok=True)
    write_frontend(home / "public")
    for language, names in README_NAMES.items():
        for name in names:
            shutil.copyfile(HERE / f"chainlit_{language}.md", home / name)
    for name in ("vi", "vi-VN"):
        shutil.copyfile(HERE / "translations" / "vi.json", translations / f"{name}.json")
    english = json.dumps(merged(upstream_english(), ENGLISH), indent=1)
    for name in ("en", "en-US", "en-GB"):
        (translations / f"{name}.json").write_text(english, encoding="utf-8")
    os.environ["CHAINLIT_APP_ROOT"] = str(home)
    os.environ["CHAINLIT_ENV_FILE"] = os.devnull  # its .env is not ours


def clear_sessions(folder: Path) -> None:
    """Remove what the sessions of a killed server left; a server that runs beside this one keeps its own."""
    folder.mkdir(exist_ok=True)
    for session in folder.iterdir():
        if session.stat().st_mtime < time.time() - SESSION_SECONDS:
            shutil.rmtree(session, ignore_errors=True)


def upstream_english() -> dict[str, Any]:
    """Chainlit's own English texts, read without importing it."""
    spec = find_spec("chainlit")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("chainlit is not installed")
    file = Path(spec.submodule_search_locations[0]) / "translations" / "en-US.json"
    texts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return texts


def merged(texts: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """`texts` with the leaves of `ours` in place of its own."""
    return dict(texts) | {
        key: merged(texts[key], value) if isinstance(value, Mapping) else value for key, value in ours.items()
    }
