"""The demo database, opened once for the tests of the agent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hoidap.databases import Database, demo_database


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOIDAP_DATA_DIR", str(folder))
        database = Database.connect(demo_database(), data_dir=folder)
        yield database
        database.close()
