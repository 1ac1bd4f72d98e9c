"""One server with the chat page over the demo database, and one browser, for all tests of the page."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from chromium import chromium
from playwright.sync_api import Browser
from scripted import Scripted
from serving import running

from hoidap.databases import Database, demo_database
from hoidap.langserve_app import CHAT, create_app
from hoidap.ui.mount import prepare_chainlit
from hoidap.web import Parts
from hoidap.web.tokens import prepare_tokens

# Some tests import what imports Chainlit, which looks for its files and the name of its cookie once.
HOME = TemporaryDirectory(ignore_cleanup_errors=True)
prepare_tokens(Path(HOME.name), 8000)
prepare_chainlit(CHAT, Path(HOME.name))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_DATA_DIR", str(path))
        yield path


@pytest.fixture(scope="session")
def db(folder: Path) -> Iterator[Database]:
    database = Database.connect(demo_database(), data_dir=folder)
    yield database
    database.close()


@pytest.fixture(scope="module")  # while it is open no other test of this thread can run an event loop
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def routed(prompt: str) -> str:
    return "small_talk" if "xin chào" in prompt or "hello" in prompt else "query_database"


def written(prompt: str) -> "str | Exception":
    asked = prompt.rpartition("Question: ")[2]
    if "boom" in asked:
        return RuntimeError("a secret of the machine")
    if "tác giả" in asked or "authors" in asked:
        return "SELECT AuthorId, AuthorName, DepartmentId FROM Author"
    return "SELECT COUNT(*) AS n FROM Jidouka"


@pytest.fixture(scope="session")
def model() -> Scripted:
    """Scripted, because the page must meet a greeting, a fault and a slow answer on cue."""
    return Scripted(route=routed, sql=written, answer="Có 400 cải tiến. " + "Tổng cộng là 400. " * 2, pause=0.05)


@pytest.fixture(scope="session")
def parts(db: Database, model: Scripted) -> Parts:
    return Parts.build(db, model)


@pytest.fixture(scope="session")
def server(parts: Parts) -> Iterator[str]:
    with running(create_app(parts)) as url:
        yield url
