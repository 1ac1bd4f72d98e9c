"""Puts the Chainlit app under a path of ours."""

import os
import sys
from pathlib import Path

from fastapi import FastAPI

from .home import NOT_FOR_CHAINLIT, prepare_home


def mount_chat(app: FastAPI, path: str, home: Path) -> None:
    """Serve the page below `path`, with its files in `home`; Chainlit takes the first `home` of a process for good.

    Not by `chainlit.utils.mount_chainlit`, which adds a middleware to Chainlit's one application at each call.
    """
    prepare_chainlit(path, home)

    from .app import application  # imports Chainlit, which reads the variables above only now
    from .closed import closed_routes
    from .login import login_routes

    for ours in (login_routes(), closed_routes()):
        app.include_router(ours, prefix=path)
    app.mount(path, application)


def prepare_chainlit(path: str, home: Path) -> None:
    """Write the page's files to where Chainlit looks for them, and let it find them when it is first imported."""
    imported = sys.modules.get("chainlit.config")
    prepare_home(Path(imported.APP_ROOT) if imported else home)
    os.environ["CHAINLIT_ROOT_PATH"] = path
    for name in NOT_FOR_CHAINLIT:
        os.environ.pop(name, None)
