"""The demo database, opened once for the tests of the HTTP edge."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sse_starlette.sse import AppStatus

from hoidap.databases import Database, demo_database


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_DATA_DIR", str(folder))
        database = Database.connect(demo_database(), data_dir=folder)
        database.build_values()
        yield database
        database.close()


@pytest.fixture(autouse=True)
def fresh_stream_exit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    AppStatus.should_exit_event = None  # sse-starlette below 2 keeps the first event loop's
    monkeypatch.setenv("HOIDAP_DATA_DIR", str(tmp_path))
