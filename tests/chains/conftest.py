"""The demo database, opened once for the tests that read it."""

from collections.abc import Iterator

import pytest

from hoidap.databases import Database, demo_database


@pytest.fixture(scope="session")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("told")
    database = Database.connect(demo_database(folder), data_dir=folder)
    yield database
    database.close()
